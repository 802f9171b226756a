// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A command of the system that ends soon. */
public final class SystemCommand {
  private SystemCommand() {}

  /**
   * Runs it to its end.
   *
   * @throws IllegalStateException if it fails, with what it said
   */
  public static void run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int code = process.waitFor();
      if (code != 0) {
        throw new IllegalStateException(
            String.join(" ", command) + " ended with " + code + ": " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run " + command[0], e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted during " + String.join(" ", command), e);
    }
  }
}
