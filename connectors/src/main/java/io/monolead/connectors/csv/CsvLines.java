// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.csv;

import io.monolead.connectors.recordings.RecordingFormatException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Lines of a text file, of a bounded length, whatever ends them. For one thread. */
final class CsvLines implements Closeable {
  /** Enough for a thousand columns. */
  private static final int LONGEST_LINE_BYTES = 1 << 16;

  private final Path file;
  private final InputStream in;
  private byte[] line = new byte[256];
  private int number;
  private int pushedBack = -2;

  CsvLines(Path file) throws IOException {
    this.file = file;
    this.in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
  }

  /** Number of the line read last, from 1. */
  int number() {
    return number;
  }

  /**
   * The next line without its end, in UTF-8 or else in Latin 1; null after the last.
   *
   * @throws RecordingFormatException if it is too long
   */
  String next() throws IOException {
    int length = 0;
    int next = one();
    if (next < 0) {
      return null;
    }
    number++;
    boolean ascii = true;
    while (next >= 0 && next != '\n' && next != '\r') {
      if (length == LONGEST_LINE_BYTES) {
        throw new RecordingFormatException(
            file + ": line " + number + " has more than " + LONGEST_LINE_BYTES + " bytes");
      }
      if (length == line.length) {
        line = Arrays.copyOf(line, 2 * length);
      }
      ascii &= next < 128;
      line[length++] = (byte) next;
      next = one();
    }
    if (next == '\r') {
      int after = one();
      if (after != '\n') {
        pushedBack = after;
      }
    }
    return ascii ? new String(line, 0, length, StandardCharsets.US_ASCII) : decoded(length);
  }

  private int one() throws IOException {
    if (pushedBack != -2) {
      int next = pushedBack;
      pushedBack = -2;
      return next;
    }
    return in.read();
  }

  private String decoded(int length) {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, length)).toString();
      // Spreadsheets mark the file's beginning.
      return number == 1 && text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
