// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.report.RecordingSummary;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.connectors.recordings.RecordingReader;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code monolead recording inspect}: what is in a file. */
@Command(
    name = "inspect",
    description = {
      "Show what is in a recording: leads, sampling rate, length, annotations, signal quality and"
          + " comments; of WFDB also every signal's own rate, unit and format.",
      "WFDB and MATLAB files are recognised by their content; a contradiction inside a file is"
          + " reported and does not end the inspection."
    },
    footer = {
      "  monolead recording inspect mitdb/100.hea",
      "  monolead recording inspect --json cpsc2021/data_8_2 challenge-2020/A0003.mat"
    })
public final class RecordingInspectCommand extends MonoleadCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "Main file of a recording (.hea, .mat), its name without suffix, or a folder of"
              + " recordings.")
  private List<Path> paths;

  @Option(names = "--json", description = "Write JSON, one object per line.")
  private boolean json;

  public RecordingInspectCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    boolean first = true;
    for (Path path : files()) {
      List<String> problems = new ArrayList<>();
      RecordingReader reader = RecordingReader.lenient(problems::add);
      Recording recording = reader.read(path);
      RecordingSummary summary =
          RecordingSummary.of(recording, path.toString(), reader.storedSignals(path), problems);
      if (json) {
        context().terminal().println(summary.toJson());
      } else {
        if (!first) {
          context().terminal().println("");
        }
        print(summary);
      }
      first = false;
    }
    return ExitCode.OK;
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        files.addAll(RecordingReader.standard().list(path));
      } else {
        files.add(path);
      }
    }
    return files;
  }

  private void print(RecordingSummary summary) {
    context()
        .terminal()
        .print(new Line().add(summary.id(), Style.BOLD).add("  " + summary.file(), Style.FAINT));
    summary.lines().forEach(context().terminal()::print);
    for (String problem : summary.problems()) {
      context().terminal().print(new Line().add("  problem      ", Style.YELLOW).add(problem));
    }
  }
}
