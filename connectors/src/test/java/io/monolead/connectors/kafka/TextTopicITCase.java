// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.embedded.EmbeddedKafka;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class TextTopicITCase {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @Test
  void aTopicIsReadToItsEndInTheOrderOfEachPartition() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
      KafkaConnection connection = KafkaConnection.to(kafka.bootstrapServers());
      new Topics(connection).create(List.of(new TopicSpec("truth", 2, Optional.empty(), Map.of())));
      assertThat(TextTopic.read(connection, "truth", TIMEOUT)).isEmpty();
      try (KafkaProducer<String, String> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", kafka.bootstrapServers()),
              new StringSerializer(),
              new StringSerializer())) {
        producer.send(new ProducerRecord<>("truth", 0, "d", "ä 1")).get();
        producer.send(new ProducerRecord<>("truth", 1, "e", "2")).get();
        producer.send(new ProducerRecord<>("truth", 0, "d", null)).get();
        producer.send(new ProducerRecord<>("truth", 0, null, "3")).get();
      }

      assertThat(TextTopic.read(connection, "truth", TIMEOUT))
          .containsExactlyInAnyOrder(
              new TextTopic.Entry(0, 0, "ä 1"),
              new TextTopic.Entry(1, 0, "2"),
              new TextTopic.Entry(0, 2, "3"));
      assertThatThrownBy(() -> TextTopic.read(connection, "other", TIMEOUT))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("no topic other");
    }
  }
}
