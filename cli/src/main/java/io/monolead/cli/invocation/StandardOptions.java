// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.invocation;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Options, headings and exit codes that every command has. */
@Command(
    synopsisHeading = "Usage: ",
    descriptionHeading = "%n",
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed; one line on standard error says why, the log file has the details",
      "2:the command line was not understood"
    },
    footerHeading = "%nExamples:%n",
    sortOptions = false,
    abbreviateSynopsis = true)
public final class StandardOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      order = 100,
      description = "Show this help and end.")
  @SuppressWarnings("UnusedVariable") // picocli reads and acts upon it
  private boolean help;

  @Option(
      names = "--debug",
      order = 101,
      description = "Write more to the log file, and stack traces to standard error.")
  private boolean debug;

  @Option(
      names = "--log-file",
      paramLabel = "FILE",
      order = 102,
      description =
          "Where to log (default: monolead.log in $XDG_STATE_HOME/monolead or"
              + " ~/.local/state/monolead).")
  private Path logFile;

  /** Whether the user asked for details. */
  public boolean debug() {
    return debug;
  }

  /** The log file the user asked for, or the one given. */
  public Path logFile(Path otherwise) {
    return logFile == null ? otherwise : logFile;
  }
}
