// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.chaos;

import io.monolead.benchmarks.process.KafkaClients;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicSpec;
import io.monolead.connectors.kafka.Topics;
import io.monolead.connectors.replay.ReplayOptions;
import io.monolead.connectors.replay.Replayer;
import io.monolead.embedded.EmbeddedFlink;
import io.monolead.embedded.EmbeddedKafka;
import io.monolead.job.MonitoringJob;
import io.monolead.job.config.JobSettings;
import io.monolead.job.config.OptionSources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The same segments through the same job on a broker and a cluster that nobody disturbs. */
final class UndisturbedRun {
  private static final Duration AT_MOST = Duration.ofMinutes(30);

  private UndisturbedRun() {}

  /**
   * Sends the segments, runs the job over them and reads its results.
   *
   * @param segments how many segments of the fleet to send
   * @param specs the topics to make
   * @param compared the topics to read
   * @param folder for checkpoints
   * @throws Exception if a part of it cannot be started or fails
   */
  static TopicContents of(
      Fleet fleet,
      long segments,
      String segmentTopic,
      List<TopicSpec> specs,
      List<String> compared,
      Path bundle,
      Path folder)
      throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        EmbeddedFlink flink = EmbeddedFlink.start(JobArguments.PARALLELISM)) {
      new Topics(KafkaConnection.to(kafka.bootstrapServers())).create(specs);
      KafkaClients clients = new KafkaClients(kafka.bootstrapServers());
      try (RecordSender sender = new RecordSender(clients)) {
        SegmentFeed feed = new SegmentFeed(segmentTopic, sender::send, segments);
        new Replayer(ReplayOptions.fullSpeed()).replay(fleet.devices(), feed);
        // The feed ends a replay by an interrupt, which must not reach what follows.
        Thread.interrupted();
        sender.flush();
      }
      JobSettings settings =
          JobSettings.of(
              OptionSources.fromArguments(
                  JobArguments.of(kafka.bootstrapServers(), bundle, folder.resolve("undisturbed"))
                      .toArray(String[]::new)));
      StreamExecutionEnvironment environment = flink.newEnvironment();
      MonitoringJob.onKafka(settings).build(environment);
      JobClient job = environment.executeAsync("undisturbed");
      Consumption.await(clients, segmentTopic, JobArguments.GROUP, AT_MOST);
      job.stopWithSavepoint(
              false,
              folder.resolve("undisturbed-savepoint").toUri().toString(),
              SavepointFormatType.CANONICAL)
          .get();
      return TopicContents.read(clients, compared);
    }
  }
}
