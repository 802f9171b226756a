// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.recordings;

import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One way to store a recording in files.
 *
 * <p>Every recording has one main file, which stands for it in folders and messages: the header in
 * WFDB, the {@code .mat} in MATLAB. Implementations are registered in {@code
 * META-INF/services/io.monolead.connectors.recordings.RecordingFormat}, hold no state and may be
 * used by many threads at once.
 */
public interface RecordingFormat {
  /** What users call the format, such as {@code WFDB}. */
  String name();

  /**
   * Finds the main file of the recording that a path names, with or without its suffix; empty if
   * there is none of this format.
   *
   * @throws IOException if the file system fails
   */
  Optional<Path> mainFile(Path path) throws IOException;

  /**
   * Whether a regular file is the main file of a recording of this format. Called for every file of
   * a folder: it looks at the name first and at the content only where the name does not tell.
   *
   * @throws IOException if the file system fails
   */
  boolean isMainFile(Path file) throws IOException;

  /** Name of the recording whose main file is given, such as {@code 00001_lr}. */
  String recordingId(Path mainFile);

  /**
   * Reads a recording with its annotations.
   *
   * @param mainFile its main file
   * @param problems told where the recording contradicts itself and could still be read
   * @throws RecordingFormatException if the content is not a sound recording of this format
   * @throws IOException if the file system fails
   */
  Recording read(Path mainFile, RecordingProblems problems) throws IOException;

  /**
   * The signals that a recording's files store, those that are no leads too, as far as the format
   * tells more of them than {@link #read} does.
   *
   * @param mainFile its main file
   * @return the signals in the order of the file; none where the recording says it all
   * @throws RecordingFormatException if the content is not a sound recording of this format
   * @throws IOException if the file system fails
   */
  default List<StoredSignal> storedSignals(Path mainFile) throws IOException {
    return List.of();
  }
}
