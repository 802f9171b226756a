// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Expected values of losses on sines, as make-losses.py computed them with NumPy and PyTorch. */
final class GoldenLosses {
  private GoldenLosses() {}

  static double value(String name) {
    return values(name)[0];
  }

  static double[] values(String name) {
    try (InputStream in = GoldenLosses.class.getResourceAsStream("/golden/losses.txt");
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      String line =
          reader.lines().filter(text -> text.startsWith(name + " ")).findFirst().orElseThrow();
      return Arrays.stream(line.split(" ", -1)).skip(1).mapToDouble(Double::parseDouble).toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
