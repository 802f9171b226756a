// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes small WFDB records, independently of the reader under test. */
final class TestRecord {
  private TestRecord() {}

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
    Files.write(folder.resolve(name + ".dat"), format == 16 ? pack16(flat) : pack212(flat));
    return Files.write(folder.resolve(name + ".hea"), lines);
  }
}
