// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Raw samples of real recordings where they lie beside the repository. */
final class RealRecordings {
  private RealRecordings() {}

  /** The folder of real recordings; skips the test where it is missing. */
  static Path folder() {
    Path root = Path.of("").toAbsolutePath();
    while (root != null && !Files.isDirectory(root.resolve(".mvn"))) {
      root = root.getParent();
    }
    Path data = root == null ? null : root.resolveSibling("shared").resolve("data");
    assumeTrue(
        data != null && Files.isDirectory(data),
        "Skipped: no real recordings in ../shared/data beside the repository");
    return data;
  }

  /** One lead of a twelve-lead PTB-XL file (16-bit little-endian microvolts), in millivolts. */
  static float[] ptbXl(Path dat, int lead) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(dat)).order(ByteOrder.LITTLE_ENDIAN);
    float[] signal = new float[bytes.capacity() / 24];
    for (int i = 0; i < signal.length; i++) {
      signal[i] = bytes.getShort((i * 12 + lead) * 2) / 1000f;
    }
    return signal;
  }

  /** The first samples of MIT-BIH record 100, MLII (format 212, 200 units/mV from 1024). */
  static float[] mitBih100(int samples) throws IOException {
    byte[] bytes = Files.readAllBytes(folder().resolve("mitdb/100.dat"));
    float[] signal = new float[samples];
    for (int i = 0; i < samples; i++) {
      int unit = (bytes[3 * i] & 0xFF) | (bytes[3 * i + 1] & 0x0F) << 8;
      signal[i] = ((unit << 20 >> 20) - 1024) / 200f;
    }
    return signal;
  }
}
