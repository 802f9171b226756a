// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How samples are packed into bytes (<a
 * href="https://physionet.org/physiotools/wag/signal-5.htm">signal(5)</a>; format 0 in header(5),
 * formats 508 to 524 in signal(5) of WFDB 10.7).
 *
 * <p>The least value of a format stands for a missing sample, except in format 8, which has no
 * value for it, and format 0, where all samples are missing.
 */
enum SampleFormat {
  /** No samples at all: a signal that a record names and does not have. */
  FORMAT_0(0, 0, Kind.NULL),

  /** Each byte is the difference to the sample before, of the same signal, in two's complement. */
  FORMAT_8(8, 0, Kind.DIFFERENCES) {
    @Override
    void decode(ByteBuffer bytes, int[] samples, int count) {
      for (int i = 0; i < count; i++) {
        samples[i] = bytes.get(i);
      }
    }
  },

  /** Two bytes per sample, two's complement, least significant first. */
  FORMAT_16(16, 16, Kind.PACKED) {
    @Override
    void decode(ByteBuffer bytes, short[] samples, int count) {
      bytes.asShortBuffer().get(samples, 0, count);
    }
  },

  /** Three bytes per sample, two's complement, least significant first. */
  FORMAT_24(24, 24, Kind.PACKED) {
    @Override
    void decode(ByteBuffer bytes, int[] samples, int count) {
      for (int i = 0, at = 0; i < count; i++, at += 3) {
        samples[i] = (bytes.getShort(at) & 0xffff) | (bytes.get(at + 2) << 16);
      }
    }
  },

  /** Four bytes per sample, two's complement, least significant first. */
  FORMAT_32(32, 32, Kind.PACKED) {
    @Override
    void decode(ByteBuffer bytes, int[] samples, int count) {
      bytes.asIntBuffer().get(samples, 0, count);
    }
  },

  /** Two bytes per sample, two's complement, most significant first. */
  FORMAT_61(61, 16, Kind.PACKED) {
    @Override
    void decode(ByteBuffer bytes, short[] samples, int count) {
      bytes.asShortBuffer().get(samples, 0, count);
      for (int i = 0; i < count; i++) {
        samples[i] = Short.reverseBytes(samples[i]);
      }
    }
  },

  /** One byte per sample, 128 more than the sample. */
  FORMAT_80(80, 8, Kind.PACKED) {
    @Override
    void decode(ByteBuffer bytes, short[] samples, int count) {
      for (int i = 0; i < count; i++) {
        samples[i] = (short) ((bytes.get(i) & 0xff) - 128);
      }
    }
  },

  /** Two bytes per sample, 32,768 more than the sample, least significant first. */
  FORMAT_160(160, 16, Kind.PACKED) {
    @Override
    void decode(ByteBuffer bytes, short[] samples, int count) {
      bytes.asShortBuffer().get(samples, 0, count);
      for (int i = 0; i < count; i++) {
        samples[i] -= Short.MIN_VALUE;
      }
    }
  },

  /** Two samples of twelve bits in three bytes; the middle byte holds both upper nibbles. */
  FORMAT_212(212, 12, Kind.PACKED) {
    @Override
    long bytesFor(long samples) {
      return samples / 2 * 3 + samples % 2 * 2;
    }

    @Override
    long samplesIn(long bytes) {
      return bytes / 3 * 2 + (bytes % 3 == 2 ? 1 : 0);
    }

    @Override
    void decode(ByteBuffer bytes, short[] samples, int count) {
      new TwelveBitSamples().decode(bytes, samples, count);
    }
  },

  /**
   * Three samples of ten bits in two pairs of bytes: the first two in bits 1 to 10 of a pair each,
   * the third in the upper five bits of both, its low half first.
   */
  FORMAT_310(310, 10, Kind.PACKED) {
    @Override
    long bytesFor(long samples) {
      return samples / 3 * 4 + samples % 3 * 2;
    }

    @Override
    long samplesIn(long bytes) {
      return bytes / 4 * 3 + bytes % 4 / 2;
    }

    @Override
    void decode(ByteBuffer bytes, short[] samples, int count) {
      for (int i = 0, at = 0; i < count; i += 3, at += 4) {
        int first = bytes.getShort(at);
        samples[i] = tenBits(first >> 1);
        if (i + 1 < count) {
          int second = bytes.getShort(at + 2);
          samples[i + 1] = tenBits(second >> 1);
          if (i + 2 < count) {
            samples[i + 2] = tenBits(((first & 0xffff) >> 11) | ((second & 0xffff) >> 11 << 5));
          }
        }
      }
    }
  },

  /**
   * Three samples of ten bits in four bytes, least significant first; what follows the last sample
   * is not stored.
   */
  FORMAT_311(311, 10, Kind.PACKED) {
    @Override
    long bytesFor(long samples) {
      long rest = samples % 3;
      return samples / 3 * 4 + (rest == 0 ? 0 : rest + 1);
    }

    @Override
    long samplesIn(long bytes) {
      return bytes / 4 * 3 + Math.max(0, bytes % 4 - 1);
    }

    @Override
    void decode(ByteBuffer bytes, short[] samples, int count) {
      int i = 0;
      int at = 0;
      for (; i + 2 < count; i += 3, at += 4) {
        int word = bytes.getInt(at);
        samples[i] = tenBits(word);
        samples[i + 1] = tenBits(word >> 10);
        samples[i + 2] = tenBits(word >> 20);
      }
      if (i < count) {
        int word = bytes.getShort(at) & 0xffff;
        samples[i] = tenBits(word);
        if (i + 1 < count) {
          samples[i + 1] = tenBits((word >> 10) | ((bytes.get(at + 2) & 0xff) << 6));
        }
      }
    }
  },

  /** A FLAC stream with a channel of 8 bits for each signal. */
  FORMAT_508(508, 8, Kind.FLAC),

  /** A FLAC stream with a channel of 16 bits for each signal. */
  FORMAT_516(516, 16, Kind.FLAC),

  /** A FLAC stream with a channel of 24 bits for each signal. */
  FORMAT_524(524, 24, Kind.FLAC);

  /** What a file of this format holds. */
  enum Kind {
    NULL,
    DIFFERENCES,
    PACKED,
    FLAC
  }

  private final int number;
  private final int bits;
  private final Kind kind;

  SampleFormat(int number, int bits, Kind kind) {
    this.number = number;
    this.bits = bits;
    this.kind = kind;
  }

  static Optional<SampleFormat> of(int number) {
    return Arrays.stream(values()).filter(format -> format.number == number).findFirst();
  }

  /** Numbers of the formats, for messages. */
  static String numbers() {
    return Arrays.stream(values())
        .map(format -> String.valueOf(format.number))
        .collect(Collectors.joining(", "));
  }

  int number() {
    return number;
  }

  Kind kind() {
    return kind;
  }

  /** Bits of a sample; 0 if it may have any number of them, or none. */
  int bits() {
    return bits;
  }

  /** Whether samples need more than sixteen bits. */
  boolean isWide() {
    return bits > Short.SIZE || kind == Kind.DIFFERENCES;
  }

  /** Whether one value stands for a missing sample: {@link #missing}. */
  boolean hasMissing() {
    return bits > 0;
  }

  /** The sample value that stands for a missing sample, the least of all. */
  int missing() {
    return (int) -(1L << (bits - 1));
  }

  /** Bytes that hold this many samples; only of files that are no FLAC streams. */
  long bytesFor(long samples) {
    return samples * Math.max(1, bits / Byte.SIZE);
  }

  /** Complete samples that this many bytes hold; only of files that are no FLAC streams. */
  long samplesIn(long bytes) {
    return bytes / Math.max(1, bits / Byte.SIZE);
  }

  /**
   * Unpacks samples of at most sixteen bits.
   *
   * @param bytes packed samples from index 0 on, starting at a boundary (an even sample in format
   *     212, a multiple of three in 310 and 311); little-endian, at position 0
   * @param samples receives {@code count} samples
   */
  void decode(ByteBuffer bytes, short[] samples, int count) {
    throw new UnsupportedOperationException(name());
  }

  /**
   * Unpacks samples of more than sixteen bits, or differences.
   *
   * @param bytes as for the samples of at most sixteen bits
   * @param samples receives {@code count} samples
   */
  void decode(ByteBuffer bytes, int[] samples, int count) {
    throw new UnsupportedOperationException(name());
  }

  private static short tenBits(int word) {
    return (short) (word << 22 >> 22);
  }
}
