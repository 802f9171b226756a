// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.config;

import io.monolead.connectors.kafka.SecretProperty;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.YamlParserUtils;

/**
 * Reads options from a file and from the command line; the command line wins.
 *
 * <p>The file is YAML, keys written flat ({@code monolead.window.hop: 5 s}) or nested; a properties
 * file of {@code key: value} lines is YAML too, and one of {@code key=value} lines is read by its
 * ending {@code .properties}. On the command line: {@code --config FILE} and {@code --KEY VALUE},
 * where {@code monolead.} may be left out. Keys outside {@code monolead.} are Flink's own.
 */
public final class OptionSources {
  /** A key this near to one of ours is a misspelt one, not one of Flink's. */
  private static final int MISSPELT = 2;

  private static final Pattern SECRETS_OF_FLINK =
      Pattern.compile(".*(password|secret|secret[-.]key|account[-.]key)");

  private OptionSources() {}

  /**
   * Reads the arguments of a command line and the file they name.
   *
   * @throws OptionException if an argument, the file or a key cannot be understood, or an argument
   *     is a secret
   */
  public static Configuration fromArguments(String... arguments) {
    Map<String, String> given = new LinkedHashMap<>();
    Configuration configuration = new Configuration();
    for (int i = 0; i < arguments.length; i += 2) {
      String argument = arguments[i];
      if (!argument.startsWith("--") || i + 1 == arguments.length) {
        throw new OptionException(
            "Argument " + (i + 1) + " is '" + argument + "'; write --OPTION VALUE");
      }
      String name = argument.substring(2);
      if (name.equals("config")) {
        configuration.addAll(fromFile(Path.of(arguments[i + 1])));
      } else {
        String key = fullKey(name);
        refuseSecret(key, arguments[i + 1]);
        given.put(key, arguments[i + 1]);
      }
    }
    given.forEach(configuration::setString);
    return configuration;
  }

  /** Everybody on the machine sees a command's arguments, and Flink logs those of a job. */
  private static void refuseSecret(String key, String value) {
    String properties = JobOptions.KAFKA_PROPERTIES.key();
    boolean secret =
        key.startsWith(properties + ".")
            ? SecretProperty.is(key.substring(properties.length() + 1), value)
            : !key.startsWith(JobOptions.PREFIX)
                && SECRETS_OF_FLINK.matcher(key).matches()
                && !value.isBlank();
    if (secret) {
      throw new OptionException(
          "The value of "
              + key
              + " is a secret, and everybody on the machine sees a command's arguments; write it"
              + " into the file that --config names"
              + (key.startsWith(properties)
                  ? ", or let Kafka's client read it: ${files:/FOLDER:FILE} with a config provider"
                  : ""));
    }
  }

  private static String fullKey(String name) {
    String full = JobOptions.PREFIX + name;
    boolean shortened =
        (isOption(full) && !isOption(name)) || full.startsWith(JobOptions.KAFKA_PROPERTIES.key());
    String key = shortened ? full : name;
    checkKnown(key, "command line");
    return key;
  }

  /**
   * Reads a file.
   *
   * @throws OptionException if it cannot be read or a key of the job is not known
   */
  public static Configuration fromFile(Path file) {
    Map<String, String> flat = new LinkedHashMap<>();
    try {
      if (file.toString().endsWith(".properties")) {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
          properties.load(reader);
        }
        properties.stringPropertyNames().stream()
            .sorted()
            .forEach(key -> flat.put(key, properties.getProperty(key)));
      } else {
        if (!Files.isReadable(file)) {
          throw new NoSuchFileException(file.toString());
        }
        flatten("", YamlParserUtils.loadYamlFile(file.toFile()), flat);
      }
    } catch (NoSuchFileException e) {
      throw new OptionException("There is no readable configuration file " + file);
    } catch (Exception e) {
      // Flink's parser declares no narrower one.
      throw new OptionException("Cannot read the configuration " + file + ": " + e.getMessage());
    }
    Configuration configuration = new Configuration();
    flat.forEach(
        (key, value) -> {
          checkKnown(key, file.toString());
          configuration.setString(key, value);
        });
    return configuration;
  }

  private static void flatten(String prefix, Map<?, ?> nested, Map<String, String> flat) {
    nested.forEach(
        (name, value) -> {
          String key = prefix.isEmpty() ? name.toString() : prefix + "." + name;
          if (value instanceof Map<?, ?> inner) {
            flatten(key, inner, flat);
          } else if (value instanceof List<?> list) {
            flat.put(key, String.join(";", list.stream().map(String::valueOf).toList()));
          } else if (value != null) {
            flat.put(key, value.toString());
          }
        });
  }

  private static void checkKnown(String key, String where) {
    if (isOption(key)) {
      return;
    }
    String full = key.startsWith(JobOptions.PREFIX) ? key : JobOptions.PREFIX + key;
    String nearest =
        JobOptions.all().stream()
            .map(ConfigOption::key)
            .min(Comparator.comparingInt(known -> distance(known, full)))
            .orElseThrow();
    boolean perhapsFlinks = !key.startsWith(JobOptions.PREFIX) && key.contains(".");
    if (perhapsFlinks && distance(nearest, full) > MISSPELT) {
      return;
    }
    throw new OptionException(
        "There is no option " + key + " (" + where + "); did you mean " + nearest + "?");
  }

  private static boolean isOption(String key) {
    return JobOptions.all().stream()
        .anyMatch(
            option ->
                option.key().equals(key)
                    || (option.defaultValue() instanceof Map
                        && key.startsWith(option.key() + ".")));
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    List<Integer> row = new ArrayList<>();
    for (int j = 0; j <= b.length(); j++) {
      row.add(j);
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row.get(0);
      row.set(0, i);
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row.get(j);
        row.set(j, Math.min(change, 1 + Math.min(diagonal, row.get(j - 1))));
      }
    }
    return row.get(b.length());
  }
}
