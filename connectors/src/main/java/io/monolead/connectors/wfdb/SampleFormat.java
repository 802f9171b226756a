// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

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
    void decode(byte[] bytes, int[] samples, int count) {
      for (int i = 0; i < count; i++) {
        samples[i] = (short) ((bytes[2 * i] & 0xff) | bytes[2 * i + 1] << 8);
      }
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
    void decode(byte[] bytes, int[] samples, int count) {
      for (int i = 0, at = 0; i < count; i += 2, at += 3) {
        // Shifting the nibble to the top of the word and back extends its sign.
        samples[i] = (bytes[at] & 0xff) | bytes[at + 1] << 28 >> 20;
        if (i + 1 < count) {
          samples[i + 1] = (bytes[at + 2] & 0xff) | (bytes[at + 1] & 0xf0) << 24 >> 20;
        }
      }
    }
  };

  /** Numbers of the formats read, for messages. */
  static final String SUPPORTED = "16 and 212";

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

  /** The sample value that stands for a missing sample. */
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
  abstract void decode(byte[] bytes, int[] samples, int count);
}
