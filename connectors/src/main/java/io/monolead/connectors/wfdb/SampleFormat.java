// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * How samples are packed into bytes (<a
 * href="https://physionet.org/physiotools/wag/signal-5.htm">signal(5)</a>).
 */
enum SampleFormat {
  /** Two bytes per sample, two's complement, least significant first. */
  FORMAT_16(16, -32768) {
    @Override
    long bytesFor(long samples) {
      return 2 * samples;
    }

    @Override
    long samplesIn(long bytes) {
      return bytes / 2;
    }

    @Override
    void decode(byte[] bytes, short[] samples, int count) {
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples, 0, count);
    }
  },

  /** Two samples of twelve bits in three bytes; the middle byte holds both upper nibbles. */
  FORMAT_212(212, -2048) {
    @Override
    long bytesFor(long samples) {
      return samples / 2 * 3 + samples % 2 * 2;
    }

    @Override
    long samplesIn(long bytes) {
      return bytes / 3 * 2 + (bytes % 3 == 2 ? 1 : 0);
    }

    @Override
    void decode(byte[] bytes, short[] samples, int count) {
      int i = 0;
      int at = 0;
      // Four samples in six of eight bytes become four lanes of sixteen bits.
      int fours = Math.min(count / 4, (bytes.length - 2) / 6);
      for (int four = 0; four < fours; four++, i += 4, at += 6) {
        long word = (long) WORDS.get(bytes, at);
        long pairs = (word & 0xFF_FFFFL) | (word & 0xFFFF_FF00_0000L) << 8;
        long lanes = (pairs & 0x00FF_0FFF_00FF_0FFFL) | (pairs & 0x0000_F000_0000_F000L) << 12;
        // The sign, eleventh bit of each lane, fills the four above it.
        lanes |= (lanes & 0x0800_0800_0800_0800L) * 0x1E;
        samples[i] = (short) lanes;
        samples[i + 1] = (short) (lanes >>> 16);
        samples[i + 2] = (short) (lanes >>> 32);
        samples[i + 3] = (short) (lanes >>> 48);
      }
      for (; i < count; i += 2, at += 3) {
        int pair = (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
        samples[i] = first(pair);
        if (i + 1 < count) {
          samples[i + 1] = second(pair | bytes[at + 2] << 16);
        }
      }
    }

    /** The lowest twelve bits, with their sign. */
    private static short first(int pair) {
      return (short) (pair << 20 >> 20);
    }

    /** Low byte in the third byte, high nibble in the upper half of the second, with its sign. */
    private static short second(int pair) {
      return (short) ((pair >> 16 & 0xff) | pair << 16 >> 28 << 8);
    }
  };

  /** Numbers of the formats read, for messages. */
  static final String SUPPORTED = "16 and 212";

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int number;
  private final int missing;

  SampleFormat(int number, int missing) {
    this.number = number;
    this.missing = missing;
  }

  static Optional<SampleFormat> of(int number) {
    for (SampleFormat format : values()) {
      if (format.number == number) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /** Values from the {@link #missing} one on that a sample can have. */
  int levels() {
    return -2 * missing;
  }

  /** The sample value that stands for a missing sample, the least of all. */
  int missing() {
    return missing;
  }

  /** Bytes that hold this many samples. */
  abstract long bytesFor(long samples);

  /** Complete samples that this many bytes hold. */
  abstract long samplesIn(long bytes);

  /**
   * Unpacks samples.
   *
   * @param bytes packed samples, starting at a boundary (for format 212 at a pair)
   * @param samples receives {@code count} samples
   */
  abstract void decode(byte[] bytes, short[] samples, int count);
}
