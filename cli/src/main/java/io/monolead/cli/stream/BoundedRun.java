// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.stream;

import io.monolead.cli.demo.EmbeddedSystem;
import io.monolead.cli.fleet.RecordingDevice;
import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.invocation.FailureText;
import io.monolead.cli.job.JobSubmission;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.RecordReader;
import io.monolead.connectors.kafka.RecordReader.From;
import io.monolead.connectors.kafka.RecordReader.Received;
import io.monolead.connectors.kafka.SegmentProducer;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.Topics;
import io.monolead.connectors.replay.ReplayOptions;
import io.monolead.connectors.replay.Replayer;
import io.monolead.job.infer.NetworkTime;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.TechnicalAlert;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.execution.JobClient;

/**
 * Sends recordings through Kafka at full speed, lets the job run to their end, and reads what it
 * wrote.
 *
 * @param system where it runs
 * @param model the model's bundle
 * @param labels the model's labels
 * @param alertsOnOneWindow whether one window is enough for an alert, as where recordings have no
 *     more
 * @param jobArguments options of the job over the defaults
 */
public record BoundedRun(
    EmbeddedSystem system,
    Path model,
    List<String> labels,
    boolean alertsOnOneWindow,
    List<String> jobArguments) {
  public BoundedRun {
    labels = List.copyOf(labels);
    jobArguments = List.copyOf(jobArguments);
  }

  /**
   * One run under topics of its own.
   *
   * @param name begins the names of the topics; no run of the same system may have had it
   * @throws CommandFailure if the job fails
   */
  public StreamResult run(String name, List<RecordingDevice> devices) throws Exception {
    TopicNames names = new TopicNames(name + "." + TopicNames.DEFAULT_PREFIX);
    KafkaConnection connection = system.connection();
    system.createTopics(names, labels);
    try (SegmentProducer producer = new SegmentProducer(connection, names.segments())) {
      new Replayer(ReplayOptions.fullSpeed())
          .replay(devices.stream().map(RecordingDevice::device).toList(), producer);
    }
    JobSubmission submission = JobSubmission.of(connection, names, model).bounded();
    if (alertsOnOneWindow) {
      submission = submission.alertingOnOneWindow();
    }
    JobClient job = system.submit(submission.with(jobArguments));
    JobExecutionResult ended;
    try {
      ended = job.getJobExecutionResult().get();
    } catch (ExecutionException e) {
      throw new CommandFailure("The job failed: " + FailureText.of(JobSubmission.rootCause(e)), e);
    }
    return new StreamResult(
        read(connection, EcgScore.class, List.of(names.scores())),
        read(connection, EcgAlert.class, names.alerts(labels).values()),
        read(connection, TechnicalAlert.class, List.of(names.technicalAlerts())),
        NetworkTime.of(ended));
  }

  private static <T extends SpecificRecord> List<Received<T>> read(
      KafkaConnection connection, Class<T> type, Collection<String> topics) {
    try (RecordReader<T> reader =
        new RecordReader<>(connection, type, topics, From.EARLIEST, Topics.DEFAULT_TIMEOUT)) {
      return reader.readToEnd();
    }
  }
}
