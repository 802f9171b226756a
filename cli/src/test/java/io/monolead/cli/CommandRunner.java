// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.StopSignal;
import io.monolead.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;

/** Runs commands in this process and keeps what they wrote. */
public final class CommandRunner {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final StopSignal stop = new StopSignal();
  private final CommandLine line;

  /**
   * A runner.
   *
   * @param stateFolder where the log file would go
   * @param home the folder with the shipped model
   */
  public CommandRunner(Path stateFolder, Optional<Path> home) {
    PrintWriter writer = new PrintWriter(out);
    line =
        Monolead.commandLine(
            new CommandContext(
                new Terminal(writer, false, false, 100, 40),
                new PrintWriter(err),
                home,
                stateFolder,
                stop));
    line.setOut(writer);
  }

  /** Runs a command and returns its exit code. */
  public int run(String... arguments) {
    return line.execute(arguments);
  }

  /** Asks the command that runs to come to its end, as Ctrl-C does. */
  public void stop() {
    stop.request();
  }

  /** The whole command line. */
  public CommandLine commandLine() {
    return line;
  }

  /** Standard output so far. */
  public String out() {
    return out.toString();
  }

  /** Standard error so far. */
  public String err() {
    return err.toString();
  }
}
