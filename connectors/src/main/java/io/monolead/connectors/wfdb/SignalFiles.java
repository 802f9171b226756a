// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import static io.monolead.connectors.recordings.RecordingFormatException.quoted;

import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingProblems;
import io.monolead.connectors.wfdb.SampleFormat.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the signal files a header names, checks them against it and converts to physical units. */
final class SignalFiles implements SignalReader {
  /** Frames decoded at a time are bounded by this many samples. */
  private static final int CHUNK_SAMPLES = 1 << 15;

  /** Whole groups of frames keep formats 212, 310 and 311 at a byte boundary. */
  private static final int CHUNK_FRAMES = 6;

  /** Ten seconds of a hundred signals at 1 kHz; frames are held in memory. */
  private static final int MOST_FRAME_SAMPLES = 1 << 20;

  private static final int MOST_FLAC_SIGNALS = 8;

  /** Samples for which room is made before a compressed file has shown that it holds them. */
  private static final int FIRST_ROOM_SAMPLES = 1 << 18;

  private final Path headerFile;
  private final WfdbHeader header;
  private final RecordingProblems problems;

  SignalFiles(Path headerFile, WfdbHeader header, RecordingProblems problems) {
    this.headerFile = headerFile;
    this.header = header;
    this.problems = problems;
  }

  @Override
  public WfdbHeader header() {
    return header;
  }

  @Override
  public float[][] read(double[] valuesPerUnit) throws IOException {
    List<FileSignals> files = files();
    long length = length(files);
    int frames = framesInMemory(headerFile, header, valuesPerUnit, length);
    checkMissing(files, valuesPerUnit, frames);
    float[][] values = new float[valuesPerUnit.length][];
    for (FileSignals file : files) {
      for (int i = file.from; i < file.to && file.format.kind() != Kind.NULL; i++) {
        int room = frames * samplesPerFrame(i);
        boolean proven = file.format.kind() != Kind.FLAC;
        values[i] =
            Double.isNaN(valuesPerUnit[i])
                ? null
                : new float[proven ? room : Math.min(room, FIRST_ROOM_SAMPLES)];
      }
    }
    int read = readInto(files, valuesPerUnit, values, 0, frames);
    for (int i = 0; i < values.length; i++) {
      int samples = read * samplesPerFrame(i);
      if (values[i] == null && !Double.isNaN(valuesPerUnit[i])) {
        values[i] = new float[samples];
        Arrays.fill(values[i], Float.NaN);
      } else if (values[i] != null && values[i].length != samples) {
        values[i] = Arrays.copyOf(values[i], samples);
      }
    }
    return values;
  }

  /**
   * Reads whole signals into arrays.
   *
   * @param values {@code [signal][sample]}; null for a signal that is left out
   * @param firstFrame where the first frame goes
   * @param mostFrames to read
   */
  void readInto(double[] valuesPerUnit, float[][] values, int firstFrame, int mostFrames)
      throws IOException {
    List<FileSignals> files = files();
    int frames = (int) Math.min(length(files), mostFrames);
    readInto(files, valuesPerUnit, values, firstFrame, frames);
  }

  /** Reads as many frames as asked for if the files hold them; returns how many they hold. */
  private int readInto(
      List<FileSignals> files, double[] valuesPerUnit, float[][] values, int first, int frames)
      throws IOException {
    int least = frames;
    for (FileSignals file : files) {
      if (file.format.kind() == Kind.NULL) {
        continue;
      }
      try (Group group = new Group(file, frames, valuesPerUnit)) {
        int frame = 0;
        while (frame < frames && !group.ended()) {
          int read = group.read(Math.min(group.mostFrames(), frames - frame));
          for (int i = file.from; i < file.to; i++) {
            makeRoom(values, i, (first + frame + read) * samplesPerFrame(i), frames);
          }
          group.convert(values, first, frame);
          frame += read;
        }
        group.openSkewedEnds(values, first, frame);
        least = Math.min(least, frame);
      }
    }
    if (least == 0) {
      throw refused("the signal files hold no samples");
    }
    return least;
  }

  private void makeRoom(float[][] values, int signal, int samples, int frames) {
    if (values[signal] != null && values[signal].length < samples) {
      int most = frames * samplesPerFrame(signal);
      int room = (int) Math.min(most, Math.max(samples, 2L * values[signal].length));
      values[signal] = Arrays.copyOf(values[signal], room);
    }
  }

  @Override
  public void scan(double[] valuesPerUnit, SignalBlocks blocks) throws IOException {
    scan(valuesPerUnit, Long.MAX_VALUE, blocks);
  }

  /**
   * Reads signals block by block; whatever their length, no more than a block is in memory, unless
   * one of them is skewed.
   *
   * @return frames read
   */
  long scan(double[] valuesPerUnit, long mostFrames, SignalBlocks blocks) throws IOException {
    if (header.signals().stream().anyMatch(signal -> signal.skew() > 0)) {
      return scanWhole(valuesPerUnit, mostFrames, blocks);
    }
    List<FileSignals> files = files();
    long length = Math.min(mostFrames, length(files));
    List<Group> groups = new ArrayList<>();
    try {
      int frames = (int) Math.min(chunkFrames(frameSamples(header)), length);
      for (FileSignals file : files) {
        if (file.format.kind() != Kind.NULL) {
          Group group = new Group(file, length, valuesPerUnit);
          groups.add(group);
          frames = Math.min(frames, group.mostFrames());
        }
      }
      float[][] values = room(header, valuesPerUnit, frames);
      long frame = 0;
      while (frame < length && groups.stream().noneMatch(Group::ended)) {
        int count = (int) Math.min(frames, length - frame);
        for (Group group : groups) {
          count = Math.min(count, group.read((int) Math.min(frames, length - frame)));
          group.convert(values, 0, 0);
        }
        if (count > 0) {
          blocks.accept(values, count);
        }
        frame += count;
      }
      return frame;
    } finally {
      for (Group group : groups) {
        group.close();
      }
    }
  }

  private long scanWhole(double[] valuesPerUnit, long mostFrames, SignalBlocks blocks)
      throws IOException {
    float[][] all = read(valuesPerUnit);
    for (int i = 0; i < all.length; i++) {
      if (all[i] != null) {
        int frames = (int) Math.min(mostFrames, all[i].length / samplesPerFrame(i));
        blocks.accept(all, frames);
        return frames;
      }
    }
    return 0;
  }

  /** Frames that are handled at a time. */
  static int chunkFrames(long frameSamples) {
    return (int) Math.max(1, CHUNK_SAMPLES / frameSamples / CHUNK_FRAMES) * CHUNK_FRAMES;
  }

  private static long frameSamples(WfdbHeader header) {
    return header.signals().stream().mapToLong(WfdbSignal::samplesPerFrame).sum();
  }

  /** Room for blocks of so many frames, with all samples missing. */
  static float[][] room(WfdbHeader header, double[] valuesPerUnit, int frames) {
    float[][] values = new float[valuesPerUnit.length][];
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(valuesPerUnit[i])) {
        values[i] = new float[frames * header.signals().get(i).samplesPerFrame()];
        Arrays.fill(values[i], Float.NaN);
      }
    }
    return values;
  }

  /** Reads the samples of all files, one file after the other, as they are in the file. */
  void scanUnits(UnitBlocks blocks) throws IOException {
    List<FileSignals> files = files();
    long length = length(files);
    double[] none = new double[header.signals().size()];
    Arrays.fill(none, Double.NaN);
    for (FileSignals file : files) {
      if (file.format.kind() == Kind.NULL) {
        continue;
      }
      try (Group group = new Group(file, length, none)) {
        for (long frame = 0; frame < length && !group.ended(); ) {
          int read = group.read((int) Math.min(group.mostFrames(), length - frame));
          if (read > 0) {
            blocks.accept(group.block);
          }
          frame += read;
        }
      }
    }
  }

  private int samplesPerFrame(int signal) {
    return header.signals().get(signal).samplesPerFrame();
  }

  /**
   * The length of a record that is read as a whole.
   *
   * @throws RecordingFormatException if it is too long for that
   */
  static int framesInMemory(Path headerFile, WfdbHeader header, double[] valuesPerUnit, long length)
      throws RecordingFormatException {
    long most = WfdbReader.MOST_SAMPLES;
    long perFrame = 0;
    for (int i = 0; i < valuesPerUnit.length; i++) {
      perFrame += Double.isNaN(valuesPerUnit[i]) ? 0 : header.signals().get(i).samplesPerFrame();
    }
    if (length > most / Math.max(1, perFrame)) {
      throw new RecordingFormatException(
          headerFile
              + ": "
              + header.signals().size()
              + " signals of "
              + length
              + " samples; at most "
              + most
              + " samples in all are read into memory");
    }
    return (int) length;
  }

  /** Samples that no file holds are taken on the header's word only up to a bound. */
  private void checkMissing(List<FileSignals> files, double[] valuesPerUnit, int frames)
      throws RecordingFormatException {
    long missing = 0;
    long held = 0;
    for (FileSignals file : files) {
      for (int i = file.from; i < file.to; i++) {
        if (file.format.kind() != Kind.NULL) {
          held += (long) frames * samplesPerFrame(i);
        } else if (!Double.isNaN(valuesPerUnit[i])) {
          missing += (long) frames * samplesPerFrame(i);
        }
      }
    }
    WfdbReader.checkMissing(headerFile, missing, held);
  }

  /** Frames that all files hold, as far as can be told without reading them. */
  private long length(List<FileSignals> files) throws IOException {
    long length = header.samples().orElse(Long.MAX_VALUE);
    for (FileSignals file : files) {
      if (file.format.kind() != Kind.NULL) {
        length = Math.min(length, framesOf(file));
      }
    }
    if (length == Long.MAX_VALUE) {
      throw refused("neither the header nor a signal file says how long the record is");
    }
    return length;
  }

  /** The signals of one file. */
  private record FileSignals(int from, int to, SampleFormat format, int frameSamples) {}

  /** The files in the order of their signals. */
  private List<FileSignals> files() throws RecordingFormatException {
    List<WfdbSignal> signals = header.signals();
    if (signals.isEmpty()) {
      throw refused("no signals");
    }
    if (frameSamples(header) > MOST_FRAME_SAMPLES) {
      throw refused(
          frameSamples(header)
              + " samples per frame of all signals; at most "
              + MOST_FRAME_SAMPLES
              + " are read");
    }
    List<FileSignals> files = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int from = 0; from < signals.size(); ) {
      SampleFormat format = formatOf(signals.get(from));
      int to = from + 1;
      if (format.kind() != Kind.NULL) {
        String name = signals.get(from).fileName();
        if (!seen.add(name)) {
          throw refused("signals of file " + quoted(name) + " do not stand together");
        }
        while (to < signals.size()
            && signals.get(to).format() != 0
            && signals.get(to).fileName().equals(name)) {
          checkSameFile(from, to);
          to++;
        }
      }
      files.add(fileSignals(from, to, format));
      from = to;
    }
    return files;
  }

  private void checkSameFile(int from, int to) throws RecordingFormatException {
    WfdbSignal first = header.signals().get(from);
    WfdbSignal signal = header.signals().get(to);
    boolean compressed = formatOf(first).kind() == Kind.FLAC;
    if (signal.format() != first.format()
        || signal.byteOffset() != first.byteOffset()
        || (compressed && signal.samplesPerFrame() != first.samplesPerFrame())) {
      throw refused(
          "signals "
              + from
              + " and "
              + to
              + " share file "
              + quoted(first.fileName())
              + " but differ in format or offset"
              + (compressed ? ", or in samples per frame in one FLAC stream" : ""));
    }
  }

  private FileSignals fileSignals(int from, int to, SampleFormat format)
      throws RecordingFormatException {
    int frameSamples = 0;
    for (int i = from; i < to; i++) {
      frameSamples += samplesPerFrame(i);
    }
    if (format.kind() == Kind.FLAC && to - from > MOST_FLAC_SIGNALS) {
      throw refused(
          to - from + " signals in one FLAC stream, which has " + MOST_FLAC_SIGNALS + " at most");
    }
    return new FileSignals(from, to, format, frameSamples);
  }

  /** Frames to read from one file: what the header states if the file holds it. */
  private long framesOf(FileSignals file) throws IOException {
    WfdbSignal first = header.signals().get(file.from);
    Path path = headerFile.resolveSibling(first.fileName());
    if (!Files.isRegularFile(path)) {
      throw refused("signal file " + quoted(first.fileName()) + " is missing beside the header");
    }
    long bytes = Math.max(0, Files.size(path) - first.byteOffset());
    long available;
    if (file.format.kind() == Kind.FLAC && bytes > 0) {
      try (FlacSource source = openFlac(file)) {
        available = source.claimedFrames(bytes);
      }
    } else {
      available = file.format.samplesIn(bytes) / file.frameSamples;
    }
    if (available == 0) {
      throw refused("signal file " + quoted(first.fileName()) + " holds no samples");
    }
    if (header.samples().isEmpty()) {
      return available;
    }
    long stated = header.samples().getAsLong();
    if (stated > available) {
      reportLength(file, available);
    }
    return Math.min(stated, available);
  }

  private void reportLength(FileSignals file, long held) throws RecordingFormatException {
    problems.report(
        headerFile
            + ": the "
            + (header.samples().isPresent()
                ? "header states " + header.samples().getAsLong() + " samples per signal"
                : "FLAC stream states more samples")
            + ", but file "
            + quoted(header.signals().get(file.from).fileName())
            + " holds "
            + held);
  }

  private FlacSource openFlac(FileSignals file) throws IOException {
    WfdbSignal first = header.signals().get(file.from);
    return FlacSource.open(
        headerFile.resolveSibling(first.fileName()),
        file.format,
        first.byteOffset(),
        file.to - file.from,
        first.samplesPerFrame(),
        problems);
  }

  /** The signals of one file, read from its beginning on; checked when the last frame is read. */
  private final class Group implements Closeable {
    private final FileSignals file;
    private final long length;
    private final UnitBlock block;
    private final Checksums sums;
    private final Conversion[] conversions;
    private final SampleSource source;
    private long done;
    private boolean ended;

    /**
     * Opens a file.
     *
     * @param length frames that will be read if the file holds them
     */
    Group(FileSignals file, long length, double[] valuesPerUnit) throws IOException {
      this.file = file;
      this.length = length;
      int[] perFrame = new int[file.to - file.from];
      int[] initial = new int[perFrame.length];
      conversions = new Conversion[perFrame.length];
      for (int i = 0; i < perFrame.length; i++) {
        WfdbSignal signal = header.signals().get(file.from + i);
        perFrame[i] = signal.samplesPerFrame();
        initial[i] = signal.initialValue().orElse(signal.adcZero());
        double factor = valuesPerUnit[file.from + i];
        conversions[i] =
            Double.isNaN(factor)
                ? null
                : new Conversion(file.format, length * perFrame[i], signal.baseline(), factor);
      }
      int chunk = (int) Math.min(chunkFrames(file.frameSamples), Math.max(1, length));
      block = new UnitBlock(file.format, file.from, perFrame, chunk);
      sums = new Checksums(file.frameSamples);
      WfdbSignal first = header.signals().get(file.from);
      source =
          file.format.kind() == Kind.FLAC
              ? openFlac(file)
              : new PackedSource(
                  headerFile.resolveSibling(first.fileName()),
                  file.format,
                  first.byteOffset(),
                  initial,
                  block.mostFrames() * file.frameSamples);
    }

    /** Most frames of a call of {@link #read}; a multiple of six unless it is all there are. */
    int mostFrames() {
      return block.mostFrames();
    }

    /** Whether the file has turned out to hold no more. */
    boolean ended() {
      return ended;
    }

    /** Reads the next frames into the block; fewer than asked for only at the end. */
    int read(int frames) throws IOException {
      int read = source.read(block, frames);
      if (done == 0 && read > 0) {
        checkInitialValues();
      }
      sums.add(block);
      done += read;
      if (read < frames) {
        ended = true;
        if (header.samples().isPresent() || source.statesLength()) {
          reportLength(file, done);
        }
      } else if (done == length && header.samples().orElse(-1) == length) {
        checkSums();
      }
      return read;
    }

    /**
     * Converts the block.
     *
     * @param values {@code [signal][sample]}, written from {@code first + frame} less the signal's
     *     skew on
     * @param first where the file's first frame goes
     * @param frame the block's first
     */
    void convert(float[][] values, int first, int frame) {
      for (int i = file.from; i < file.to; i++) {
        if (conversions[i - file.from] != null && values[i] != null) {
          // A skewed signal stands late in the file: its samples move forward.
          int skew = header.signals().get(i).skew();
          int dropped = Math.min(block.frames(), Math.max(0, skew - frame));
          int to = dropped == block.frames() ? 0 : first + frame + dropped - skew;
          conversions[i - file.from].apply(block, i, dropped, values[i], to * samplesPerFrame(i));
        }
      }
    }

    /** The end of a skewed signal, after so many frames, is missing. */
    void openSkewedEnds(float[][] values, int first, int frames) {
      for (int i = file.from; i < file.to; i++) {
        int skew = header.signals().get(i).skew();
        if (skew > 0 && values[i] != null) {
          int perFrame = samplesPerFrame(i);
          int from = first + Math.max(0, frames - skew);
          Arrays.fill(values[i], from * perFrame, (first + frames) * perFrame, Float.NaN);
        }
      }
    }

    private void checkInitialValues() throws RecordingFormatException {
      for (int i = file.from; i < file.to; i++) {
        WfdbSignal signal = header.signals().get(i);
        int found = block.unit(i, 0);
        // Only files of differences need the value, and theirs it is. Where the first sample is
        // missing, headers hold anything; where a checksum vouches for all, it does for the first.
        boolean summed = signal.checksum().isPresent() && header.samples().orElse(-1) == length;
        if (file.format.kind() != Kind.DIFFERENCES
            && !summed
            && !block.isMissing(found)
            && signal.initialValue().orElse(found) != found) {
          problems.report(
              name(i)
                  + ": the header states the initial value "
                  + signal.initialValue().getAsInt()
                  + ", the file begins with "
                  + found);
        }
      }
    }

    private void checkSums() throws RecordingFormatException {
      for (int i = file.from; i < file.to; i++) {
        WfdbSignal signal = header.signals().get(i);
        short sum = sums.of(block.offset(i), samplesPerFrame(i));
        // Some writers state the sum signed, others unsigned.
        if (signal.checksum().isPresent() && (short) signal.checksum().getAsInt() != sum) {
          problems.report(
              name(i)
                  + ": the header states the checksum "
                  + signal.checksum().getAsInt()
                  + ", the samples have "
                  + sum);
        }
      }
    }

    @Override
    public void close() throws IOException {
      source.close();
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
                        + " is none of WFDB's, which are "
                        + SampleFormat.numbers()));
  }

  private RecordingFormatException refused(String message) {
    return new RecordingFormatException(headerFile + ": " + message);
  }
}
