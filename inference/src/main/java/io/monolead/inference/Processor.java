// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What this machine's processor can do. */
final class Processor {
  private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

  private Processor() {}

  /** Features by the names that Linux gives them; none where nobody tells. */
  static Set<String> features() {
    // Names of processors are in whatever encoding; every byte is a letter of this one.
    try (Stream<String> lines = Files.lines(DESCRIPTION, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip().split("\\s+"))
          .map(names -> Arrays.stream(names).collect(Collectors.toSet()))
          .orElse(Set.of());
    } catch (IOException | UncheckedIOException e) {
      return Set.of();
    }
  }
}
