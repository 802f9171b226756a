// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicNames;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.Option;

/** Which broker, which topics. */
public final class BrokerOptions {
  @Option(
      names = {"-b", "--bootstrap"},
      paramLabel = "HOST:PORT",
      defaultValue = "${env:MONOLEAD_BOOTSTRAP:-" + KafkaConnection.LOOPBACK + "}",
      description =
          "Kafka's bootstrap servers, separated by commas (default: MONOLEAD_BOOTSTRAP of the"
              + " environment, else 127.0.0.1:9092).")
  private String bootstrap;

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      defaultValue = TopicNames.DEFAULT_PREFIX,
      description = "What the names of all topics begin with (default: ${DEFAULT-VALUE}).")
  private String prefix;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description = "Properties of every Kafka client, such as those of TLS and SASL.")
  private Path clientProperties;

  /** Where Kafka is. */
  KafkaConnection connection() throws IOException {
    Map<String, String> properties = new HashMap<>();
    if (clientProperties != null) {
      Properties read = new Properties();
      try (Reader reader = Files.newBufferedReader(clientProperties)) {
        read.load(reader);
      }
      read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
    }
    return new KafkaConnection(bootstrap, properties);
  }

  /** Names of the topics. */
  TopicNames topics() {
    return new TopicNames(prefix);
  }

  /** The options as a user would type them again. */
  String asTyped() {
    return "--bootstrap "
        + bootstrap
        + (prefix.equals(TopicNames.DEFAULT_PREFIX) ? "" : " --prefix " + prefix);
  }
}
