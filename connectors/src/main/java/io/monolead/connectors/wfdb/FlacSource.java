// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingProblems;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A FLAC stream with a channel for each signal. What a damaged stream holds before the damage is
 * read.
 */
final class FlacSource implements SampleSource {
  /** Header and check sums of a frame, and the least that a channel takes in it. */
  private static final int LEAST_FRAME_BYTES = 8;

  private static final int LEAST_CHANNEL_BYTES = 2;

  private final Path file;
  private final FlacStream stream;
  private final int samplesPerFrame;
  private final RecordingProblems problems;

  private int blockLength;
  private int taken;
  private long done;
  private boolean ended;

  private FlacSource(
      Path file, FlacStream stream, int samplesPerFrame, RecordingProblems problems) {
    this.file = file;
    this.stream = stream;
    this.samplesPerFrame = samplesPerFrame;
    this.problems = problems;
  }

  /**
   * Opens a stream.
   *
   * @param samplesPerFrame of each signal, the same of all
   * @throws RecordingFormatException if it has not one channel of the format's bits for each signal
   */
  static FlacSource open(
      Path file,
      SampleFormat format,
      long byteOffset,
      int signals,
      int samplesPerFrame,
      RecordingProblems problems)
      throws IOException {
    InputStream in = Files.newInputStream(file);
    try {
      try {
        in.skipNBytes(byteOffset);
      } catch (EOFException e) {
        throw new RecordingFormatException(
            file + ": the file ends before byte " + byteOffset + ", where its samples begin");
      }
      FlacStream stream = new FlacStream(in, file.toString());
      if (stream.channels() != signals || stream.bitsPerSample() != format.bits()) {
        throw new RecordingFormatException(
            file
                + ": format "
                + format.number()
                + " asks for a FLAC stream of "
                + signals
                + " channels and "
                + format.bits()
                + " bits, this has "
                + stream.channels()
                + " of "
                + stream.bitsPerSample());
      }
      return new FlacSource(file, stream, samplesPerFrame, problems);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /**
   * Frames that the stream claims to hold, no more than so many bytes could; whether it does shows
   * only when it is read.
   *
   * @param bytes of the stream
   */
  long claimedFrames(long bytes) {
    long blocks = bytes / (LEAST_FRAME_BYTES + LEAST_CHANNEL_BYTES * stream.channels());
    long most = blocks * stream.largestBlock();
    long total = stream.totalSamples();
    return (total == 0 ? most : Math.min(total, most)) / samplesPerFrame;
  }

  @Override
  public int read(UnitBlock block, int frames) throws IOException {
    int wanted = frames * samplesPerFrame;
    int samples = 0;
    while (samples < wanted && hasMore()) {
      int count = Math.min(wanted - samples, blockLength - taken);
      copy(block, samples, count);
      taken += count;
      samples += count;
    }
    done += samples;
    if (samples == wanted && done == stream.totalSamples() && !stream.hasStatedSum()) {
      problems.report(file + ": the samples have not the MD5 sum that the FLAC stream states");
    }
    block.setFrames(samples / samplesPerFrame);
    return block.frames();
  }

  @Override
  public boolean statesLength() {
    return stream.totalSamples() > 0;
  }

  private boolean hasMore() throws IOException {
    if (taken == blockLength && !ended) {
      taken = 0;
      try {
        blockLength = stream.next();
      } catch (RecordingFormatException e) {
        problems.report(e.getMessage() + "; what follows is left out");
        blockLength = 0;
      }
      ended = blockLength == 0;
    }
    return !ended;
  }

  private void copy(UnitBlock block, int to, int count) {
    for (int channel = 0; channel < stream.channels(); channel++) {
      int[] samples = stream.samples()[channel];
      int offset = block.offset(block.firstSignal() + channel);
      for (int i = 0; i < count; i++) {
        int frame = (to + i) / samplesPerFrame;
        int at = frame * block.frameSamples() + offset + (to + i) % samplesPerFrame;
        if (block.wide() != null) {
          block.wide()[at] = samples[taken + i];
        } else {
          block.narrow()[at] = (short) samples[taken + i];
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
