// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.monolead.cli.architecture.SourceTree;
import io.monolead.schemas.DeadLetterReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The runbook has a section for whatever somebody may be called out for. */
class RunbookTest {
  private static final Path RULES =
      SourceTree.root().resolve("deploy/observability/prometheus/rules");

  private static DocPage runbook() throws IOException {
    return DocPage.read(SourceTree.root(), SourceTree.root().resolve("docs/operations.md"));
  }

  @Test
  void everyAlertOfPrometheusHasItsSection() throws IOException {
    assumeTrue(Files.isDirectory(RULES), "skipped: there are no alert rules");
    Set<String> alerts = new TreeSet<>();
    try (Stream<Path> files = Files.list(RULES)) {
      for (Path file : files.toList()) {
        Matcher alert = Pattern.compile("- alert: (\\w+)").matcher(Files.readString(file));
        while (alert.find()) {
          alerts.add(alert.group(1).toLowerCase(Locale.ROOT));
        }
      }
    }

    assertThat(alerts).isNotEmpty();
    assertThat(runbook().anchors()).containsAll(alerts);
  }

  @Test
  void everyReasonOfADeadLetterIsExplained() throws IOException {
    String page = Files.readString(runbook().file());

    for (DeadLetterReason reason : DeadLetterReason.values()) {
      if (reason != DeadLetterReason.UNKNOWN) {
        assertThat(page).contains("`" + reason + "`");
      }
    }
  }
}
