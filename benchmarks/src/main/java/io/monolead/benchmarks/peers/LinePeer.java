// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A process that answers each line with a line. Belongs to one thread; ends when closed. */
final class LinePeer implements AutoCloseable {
  private final Process process;
  private final BufferedWriter questions;
  private final BufferedReader answers;

  /** Starts the process; what it says on its error stream is shown. */
  LinePeer(List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    // Waiting OpenMP threads would otherwise take the cores from the other side.
    builder.environment().put("OMP_WAIT_POLICY", "passive");
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    process = builder.start();
    questions =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Asks and waits.
   *
   * @throws IOException if the process has ended
   */
  String ask(String question) throws IOException {
    questions.write(question);
    questions.newLine();
    questions.flush();
    return next();
  }

  /** The next line of the process. */
  String next() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException(
          process.info().commandLine().orElse("The peer") + " ended without an answer");
    }
    return line;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
