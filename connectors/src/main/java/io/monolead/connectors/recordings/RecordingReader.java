// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.recordings;

import io.monolead.signal.Recording;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Opens recordings by their path, whatever their format, and finds those of a folder.
 *
 * <p>Immutable; may be shared between threads.
 */
public final class RecordingReader {
  private final List<RecordingFormat> formats;
  private final RecordingProblems problems;

  /**
   * A reader of given formats.
   *
   * @param formats where two claim a path, the first wins
   * @param problems told of every recording that contradicts itself
   */
  public RecordingReader(List<RecordingFormat> formats, RecordingProblems problems) {
    this.formats = List.copyOf(formats);
    this.problems = problems;
    if (formats.isEmpty()) {
      throw new IllegalStateException(
          "No recording format found; is META-INF/services/"
              + RecordingFormat.class.getName()
              + " missing from the jar?");
    }
  }

  /** A reader of all formats on the class path that refuses recordings which are not sound. */
  public static RecordingReader standard() {
    return new RecordingReader(installed(), RecordingProblems.REFUSE);
  }

  /**
   * A reader of all formats on the class path that goes on where a recording contradicts itself.
   *
   * @param report receives one message per contradiction
   */
  public static RecordingReader lenient(Consumer<String> report) {
    return new RecordingReader(installed(), report::accept);
  }

  private static List<RecordingFormat> installed() {
    ClassLoader loader = RecordingFormat.class.getClassLoader();
    return ServiceLoader.load(RecordingFormat.class, loader).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  /**
   * Reads a recording with its annotations.
   *
   * @param path its main file, or that without suffix, or any other of its files
   * @throws NoSuchFileException if there is no such recording
   * @throws RecordingFormatException if the content is not sound
   * @throws IOException if the file system fails
   */
  public Recording read(Path path) throws IOException {
    // A file that is a main file itself comes before one of the same name in another format.
    if (path.getFileName() != null && Files.isRegularFile(path)) {
      for (RecordingFormat format : formats) {
        if (format.isMainFile(path)) {
          return format.read(path, problems);
        }
      }
    }
    for (RecordingFormat format : formats) {
      Optional<Path> mainFile = format.mainFile(path);
      if (mainFile.isPresent()) {
        return format.read(mainFile.get(), problems);
      }
    }
    if (Files.isRegularFile(path)) {
      throw new RecordingFormatException(
          path + ": no recording of a format that is read (" + formatNames() + ")");
    }
    throw new NoSuchFileException(
        path.toString(), null, "no recording of this name (" + formatNames() + ")");
  }

  /**
   * The signals that a recording's files store, each with its own rate and encoding.
   *
   * @param path as for {@link #read}
   * @return none where there is nothing to say beyond the recording
   * @throws RecordingFormatException if the content is not sound
   * @throws IOException if the file system fails
   */
  public List<StoredSignal> storedSignals(Path path) throws IOException {
    for (RecordingFormat format : formats) {
      Optional<Path> mainFile = format.mainFile(path);
      if (mainFile.isPresent()) {
        return format.storedSignals(mainFile.get());
      }
    }
    return List.of();
  }

  private String formatNames() {
    return formats.stream().map(RecordingFormat::name).collect(Collectors.joining(", "));
  }

  /**
   * Main files of the recordings in a folder and the folders below it, in the alphabetical order of
   * their paths, the same on every system. Links to folders below it are not followed. A recording
   * stored in two formats under one name is listed once.
   *
   * @throws IOException if the file system fails or the path is no folder
   */
  public List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder.toString(), null, "no such folder");
    }
    // Keyed by name elements, so that '/' sorts before every other character on every system.
    Map<String, Path> files = new TreeMap<>();
    // The folder itself may be a link: whoever names it means what is behind it.
    Path root = folder.toRealPath();
    try (Stream<Path> walk = Files.walk(root)) {
      walk.filter(Files::isRegularFile)
          .map(root::relativize)
          .forEach(file -> files.put(sortKey(file), folder.resolve(file)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    Set<Path> names = new HashSet<>();
    Set<Path> found = new HashSet<>();
    for (RecordingFormat format : formats) {
      for (Path file : files.values()) {
        if (format.isMainFile(file) && names.add(file.resolveSibling(format.recordingId(file)))) {
          found.add(file);
        }
      }
    }
    return files.values().stream().filter(found::contains).toList();
  }

  private static String sortKey(Path relative) {
    StringBuilder key = new StringBuilder();
    for (Path element : relative) {
      key.append(element).append('\0');
    }
    return key.toString();
  }
}
