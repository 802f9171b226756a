// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command that has come to its end, or was ended.
 *
 * @param command the command and its arguments
 * @param exitCode its exit code; {@link #NOT_THERE} or {@link #TOO_LATE} where it has none
 * @param output standard output and standard error together
 */
record ShellCommand(List<String> command, int exitCode, String output) {
  /** Exit code of a command that does not exist, as shells have it. */
  static final int NOT_THERE = 127;

  /** Exit code of a command that was ended, as {@code timeout} has it. */
  static final int TOO_LATE = 124;

  /** Runs a command and waits for its end, at most for a time; never throws for its failure. */
  static ShellCommand run(
      Path folder, Map<String, String> environment, Duration atMost, List<String> command) {
    try {
      // A file cannot run full as a pipe can.
      Path output = Files.createTempFile("monolead-command", ".txt");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new ShellCommand(command, exitCode(builder, atMost), Files.readString(output));
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int exitCode(ProcessBuilder builder, Duration atMost) {
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return NOT_THERE;
    }
    try {
      if (process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      return TOO_LATE;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return TOO_LATE;
    }
  }

  /**
   * The output of a command that went well.
   *
   * @throws AssertionError with the output if it did not
   */
  String succeeded() {
    if (exitCode != 0) {
      throw new AssertionError(
          String.join(" ", command) + " ended with exit code " + exitCode + "\n" + output);
    }
    return output;
  }
}
