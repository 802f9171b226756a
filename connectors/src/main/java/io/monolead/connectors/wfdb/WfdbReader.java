// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingProblems;
import io.monolead.signal.Annotation;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Reads WFDB recordings: header, signals, annotations.
 *
 * <p>Signals come as millivolts whatever voltage the header states; signals that are no voltage
 * (blood pressure, respiration) are checked but left out. The header's initial values and checksums
 * are verified; where one does not hold, the recording is refused or the contradiction reported and
 * the recording returned as it is, as the caller chooses. Nothing is allocated that the files do
 * not fill.
 *
 * <p>Immutable; may be shared between threads if the report target may.
 */
public final class WfdbReader {
  /** Suffix of header files. */
  public static final String HEADER_SUFFIX = ".hea";

  /** Suffix of the reference annotations. */
  public static final String ANNOTATION_SUFFIX = ".atr";

  /** 12 leads of 500 Hz over 12 hours; one array of it takes 1 GiB. */
  static final long MOST_SAMPLES = 1L << 28;

  private static final long LARGEST_HEADER_BYTES = 1 << 20;

  private final RecordingProblems problems;

  /**
   * A reader.
   *
   * @param problems told where a recording contradicts its header in checksum, initial value or
   *     length; headers that cannot be understood are refused whatever it does
   */
  public WfdbReader(RecordingProblems problems) {
    this.problems = problems;
  }

  /** A reader that refuses recordings that contradict their header. */
  public static WfdbReader strict() {
    return new WfdbReader(RecordingProblems.REFUSE);
  }

  /**
   * Reads a header.
   *
   * @param headerFile the {@code .hea} file
   * @throws RecordingFormatException if it is not a header of a kind that is read
   * @throws IOException if the file system fails
   */
  public WfdbHeader readHeader(Path headerFile) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(headerFile)) {
      bytes = in.readNBytes((int) LARGEST_HEADER_BYTES + 1);
    }
    if (bytes.length > LARGEST_HEADER_BYTES) {
      throw new RecordingFormatException(
          headerFile + ": a header has at most " + LARGEST_HEADER_BYTES + " bytes, this has more");
    }
    return WfdbHeaderParser.parse(text(bytes), headerFile.toString());
  }

  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  /**
   * Reads a recording, with the annotations of an {@code .atr} file if one stands beside the
   * header.
   *
   * @param headerFile the {@code .hea} file; its name without suffix becomes the recording's id
   * @throws RecordingFormatException if the content is malformed or, for a strict reader,
   *     contradicts itself
   * @throws IOException if the file system fails
   */
  public Recording read(Path headerFile) throws IOException {
    WfdbHeader header = readHeader(headerFile);
    float[][] physical = SignalFiles.read(headerFile, header, problems);
    List<Lead> leads = new ArrayList<>();
    List<float[]> voltages = new ArrayList<>();
    for (int i = 0; i < physical.length; i++) {
      if (physical[i] != null) {
        leads.add(lead(header.signals().get(i).description(), i));
        voltages.add(physical[i]);
      }
    }
    if (leads.isEmpty()) {
      throw new RecordingFormatException(
          headerFile + ": none of " + header.signals().size() + " signals is a voltage");
    }
    String id = recordingId(headerFile);
    Path annotationFile = headerFile.resolveSibling(id + ANNOTATION_SUFFIX);
    List<Annotation> annotations =
        Files.isRegularFile(annotationFile)
            ? readAnnotations(annotationFile, header.samplingRateHz())
            : List.of();
    return new Recording(
        id,
        header.samplingRateHz(),
        header.start(),
        leads,
        voltages.toArray(float[][]::new),
        annotations,
        header.comments());
  }

  /**
   * Reads the signals of a recording block by block, so that its length does not matter, with all
   * the checks of {@link #read}. Where one fails the blocks before it are given out already.
   *
   * @param headerFile the {@code .hea} file
   * @param blocks takes the blocks in their order
   * @return the header
   * @throws RecordingFormatException if the content is malformed or, for a strict reader,
   *     contradicts itself
   * @throws IOException if the file system fails
   */
  public WfdbHeader scan(Path headerFile, SignalBlocks blocks) throws IOException {
    WfdbHeader header = readHeader(headerFile);
    SignalFiles.scan(headerFile, header, problems, blocks);
    return header;
  }

  /**
   * Reads the samples of a recording block by block in units of the converter, as they lie in its
   * files, with all the checks of {@link #read}: a skewed signal stays skewed.
   *
   * @param headerFile the {@code .hea} file
   * @param blocks takes the blocks of one file after the other
   * @return the header, which says what the units are
   * @throws RecordingFormatException if the content is malformed or, for a strict reader,
   *     contradicts itself
   * @throws IOException if the file system fails
   */
  public WfdbHeader scanUnits(Path headerFile, UnitBlocks blocks) throws IOException {
    WfdbHeader header = readHeader(headerFile);
    SignalFiles.scanUnits(headerFile, header, problems, blocks);
    return header;
  }

  /**
   * Reads an annotation file.
   *
   * @param annotationFile file in MIT format, such as {@code 100.atr}
   * @param samplingRateHz rate of the recording, for files that count in another unit of time
   * @return annotations in order of their samples; some may lie past the last sample of the signal
   * @throws RecordingFormatException if the content is malformed
   * @throws IOException if the file system fails
   */
  public List<Annotation> readAnnotations(Path annotationFile, double samplingRateHz)
      throws IOException {
    return AnnotationFile.read(annotationFile, samplingRateHz, problems);
  }

  /** Name of the recording with this header: the file's name without suffix. */
  static String recordingId(Path headerFile) {
    String name = headerFile.getFileName().toString();
    return name.endsWith(HEADER_SUFFIX)
        ? name.substring(0, name.length() - HEADER_SUFFIX.length())
        : name;
  }

  private static Lead lead(String description, int index) {
    String name = description.isBlank() ? "signal " + (index + 1) : description.strip();
    return Lead.parse(name.length() > 32 ? name.substring(0, 32) : name);
  }

  /** Whether a signal ends up in the recording. */
  static OptionalDouble millivoltsPerAdu(WfdbSignal signal) {
    OptionalDouble unit = signal.millivoltsPerUnit();
    return unit.isPresent() ? OptionalDouble.of(unit.getAsDouble() / signal.gain()) : unit;
  }
}
