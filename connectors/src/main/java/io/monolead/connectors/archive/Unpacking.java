// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.archive;

import static io.monolead.connectors.recordings.RecordingFormatException.quoted;

import io.monolead.connectors.recordings.RecordingFormatException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;

/** Writes the files of one archive below one folder, within bounds. For one thread. */
final class Unpacking {
  /** No check value is known. */
  static final long NO_CRC = -1;

  /** Ten times what signals of an ECG shrink by. */
  private static final long LARGEST_RATIO = 100;

  /** Small archives may grow so far whatever their ratio. */
  private static final long HARMLESS_BYTES = 64L << 20;

  /** As much as a data set of 20,000 recordings takes, five times. */
  private static final long MOST_BYTES = 64L << 30;

  private static final int MOST_FILES = 1_000_000;
  private static final int DEEPEST = 32;

  private final Path archive;
  private final Path root;
  private final long mostBytes;
  private final byte[] buffer = new byte[1 << 16];
  private long bytes;
  private int files;

  /**
   * @param archive for messages
   * @param root an empty folder
   * @param archiveBytes size of the archive
   */
  Unpacking(Path archive, Path root, long archiveBytes) {
    this.archive = archive;
    this.root = root;
    this.mostBytes = Math.min(MOST_BYTES, Math.max(HARMLESS_BYTES, LARGEST_RATIO * archiveBytes));
  }

  /**
   * Writes one file.
   *
   * @param name its path in the archive
   * @param in its bytes; not closed
   * @param size bytes to take; {@code Long.MAX_VALUE} takes all
   * @param crc its CRC-32 as the archive has it, or {@link #NO_CRC}
   */
  void file(String name, InputStream in, long size, long crc) throws IOException {
    Path target = target(name);
    files++;
    if (files > MOST_FILES) {
      throw refused("more than " + MOST_FILES + " files are not read");
    }
    // What a Macintosh adds is no recording, though it is named like one.
    boolean wanted =
        !name.contains("__MACOSX/") && !target.getFileName().toString().startsWith("._");
    CRC32 actual = new CRC32();
    try (OutputStream out = wanted ? created(target, name) : OutputStream.nullOutputStream()) {
      long left = size;
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          if (size != Long.MAX_VALUE) {
            throw new EOFException("it ends inside " + quoted(name));
          }
          break;
        }
        count(read);
        actual.update(buffer, 0, read);
        out.write(buffer, 0, read);
        left -= read;
      }
    }
    if (crc != NO_CRC && crc != actual.getValue()) {
      throw refused("the checksum of " + quoted(name) + " does not hold");
    }
  }

  /** Counts bytes of the unpacked archive, written or not. */
  void count(long more) throws RecordingFormatException {
    bytes += more;
    if (bytes > mostBytes) {
      throw refused(
          "would become more than "
              + mostBytes
              + " bytes; unpack it yourself if you trust it, and name the folder");
    }
  }

  private OutputStream created(Path target, String name) throws IOException {
    try {
      Files.createDirectories(target.getParent());
      return Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new RecordingFormatException(archive + ": has " + quoted(name) + " twice", e);
    }
  }

  /** Where a file goes: below the root, by plain names only. */
  private Path target(String name) throws RecordingFormatException {
    String[] elements = name.split("/", -1);
    if (elements.length > DEEPEST) {
      throw refused("folders more than " + DEEPEST + " deep: " + quoted(name));
    }
    Path target = root;
    for (int i = 0; i < elements.length; i++) {
      String element = elements[i];
      if (element.equals(".") && i + 1 < elements.length) {
        continue;
      }
      if (element.isEmpty()
          || element.equals("..")
          || element.equals(".")
          || element.length() > 200
          || element.chars().anyMatch(c -> c == '\\' || c == ':' || Character.isISOControl(c))) {
        throw refused("the name " + quoted(name) + " is not one of a file in a folder");
      }
      try {
        target = target.resolve(element);
      } catch (InvalidPathException e) {
        throw new RecordingFormatException(
            archive + ": the name " + quoted(name) + " is none that this system has", e);
      }
    }
    if (target.equals(root) || !target.normalize().startsWith(root)) {
      throw refused("the name " + quoted(name) + " is not one of a file in a folder");
    }
    return target;
  }

  private RecordingFormatException refused(String why) {
    return new RecordingFormatException(archive + ": " + why);
  }
}
