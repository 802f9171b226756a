// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes small WFDB records, independently of the reader under test. */
final class TestRecord {
  private TestRecord() {}

  /** Bytes as a decoder takes them. */
  static ByteBuffer bytes(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Packs samples as format 16. */
  static byte[] pack16(int[] samples) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int sample : samples) {
      out.write(Math.floorMod(sample, 65536) % 256);
      out.write(Math.floorMod(sample, 65536) / 256);
    }
    return out.toByteArray();
  }

  /** Packs samples as format 212; an odd last sample takes two bytes. */
  static byte[] pack212(int[] samples) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < samples.length; i += 2) {
      int first = Math.floorMod(samples[i], 4096);
      boolean pair = i + 1 < samples.length;
      int second = pair ? Math.floorMod(samples[i + 1], 4096) : 0;
      out.write(first % 256);
      out.write(first / 256 + 16 * (second / 256));
      if (pair) {
        out.write(second % 256);
      }
    }
    return out.toByteArray();
  }

  /**
   * Packs samples in a format that stands for itself: the bits of the specification, one by one.
   *
   * @param samples within the range of the format; for format 8 differences
   */
  static byte[] pack(int format, int[] samples) {
    return switch (format) {
      case 16 -> pack16(samples);
      case 212 -> pack212(samples);
      case 8 -> inBytes(samples, 1, 0, false);
      case 80 -> inBytes(samples, 1, 128, false);
      case 61 -> inBytes(samples, 2, 0, true);
      case 160 -> inBytes(samples, 2, 32_768, false);
      case 24 -> inBytes(samples, 3, 0, false);
      case 32 -> inBytes(samples, 4, 0, false);
      case 310 -> pack310(samples);
      case 311 -> pack311(samples);
      default -> throw new IllegalArgumentException("format " + format);
    };
  }

  private static byte[] inBytes(int[] samples, int size, int more, boolean highFirst) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int sample : samples) {
      long value = Math.floorMod((long) sample + more, 1L << (8 * size));
      for (int i = 0; i < size; i++) {
        int shift = 8 * (highFirst ? size - 1 - i : i);
        out.write((int) (value >> shift & 0xff));
      }
    }
    return out.toByteArray();
  }

  /** A pair of bytes for each of two samples; the third in the five upper bits of both. */
  private static byte[] pack310(int[] samples) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < samples.length; i += 3) {
      int third = i + 2 < samples.length ? Math.floorMod(samples[i + 2], 1024) : 0;
      int first = 2 * Math.floorMod(samples[i], 1024) + 2048 * (third % 32);
      out.write(first % 256);
      out.write(first / 256);
      if (i + 1 < samples.length) {
        int second = 2 * Math.floorMod(samples[i + 1], 1024) + 2048 * (third / 32);
        out.write(second % 256);
        out.write(second / 256);
      }
    }
    return out.toByteArray();
  }

  /** Three samples in four bytes; of an incomplete group the bytes that its samples reach. */
  private static byte[] pack311(int[] samples) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < samples.length; i += 3) {
      int count = Math.min(3, samples.length - i);
      long word = 0;
      for (int j = count - 1; j >= 0; j--) {
        word = 1024 * word + Math.floorMod(samples[i + j], 1024);
      }
      for (int written = 0; written <= count; written++) {
        out.write((int) (word % 256));
        word /= 256;
      }
    }
    return out.toByteArray();
  }

  /**
   * Writes record {@code name} of interleaved samples and returns its header file.
   *
   * @param frames {@code [sample][signal]}
   */
  static Path write(Path folder, String name, int format, int[][] frames) throws IOException {
    int signals = frames[0].length;
    int[] flat = new int[frames.length * signals];
    int[] sums = new int[signals];
    for (int i = 0; i < frames.length; i++) {
      for (int j = 0; j < signals; j++) {
        flat[i * signals + j] = frames[i][j];
        sums[j] += frames[i][j];
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(name + " " + signals + " 250 " + frames.length);
    for (int j = 0; j < signals; j++) {
      lines.add(
          "%s.dat %d 100(10)/mV 12 0 %d %d 0 lead%d"
              .formatted(name, format, frames[0][j], Math.floorMod(sums[j], 65536), j));
    }
    for (int i = flat.length - 1; format == 8 && i >= 0; i--) {
      flat[i] -= i < signals ? flat[i] : flat[i - signals];
    }
    Files.write(folder.resolve(name + ".dat"), pack(format, flat));
    return Files.write(folder.resolve(name + ".hea"), lines);
  }
}
