// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalInt;

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
 */
record LoadSettings(
    Path root,
    Path bundle,
    Path work,
    OptionalDouble givenSeconds,
    OptionalInt givenRounds,
    int devices,
    double minutes) {
  double seconds(double usual) {
    return givenSeconds.orElse(usual);
  }

  int rounds(int usual) {
    return givenRounds.orElse(usual);
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
    return text.toString();
  }
}
