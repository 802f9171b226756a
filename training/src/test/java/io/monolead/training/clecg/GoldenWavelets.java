// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.clecg;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Filters and transforms as make-wavelets.py computed them with mpmath and PyWavelets. */
final class GoldenWavelets {
  private GoldenWavelets() {}

  private static List<String> lines() {
    try (InputStream in = GoldenWavelets.class.getResourceAsStream("/golden/wavelets.txt");
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The numbers after a prefix. */
  static double[] numbers(String prefix) {
    String line =
        lines().stream().filter(text -> text.startsWith(prefix)).findFirst().orElseThrow();
    return parsed(line.substring(prefix.length()));
  }

  /** Approximation and details, coarsest first. */
  static double[][] transform(String name, int samples, int levels) {
    List<String> lines = lines();
    int at = lines.indexOf("transform " + name + " " + samples + " " + levels);
    double[][] parts = new double[levels + 1][];
    for (int i = 0; i <= levels; i++) {
      parts[i] = parsed(lines.get(at + 1 + i));
    }
    return parts;
  }

  private static double[] parsed(String numbers) {
    return Arrays.stream(numbers.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
  }
}
