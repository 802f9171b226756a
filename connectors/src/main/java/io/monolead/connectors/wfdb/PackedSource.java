// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import io.monolead.connectors.recordings.RecordingFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file whose samples lie frame by frame, each in so many bits. */
final class PackedSource implements SampleSource {
  private final Path file;
  private final SampleFormat format;
  private final FileChannel channel;
  private final ByteBuffer bytes;

  /** The sample before, of each signal of a file of differences; else null. */
  private final int[] last;

  /**
   * Opens a file.
   *
   * @param byteOffset bytes before the first frame
   * @param initial for files of differences the sample before the first, of each signal
   * @param mostSamples of all signals that are read at a time
   */
  PackedSource(Path file, SampleFormat format, long byteOffset, int[] initial, int mostSamples)
      throws IOException {
    this.file = file;
    this.format = format;
    this.last = format.kind() == SampleFormat.Kind.DIFFERENCES ? initial.clone() : null;
    // Outside the heap, so that the system's read needs no second copy.
    this.bytes =
        ByteBuffer.allocateDirect((int) format.bytesFor(mostSamples))
            .order(ByteOrder.LITTLE_ENDIAN);
    this.channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      channel.position(byteOffset);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public int read(UnitBlock block, int frames) throws IOException {
    int count = frames * block.frameSamples();
    bytes.clear().limit((int) format.bytesFor(count));
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new RecordingFormatException(file + ": the file became shorter while it was read");
      }
    }
    bytes.flip();
    if (format.isWide()) {
      format.decode(bytes, block.wide(), count);
    } else {
      format.decode(bytes, block.narrow(), count);
    }
    block.setFrames(frames);
    if (last != null) {
      sum(block);
    }
    return frames;
  }

  @Override
  public boolean statesLength() {
    return true;
  }

  private void sum(UnitBlock block) {
    int[] samples = block.wide();
    for (int i = 0; i < last.length; i++) {
      int signal = block.firstSignal() + i;
      int before = last[i];
      for (int frame = 0; frame < block.frames(); frame++) {
        int from = frame * block.frameSamples() + block.offset(signal);
        for (int at = from; at < from + block.samplesPerFrame(signal); at++) {
          before += samples[at];
          samples[at] = before;
        }
      }
      last[i] = before;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
