// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.embedded.EmbeddedKafka;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TopicsITCase {
  private static final Duration SHORT = Duration.ofMillis(700);

  private static EmbeddedKafka kafka;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start();
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  private static Topics topics() {
    return new Topics(KafkaConnection.to(kafka.bootstrapServers()));
  }

  @Test
  void createsEveryTopicOnceAndFindsItAsItShouldBeAfterwards() {
    List<TopicSpec> wanted =
        TopicLayout.DEFAULT.topics(new TopicNames("once."), List.of("AFIB", "PVC"));

    Topics.Report first = topics().create(wanted);
    Topics.Report second = topics().create(wanted);

    assertThat(first.created())
        .containsExactlyInAnyOrder(
            "once.segments",
            "once.scores",
            "once.alerts.AFIB",
            "once.alerts.PVC",
            "once.alerts.technical",
            "once.dead-letters",
            "once.scores.shadow",
            "once.models",
            "once.policies",
            "once.alert-actions",
            "once.control-reports",
            "once.fhir",
            "once.undelivered");
    assertThat(first.differences()).isEmpty();
    assertThat(second.created()).isEmpty();
    assertThat(second.existing()).hasSameElementsAs(first.created());
    assertThat(second.differences()).isEmpty();
  }

  @Test
  void topicsCanBeUsedAsSoonAsTheyAreCreated() {
    for (int i = 0; i < 20; i++) {
      List<TopicSpec> one =
          List.of(new TopicSpec("soon." + i, 8, Optional.empty(), Map.of("retention.ms", "-1")));
      assertThat(topics().create(one).created()).containsExactly("soon." + i);
      assertThat(topics().create(one).differences()).isEmpty();
    }
  }

  @Test
  void reportsWhatDiffersAndChangesNothing() {
    TopicNames names = new TopicNames("differs.");
    topics()
        .create(
            List.of(
                new TopicSpec(
                    names.segments(), 2, Optional.empty(), Map.of("retention.ms", "60000")),
                new TopicSpec(names.models(), 1, Optional.empty(), Map.of())));

    for (int round = 0; round < 2; round++) {
      Topics.Report report = topics().create(TopicLayout.DEFAULT.topics(names, List.of()));
      assertThat(report.existing()).contains(names.segments(), names.models());
      assertThat(report.differences())
          .contains(
              new Topics.Difference(names.segments(), "partitions", "4", "2"),
              new Topics.Difference(names.segments(), "retention.ms", "-1", "60000"),
              new Topics.Difference(names.models(), "retention.ms", "-1", "604800000"));
    }
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> topics().requirePresent(List.of("none.segments")))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("has no topic [none.segments]; create the topics first");
    assertThatThrownBy(
            () ->
                new SegmentProducer(KafkaConnection.to(kafka.bootstrapServers()), "none.segments"))
        .isInstanceOf(BrokerException.class);
  }

  @Test
  void saysThatNoBrokerAnswers() throws Exception {
    String silent;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      silent = "127.0.0.1:" + socket.getLocalPort();
    }
    assertThatThrownBy(() -> new Topics(KafkaConnection.to(silent), SHORT).create(List.of()))
        .isInstanceOf(BrokerException.class)
        .hasMessage(
            "No Kafka broker answered at %s within 700 ms; check the address, or start a broker"
                + " there",
            silent);
    assertThatThrownBy(() -> new Topics(KafkaConnection.to("nonsense"), SHORT).create(List.of()))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("Cannot connect to Kafka at nonsense");
  }

  @Test
  void refusesATransactionTimeoutAboveTheLimitOfTheBroker() {
    KafkaConnection connection = KafkaConnection.to(kafka.bootstrapServers());
    Delivery.atLeastOnce().verify(connection, Topics.DEFAULT_TIMEOUT);
    Delivery.exactlyOnce("job").verify(connection, Topics.DEFAULT_TIMEOUT);
    assertThatThrownBy(
            () ->
                Delivery.exactlyOnce("job", Duration.ofHours(1))
                    .verify(connection, Topics.DEFAULT_TIMEOUT))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("3600000 ms")
        .hasMessageContaining("transaction.max.timeout.ms = 900000 ms");
  }
}
