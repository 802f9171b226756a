// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.process;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Clients that outlast every fault. Whoever takes one closes it. */
public record KafkaClients(String bootstrapServers) {
  private static final String LONGER_THAN_ANY_FAULT_MILLIS = "1800000";
  private static final String REQUEST_MILLIS = "5000";

  /** A producer that retries for half an hour, and neither loses, repeats nor reorders a record. */
  public KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "acks", "all",
            "enable.idempotence", "true",
            "max.in.flight.requests.per.connection", "1",
            "delivery.timeout.ms", LONGER_THAN_ANY_FAULT_MILLIS,
            "max.block.ms", LONGER_THAN_ANY_FAULT_MILLIS,
            "request.timeout.ms", REQUEST_MILLIS,
            "reconnect.backoff.max.ms", "1000",
            "retry.backoff.max.ms", "1000"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** A consumer without a group, from the oldest record on. */
  public KafkaConsumer<byte[], byte[]> consumer(boolean committedOnly) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", bootstrapServers);
    properties.put("isolation.level", committedOnly ? "read_committed" : "read_uncommitted");
    properties.put("auto.offset.reset", "earliest");
    properties.put("enable.auto.commit", "false");
    properties.put("allow.auto.create.topics", "false");
    properties.put("request.timeout.ms", REQUEST_MILLIS);
    properties.put("reconnect.backoff.max.ms", "1000");
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** An administrator. */
  public Admin admin() {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrapServers);
    properties.put("request.timeout.ms", REQUEST_MILLIS);
    properties.put("default.api.timeout.ms", "20000");
    return Admin.create(properties);
  }
}
