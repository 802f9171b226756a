// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import io.monolead.connectors.recordings.RecordingFormat;
import io.monolead.connectors.recordings.RecordingProblems;
import io.monolead.connectors.recordings.StoredSignal;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** WFDB behind the front door. The main file is the header. */
public final class WfdbFormat implements RecordingFormat {
  /** By custom, the end of the name of a header that only lays out the segments of another. */
  private static final String LAYOUT_SUFFIX = "_layout" + WfdbReader.HEADER_SUFFIX;

  @Override
  public String name() {
    return "WFDB";
  }

  @Override
  public Optional<Path> mainFile(Path path) {
    if (path.getFileName() == null) {
      return Optional.empty();
    }
    String name = path.getFileName().toString();
    if (name.endsWith(WfdbReader.HEADER_SUFFIX)) {
      return Optional.of(path).filter(Files::isRegularFile);
    }
    Path header = path.resolveSibling(name + WfdbReader.HEADER_SUFFIX);
    int dot = name.lastIndexOf('.');
    if (!Files.isRegularFile(header) && dot > 0 && Files.isRegularFile(path)) {
      // Another file of the recording: its signals or annotations.
      header = path.resolveSibling(name.substring(0, dot) + WfdbReader.HEADER_SUFFIX);
    }
    return Optional.of(header).filter(Files::isRegularFile);
  }

  @Override
  public boolean isMainFile(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(WfdbReader.HEADER_SUFFIX) && !name.endsWith(LAYOUT_SUFFIX);
  }

  @Override
  public String recordingId(Path mainFile) {
    return WfdbReader.recordingId(mainFile);
  }

  @Override
  public Recording read(Path mainFile, RecordingProblems problems) throws IOException {
    return new WfdbReader(problems).read(mainFile);
  }

  @Override
  public List<StoredSignal> storedSignals(Path mainFile) throws IOException {
    WfdbReader reader = new WfdbReader(problem -> {});
    boolean segments = reader.readHeader(mainFile).isMultiSegment();
    WfdbHeader header = reader.readSignalHeader(mainFile);
    return header.signals().stream()
        .map(
            signal ->
                new StoredSignal(
                    signal.description(),
                    signal.units(),
                    header.samplingRateHz() * signal.samplesPerFrame(),
                    segments
                        ? header.segments().size() + " segments"
                        : "format " + signal.format()))
        .toList();
  }
}
