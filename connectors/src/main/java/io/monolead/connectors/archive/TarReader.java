// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.archive;

import io.monolead.connectors.recordings.RecordingFormatException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Takes the files out of a tar archive (POSIX.1-1988 ustar, POSIX.1-2001 pax, and GNU's long
 * names). Links and devices are passed over.
 *
 * <p>Names that a header of its own carries are read only as far as a path may be long, whatever
 * size the archive states.
 */
final class TarReader {
  private static final int BLOCK = 512;
  private static final int LONGEST_HEADER = 1 << 16;

  // Places in a header block.
  private static final int SIZE = 124;
  private static final int CHECKSUM = 148;
  private static final int TYPE = 156;
  private static final int MAGIC = 257;
  private static final int PREFIX = 345;

  private final Path archive;
  private final InputStream in;
  private final byte[] block = new byte[BLOCK];

  /** What headers before a file say of it; null or -1 if none did. */
  private String longName;

  private long longSize = -1;

  private final Unpacking unpacking;

  TarReader(Path archive, InputStream in, Unpacking unpacking) {
    this.archive = archive;
    this.in = in;
    this.unpacking = unpacking;
  }

  void unpack() throws IOException {
    boolean any = false;
    while (nextHeader()) {
      any = true;
      long size = number(SIZE, 12);
      switch (block[TYPE]) {
        case 'L' -> longName = zeroEnded(header(size));
        case 'x' -> takePax(header(size));
        case 'S' -> throw malformed("has sparse files, which are not read");
        case '0', 0, '7' -> {
          String name = longName == null ? name() : longName;
          long bytes = longSize < 0 ? size : longSize;
          if (name.endsWith("/")) {
            // How archives before 1988 write a folder.
            skip(bytes);
          } else {
            unpacking.file(name, in, bytes, Unpacking.NO_CRC);
          }
          skip(padding(bytes));
          longName = null;
          longSize = -1;
        }
        default -> {
          skip(size);
          skip(padding(size));
          if (block[TYPE] != 'g' && block[TYPE] != 'K') {
            longName = null;
            longSize = -1;
          }
        }
      }
    }
    if (!any) {
      throw malformed("holds no files");
    }
  }

  /** Reads the next header; false at the end, which is a block of zeros or that of the file. */
  private boolean nextHeader() throws IOException {
    int read = in.readNBytes(block, 0, BLOCK);
    if (read == 0) {
      return false;
    }
    if (read < BLOCK) {
      throw new EOFException("it ends inside a header");
    }
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : block[i] & 0xff;
    }
    if (sum == 8 * ' ') {
      return false;
    }
    if (number(CHECKSUM, 8) != sum) {
      throw malformed("the checksum of a header does not hold");
    }
    return true;
  }

  private String name() {
    String name = text(0, 100);
    boolean ustar = text(MAGIC, 5).equals("ustar");
    // GNU's own format ends the word with blanks and keeps other things where the prefix is.
    String prefix = ustar && block[MAGIC + 5] == 0 ? text(PREFIX, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  /** A number in octal digits, or in base 256 if the highest bit is set. */
  private long number(int at, int width) throws RecordingFormatException {
    long number = 0;
    if ((block[at] & 0x80) != 0) {
      for (int i = 1; i < width; i++) {
        if (number > Long.MAX_VALUE >> 9) {
          throw malformed("a header has a size beyond all sizes");
        }
        number = (number << 8) | (block[at + i] & 0xff);
      }
      return number;
    }
    String digits = text(at, width).strip();
    for (int i = 0; i < digits.length(); i++) {
      char digit = digits.charAt(i);
      if (digit < '0' || digit > '7') {
        throw malformed("a header has a number that is none");
      }
      number = number * 8 + digit - '0';
    }
    return number;
  }

  private String text(int at, int width) {
    int end = at;
    while (end < at + width && block[end] != 0) {
      end++;
    }
    return new String(block, at, end - at, StandardCharsets.UTF_8);
  }

  private byte[] header(long size) throws IOException {
    if (size > LONGEST_HEADER) {
      throw malformed("a name of " + size + " bytes");
    }
    byte[] header = in.readNBytes((int) size);
    if (header.length < size) {
      throw new EOFException("it ends inside a name");
    }
    skip(padding(size));
    return header;
  }

  private static String zeroEnded(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int zero = text.indexOf(0);
    return zero < 0 ? text : text.substring(0, zero);
  }

  /** Records of the form {@code 30 path=folder/name} and a line's end, each with its own length. */
  private void takePax(byte[] header) throws RecordingFormatException {
    int at = 0;
    while (at < header.length) {
      int length = 0;
      int blank = at;
      while (blank < header.length && header[blank] >= '0' && header[blank] <= '9') {
        length = Math.min(LONGEST_HEADER + 1, length * 10 + header[blank] - '0');
        blank++;
      }
      if (blank == at || length <= blank - at + 1 || length > header.length - at) {
        throw malformed("an extended header is damaged");
      }
      String record =
          new String(header, blank + 1, at + length - blank - 2, StandardCharsets.UTF_8);
      if (record.startsWith("path=")) {
        longName = record.substring("path=".length());
      } else if (record.startsWith("size=")) {
        try {
          longSize = Math.max(0, Long.parseLong(record.substring("size=".length())));
        } catch (NumberFormatException e) {
          throw new RecordingFormatException(archive + ": an extended header is damaged", e);
        }
      } else if (record.startsWith("GNU.sparse.")) {
        throw malformed("has sparse files, which are not read");
      }
      at += length;
    }
  }

  private static long padding(long size) {
    return (BLOCK - size % BLOCK) % BLOCK;
  }

  private void skip(long bytes) throws IOException {
    long left = bytes;
    while (left > 0) {
      long skipped = in.skip(left);
      if (skipped <= 0) {
        if (in.read() < 0) {
          throw new EOFException("it ends inside a file");
        }
        skipped = 1;
      }
      unpacking.count(skipped);
      left -= skipped;
    }
  }

  private RecordingFormatException malformed(String what) {
    return new RecordingFormatException(archive + ": " + what);
  }
}
