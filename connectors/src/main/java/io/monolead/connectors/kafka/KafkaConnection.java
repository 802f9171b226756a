// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * Where Kafka is and how to talk to it.
 *
 * @param bootstrapServers {@code host:port}, several separated by commas
 * @param clientProperties further properties of every client, such as those of TLS and SASL
 */
public record KafkaConnection(String bootstrapServers, Map<String, String> clientProperties)
    implements Serializable {
  /** A broker on this machine. */
  public static final String LOOPBACK = "127.0.0.1:9092";

  public KafkaConnection {
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException(
          "The address of the broker is empty, give host:port such as " + LOOPBACK);
    }
    clientProperties = Map.copyOf(clientProperties);
  }

  /** A plain connection without further properties. */
  public static KafkaConnection to(String bootstrapServers) {
    return new KafkaConnection(bootstrapServers, Map.of());
  }

  /** A plain connection to a broker on this machine. */
  public static KafkaConnection toLoopback() {
    return to(LOOPBACK);
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
