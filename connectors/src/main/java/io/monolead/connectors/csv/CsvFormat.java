// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.csv;

import io.monolead.connectors.recordings.RecordingFormat;
import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingProblems;
import io.monolead.connectors.recordings.SingleFile;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * CSV behind the front door: a {@code .csv} or {@code .tsv} file, with {@code .options} beside it
 * if the file itself does not say what it must.
 */
public final class CsvFormat implements RecordingFormat {
  private static final SingleFile FILES = SingleFile.withSuffix(".csv", ".tsv");

  @Override
  public String name() {
    return "CSV";
  }

  @Override
  public Optional<Path> mainFile(Path path) {
    return FILES.find(path);
  }

  /** Tables of other things lie in folders of recordings too: one of the columns must be a lead. */
  @Override
  public boolean isMainFile(Path file) throws IOException {
    if (!FILES.matches(file) || !Files.isRegularFile(file)) {
      return false;
    }
    try {
      return CsvReader.hasLeads(file);
    } catch (RecordingFormatException e) {
      return false;
    }
  }

  @Override
  public String recordingId(Path mainFile) {
    return FILES.recordingId(mainFile);
  }

  /** CSV has nothing that could contradict itself and still be read: what is wrong is refused. */
  @Override
  public Recording read(Path mainFile, RecordingProblems problems) throws IOException {
    return CsvReader.read(mainFile, recordingId(mainFile));
  }
}
