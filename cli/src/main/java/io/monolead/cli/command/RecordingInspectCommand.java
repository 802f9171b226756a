// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.report.RecordingSummary;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.connectors.archive.RecordingFolder;
import io.monolead.connectors.recordings.RecordingReader;
import io.monolead.signal.Recording;
import java.io.IOException;
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
      "WFDB, MATLAB, EDF, ISHNE, CSV, HL7 aECG and DICOM are read; a contradiction inside a file"
          + " is reported and does not end the inspection. Archives (.zip, .tar, .tar.gz) are read"
          + " as folders are."
    },
    footer = {
      "  monolead recording inspect mitdb/100.hea",
      "  monolead recording inspect --json cpsc2021/data_8_2 challenge-2020/A0003.mat",
      "  monolead recording inspect holter.edf night.ecg study.zip"
    })
public final class RecordingInspectCommand extends MonoleadCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "Main file of a recording (.hea, .mat, .edf, .ecg, .csv, .xml, .dcm), its name without"
              + " suffix, or a folder or archive of recordings.")
  private List<Path> paths;

  @Option(names = "--json", description = "Write JSON, one object per line.")
  private boolean json;

  private boolean printed;

  public RecordingInspectCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    for (Path path : paths) {
      if (RecordingFolder.isFolder(path)) {
        try (RecordingFolder folder = RecordingFolder.open(path)) {
          for (Path file : RecordingReader.standard().list(folder.root())) {
            inspect(file, folder.nameOf(file));
          }
        }
      } else {
        inspect(path, path.toString());
      }
    }
    return ExitCode.OK;
  }

  private void inspect(Path path, String name) throws IOException {
    List<String> problems = new ArrayList<>();
    RecordingReader reader = RecordingReader.lenient(problems::add);
    Recording recording = reader.read(path);
    RecordingSummary summary =
        RecordingSummary.of(recording, name, reader.storedSignals(path), problems);
    if (json) {
      context().terminal().println(summary.toJson());
      return;
    }
    if (printed) {
      context().terminal().println("");
    }
    print(summary);
    printed = true;
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
