// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.monolead.benchmarks.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Java in namespaces of its own, as the launchers of the benchmarks start it. */
final class Namespaces {
  private Namespaces() {}

  /**
   * How such a command begins, up to where Java's options go; skips the test, visibly, where it
   * cannot be.
   */
  static List<String> javaOrSkip(Class<?> test) throws IOException, InterruptedException {
    Path launchers = Path.of("").toAbsolutePath();
    Process process =
        new ProcessBuilder(
                "sh", "-c", ". ./namespaces.sh; printf '%s\\n%s' \"$isolate\" \"$lacking\"")
            .directory(launchers.toFile())
            .redirectErrorStream(true)
            .start();
    List<String> said = new String(process.getInputStream().readAllBytes()).lines().toList();
    process.waitFor();
    boolean possible = !said.isEmpty() && !said.get(0).isBlank();
    if (!possible) {
      System.err.println(test.getSimpleName() + " is skipped, no namespaces here:" + said);
    }
    assumeTrue(possible, "there are no namespaces here: " + said);
    List<String> command = new ArrayList<>(List.of(said.get(0).split(" ")));
    command.add(JavaCommand.program());
    return command;
  }
}
