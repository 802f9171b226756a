// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Lines of expected values that make-golden.py wrote, without the comments. */
final class GoldenFile {
  private GoldenFile() {}

  static Stream<String> lines(String name) {
    try (InputStream in = GoldenFile.class.getResourceAsStream("/golden/" + name);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("#")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String[] fields(String line) {
    return line.split(" ", -1);
  }

  static float[] numbers(String[] fields, int from) {
    float[] values = new float[fields.length - from];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(fields[from + i]);
    }
    return values;
  }
}
