// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.cli.CommandRunner;
import io.monolead.cli.architecture.SourceTree;
import io.monolead.cli.invocation.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteCommandTest {
  /** A block of JSON in a page. */
  private static final Pattern BLOCK = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void theExampleOfTheDocsIsRead() throws IOException {
    Matcher blocks = BLOCK.matcher(Files.readString(SourceTree.root().resolve("docs/routing.md")));
    assertThat(blocks.find()).isTrue();
    Path file = Files.writeString(folder.resolve("routes.json"), blocks.group(1));
    assertThat(blocks.find()).isTrue();
    Files.writeString(folder.resolve("patients.json"), blocks.group(1));
    Files.writeString(folder.resolve("pager.secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
    CommandRunner runner = new CommandRunner(folder, Optional.empty());

    int code = runner.run("route", "--check", "--group", "ward7", file.toString());

    assertThat(runner.err()).isEmpty();
    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(runner.out())
        .contains("pager (webhook, https://pager.example.org, signed), group ward7-pager")
        .contains("ehr (fhir, topic ecg.fhir), group ward7-ehr")
        .contains("operators (alertmanager, http://127.0.0.1:9093), group ward7-operators")
        .doesNotContain("4711");
  }

  @Test
  void aMistakeInTheFileIsOneLineWithItsPlace() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("routes.json"),
            "{\"targets\": [{\"name\": \"a\", \"type\": \"webhook\","
                + " \"url\": \"http://example.org\"}]}");
    CommandRunner runner = new CommandRunner(folder, Optional.empty());

    assertThat(runner.run("route", "--check", file.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(runner.err())
        .hasLineCount(1)
        .contains("routes.json, targets[0].url: http sends what alerts tell in the clear");
    assertThat(runner.run("route")).isEqualTo(ExitCode.USAGE);
    assertThat(runner.run("route", "--group", "a b", file.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(runner.run("route", folder.resolve("none.json").toString()))
        .isEqualTo(ExitCode.FAILED);
    assertThat(runner.err()).contains("There is no file").contains("none.json");
  }

  @Test
  void withoutABrokerTheAddressIsNamed() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("routes.json"),
            "{\"targets\": [{\"name\": \"a\", \"type\": \"fhir\"}]}");
    CommandRunner runner = new CommandRunner(folder, Optional.empty());

    int code = runner.run("route", "--bootstrap", "no.such.host.invalid:9092", file.toString());

    assertThat(code).isEqualTo(ExitCode.FAILED);
    assertThat(runner.err()).contains("no.such.host.invalid:9092").doesNotContain("\tat ");
  }
}
