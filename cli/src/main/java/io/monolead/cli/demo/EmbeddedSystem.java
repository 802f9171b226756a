// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.demo;

import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.invocation.FailureText;
import io.monolead.cli.job.JobSubmission;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicLayout;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.Topics;
import io.monolead.embedded.EmbeddedFlink;
import io.monolead.embedded.EmbeddedKafka;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.flink.core.execution.JobClient;

/** Broker, topics and cluster in this process, for one job after the other. */
public final class EmbeddedSystem implements AutoCloseable {
  private final EmbeddedKafka kafka;
  private final EmbeddedFlink flink;

  private EmbeddedSystem(EmbeddedKafka kafka, EmbeddedFlink flink) {
    this.kafka = kafka;
    this.flink = flink;
  }

  /**
   * Starts both, side by side.
   *
   * @param kafkaPort port of the broker; 0 takes a free one
   * @param flinkPort port of Flink's web page; 0 takes a free one
   * @param slots slots of the cluster, the parallelism of the job
   */
  public static EmbeddedSystem start(int kafkaPort, int flinkPort, int slots) {
    CompletableFuture<EmbeddedKafka> broker =
        CompletableFuture.supplyAsync(() -> EmbeddedKafka.builder().optPort(kafkaPort).start());
    EmbeddedFlink flink;
    try {
      flink = EmbeddedFlink.builder().optSlots(slots).optRestPort(flinkPort).start();
    } catch (RuntimeException e) {
      broker.handle((kafka, failure) -> close(kafka)).join();
      throw e;
    }
    try {
      return new EmbeddedSystem(broker.join(), flink);
    } catch (CompletionException e) {
      flink.close();
      throw new CommandFailure(FailureText.of(e), e);
    }
  }

  private static boolean close(EmbeddedKafka kafka) {
    if (kafka != null) {
      kafka.close();
    }
    return kafka != null;
  }

  /** How to reach the broker. */
  public KafkaConnection connection() {
    return KafkaConnection.to(kafka.bootstrapServers());
  }

  /** Address of Flink's web page. */
  public String flinkAddress() {
    return flink.restAddress().toString();
  }

  /** Creates all topics under a prefix. */
  public void createTopics(TopicNames names, List<String> labels) {
    TopicLayout layout =
        new TopicLayout(flink.slots(), Optional.of((short) 1), Optional.empty(), Optional.empty());
    new Topics(connection()).create(layout.topics(names, labels));
  }

  /** Submits a job. */
  public JobClient submit(JobSubmission job) throws Exception {
    return job.submit(flink.newEnvironment());
  }

  @Override
  public void close() {
    try (kafka) {
      flink.close();
    }
  }
}
