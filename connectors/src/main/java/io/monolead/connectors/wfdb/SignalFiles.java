// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import static io.monolead.connectors.recordings.RecordingFormatException.quoted;

import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingProblems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** Reads the signal files a header names, checks them against it and converts to millivolts. */
final class SignalFiles {
  /** Frames decoded at a time are bounded by this many samples. */
  private static final int CHUNK_SAMPLES = 1 << 15;

  private final Path headerFile;
  private final WfdbHeader header;
  private final RecordingProblems problems;

  private SignalFiles(Path headerFile, WfdbHeader header, RecordingProblems problems) {
    this.headerFile = headerFile;
    this.header = header;
    this.problems = problems;
  }

  /**
   * Reads all signals.
   *
   * @return {@code [signal][sample]} in millivolts; null in place of a signal that is no voltage
   */
  static float[][] read(Path headerFile, WfdbHeader header, RecordingProblems problems)
      throws IOException {
    return new SignalFiles(headerFile, header, problems).read();
  }

  private float[][] read() throws IOException {
    List<WfdbSignal> signals = header.signals();
    if (signals.isEmpty()) {
      throw refused("no signals");
    }
    int[] groupEnds = groupEnds(signals);
    long length = Long.MAX_VALUE;
    for (int from = 0; from < signals.size(); from = groupEnds[from]) {
      length = Math.min(length, framesOf(signals.get(from), groupEnds[from] - from));
    }
    if (length > WfdbReader.MOST_SAMPLES / signals.size()) {
      throw refused(
          signals.size()
              + " signals of "
              + length
              + " samples; at most "
              + WfdbReader.MOST_SAMPLES
              + " samples in all are read into memory");
    }
    float[][] millivolts = new float[signals.size()][];
    for (int i = 0; i < millivolts.length; i++) {
      millivolts[i] =
          signals.get(i).millivoltsPerUnit().isPresent() ? new float[(int) length] : null;
    }
    boolean complete = header.samples().orElse(-1) == length;
    for (int from = 0; from < signals.size(); from = groupEnds[from]) {
      readGroup(from, groupEnds[from], (int) length, complete, millivolts);
    }
    return millivolts;
  }

  /** For the first signal of each group, the index after the last signal of the same file. */
  private int[] groupEnds(List<WfdbSignal> signals) throws RecordingFormatException {
    int[] ends = new int[signals.size()];
    Set<String> seen = new HashSet<>();
    for (int from = 0; from < signals.size(); from = ends[from]) {
      WfdbSignal first = signals.get(from);
      if (!seen.add(first.fileName())) {
        throw refused("signals of file " + quoted(first.fileName()) + " do not stand together");
      }
      int to = from;
      while (to < signals.size() && signals.get(to).fileName().equals(first.fileName())) {
        WfdbSignal signal = signals.get(to);
        if (signal.samplesPerFrame() != 1) {
          throw refused(
              "signal "
                  + to
                  + " has "
                  + signal.samplesPerFrame()
                  + " samples per frame; only signals of one common sampling rate are read");
        }
        if (signal.format() != first.format() || signal.byteOffset() != first.byteOffset()) {
          throw refused(
              "signals "
                  + from
                  + " and "
                  + to
                  + " share file "
                  + quoted(first.fileName())
                  + " but differ in format or offset");
        }
        to++;
      }
      ends[from] = to;
    }
    return ends;
  }

  /** Frames to read from one file: what the header states if the file holds it. */
  private long framesOf(WfdbSignal signal, int width) throws IOException {
    SampleFormat format = formatOf(signal);
    Path file = fileOf(signal);
    if (!Files.isRegularFile(file)) {
      throw refused("signal file " + quoted(signal.fileName()) + " is missing beside the header");
    }
    long bytes = Math.max(0, Files.size(file) - signal.byteOffset());
    long available = format.samplesIn(bytes) / width;
    if (available == 0) {
      throw refused("signal file " + quoted(signal.fileName()) + " holds no samples");
    }
    if (header.samples().isEmpty()) {
      return available;
    }
    long stated = header.samples().getAsLong();
    if (stated > available) {
      problems.report(
          headerFile
              + ": the header states "
              + stated
              + " samples per signal, but file "
              + quoted(signal.fileName())
              + " holds "
              + available);
    }
    return Math.min(stated, available);
  }

  private void readGroup(int from, int to, int length, boolean complete, float[][] millivolts)
      throws IOException {
    WfdbSignal first = header.signals().get(from);
    SampleFormat format = formatOf(first);
    int width = to - from;
    // Whole pairs of frames keep format 212 at a byte boundary.
    int chunkFrames = Math.max(2, CHUNK_SAMPLES / width / 2 * 2);
    chunkFrames = Math.min(chunkFrames, Math.max(1, length));
    int[] samples = new int[chunkFrames * width];
    byte[] bytes = new byte[(int) format.bytesFor(samples.length)];
    int[] sums = new int[width];
    try (InputStream in = Files.newInputStream(fileOf(first))) {
      in.skipNBytes(first.byteOffset());
      for (int frame = 0; frame < length; frame += chunkFrames) {
        int frames = Math.min(chunkFrames, length - frame);
        int wanted = (int) format.bytesFor((long) frames * width);
        if (in.readNBytes(bytes, 0, wanted) < wanted) {
          throw refused("file " + quoted(first.fileName()) + " became shorter while it was read");
        }
        format.decode(bytes, samples, frames * width);
        for (int i = 0; i < width; i++) {
          if (frame == 0) {
            checkInitialValue(from + i, samples[i]);
          }
          sums[i] += sumOf(samples, i, width, frames);
          convert(from + i, samples, i, width, frame, frames, format, millivolts[from + i]);
        }
      }
    }
    for (int i = 0; i < width; i++) {
      if (complete) {
        checkSum(from + i, sums[i]);
      }
    }
  }

  private static int sumOf(int[] samples, int offset, int width, int frames) {
    int sum = 0;
    for (int i = 0, at = offset; i < frames; i++, at += width) {
      sum += samples[at];
    }
    return sum;
  }

  private void convert(
      int index,
      int[] samples,
      int offset,
      int width,
      int frame,
      int frames,
      SampleFormat format,
      float[] target) {
    if (target == null) {
      return;
    }
    WfdbSignal signal = header.signals().get(index);
    OptionalDouble scale = WfdbReader.millivoltsPerAdu(signal);
    double millivoltsPerAdu = scale.getAsDouble();
    // A skewed signal stands late in the file: its samples move forward, and the end stays open.
    int to = frame - signal.skew();
    for (int i = 0, at = offset; i < frames; i++, at += width) {
      if (to + i >= 0) {
        int sample = samples[at];
        target[to + i] =
            sample == format.missing()
                ? Float.NaN
                : (float) (((double) sample - signal.baseline()) * millivoltsPerAdu);
      }
    }
    if (frame + frames == target.length && signal.skew() > 0) {
      Arrays.fill(target, Math.max(0, target.length - signal.skew()), target.length, Float.NaN);
    }
  }

  private void checkInitialValue(int index, int found) throws RecordingFormatException {
    WfdbSignal signal = header.signals().get(index);
    if (signal.initialValue().isPresent() && signal.initialValue().getAsInt() != found) {
      problems.report(
          name(index)
              + ": the header states the initial value "
              + signal.initialValue().getAsInt()
              + ", the file begins with "
              + found);
    }
  }

  private void checkSum(int index, int sum) throws RecordingFormatException {
    WfdbSignal signal = header.signals().get(index);
    // Some writers state the sum signed, others unsigned.
    if (signal.checksum().isPresent() && (short) signal.checksum().getAsInt() != (short) sum) {
      problems.report(
          name(index)
              + ": the header states the checksum "
              + signal.checksum().getAsInt()
              + ", the samples have "
              + (short) sum);
    }
  }

  private String name(int index) {
    WfdbSignal signal = header.signals().get(index);
    return headerFile
        + ": signal "
        + index
        + (signal.description().isEmpty() ? "" : " (" + quoted(signal.description()) + ")")
        + " in "
        + quoted(signal.fileName());
  }

  private SampleFormat formatOf(WfdbSignal signal) throws RecordingFormatException {
    return SampleFormat.of(signal.format())
        .orElseThrow(
            () ->
                refused(
                    "signal format "
                        + signal.format()
                        + " is not read; supported are "
                        + SampleFormat.SUPPORTED));
  }

  private Path fileOf(WfdbSignal signal) {
    return headerFile.resolveSibling(signal.fileName());
  }

  private RecordingFormatException refused(String message) {
    return new RecordingFormatException(headerFile + ": " + message);
  }
}
