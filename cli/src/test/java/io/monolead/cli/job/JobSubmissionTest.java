// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.registry.RegistrySettings;
import io.monolead.schemas.TopicFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobSubmissionTest {
  @Test
  void aClusterOfItsOwnIsToldOfMetricReportersAndOfNothingElse() {
    JobSubmission submission =
        JobSubmission.of(
                KafkaConnection.to("127.0.0.1:9092"), new TopicNames("ecg."), Path.of("model.mlb"))
            .with(
                List.of(
                    "--metrics.reporter.prom.port",
                    "9249",
                    "--window.hop",
                    "2s",
                    "--parallelism.default",
                    "2"));

    assertThat(submission.metricReporters().toMap())
        .isEqualTo(Map.of("metrics.reporter.prom.port", "9249"));
  }

  @Test
  void theJobTalksToKafkaAsTheCommandLineDoes() {
    KafkaConnection connection =
        KafkaConnection.to("broker:9092")
            .with(
                new RegistrySettings(
                    "http://registry:8081",
                    false,
                    "file:/run/secrets/registry",
                    RegistrySettings.DEFAULT_PATIENCE))
            .writing(TopicFormat.REGISTRY);
    assertThat(
            JobSubmission.of(connection, TopicNames.DEFAULT, Path.of("m.mlb")).settings().kafka())
        .isEqualTo(connection);
  }
}
