// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import static io.monolead.connectors.recordings.RecordingFormatException.quoted;

import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingProblems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a record that consists of others, one after the other (header(5), multi-segment records).
 *
 * <p>With a fixed layout every segment has the same signals in the same order. With a variable
 * layout the first segment has no samples and names the signals; each other segment has some of
 * them, found by their descriptions, with gains of its own. What a segment lacks is missing, and so
 * is all of a null segment.
 */
final class SegmentedSignals implements SignalReader {
  private static final double SAME_RATE = 1e-6;
  private static final long MOST_FRAMES = 1L << 53;

  /** Reads a header. */
  @FunctionalInterface
  interface Headers {
    WfdbHeader read(Path headerFile) throws IOException;
  }

  /**
   * A stretch of the record.
   *
   * @param headerFile of the segment; null if it has no samples
   * @param header of the segment; null if it has no samples
   * @param frames of the stretch
   */
  private record Part(Path headerFile, WfdbHeader header, long frames) {}

  private final Path headerFile;
  private final WfdbHeader header;
  private final RecordingProblems problems;
  private final boolean variable;
  private final List<Part> parts;

  private SegmentedSignals(
      Path headerFile,
      WfdbHeader header,
      RecordingProblems problems,
      boolean variable,
      List<Part> parts) {
    this.headerFile = headerFile;
    this.header = header;
    this.problems = problems;
    this.variable = variable;
    this.parts = parts;
  }

  /**
   * Reads the headers of the segments.
   *
   * @param header of the record
   * @param headers reads those of the segments
   */
  static SegmentedSignals open(
      Path headerFile, WfdbHeader header, RecordingProblems problems, Headers headers)
      throws IOException {
    List<WfdbSegment> segments = header.segments();
    boolean variable = segments.get(0).samples() == 0 && !segments.get(0).isNull();
    Map<String, WfdbHeader> seen = new HashMap<>();
    List<Part> parts = new ArrayList<>();
    WfdbHeader layout = null;
    long frames = 0;
    for (int i = 0; i < segments.size(); i++) {
      WfdbSegment segment = segments.get(i);
      frames += segment.samples();
      if (segment.samples() > MOST_FRAMES || frames > MOST_FRAMES) {
        throw refused(headerFile, "segments of more than " + MOST_FRAMES + " samples");
      }
      if (segment.samples() == 0 && (i > 0 || !variable)) {
        continue;
      }
      if (segment.isNull()) {
        parts.add(new Part(null, null, segment.samples()));
        continue;
      }
      Path file = headerFile.resolveSibling(segment.recordName() + WfdbReader.HEADER_SUFFIX);
      WfdbHeader of = seen.get(segment.recordName());
      if (of == null) {
        of = segmentHeader(headerFile, header, file, headers);
        seen.put(segment.recordName(), of);
      }
      if (layout == null) {
        layout = of;
      }
      if (i > 0 || !variable) {
        parts.add(new Part(file, of, segment.samples()));
      }
    }
    if (layout == null) {
      throw refused(headerFile, "no segment says what the signals are");
    }
    if (layout.signals().size() != header.segmentSignals()) {
      throw refused(
          headerFile,
          "the record line announces "
              + header.segmentSignals()
              + " signals, segment "
              + quoted(layout.recordName())
              + " has "
              + layout.signals().size());
    }
    if (header.samples().orElse(frames) != frames) {
      problems.report(
          headerFile
              + ": the header states "
              + header.samples().getAsLong()
              + " samples per signal, but its segments have "
              + frames);
    }
    return new SegmentedSignals(
        headerFile, header.withSignals(layout.signals()), problems, variable, parts);
  }

  private static WfdbHeader segmentHeader(
      Path headerFile, WfdbHeader header, Path file, Headers headers) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw refused(
          headerFile, "segment " + quoted(file.getFileName().toString()) + " is missing beside it");
    }
    WfdbHeader of;
    try {
      of = headers.read(file);
    } catch (RecordingFormatException e) {
      throw new RecordingFormatException(headerFile + ": segment " + e.getMessage(), e);
    }
    if (of.isMultiSegment()) {
      throw refused(
          headerFile,
          "segment "
              + quoted(file.getFileName().toString())
              + " is a multi-segment record itself, which the format does not allow");
    }
    double ratio = of.samplingRateHz() / header.samplingRateHz();
    if (Math.abs(ratio - 1) > SAME_RATE) {
      throw refused(
          headerFile,
          "segment "
              + quoted(file.getFileName().toString())
              + " has "
              + of.samplingRateHz()
              + " Hz, the record "
              + header.samplingRateHz());
    }
    return of;
  }

  @Override
  public WfdbHeader header() {
    return header;
  }

  private long frames() {
    return parts.stream().mapToLong(Part::frames).sum();
  }

  @Override
  public float[][] read(double[] valuesPerUnit) throws IOException {
    int frames = SignalFiles.framesInMemory(headerFile, header, valuesPerUnit, frames());
    checkMissing(valuesPerUnit);
    float[][] values = SignalFiles.room(header, valuesPerUnit, frames);
    int first = 0;
    for (Part part : parts) {
      if (part.header != null) {
        int[] sources = sources(part);
        double[] factors = factors(part, sources, valuesPerUnit);
        float[][] targets = new float[factors.length][];
        for (int i = 0; i < sources.length; i++) {
          if (sources[i] >= 0) {
            targets[sources[i]] = values[i];
          }
        }
        try {
          files(part).readInto(factors, targets, first, (int) part.frames);
        } catch (RecordingFormatException e) {
          throw ofSegment(e);
        }
      }
      first += (int) part.frames;
    }
    return values;
  }

  private void checkMissing(double[] valuesPerUnit) throws RecordingFormatException {
    long missing = 0;
    long held = 0;
    for (Part part : parts) {
      int[] sources = part.header == null ? null : sources(part);
      for (int i = 0; i < valuesPerUnit.length; i++) {
        if (!Double.isNaN(valuesPerUnit[i])) {
          long samples = part.frames * header.signals().get(i).samplesPerFrame();
          boolean isHeld =
              sources != null
                  && sources[i] >= 0
                  && part.header.signals().get(sources[i]).format() != 0;
          held += isHeld ? samples : 0;
          missing += isHeld ? 0 : samples;
        }
      }
    }
    WfdbReader.checkMissing(headerFile, missing, held);
  }

  @Override
  public void scan(double[] valuesPerUnit, SignalBlocks blocks) throws IOException {
    for (Part part : parts) {
      long done;
      try {
        done = part.header == null ? 0 : scan(part, valuesPerUnit, blocks);
      } catch (RecordingFormatException e) {
        throw ofSegment(e);
      }
      scanMissing(valuesPerUnit, part.frames - done, blocks);
    }
  }

  private void scanMissing(double[] valuesPerUnit, long frames, SignalBlocks blocks)
      throws IOException {
    if (frames == 0) {
      return;
    }
    long frameSamples = header.signals().stream().mapToLong(WfdbSignal::samplesPerFrame).sum();
    int most = (int) Math.min(frames, SignalFiles.chunkFrames(frameSamples));
    float[][] missing = SignalFiles.room(header, valuesPerUnit, most);
    for (long done = 0; done < frames; done += most) {
      blocks.accept(missing, (int) Math.min(most, frames - done));
    }
  }

  private long scan(Part part, double[] valuesPerUnit, SignalBlocks blocks) throws IOException {
    int[] sources = sources(part);
    float[][] missing = new float[sources.length][0];
    return files(part)
        .scan(
            factors(part, sources, valuesPerUnit),
            part.frames,
            (values, frames) -> {
              float[][] arranged = new float[sources.length][];
              for (int i = 0; i < sources.length; i++) {
                if (Double.isNaN(valuesPerUnit[i])) {
                  continue;
                }
                int samples = frames * header.signals().get(i).samplesPerFrame();
                if (sources[i] < 0 && missing[i].length < samples) {
                  missing[i] = new float[samples];
                  Arrays.fill(missing[i], Float.NaN);
                }
                arranged[i] = sources[i] < 0 ? missing[i] : values[sources[i]];
              }
              blocks.accept(arranged, frames);
            });
  }

  private RecordingFormatException ofSegment(RecordingFormatException e) {
    return new RecordingFormatException(headerFile + ": segment " + e.getMessage(), e);
  }

  private SignalFiles files(Part part) throws RecordingFormatException {
    if (part.header.samples().orElse(part.frames) != part.frames) {
      problems.report(
          headerFile
              + ": the header states "
              + part.frames
              + " samples for segment "
              + quoted(part.header.recordName())
              + ", whose own header states "
              + part.header.samples().getAsLong());
    }
    return new SignalFiles(part.headerFile, part.header, problems);
  }

  /** Which signal of a part is each signal of the record; -1 if none is. */
  private int[] sources(Part part) throws RecordingFormatException {
    List<WfdbSignal> wanted = header.signals();
    List<WfdbSignal> found = part.header.signals();
    int[] sources = new int[wanted.size()];
    if (!variable && found.size() != wanted.size()) {
      throw refused(
          headerFile,
          "segment "
              + quoted(part.header.recordName())
              + " has "
              + found.size()
              + " signals, the record "
              + wanted.size()
              + "; only with a layout segment may segments differ");
    }
    Map<String, List<Integer>> byDescription = new HashMap<>();
    for (int i = 0; variable && i < found.size(); i++) {
      byDescription.computeIfAbsent(found.get(i).description(), key -> new ArrayList<>()).add(i);
    }
    for (int i = 0; i < sources.length; i++) {
      List<Integer> candidates = byDescription.get(wanted.get(i).description());
      boolean none = candidates == null || candidates.isEmpty();
      sources[i] = !variable ? i : none ? -1 : candidates.remove(0);
      if (sources[i] >= 0) {
        checkAlike(part, wanted.get(i), found.get(sources[i]));
      }
    }
    return sources;
  }

  private void checkAlike(Part part, WfdbSignal wanted, WfdbSignal found)
      throws RecordingFormatException {
    boolean sameKind =
        wanted.millivoltsPerUnit().isPresent()
            ? found.millivoltsPerUnit().isPresent()
            : wanted.units().equalsIgnoreCase(found.units());
    if (!sameKind || wanted.samplesPerFrame() != found.samplesPerFrame()) {
      throw refused(
          headerFile,
          "signal "
              + quoted(wanted.description())
              + " changes its "
              + (sameKind ? "sampling rate" : "unit")
              + " in segment "
              + quoted(part.header.recordName()));
    }
  }

  /** Factors of a part's own signals: what is wanted, by the gain that the part states. */
  private double[] factors(Part part, int[] sources, double[] valuesPerUnit) {
    double[] factors = new double[part.header.signals().size()];
    Arrays.fill(factors, Double.NaN);
    for (int i = 0; i < sources.length; i++) {
      if (sources[i] >= 0 && !Double.isNaN(valuesPerUnit[i])) {
        factors[sources[i]] = WfdbReader.valuePerUnit(part.header.signals().get(sources[i]));
      }
    }
    return factors;
  }

  private static RecordingFormatException refused(Path headerFile, String message) {
    return new RecordingFormatException(headerFile + ": " + message);
  }
}
