// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.dicom;

import io.monolead.connectors.recordings.RecordingFormatException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Data elements of a DICOM file in little endian (PS3.5, section 7), one after the other. For one
 * thread.
 */
final class DicomElements {
  /** What closes an item or a sequence of undefined length. */
  static final int ITEM_END = 0xFFFEE00D;

  static final int SEQUENCE_END = 0xFFFEE0DD;

  static final int ITEM = 0xFFFEE000;

  /** Length of a sequence or item that only its end tells. */
  static final long UNDEFINED = 0xFFFFFFFFL;

  private static final int LONGEST_VALUE = 1024;

  /** Value representations whose length has four bytes (PS3.5, table 7.1-1). */
  private static final Set<String> LONG =
      Set.of("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV");

  private final String file;
  private final InputStream in;
  private final long size;
  private long position;

  /**
   * @param file for messages
   * @param size bytes of the file
   * @param position of the stream in it
   */
  DicomElements(String file, InputStream in, long size, long position) {
    this.file = file;
    this.in = in;
    this.size = size;
    this.position = position;
  }

  /**
   * The head of an element.
   *
   * @param tag group in the upper half, element in the lower
   * @param representation two letters; empty in the implicit encoding
   * @param length bytes of the value, or {@link #UNDEFINED}
   */
  record Head(int tag, String representation, long length) {
    boolean isUndefined() {
      return length == UNDEFINED;
    }
  }

  /** Bytes read so far. */
  long position() {
    return position;
  }

  /** Bytes that are left. */
  long left() {
    return size - position;
  }

  /** The head of the next element. */
  Head next(boolean explicit) throws IOException {
    int tag = (unsignedShort() << 16) | unsignedShort();
    // Items and their ends never have a representation.
    if (!explicit || tag >>> 16 == 0xFFFE) {
      return new Head(tag, "", unsignedInt());
    }
    String representation = new String(bytes(2), StandardCharsets.ISO_8859_1);
    if (LONG.contains(representation)) {
      skip(2);
      return new Head(tag, representation, unsignedInt());
    }
    if (!representation.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
      throw malformed(
          "the element " + name(tag) + " at byte " + position + " has no value representation");
    }
    return new Head(tag, representation, unsignedShort());
  }

  /** A tag as the standard writes it. */
  static String name(int tag) {
    return String.format("(%04X,%04X)", tag >>> 16, tag & 0xffff);
  }

  /** The value of an element as text without what pads it; its first part if it has several. */
  String text(Head head) throws IOException {
    byte[] value = bytes((int) Math.min(head.length(), LONGEST_VALUE));
    skip(head.length() - value.length);
    String text = new String(value, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\\');
    text = end < 0 ? text : text.substring(0, end);
    return text.replace('\0', ' ').strip();
  }

  /** The value of an element of a whole number of two or four bytes. */
  long unsigned(Head head) throws IOException {
    if (head.length() == 2) {
      return unsignedShort();
    }
    if (head.length() == 4) {
      return unsignedInt();
    }
    throw malformed("the number " + name(head.tag()) + " has " + head.length() + " bytes");
  }

  byte[] bytes(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    position += bytes.length;
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }

  void bytes(byte[] target, int count) throws IOException {
    int read = in.readNBytes(target, 0, count);
    position += read;
    if (read < count) {
      throw new EOFException();
    }
  }

  void skip(long count) throws IOException {
    if (count > left()) {
      throw new EOFException();
    }
    in.skipNBytes(count);
    position += count;
  }

  private int unsignedShort() throws IOException {
    byte[] two = bytes(2);
    return (two[0] & 0xff) | ((two[1] & 0xff) << 8);
  }

  private long unsignedInt() throws IOException {
    byte[] four = bytes(4);
    return (four[0] & 0xffL)
        | ((four[1] & 0xffL) << 8)
        | ((four[2] & 0xffL) << 16)
        | ((four[3] & 0xffL) << 24);
  }

  private RecordingFormatException malformed(String what) {
    return new RecordingFormatException(file + ": " + what);
  }
}
