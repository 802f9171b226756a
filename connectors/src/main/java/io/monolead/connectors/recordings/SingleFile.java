// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.recordings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How recordings of one file each are named: by a suffix, in any case. Immutable.
 *
 * @param suffixes in lower case with their dot, such as {@code .edf}, the usual one first
 */
public record SingleFile(List<String> suffixes) {
  public SingleFile {
    suffixes = List.copyOf(suffixes);
  }

  /** Files of given suffixes. */
  public static SingleFile withSuffix(String... suffixes) {
    return new SingleFile(List.of(suffixes));
  }

  /** Whether a file's name has one of the suffixes. */
  public boolean matches(Path file) {
    return file.getFileName() != null && suffixLength(file) > 0;
  }

  /** The regular file that a path names, with or without its suffix. */
  public Optional<Path> find(Path path) {
    if (path.getFileName() == null) {
      return Optional.empty();
    }
    if (matches(path)) {
      return Optional.of(path).filter(Files::isRegularFile);
    }
    return suffixes.stream()
        .map(suffix -> path.resolveSibling(path.getFileName() + suffix))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /** The file's name without its suffix. */
  public String recordingId(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - suffixLength(file));
  }

  private int suffixLength(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return suffixes.stream().filter(name::endsWith).mapToInt(String::length).findFirst().orElse(0);
  }
}
