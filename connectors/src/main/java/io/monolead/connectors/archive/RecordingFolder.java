// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.archive;

import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.SingleFile;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A folder of recordings: one of the file system, or an archive unpacked for as long as this is
 * open.
 */
public final class RecordingFolder implements AutoCloseable {
  private static final SingleFile ZIP = SingleFile.withSuffix(".zip");
  private static final SingleFile TAR = SingleFile.withSuffix(".tar", ".tar.gz", ".tgz");
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path origin;
  private final Path root;
  private final boolean temporary;

  private RecordingFolder(Path origin, Path root, boolean temporary) {
    this.origin = origin;
    this.root = root;
    this.temporary = temporary;
  }

  /** Whether a path can be opened: it is a folder, or a file with the suffix of an archive. */
  public static boolean isFolder(Path path) {
    return Files.isDirectory(path)
        || (Files.isRegularFile(path) && (ZIP.matches(path) || TAR.matches(path)));
  }

  /**
   * Opens a folder or an archive.
   *
   * @throws RecordingFormatException if it is no sound archive, or one that would grow beyond
   *     reason, or has names that lead out of it
   * @throws IOException if the file system fails, or has no room
   */
  public static RecordingFolder open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return new RecordingFolder(path, path, false);
    }
    // The process is named: what one left behind that was killed is nobody's who still runs.
    Path root =
        Files.createTempDirectory("monolead-archive-" + ProcessHandle.current().pid() + "-");
    RecordingFolder folder = new RecordingFolder(path, root, true);
    try {
      Unpacking unpacking = new Unpacking(path, root, Files.size(path));
      if (ZIP.matches(path)) {
        unzip(path, unpacking);
      } else {
        untar(path, unpacking);
      }
      return folder;
    } catch (ZipException | EOFException e) {
      folder.close();
      throw new RecordingFormatException(path + ": no sound archive: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      folder.close();
      throw new RecordingFormatException(path + ": no sound archive: a name is in no alphabet", e);
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /** The folder itself, for {@code RecordingReader.list}; gone once this is closed. */
  public Path root() {
    return root;
  }

  /** What a user calls a file in it: its path, or the archive's and that inside. */
  public String nameOf(Path file) {
    return temporary ? origin + "!" + root.relativize(file) : file.toString();
  }

  private static void unzip(Path path, Unpacking unpacking) throws IOException {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (!entry.isDirectory()) {
          try (InputStream in = zip.getInputStream(entry)) {
            unpacking.file(entry.getName(), in, Long.MAX_VALUE, entry.getCrc());
          }
        }
      }
    }
  }

  private static void untar(Path path, Unpacking unpacking) throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES)) {
      file.mark(2);
      boolean zipped = file.read() == 0x1f && file.read() == 0x8b;
      file.reset();
      if (zipped) {
        try (InputStream in = new GZIPInputStream(file, BUFFER_BYTES)) {
          new TarReader(path, in, unpacking).unpack();
        }
      } else {
        new TarReader(path, file, unpacking).unpack();
      }
    }
  }

  /** Deletes what was unpacked; a folder that was one before stays as it is. */
  @Override
  public void close() throws IOException {
    if (!temporary || !Files.exists(root)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(root)) {
      List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.delete(each);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
