// SPDX-License-Identifier: Apache-2.0
package io.monolead.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.connectors.kafka.BrokerException;
import io.monolead.connectors.kafka.ControlSender;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.RecordReader;
import io.monolead.connectors.kafka.SegmentProducer;
import io.monolead.connectors.kafka.TopicLayout;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.Topics;
import io.monolead.embedded.EmbeddedFlink;
import io.monolead.inference.ModelBundle;
import io.monolead.job.MonitoringJob;
import io.monolead.job.config.JobSettings;
import io.monolead.job.config.OptionSources;
import io.monolead.schemas.AlertAction;
import io.monolead.schemas.AlertActionKind;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.ModelAction;
import io.monolead.schemas.ModelCommand;
import io.monolead.signal.Lead;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way over TLS, every client with the rights of its manifest and no others. */
class SecuredKafkaITCase {
  private static final Path BUNDLE = Path.of("..", "models", "monitoring-lead-i.mlb");
  private static final TopicNames NAMES = TopicNames.DEFAULT;
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final List<String> USERS =
      List.of("monolead-job", "monolead-monitor", "monolead-devices", "monolead-operator");
  private static final double RATE_HZ = 250;
  private static final int SECONDS = 20;

  @TempDir private static Path folder;
  private static SecuredBroker byPassword;

  @BeforeAll
  static void start() throws Exception {
    byPassword = SecuredBroker.byPassword(folder.resolve("by-password"));
    prepare(byPassword);
  }

  @AfterAll
  static void stop() {
    byPassword.close();
  }

  @Test
  void theJobScoresWithTheRightsOfItsManifestOverTlsAndScram() throws Exception {
    sendOneHeart(byPassword.connection("monolead-devices"));

    assertThat(scores(byPassword, "at-least-once")).isGreaterThanOrEqualTo(2);
  }

  @Test
  void theJobScoresExactlyOnceWithCertificatesAsStrimziMakesThem() throws Exception {
    try (SecuredBroker broker = SecuredBroker.byCertificate(folder.resolve("by-certificate"))) {
      prepare(broker);
      sendOneHeart(broker.connection("monolead-devices"));

      assertThat(scores(broker, "exactly-once")).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void nobodyDoesWhatIsNotGranted() throws Exception {
    KafkaConnection monitor = byPassword.connection("monolead-monitor");
    KafkaConnection devices = byPassword.connection("monolead-devices");
    KafkaConnection operator = byPassword.connection("monolead-operator");

    send(monitor, AlertAction.class, NAMES.alertActions(), silence());
    assertThatThrownBy(() -> send(monitor, EcgAlert.class, NAMES.alerts("AFIB"), alert()))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining(NAMES.alerts("AFIB"))
        .hasRootCauseInstanceOf(TopicAuthorizationException.class);
    assertThatThrownBy(() -> send(monitor, ModelCommand.class, NAMES.models(), order()))
        .isInstanceOf(BrokerException.class);

    send(operator, ModelCommand.class, NAMES.models(), order());
    assertThatThrownBy(() -> sendOneHeart(operator)).hasMessageContaining(NAMES.segments());
    assertThatThrownBy(() -> send(operator, EcgAlert.class, NAMES.alerts("AFIB"), alert()))
        .isInstanceOf(BrokerException.class);

    sendOneHeart(devices);
    assertThatThrownBy(() -> count(devices, EcgScore.class, NAMES.scores()))
        .hasMessageContaining("ot authorized");
  }

  @Test
  void aJobWithoutARightSaysWhichTopicItLacks() throws Exception {
    sendOneHeart(byPassword.connection("monolead-devices"));

    // The devices' user may write segments, and read nothing.
    assertThatThrownBy(() -> run(byPassword.connection("monolead-devices"), "at-least-once"))
        .satisfies(
            failure ->
                assertThat(messages(failure))
                    .containsPattern("ot authorized")
                    .containsPattern("ecg\\.(segments|models|policies)|monolead"));
  }

  @Test
  void aWrongPasswordIsNamedAsSuchAndNotPrinted() throws Exception {
    byPassword.writePassword("monolead-monitor", "guessed-wrongly");
    try {
      assertThatThrownBy(
              () ->
                  new Topics(byPassword.connection("monolead-monitor"), TIMEOUT)
                      .requirePresent(List.of(NAMES.scores())))
          .isInstanceOf(BrokerException.class)
          .satisfies(
              failure ->
                  assertThat(messages(failure))
                      .containsIgnoringCase("authentication")
                      .doesNotContain("guessed-wrongly"));
    } finally {
      byPassword.writePassword("monolead-monitor", passwordOf("monolead-monitor"));
    }
  }

  private static void prepare(SecuredBroker broker) throws Exception {
    List<String> labels = ModelBundle.read(BUNDLE).manifest().labelSpace().labels();
    new Topics(broker.admin(), TIMEOUT)
        .create(
            new TopicLayout(2, Optional.of((short) 1), Optional.empty(), Optional.empty())
                .topics(NAMES, labels));
    for (String user : USERS) {
      broker.addUser(user, passwordOf(user));
      broker.grant(ManifestsTest.find(Manifest.base(), "KafkaUser", user));
    }
  }

  private static String passwordOf(String user) {
    return "password-of-" + user;
  }

  private static void sendOneHeart(KafkaConnection devices) throws Exception {
    SimulatedHeart heart =
        new SimulatedHeart(
            new HeartScenario(
                new ArrayList<>(List.of(new Episode(Rhythm.SINUS, SECONDS))), List.of()),
            Lead.I,
            RATE_HZ,
            1);
    long start = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) - SECONDS * 1_000_000L;
    try (SegmentProducer producer = new SegmentProducer(devices, NAMES.segments())) {
      for (int second = 0; second < SECONDS; second++) {
        ByteBuffer samples =
            ByteBuffer.allocate(((int) RATE_HZ) * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float millivolts : heart.next((int) RATE_HZ)) {
          samples.putShort((short) Math.round(millivolts * 1000));
        }
        producer.accept(
            EcgSegment.newBuilder()
                .setDeviceId("bed-1")
                .setLead("I")
                .setSequenceNumber(second)
                .setStartTimeMicros(start + second * 1_000_000L)
                .setSamplingRateHz(RATE_HZ)
                .setResolutionNanovolts(1000)
                .setSamples(samples.flip())
                .build());
      }
      producer.flush();
    }
  }

  private static long scores(SecuredBroker broker, String guarantee) throws Exception {
    run(broker.connection("monolead-job"), guarantee);
    return count(broker.connection("monolead-monitor"), EcgScore.class, NAMES.scores());
  }

  /** Runs the job over what there is. */
  private static void run(KafkaConnection connection, String guarantee) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--kafka.bootstrap-servers",
                connection.bootstrapServers(),
                "--kafka.start",
                "earliest",
                "--kafka.bounded",
                "true",
                "--model.bundle",
                BUNDLE.toAbsolutePath().toString(),
                "--delivery.guarantee",
                guarantee,
                "--restart-strategy.type",
                "disable"));
    for (Map.Entry<String, String> property : connection.clientProperties().entrySet()) {
      arguments.add("--kafka.properties." + property.getKey());
      arguments.add(property.getValue());
    }
    try (EmbeddedFlink flink = EmbeddedFlink.start(1)) {
      StreamExecutionEnvironment environment = flink.newEnvironment();
      MonitoringJob.onKafka(
              JobSettings.of(OptionSources.fromArguments(arguments.toArray(String[]::new))))
          .build(environment);
      JobClient job = environment.executeAsync("secured");
      job.getJobExecutionResult().get();
    }
  }

  private static <T extends org.apache.avro.specific.SpecificRecord> long count(
      KafkaConnection connection, Class<T> type, String topic) {
    try (RecordReader<T> reader =
        new RecordReader<>(connection, type, List.of(topic), RecordReader.From.EARLIEST, TIMEOUT)) {
      return reader.readToEnd().size();
    }
  }

  private static <T extends org.apache.avro.specific.SpecificRecord> void send(
      KafkaConnection connection, Class<T> type, String topic, T record) throws Exception {
    var unused =
        new ControlSender(connection, TIMEOUT)
            .send(type, topic, "bed-1", record, System.currentTimeMillis());
  }

  private static String messages(Throwable failure) {
    StringBuilder all = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      all.append(cause.getMessage()).append('\n');
    }
    return all.toString();
  }

  private static AlertAction silence() {
    return AlertAction.newBuilder()
        .setDeviceId("bed-1")
        .setLead("I")
        .setKind(AlertActionKind.SILENCE)
        .setBy("a nurse")
        .setUntilMicros(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) + 60_000_000L)
        .build();
  }

  private static ModelCommand order() {
    return ModelCommand.newBuilder()
        .setLead("I")
        .setAction(ModelAction.ROLL_BACK)
        .setBundleUri("")
        .setBundleSha256("")
        .setEffectiveFromMicros(0)
        .build();
  }

  static EcgAlert alert() {
    return EcgAlert.newBuilder()
        .setAlertId("made-up")
        .setDeviceId("bed-1")
        .setLead("I")
        .setLabel("AFIB")
        .setState(AlertState.RAISED)
        .setPriority(io.monolead.schemas.AlertPriority.HIGH)
        .setOnsetMicros(0)
        .setTransitionMicros(0)
        .setCurrentProbability(1)
        .setPeakProbability(1)
        .setThreshold(0.5f)
        .setWindowsInEvidence(1)
        .setModelId("none")
        .setModelVersion("0")
        .setPolicyVersion("none")
        .build();
  }
}
