// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.SegmentSource;
import io.monolead.connectors.kafka.StartOffsets;
import io.monolead.job.config.JobSettings;
import io.monolead.job.config.OptionSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.junit.jupiter.api.Test;

/**
 * A savepoint finds an operator by its name alone: one that has none, or another than before, loses
 * its state.
 */
class OperatorNamesTest {
  private static final Path PAGE =
      ShippedBundle.path().resolveSibling("../docs/how-to/upgrade.md").normalize();
  private static final Pattern ROW = Pattern.compile("\\| ((?:`[a-z-]+`(?:, )?)+) \\|.*");

  /** What Flink puts before the name of a sink, for the operator that ends its transactions. */
  private static final String OF_FLINK = "Sink Committer: ";

  private static final Pattern NAME = Pattern.compile("`([a-z-]+)`");

  @Test
  void everyOperatorHasItsNameOfThePageOnUpgrades() throws IOException {
    Set<String> ofThePage = new TreeSet<>();
    String section = section("Names of operators");
    section
        .lines()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .forEach(
            row -> NAME.matcher(row.group(1)).results().forEach(n -> ofThePage.add(n.group(1))));

    Set<String> ofTheJob = new TreeSet<>(names());
    ofTheJob.addAll(names("--control.enabled", "false"));

    assertThat(ofTheJob).isEqualTo(ofThePage);
  }

  private static String section(String heading) throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf("## " + heading);
    assertThat(start).as("'%s' in %s", heading, PAGE).isNotNegative();
    int end = page.indexOf("\n## ", start + 1);
    return end < 0 ? page.substring(start) : page.substring(start, end);
  }

  /** The names of the job's operators; fails if one has none. */
  private static Set<String> names(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("--kafka.bootstrap-servers", "localhost:1", "--model.bundle", "none"));
    arguments.addAll(List.of(more));
    JobSettings settings =
        JobSettings.of(OptionSources.fromArguments(arguments.toArray(String[]::new)));
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment();
    new MonitoringJob(
            settings,
            SegmentSource.builder()
                .setConnection(KafkaConnection.to("localhost:1"))
                .setTopics(settings.sources().segments())
                .setGroupId("names")
                .optStart(StartOffsets.earliest())
                .build(),
            KafkaOutputs.of(settings),
            JobHarness.arithmetic())
        .build(environment);
    StreamGraph graph = environment.getStreamGraph();
    Set<String> names = new TreeSet<>();
    graph
        .getStreamNodes()
        .forEach(
            node -> {
              assertThat(node.getTransformationUID()).as(node.getOperatorName()).isNotNull();
              names.add(node.getTransformationUID().replace(OF_FLINK, ""));
            });
    return names;
  }
}
