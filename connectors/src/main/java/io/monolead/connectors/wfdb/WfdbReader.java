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
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Reads WFDB recordings: header, signals in every format of the standard, segments, annotations.
 *
 * <p>Signals come as millivolts whatever voltage the header states; signals that are no voltage
 * (blood pressure, respiration) are checked but left out of a {@link Recording}. Its leads share
 * one rate, that of the voltage with the most samples per frame; {@link #readSignals} gives every
 * signal as it is. The header's initial values and checksums are verified; where one does not hold,
 * the recording is refused or the contradiction reported and the recording returned as it is, as
 * the caller chooses. Nothing is allocated that the files do not fill, but for stretches that a
 * header declares missing, which are bounded.
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

  /** Three days of one lead at 125 Hz; an array of it takes 128 MiB. */
  private static final long MOST_MISSING_SAMPLES = 1L << 25;

  private static final long MISSING_PER_SAMPLE = 16;

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
    SignalReader signals = signals(headerFile);
    WfdbHeader header = signals.header();
    double[] factors = voltages(header);
    int samplesPerFrame = 0;
    List<Lead> leads = new ArrayList<>();
    for (int i = 0; i < factors.length; i++) {
      if (!Double.isNaN(factors[i])) {
        leads.add(lead(header.signals().get(i).description(), i));
        samplesPerFrame = Math.max(samplesPerFrame, header.signals().get(i).samplesPerFrame());
      }
    }
    if (leads.isEmpty()) {
      throw new RecordingFormatException(
          headerFile + ": none of " + header.signals().size() + " signals is a voltage");
    }
    float[][] voltages = atCommonRate(headerFile, header, signals.read(factors), samplesPerFrame);
    double samplingRateHz = header.samplingRateHz() * samplesPerFrame;
    String id = recordingId(headerFile);
    Path annotationFile = headerFile.resolveSibling(id + ANNOTATION_SUFFIX);
    List<Annotation> annotations =
        Files.isRegularFile(annotationFile)
            ? AnnotationFile.read(annotationFile, header.samplingRateHz(), samplingRateHz, problems)
            : List.of();
    return new Recording(
        id, samplingRateHz, header.start(), leads, voltages, annotations, header.comments());
  }

  /** The voltages of a record, all with so many samples per frame. */
  private static float[][] atCommonRate(
      Path headerFile, WfdbHeader header, float[][] signals, int samplesPerFrame)
      throws RecordingFormatException {
    List<float[]> voltages = new ArrayList<>();
    long frames = 0;
    for (int i = 0; i < signals.length; i++) {
      frames =
          signals[i] == null
              ? frames
              : signals[i].length / header.signals().get(i).samplesPerFrame();
    }
    long count = Arrays.stream(signals).filter(Objects::nonNull).count();
    if (count * frames * samplesPerFrame > MOST_SAMPLES) {
      throw new RecordingFormatException(
          headerFile
              + ": "
              + count
              + " voltages of "
              + frames * samplesPerFrame
              + " samples at their common rate; at most "
              + MOST_SAMPLES
              + " samples in all are read into memory");
    }
    CommonRate rate = null;
    for (int i = 0; i < signals.length; i++) {
      int own = header.signals().get(i).samplesPerFrame();
      if (signals[i] == null) {
        continue;
      }
      if (!CommonRate.isPossible(own, samplesPerFrame)) {
        throw new RecordingFormatException(
            headerFile
                + ": voltages of "
                + own
                + " and of "
                + samplesPerFrame
                + " samples per frame are not brought to one rate");
      }
      if (rate == null || rate.from() != own) {
        rate = new CommonRate(own, samplesPerFrame);
      }
      voltages.add(rate.apply(signals[i], (int) frames * samplesPerFrame));
    }
    return voltages.toArray(float[][]::new);
  }

  /**
   * Reads all signals of a recording, each at its own rate: neither resampled nor left out.
   *
   * @param headerFile the {@code .hea} file
   * @return the signals in the order of the header
   * @throws RecordingFormatException if the content is malformed or, for a strict reader,
   *     contradicts itself
   * @throws IOException if the file system fails
   */
  public List<SignalSamples> readSignals(Path headerFile) throws IOException {
    SignalReader signals = signals(headerFile);
    WfdbHeader header = signals.header();
    double[] factors = header.signals().stream().mapToDouble(WfdbReader::valuePerUnit).toArray();
    float[][] values = signals.read(factors);
    List<SignalSamples> samples = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      WfdbSignal signal = header.signals().get(i);
      samples.add(
          new SignalSamples(
              signal.description(),
              signal.millivoltsPerUnit().isPresent() ? "mV" : signal.units(),
              header.samplingRateHz() * signal.samplesPerFrame(),
              values[i]));
    }
    return List.copyOf(samples);
  }

  /**
   * Reads a header and, if the record consists of segments, those of the segments.
   *
   * @param headerFile the {@code .hea} file
   * @return the header with the signals of the record, of a record of segments those of its layout
   *     or its first segment
   * @throws RecordingFormatException if a header is not of a kind that is read
   * @throws IOException if the file system fails
   */
  public WfdbHeader readSignalHeader(Path headerFile) throws IOException {
    return signals(headerFile).header();
  }

  private SignalReader signals(Path headerFile) throws IOException {
    WfdbHeader header = readHeader(headerFile);
    return header.isMultiSegment()
        ? SegmentedSignals.open(headerFile, header, problems, this::readHeader)
        : new SignalFiles(headerFile, header, problems);
  }

  /** Millivolts per unit of each signal; NaN for one that is no voltage. */
  private static double[] voltages(WfdbHeader header) {
    return header.signals().stream()
        .mapToDouble(
            signal -> signal.millivoltsPerUnit().isPresent() ? valuePerUnit(signal) : Double.NaN)
        .toArray();
  }

  /** Millivolts, or the physical unit of a signal that is no voltage, per unit of the converter. */
  static double valuePerUnit(WfdbSignal signal) {
    return signal.millivoltsPerUnit().orElse(1) / signal.gain();
  }

  /**
   * Refuses a record most of which no file holds: its length is the word of a header alone.
   *
   * @param missing samples that would be made room for and are in no file
   * @param held samples that are in files
   */
  static void checkMissing(Path headerFile, long missing, long held)
      throws RecordingFormatException {
    if (missing > Math.max(MOST_MISSING_SAMPLES, MISSING_PER_SAMPLE * held)) {
      throw new RecordingFormatException(
          headerFile
              + ": "
              + missing
              + " samples without a file that holds them, beside "
              + held
              + " in files; more than "
              + MOST_MISSING_SAMPLES
              + " and more than "
              + MISSING_PER_SAMPLE
              + " times as many are not read into memory");
    }
  }

  /**
   * Reads the signals of a recording block by block, each at its own rate, so that its length does
   * not matter, with all the checks of {@link #read}. Where one fails the blocks before it are
   * given out already.
   *
   * @param headerFile the {@code .hea} file
   * @param blocks takes the blocks in their order
   * @return the header, with the signals even of a record of segments
   * @throws RecordingFormatException if the content is malformed or, for a strict reader,
   *     contradicts itself
   * @throws IOException if the file system fails
   */
  public WfdbHeader scan(Path headerFile, SignalBlocks blocks) throws IOException {
    SignalReader signals = signals(headerFile);
    signals.scan(voltages(signals.header()), blocks);
    return signals.header();
  }

  /**
   * Reads the samples of a recording block by block in units of the converter, as they lie in its
   * files, with all the checks of {@link #read}: a skewed signal stays skewed. Signals without
   * samples (format 0) are passed over. A record of segments has no files of its own: its segments
   * are to be read one by one.
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
    if (header.isMultiSegment()) {
      throw new RecordingFormatException(
          headerFile + ": a multi-segment record has no samples of its own; read its segments");
    }
    new SignalFiles(headerFile, header, problems).scanUnits(blocks);
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
    return AnnotationFile.read(annotationFile, samplingRateHz, samplingRateHz, problems);
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
}
