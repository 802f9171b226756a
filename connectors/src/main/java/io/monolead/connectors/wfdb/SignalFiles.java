// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import static io.monolead.connectors.recordings.RecordingFormatException.quoted;

import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingProblems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    int[] groupEnds = groupEnds();
    int length = (int) length(groupEnds, WfdbReader.MOST_SAMPLES / header.signals().size());
    float[][] millivolts = new float[header.signals().size()][];
    for (int i = 0; i < millivolts.length; i++) {
      millivolts[i] = isVoltage(i) ? new float[length] : null;
    }
    for (int from = 0; from < millivolts.length; from = groupEnds[from]) {
      try (Group group = new Group(from, groupEnds[from], length)) {
        for (int frame = 0; frame < length; frame += group.mostFrames()) {
          group.read(Math.min(group.mostFrames(), length - frame), millivolts, frame);
        }
      }
    }
    return millivolts;
  }

  /**
   * Reads all signals block by block; whatever their length, no more than a block is in memory,
   * unless one of them is skewed.
   */
  static void scan(
      Path headerFile, WfdbHeader header, RecordingProblems problems, SignalBlocks blocks)
      throws IOException {
    new SignalFiles(headerFile, header, problems).scan(blocks);
  }

  private void scan(SignalBlocks blocks) throws IOException {
    if (header.signals().stream().anyMatch(signal -> signal.skew() > 0)) {
      float[][] all = read();
      blocks.accept(all, lengthOf(all));
      return;
    }
    int[] groupEnds = groupEnds();
    long length = length(groupEnds, Long.MAX_VALUE);
    List<Group> groups = new ArrayList<>();
    try {
      int frames = Integer.MAX_VALUE;
      for (int from = 0; from < header.signals().size(); from = groupEnds[from]) {
        Group group = new Group(from, groupEnds[from], length);
        groups.add(group);
        frames = Math.min(frames, group.mostFrames());
      }
      float[][] millivolts = new float[header.signals().size()][];
      for (int i = 0; i < millivolts.length; i++) {
        millivolts[i] = isVoltage(i) ? new float[frames] : null;
      }
      for (long frame = 0; frame < length; frame += frames) {
        int count = (int) Math.min(frames, length - frame);
        for (Group group : groups) {
          group.read(count, millivolts, 0);
        }
        blocks.accept(millivolts, count);
      }
    } finally {
      for (Group group : groups) {
        group.close();
      }
    }
  }

  /** Reads the samples of all files, one file after the other, as they are in the file. */
  static void scanUnits(
      Path headerFile, WfdbHeader header, RecordingProblems problems, UnitBlocks blocks)
      throws IOException {
    new SignalFiles(headerFile, header, problems).scanUnits(blocks);
  }

  private void scanUnits(UnitBlocks blocks) throws IOException {
    int[] groupEnds = groupEnds();
    long length = length(groupEnds, Long.MAX_VALUE);
    for (int from = 0; from < groupEnds.length; from = groupEnds[from]) {
      try (Group group = new Group(from, groupEnds[from], length)) {
        for (long frame = 0; frame < length; frame += group.mostFrames()) {
          int frames = (int) Math.min(group.mostFrames(), length - frame);
          blocks.accept(from, groupEnds[from] - from, group.readUnits(frames), frames);
        }
      }
    }
  }

  private static int lengthOf(float[][] millivolts) {
    for (float[] signal : millivolts) {
      if (signal != null) {
        return signal.length;
      }
    }
    return 0;
  }

  private boolean isVoltage(int index) {
    return header.signals().get(index).millivoltsPerUnit().isPresent();
  }

  /** Samples per signal. */
  private long length(int[] groupEnds, long most) throws IOException {
    List<WfdbSignal> signals = header.signals();
    long length = Long.MAX_VALUE;
    for (int from = 0; from < signals.size(); from = groupEnds[from]) {
      length = Math.min(length, framesOf(signals.get(from), groupEnds[from] - from));
    }
    if (length > most) {
      throw refused(
          signals.size()
              + " signals of "
              + length
              + " samples; at most "
              + WfdbReader.MOST_SAMPLES
              + " samples in all are read into memory");
    }
    return length;
  }

  /** For the first signal of each group, the index after the last signal of the same file. */
  private int[] groupEnds() throws RecordingFormatException {
    List<WfdbSignal> signals = header.signals();
    if (signals.isEmpty()) {
      throw refused("no signals");
    }
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

  /** The signals of one file, read from its beginning on; checked when the last frame is read. */
  private final class Group implements AutoCloseable {
    private final int from;
    private final int width;
    private final long length;
    private final SampleFormat format;
    private final Conversion[] conversions;
    private final short[] samples;
    private final byte[] bytes;
    private final Checksums sums;
    private final InputStream in;
    private long done;

    Group(int from, int to, long length) throws IOException {
      this.from = from;
      this.width = to - from;
      this.length = length;
      WfdbSignal first = header.signals().get(from);
      format = formatOf(first);
      // Whole pairs of frames keep format 212 at a byte boundary.
      long chunkFrames = Math.max(2, CHUNK_SAMPLES / width / 2 * 2);
      samples = new short[(int) Math.min(chunkFrames, Math.max(1, length)) * width];
      bytes = new byte[(int) format.bytesFor(samples.length)];
      sums = new Checksums(width);
      conversions = new Conversion[width];
      for (int i = 0; i < width; i++) {
        WfdbSignal signal = header.signals().get(from + i);
        OptionalDouble scale = WfdbReader.millivoltsPerAdu(signal);
        conversions[i] =
            scale.isPresent()
                ? new Conversion(format, length, signal.baseline(), scale.getAsDouble())
                : null;
      }
      in = Files.newInputStream(fileOf(first));
      try {
        in.skipNBytes(first.byteOffset());
      } catch (IOException | RuntimeException e) {
        in.close();
        throw e;
      }
    }

    /** Most frames of a call of {@link #read}; even unless it is all there are. */
    int mostFrames() {
      return samples.length / width;
    }

    /**
     * Reads the next frames.
     *
     * @param millivolts {@code [signal][sample]}, written from {@code frame} less the signal's skew
     */
    void read(int frames, float[][] millivolts, int frame) throws IOException {
      readUnits(frames);
      for (int i = 0; i < width; i++) {
        if (conversions[i] != null) {
          convert(i, frames, millivolts[from + i], frame);
        }
      }
    }

    /** Reads the next frames as they are in the file. */
    short[] readUnits(int frames) throws IOException {
      int wanted = (int) format.bytesFor((long) frames * width);
      if (in.readNBytes(bytes, 0, wanted) < wanted) {
        throw refused(
            "file "
                + quoted(header.signals().get(from).fileName())
                + " became shorter while it was read");
      }
      format.decode(bytes, samples, frames * width);
      for (int i = 0; i < width && done == 0; i++) {
        checkInitialValue(from + i, samples[i]);
      }
      sums.add(samples, frames);
      done += frames;
      if (done == length && header.samples().orElse(-1) == length) {
        for (int i = 0; i < width; i++) {
          checkSum(from + i, sums.of(i));
        }
      }
      return samples;
    }

    private void convert(int i, int frames, float[] target, int frame) {
      // A skewed signal stands late in the file: its samples move forward, and the end stays open.
      int skew = header.signals().get(from + i).skew();
      int dropped = Math.min(frames, Math.max(0, skew - frame));
      conversions[i].apply(
          samples, i + dropped * width, width, target, frame + dropped - skew, frames - dropped);
      if (skew > 0 && frame + frames == target.length) {
        Arrays.fill(target, Math.max(0, target.length - skew), target.length, Float.NaN);
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
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

  private void checkSum(int index, short sum) throws RecordingFormatException {
    WfdbSignal signal = header.signals().get(index);
    // Some writers state the sum signed, others unsigned.
    if (signal.checksum().isPresent() && (short) signal.checksum().getAsInt() != sum) {
      problems.report(
          name(index)
              + ": the header states the checksum "
              + signal.checksum().getAsInt()
              + ", the samples have "
              + sum);
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
