// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.containers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What this machine has of Docker. Tests that need more are skipped, and say so. */
final class ContainerEngine {
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(20);

  private ContainerEngine() {}

  /** Skips the test unless an engine answers. */
  static void assumePresent(Class<?> test) {
    assume(test, succeeds("docker", "info"), "no Docker engine answers to 'docker info'");
  }

  /** The commands that are Compose here, v2 before v1; skips the test if there is none. */
  static List<List<String>> assumeCompose(Class<?> test) {
    assumePresent(test);
    List<List<String>> found = new ArrayList<>();
    if (succeeds("docker", "compose", "version")) {
      found.add(List.of("docker", "compose"));
    }
    if (succeeds("docker-compose", "version")) {
      found.add(List.of("docker-compose"));
    }
    assume(test, !found.isEmpty(), "there is neither 'docker compose' nor 'docker-compose' here");
    return found;
  }

  private static void assume(Class<?> test, boolean met, String otherwise) {
    String message = "SKIPPED " + test.getSimpleName() + ": " + otherwise;
    if (!met) {
      System.err.println(message);
    }
    assumeTrue(met, message);
  }

  private static boolean succeeds(String... command) {
    return ShellCommand.run(Path.of("."), Map.of(), ANSWERS_WITHIN, List.of(command)).exitCode()
        == 0;
  }
}
