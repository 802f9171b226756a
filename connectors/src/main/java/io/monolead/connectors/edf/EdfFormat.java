// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.edf;

import io.monolead.connectors.recordings.RecordingFormat;
import io.monolead.connectors.recordings.RecordingProblems;
import io.monolead.connectors.recordings.SingleFile;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** EDF and EDF+ behind the front door: one {@code .edf} file. */
public final class EdfFormat implements RecordingFormat {
  private static final SingleFile FILES = SingleFile.withSuffix(".edf");

  @Override
  public String name() {
    return "EDF";
  }

  @Override
  public Optional<Path> mainFile(Path path) {
    return FILES.find(path);
  }

  @Override
  public boolean isMainFile(Path file) {
    return FILES.matches(file) && Files.isRegularFile(file);
  }

  @Override
  public String recordingId(Path mainFile) {
    return FILES.recordingId(mainFile);
  }

  @Override
  public Recording read(Path mainFile, RecordingProblems problems) throws IOException {
    return new EdfReader(mainFile, recordingId(mainFile), problems).read();
  }
}
