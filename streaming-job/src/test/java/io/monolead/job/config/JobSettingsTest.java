// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.connectors.registry.RegistrySettings;
import io.monolead.inference.ServingOptions;
import io.monolead.schemas.AlertPriority;
import io.monolead.schemas.TopicFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobSettingsTest {
  @TempDir Path folder;

  private static JobSettings settings(String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of("--kafka.bootstrap-servers", "localhost:1", "--model.bundle", "model.mlb"));
    all.addAll(List.of(arguments));
    return JobSettings.of(OptionSources.fromArguments(all.toArray(String[]::new)));
  }

  @Test
  void theDefaultsAreTenSecondsEveryFiveAtLeastOnce() {
    JobSettings settings = settings();
    assertThat(settings.assembly()).isEqualTo(io.monolead.job.assemble.AssemblyRules.defaults());
    assertThat(settings.delivery().guarantee()).isEqualTo(DeliveryGuarantee.AT_LEAST_ONCE);
    assertThat(settings.topics().segments()).isEqualTo("ecg.segments");
    assertThat(settings.policies().of("NORM").getEnabled()).isFalse();
    assertThat(settings.serving()).isEqualTo(ServingOptions.FASTEST);
  }

  /** Only with exactly-once delivery does an alert wait for a checkpoint. */
  @Test
  void checkpointsAreAsFrequentAsDeliveryNeedsUnlessSet() {
    assertThat(interval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(interval("--delivery.guarantee", "exactly-once")).isEqualTo(Duration.ofMillis(500));
    assertThat(interval("--checkpoint.interval", "2 s")).isEqualTo(Duration.ofSeconds(2));
  }

  private static Duration interval(String... arguments) {
    return settings(arguments).flink().get(CheckpointingOptions.CHECKPOINTING_INTERVAL);
  }

  @Test
  void deviceAndPrecisionOfTheNetworkAreChecked() {
    assertThat(settings("--model.device", "gpu:1", "--model.precision", "plain").serving())
        .isEqualTo(new ServingOptions("gpu:1", "plain"));
    assertThatThrownBy(() -> settings("--model.precision", "int4"))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("monolead.model.precision")
        .hasMessageContaining("'int4'");
  }

  @Test
  void formatAndRegistryAreChecked() {
    assertThat(settings().kafka().format()).isEqualTo(TopicFormat.AVRO);
    assertThat(settings().kafka().registry()).isEqualTo(RegistrySettings.NONE);
    JobSettings settings =
        settings(
            "--kafka.format",
            "registry",
            "--registry.url",
            "http://registry:8081/",
            "--registry.auto-register",
            "false",
            "--registry.credentials",
            "env:REGISTRY",
            "--registry.patience",
            "5 s");
    assertThat(settings.kafka().format()).isEqualTo(TopicFormat.REGISTRY);
    assertThat(settings.kafka().registry())
        .isEqualTo(
            new RegistrySettings(
                "http://registry:8081", false, "env:REGISTRY", Duration.ofSeconds(5)));
    assertThatThrownBy(() -> settings("--kafka.format", "registry"))
        .isInstanceOf(OptionException.class)
        .hasMessage("monolead.kafka.format is registry; set monolead.registry.url too");
    assertThatThrownBy(() -> settings("--kafka.format", "xml"))
        .isInstanceOf(OptionException.class)
        .hasMessage("monolead.kafka.format is 'xml': allowed: avro, registry, json");
    assertThatThrownBy(
            () -> settings("--registry.url", "http://r", "--registry.credentials", "a:secret"))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("file:PATH or env:NAME")
        .hasMessageNotContaining("secret");
  }

  @Test
  void recordsHardlyWaitBetweenTasksUnlessFlinkIsToldSo() {
    assertThat(settings().flink().get(ExecutionOptions.BUFFER_TIMEOUT))
        .isLessThanOrEqualTo(Duration.ofMillis(10));
    assertThat(
            settings("--execution.buffer-timeout.interval", "100 ms")
                .flink()
                .get(ExecutionOptions.BUFFER_TIMEOUT))
        .isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void onlyALiveRunFollowsTheWallClockInSilence() {
    assertThat(settings("--time.idleness", "7 s").silenceReportedAfter())
        .contains(Duration.ofSeconds(7));
    assertThat(settings("--kafka.bounded", "true").silenceReportedAfter()).isEmpty();
    assertThat(settings("--time.wall-clock-in-silence", "false").silenceReportedAfter()).isEmpty();
  }

  @Test
  void aRunEndsWhereItIsToldTo() {
    assertThat(settings().bounded()).isFalse();
    assertThat(settings("--kafka.bounded", "true").stop().orElseThrow()).hasToString("latest");
    assertThat(settings("--kafka.stop", "2026-11-22T08:00:00Z").stop().orElseThrow().instant())
        .contains(Instant.parse("2026-11-22T08:00:00Z"));
    assertThat(settings("--kafka.start", "0:5", "--kafka.stop", "0:9").bounded()).isTrue();
    assertThatThrownBy(() -> settings("--kafka.start", "0:5"))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("monolead.kafka.start")
        .hasMessageContaining("monolead.kafka.stop");
    assertThatThrownBy(() -> settings("--kafka.stop", "noon"))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("monolead.kafka.stop")
        .hasMessageContaining("'noon'");
  }

  @Test
  void whatIsReadMayHaveAnotherPrefixThanWhatIsWritten() {
    assertThat(settings().sources()).isEqualTo(settings().topics());
    JobSettings apart =
        settings("--kafka.source-prefix", "ecg.", "--kafka.topic-prefix", "history.");
    assertThat(apart.sources().segments()).isEqualTo("ecg.segments");
    assertThat(apart.topics().scores()).isEqualTo("history.scores");
  }

  @Test
  void ordersOfOneKindMayBeLeftOut() {
    assertThat(settings().control().models()).isTrue();
    assertThat(settings("--control.follow", "policies").control().models()).isFalse();
    assertThat(settings("--control.follow", "policies").control().policies()).isTrue();
    assertThatThrownBy(() -> settings("--control.follow", "model"))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("monolead.control.follow")
        .hasMessageContaining("models, policies");
  }

  @Test
  void theCommandLineWinsOverTheFileAndFlinksKeysPass() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("job.yaml"),
            """
            monolead:
              window:
                hop: 2 s
              inference.batch-size: 8
              alert:
                priorities: {STD_: high}
            monolead.kafka.properties.security.protocol: SSL
            state.backend.type: rocksdb
            """);
    JobSettings settings =
        settings(
            "--config",
            file.toString(),
            "--inference.batch-size",
            "16",
            "--parallelism",
            "3",
            "--monolead.alert.thresholds",
            "AFIB:0.7,PVC:0.9",
            "--alert.disabled-labels",
            "NORM;PAC");
    assertThat(settings.assembly().hopMicros()).isEqualTo(2_000_000);
    assertThat(settings.batching().size()).isEqualTo(16);
    assertThat(settings.kafka().clientProperties()).containsEntry("security.protocol", "SSL");
    assertThat(settings.flink().toMap()).containsEntry("state.backend.type", "rocksdb");
    assertThat(settings.flink().get(CoreOptions.DEFAULT_PARALLELISM)).isEqualTo(3);
    assertThat(settings.policies().of("AFIB").getThreshold()).isEqualTo(0.7f);
    assertThat(settings.policies().of("STD_").getPriority()).isEqualTo(AlertPriority.HIGH);
    assertThat(settings.policies().of("PAC").getEnabled()).isFalse();
    assertThat(settings.policies().of("CLBBB").getPriority()).isEqualTo(AlertPriority.LOW);
  }

  @Test
  void aPropertiesFileIsReadToo() throws Exception {
    Path file = Files.writeString(folder.resolve("job.properties"), "monolead.window.hop=1 s\n");
    assertThat(settings("--config", file.toString()).assembly().hopMicros()).isEqualTo(1_000_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--window.hop | 20 s | 20000000 | 10000000",
        "--window.clock-jitter | 3 s | 3000000 | 5000000",
        "--window.hop | soon | monolead.window.hop | soon",
        "--inference.batch-size | 0 | 1 to 1024 | 0",
        "--alert.windows-required | 5 | windowsRequired is 5 | windowsConsidered, 3",
        "--alert.thresholds | AFIB:x | for AFIB | above 0",
        "--alert.thresholds | AFIB:1.5 | 1.5 | at most 1",
        "--alert.priorities | AFIB:URGENT | URGENT | HIGH, MEDIUM or LOW",
        "--delivery.guarantee | maybe | maybe | exactly-once",
        "--kafka.start | noon | monolead.kafka.start | noon",
        "--parallelism | 0 | monolead.parallelism is 0 | 1 or more",
        "--windw.hop | 5 s | windw.hop | did you mean monolead.window.hop",
        "--signal-lost.timeout | 48 h | 172800000000 | 86400000000",
        "--kafka.topic-prefix | ecg/ | monolead.kafka.topic-prefix | ecg/"
      })
  void aValueThatCannotBeIsRefusedWithWhatIsAllowed(
      String option, String value, String first, String second) {
    assertThatThrownBy(() -> settings(option, value))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining(first)
        .hasMessageContaining(second);
  }

  @Test
  void aTransactionMustOutliveACheckpointInterval() {
    assertThatThrownBy(
            () ->
                settings(
                    "--delivery.guarantee",
                    "exactly-once",
                    "--delivery.transaction-timeout",
                    "10 s",
                    "--checkpoint.interval",
                    "20 s"))
        .hasMessageContaining("monolead.delivery.transaction-timeout is 10000 ms")
        .hasMessageContaining("monolead.checkpoint.interval, 20000 ms");
  }

  @Test
  void whatIsRequiredIsAskedForByName() {
    assertThatThrownBy(() -> JobSettings.of(OptionSources.fromArguments()))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("monolead.kafka.bootstrap-servers");
    assertThatThrownBy(() -> OptionSources.fromArguments("--config", "missing.yaml"))
        .hasMessageContaining("missing.yaml");
    assertThatThrownBy(() -> OptionSources.fromArguments("window.hop", "5 s"))
        .hasMessageContaining("--OPTION VALUE");
  }

  @Test
  void theTableListsEveryOptionWithItsDefault() {
    assertThat(OptionsTable.markdown())
        .contains("| `monolead.window.length` | `10 s` | Length of a window; the model's. |")
        .contains("| `monolead.alert.disabled-labels` | `NORM` |")
        .contains("| `monolead.state.expiry` | `24 h` |");
    assertThat(OptionsTable.markdown().lines()).hasSize(2 + JobOptions.all().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--kafka.properties.sasl.jaas.config",
        "--monolead.kafka.properties.ssl.key.password",
        "--kafka.properties.ssl.keystore.key",
        "--s3.secret-key",
        "--security.ssl.rest.key-password"
      })
  void aSecretIsNoArgumentAndIsNotRepeated(String option) {
    assertThatThrownBy(() -> OptionSources.fromArguments(option, "hunter2"))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("is a secret")
        .hasMessageContaining("--config")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--kafka.properties.sasl.jaas.config",
        "--kafka.properties.ssl.keystore.key",
        "--kafka.properties.ssl.keystore.certificate.chain"
      })
  void whereASecretIsFoundMayBeAnArgument(String option) {
    assertThat(
            OptionSources.fromArguments(option, "${files:/etc/monolead/kafka-user:file}").toMap())
        .containsValue("${files:/etc/monolead/kafka-user:file}");
  }
}
