// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.SecretFile;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.SecretProperty;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.registry.RegistrySettings;
import io.monolead.schemas.TopicFormat;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Which broker, which topics, in which format. */
public final class BrokerOptions {
  /** Somebody sits and waits. */
  private static final Duration REGISTRY_ANSWERS_WITHIN = Duration.ofSeconds(10);

  private static final String CREDENTIALS_FILE = "file:";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private final Set<Path> warned = new HashSet<>();

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

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "avro",
      converter = FormatText.class,
      description =
          "How records are written: avro, registry or json (default: ${DEFAULT-VALUE}). They are"
              + " read however they are written.")
  private TopicFormat format;

  @Option(
      names = "--registry",
      paramLabel = "URL",
      defaultValue = "",
      description =
          "Schema registry with Confluent's REST interface, for records that name their schema by"
              + " an id.")
  private String registry;

  @Option(
      names = "--registry-credentials",
      paramLabel = "file:PATH|env:NAME",
      defaultValue = "",
      description = "Where USER:PASSWORD or a bearer token for the registry is found.")
  private String registryCredentials;

  @Option(
      names = "--no-auto-register",
      description = "Do not add schemas to the registry; a missing one is an error.")
  private boolean noAutoRegister;

  /** Where Kafka is, and the format. */
  KafkaConnection connection() throws IOException {
    Map<String, String> properties = new HashMap<>();
    if (clientProperties != null) {
      Properties read = new Properties();
      try (Reader reader = Files.newBufferedReader(clientProperties)) {
        read.load(reader);
      }
      if (read.stringPropertyNames().stream()
          .anyMatch(name -> SecretProperty.is(name, read.getProperty(name)))) {
        warnOfOthers(clientProperties);
      }
      read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
    }
    if (registryCredentials.startsWith(CREDENTIALS_FILE)) {
      Path file = Path.of(registryCredentials.substring(CREDENTIALS_FILE.length()));
      // What is not there is told of where it is read.
      if (Files.exists(file)) {
        warnOfOthers(file);
      }
    }
    return new KafkaConnection(
        bootstrap,
        properties,
        format,
        new RegistrySettings(
            registry, !noAutoRegister, registryCredentials, REGISTRY_ANSWERS_WITHIN));
  }

  /** Once for each file, however often a command asks for a connection. */
  private void warnOfOthers(Path file) throws IOException {
    if (warned.add(file)) {
      SecretFile.warning(file).ifPresent(command.commandLine().getErr()::println);
    }
  }

  /** Names of the topics. */
  TopicNames topics() {
    return new TopicNames(prefix);
  }

  /** The options as a user would type them again. */
  String asTyped() {
    return "--bootstrap "
        + bootstrap
        + (prefix.equals(TopicNames.DEFAULT_PREFIX) ? "" : " --prefix " + prefix)
        + (registry.isEmpty() ? "" : " --registry " + registry)
        + (registryCredentials.isEmpty() ? "" : " --registry-credentials " + registryCredentials);
  }

  /** A format by its name. */
  static final class FormatText implements ITypeConverter<TopicFormat> {
    @Override
    public TopicFormat convert(String text) {
      try {
        return TopicFormat.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("'" + text + "' is no format; " + e.getMessage());
      }
    }
  }
}
