// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import io.monolead.connectors.registry.RegistrySettings;
import io.monolead.schemas.RecordEncoder;
import io.monolead.schemas.TopicFormat;
import io.monolead.schemas.WireFormat;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;

/**
 * Where Kafka is and how to talk to it.
 *
 * @param bootstrapServers {@code host:port}, several separated by commas
 * @param clientProperties further properties of every client, such as those of TLS and SASL
 * @param format how records are written; they are read however they are written
 * @param registry where schemas are that records name by an id
 */
public record KafkaConnection(
    String bootstrapServers,
    Map<String, String> clientProperties,
    TopicFormat format,
    RegistrySettings registry)
    implements Serializable {
  /** A broker on this machine. */
  public static final String LOOPBACK = "127.0.0.1:9092";

  public KafkaConnection {
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException(
          "The address of the broker is empty, give host:port such as " + LOOPBACK);
    }
    if (format == TopicFormat.REGISTRY && registry.isNone()) {
      throw new IllegalArgumentException(
          "The format registry needs a registry; give its address, or another format");
    }
    clientProperties = Map.copyOf(clientProperties);
  }

  /** Written in Avro's single-object encoding, without registry. */
  public KafkaConnection(String bootstrapServers, Map<String, String> clientProperties) {
    this(bootstrapServers, clientProperties, TopicFormat.AVRO, RegistrySettings.NONE);
  }

  /** A plain connection without further properties. */
  public static KafkaConnection to(String bootstrapServers) {
    return new KafkaConnection(bootstrapServers, Map.of());
  }

  /** A plain connection to a broker on this machine. */
  public static KafkaConnection toLoopback() {
    return to(LOOPBACK);
  }

  /** The same, with records written in a format. */
  public KafkaConnection writing(TopicFormat other) {
    return new KafkaConnection(bootstrapServers, clientProperties, other, registry);
  }

  /** The same, with a registry. */
  public KafkaConnection with(RegistrySettings other) {
    return new KafkaConnection(bootstrapServers, clientProperties, format, other);
  }

  /** Reads records however they are written; belongs to one thread. */
  public <T extends SpecificRecord> WireFormat<T> reader(Class<T> type) {
    return WireFormat.of(type, registry.open());
  }

  /** Writes records in the format of the connection; belongs to one thread. */
  public <T extends SpecificRecord> RecordEncoder<T> writer(Class<T> type) {
    return new RecordEncoder<>(type, format, registry.open());
  }

  /** The properties of a client: these defaults, over them the connection's own. */
  Map<String, Object> properties(Map<String, String> defaults) {
    Map<String, Object> all = new HashMap<>(defaults);
    all.putAll(clientProperties);
    all.put("bootstrap.servers", bootstrapServers);
    return all;
  }

  /** The same as Java properties. */
  Properties asProperties(Map<String, String> defaults) {
    Properties properties = new Properties();
    properties.putAll(properties(defaults));
    return properties;
  }

  @Override
  public String toString() {
    // The properties may hold passwords.
    return bootstrapServers;
  }
}
