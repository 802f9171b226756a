// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.aecg;

import io.monolead.connectors.recordings.RecordingFormat;
import io.monolead.connectors.recordings.RecordingProblems;
import io.monolead.connectors.recordings.SingleFile;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** HL7 aECG behind the front door: an {@code .xml} file whose root is {@code AnnotatedECG}. */
public final class AecgFormat implements RecordingFormat {
  private static final SingleFile FILES = SingleFile.withSuffix(".xml", ".aecg");

  @Override
  public String name() {
    return "HL7 aECG";
  }

  @Override
  public Optional<Path> mainFile(Path path) throws IOException {
    Optional<Path> found = FILES.find(path);
    return found.isPresent() && isMainFile(found.get()) ? found : Optional.empty();
  }

  @Override
  public boolean isMainFile(Path file) throws IOException {
    return FILES.matches(file) && Files.isRegularFile(file) && AecgReader.isAecg(file);
  }

  @Override
  public String recordingId(Path mainFile) {
    return FILES.recordingId(mainFile);
  }

  @Override
  public Recording read(Path mainFile, RecordingProblems problems) throws IOException {
    return new AecgReader(mainFile, recordingId(mainFile), problems).read();
  }
}
