// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.cli.architecture.SourceTree;
import io.monolead.job.metrics.JobMetric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What {@code docs/metrics.md} says beside its table. */
class MetricsPageTest {
  private static final Path PAGE = SourceTree.root().resolve("docs/metrics.md");

  @Test
  void everyMetricThatThePageNamesIsOneThatThereIs() throws IOException {
    Matcher named =
        Pattern.compile("flink_taskmanager_job_task_operator_monolead_[a-z_]+")
            .matcher(Files.readString(PAGE));
    List<String> names = new ArrayList<>();
    while (named.find()) {
      names.add(named.group());
    }

    assertThat(names).hasSizeGreaterThanOrEqualTo(JobMetric.values().length);
    assertThat(Arrays.stream(JobMetric.values()).map(JobMetric::prometheusName)).containsAll(names);
  }
}
