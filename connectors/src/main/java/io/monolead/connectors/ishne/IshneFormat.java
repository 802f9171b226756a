// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.ishne;

import io.monolead.connectors.recordings.RecordingFormat;
import io.monolead.connectors.recordings.RecordingProblems;
import io.monolead.connectors.recordings.SingleFile;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * ISHNE Holter 1.0 behind the front door: an {@code .ecg} or {@code .hol} file, with its {@code
 * .ann} beside it if there is one.
 */
public final class IshneFormat implements RecordingFormat {
  private static final SingleFile FILES = SingleFile.withSuffix(".ecg", ".hol");
  private static final SingleFile ANNOTATIONS = SingleFile.withSuffix(".ann");

  @Override
  public String name() {
    return "ISHNE";
  }

  @Override
  public Optional<Path> mainFile(Path path) throws IOException {
    Optional<Path> found =
        path.getFileName() != null && ANNOTATIONS.matches(path) && Files.isRegularFile(path)
            ? FILES.find(path.resolveSibling(ANNOTATIONS.recordingId(path)))
            : FILES.find(path);
    return found.isPresent() && isMainFile(found.get()) ? found : Optional.empty();
  }

  /** Others use the suffixes too: the file must begin as the standard says. */
  @Override
  public boolean isMainFile(Path file) throws IOException {
    if (!FILES.matches(file) || !Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(IshneHeader.SIGNALS.length());
      return new String(start, StandardCharsets.ISO_8859_1).equals(IshneHeader.SIGNALS);
    }
  }

  @Override
  public String recordingId(Path mainFile) {
    return FILES.recordingId(mainFile);
  }

  @Override
  public Recording read(Path mainFile, RecordingProblems problems) throws IOException {
    return new IshneReader(mainFile, recordingId(mainFile), problems).read();
  }
}
