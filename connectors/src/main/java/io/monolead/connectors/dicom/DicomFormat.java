// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.dicom;

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
 * DICOM waveforms behind the front door: a {@code .dcm} file, or one of any name if it is asked
 * for.
 */
public final class DicomFormat implements RecordingFormat {
  /** What the class of every waveform begins with; images in the same folder have others. */
  private static final String WAVEFORMS = "1.2.840.10008.5.1.4.1.1.9.";

  private static final int HEAD_BYTES = 4096;
  private static final SingleFile FILES = SingleFile.withSuffix(".dcm", ".dicom");

  @Override
  public String name() {
    return "DICOM";
  }

  @Override
  public Optional<Path> mainFile(Path path) throws IOException {
    if (path.getFileName() != null && Files.isRegularFile(path)) {
      return head(path).startsWith(DicomReader.MAGIC, DicomReader.PREAMBLE_BYTES)
          ? Optional.of(path)
          : Optional.empty();
    }
    return FILES.find(path);
  }

  @Override
  public boolean isMainFile(Path file) throws IOException {
    if (!FILES.matches(file) || !Files.isRegularFile(file)) {
      return false;
    }
    String head = head(file);
    return head.startsWith(DicomReader.MAGIC, DicomReader.PREAMBLE_BYTES)
        && head.contains(WAVEFORMS);
  }

  private static String head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1);
    }
  }

  @Override
  public String recordingId(Path mainFile) {
    return FILES.recordingId(mainFile);
  }

  @Override
  public Recording read(Path mainFile, RecordingProblems problems) throws IOException {
    return new DicomReader(mainFile, recordingId(mainFile), problems).read();
  }
}
