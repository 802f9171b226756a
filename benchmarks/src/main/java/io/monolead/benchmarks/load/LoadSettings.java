// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What was asked for on the command line.
 *
 * @param root root of the project
 * @param bundle the network
 * @param work folder for logs, checkpoints and the broker's data; deleted afterwards
 * @param givenSeconds seconds of a measurement, where not the part's own
 * @param givenRounds rounds, where not the part's own
 * @param devices devices that send, where a part does not vary them
 * @param minutes length of the soak
 * @param profiles folder for flight recordings of the job that drains a topic; empty for none
 * @param jobOptions options of the job in every run, over the part's usual ones; without {@code
 *     monolead.}
 */
public record LoadSettings(
    Path root,
    Path bundle,
    Path work,
    OptionalDouble givenSeconds,
    OptionalInt givenRounds,
    int devices,
    double minutes,
    Optional<Path> profiles,
    Map<String, String> jobOptions) {
  private static final String AUTO = "auto";

  public LoadSettings {
    jobOptions = Map.copyOf(jobOptions);
  }

  double seconds(double usual) {
    return givenSeconds.orElse(usual);
  }

  int rounds(int usual) {
    return givenRounds.orElse(usual);
  }

  /** Form in which the job computes the network. */
  String precision() {
    return jobOptions.getOrDefault("model.precision", AUTO);
  }

  /** Whether the job picks the form itself, as it does unless told otherwise. */
  boolean isAuto() {
    return precision().equals(AUTO);
  }

  /** What was typed, for a part. */
  String command(String part) {
    StringBuilder text = new StringBuilder("benchmarks/load " + part);
    givenSeconds.ifPresent(value -> text.append(" --seconds ").append(value));
    givenRounds.ifPresent(value -> text.append(" --rounds ").append(value));
    if (devices != LoadRun.DEFAULT_DEVICES) {
      text.append(" --devices ").append(devices);
    }
    if (part.equals("memory") && minutes != LoadRun.DEFAULT_MINUTES) {
      text.append(" --minutes ").append(minutes);
    }
    new TreeMap<>(jobOptions)
        .forEach((name, value) -> text.append(" --option '" + name + "=" + value + "'"));
    return text.toString();
  }
}
