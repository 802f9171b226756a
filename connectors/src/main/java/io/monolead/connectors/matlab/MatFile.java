// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.matlab;

import static io.monolead.connectors.recordings.RecordingFormatException.quoted;

import io.monolead.connectors.recordings.RecordingFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads the variables of a MATLAB level 5 file ("MAT-File Format", The MathWorks, chapter 1).
 *
 * <p>Sizes stated in the file are believed only as far as bytes are there.
 */
final class MatFile {
  /** What a level 5 file begins with. */
  static final String MAGIC = "MATLAB 5.0";

  /** 12 leads of 500 Hz over 46 minutes, stored as doubles. */
  private static final int LARGEST_BYTES = 1 << 27;

  /** What fills the largest file as doubles; a byte in the file takes eight in memory. */
  private static final long MOST_NUMBERS = LARGEST_BYTES / Double.BYTES;

  /** A recording has some twenty. */
  private static final int MOST_ELEMENTS = 100_000;

  /** Longer texts are of no use to a recording. */
  private static final int LONGEST_TEXT_BYTES = 1 << 16;

  private static final int HEADER_BYTES = 128;
  private static final int DEEPEST_NESTING = 8;

  // Types of data elements.
  private static final int MI_INT8 = 1;
  private static final int MI_UINT8 = 2;
  private static final int MI_INT16 = 3;
  private static final int MI_UINT16 = 4;
  private static final int MI_INT32 = 5;
  private static final int MI_UINT32 = 6;
  private static final int MI_SINGLE = 7;
  private static final int MI_DOUBLE = 9;
  private static final int MI_INT64 = 12;
  private static final int MI_UINT64 = 13;
  private static final int MI_MATRIX = 14;
  private static final int MI_COMPRESSED = 15;
  private static final int MI_UTF8 = 16;
  private static final int MI_UTF16 = 17;

  // Classes of arrays.
  private static final int MX_STRUCT = 2;
  private static final int MX_CHAR = 4;
  private static final int MX_DOUBLE = 6;
  private static final int MX_UINT64 = 15;

  private static final int COMPLEX_FLAG = 0x800;

  private final Path file;

  // What the file has taken so far: each limit holds for all its variables together.
  private long inflatedBytes;
  private long numbers;
  private int elements;

  private MatFile(Path file) {
    this.file = file;
  }

  /** One data element: its type and its bytes. */
  private record Element(int type, ByteBuffer data) {}

  /** A named array. */
  private record Variable(String name, MatValue value) {}

  /** Whether a file begins like a level 5 file. */
  static boolean isLevel5(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(MAGIC.length());
      return new String(start, StandardCharsets.ISO_8859_1).equals(MAGIC);
    }
  }

  /**
   * Reads all variables by name, in the order of the file.
   *
   * @throws RecordingFormatException if the file is malformed or too large
   * @throws IOException if the file system fails
   */
  static Map<String, MatValue> read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LARGEST_BYTES + 1);
    }
    return new MatFile(file).read(bytes);
  }

  private Map<String, MatValue> read(byte[] bytes) throws RecordingFormatException {
    if (bytes.length > LARGEST_BYTES) {
      throw malformed("more than " + LARGEST_BYTES + " bytes are not read");
    }
    if (bytes.length < HEADER_BYTES
        || !new String(bytes, 0, MAGIC.length(), StandardCharsets.ISO_8859_1).equals(MAGIC)) {
      throw malformed("no MATLAB level 5 file");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    buffer.order(byteOrder(bytes[126], bytes[127]));
    buffer.position(HEADER_BYTES);
    Map<String, MatValue> variables = new LinkedHashMap<>();
    while (buffer.remaining() >= 8) {
      Element element = next(buffer);
      if (element.type() == MI_COMPRESSED) {
        ByteBuffer inflated = inflate(element.data());
        element = next(inflated.order(buffer.order()));
      }
      if (element.type() == MI_MATRIX) {
        Variable variable = matrix(element.data(), 0);
        variables.put(variable.name(), variable.value());
      }
    }
    return variables;
  }

  /** The header ends with the characters MI, written as one number in the writer's byte order. */
  private ByteOrder byteOrder(byte first, byte second) throws RecordingFormatException {
    if (first == 'I' && second == 'M') {
      return ByteOrder.LITTLE_ENDIAN;
    }
    if (first == 'M' && second == 'I') {
      return ByteOrder.BIG_ENDIAN;
    }
    throw malformed("the header has no mark of byte order");
  }

  private Element next(ByteBuffer buffer) throws RecordingFormatException {
    if (buffer.remaining() < 8) {
      throw malformed("cut short before an element");
    }
    if (++elements > MOST_ELEMENTS) {
      throw malformed("more than " + MOST_ELEMENTS + " elements are not read");
    }
    int type = buffer.getInt();
    int size = type >>> 16;
    boolean small = size != 0;
    if (small) {
      type &= 0xffff;
      if (size > 4) {
        throw malformed("a small element of " + size + " bytes");
      }
    } else {
      size = buffer.getInt();
    }
    if (size < 0 || size > buffer.remaining()) {
      throw malformed(
          "an element states "
              + Integer.toUnsignedString(size)
              + " bytes, "
              + buffer.remaining()
              + " are left");
    }
    ByteBuffer data = buffer.slice(buffer.position(), size).order(buffer.order());
    int padded = size;
    if (small) {
      padded = 4;
    } else if (type != MI_COMPRESSED) {
      padded = Math.min(buffer.remaining(), size + (8 - size % 8) % 8);
    }
    buffer.position(buffer.position() + padded);
    return new Element(type, data);
  }

  private ByteBuffer inflate(ByteBuffer compressed) throws RecordingFormatException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(compressed);
      int most = (int) (LARGEST_BYTES - inflatedBytes);
      byte[] bytes =
          new byte[Math.min(most, Math.max(1 << 12, 2 * Math.min(compressed.limit(), 1 << 24)))];
      int length = 0;
      while (!inflater.finished()) {
        if (length == bytes.length) {
          if (length >= most) {
            throw malformed("more than " + LARGEST_BYTES + " bytes when inflated are not read");
          }
          bytes = Arrays.copyOf(bytes, (int) Math.min(most, 2L * length));
        }
        int inflated = inflater.inflate(bytes, length, bytes.length - length);
        length += inflated;
        if (inflated == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          throw malformed("compressed data are cut short");
        }
      }
      inflatedBytes += length;
      return ByteBuffer.wrap(bytes, 0, length);
    } catch (DataFormatException e) {
      throw new RecordingFormatException(
          file + ": compressed data are damaged: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }

  private Variable matrix(ByteBuffer data, int depth) throws RecordingFormatException {
    if (depth > DEEPEST_NESTING) {
      throw malformed("structures nested deeper than " + DEEPEST_NESTING);
    }
    if (data.remaining() == 0) {
      return new Variable("", new MatValue.Numbers(0, 0, new double[0]));
    }
    ByteBuffer flagData = next(data).data();
    if (flagData.remaining() < 8) {
      throw malformed("array flags of " + flagData.remaining() + " bytes, not 8");
    }
    int flags = flagData.getInt();
    int arrayClass = flags & 0xff;
    ByteBuffer dimensions = next(data).data();
    String name = latin1(next(data).data());
    if (dimensions.remaining() != 8) {
      // Only matrices of two dimensions hold anything of a recording.
      return new Variable(name, new MatValue.Unread());
    }
    int rows = dimensions.getInt();
    int columns = dimensions.getInt();
    if (rows < 0 || columns < 0) {
      throw malformed("variable " + quoted(name) + " has " + rows + " x " + columns + " elements");
    }
    long size = (long) rows * columns;
    MatValue value;
    if (arrayClass == MX_STRUCT && size == 1) {
      value = struct(data, depth);
    } else if (arrayClass == MX_CHAR) {
      Element text = next(data);
      value =
          text.data().remaining() > LONGEST_TEXT_BYTES
              ? new MatValue.Unread()
              : new MatValue.Text(text(text));
    } else if (arrayClass >= MX_DOUBLE && arrayClass <= MX_UINT64 && (flags & COMPLEX_FLAG) == 0) {
      value = new MatValue.Numbers(rows, columns, numbers(next(data), size, name));
    } else {
      value = new MatValue.Unread();
    }
    return new Variable(name, value);
  }

  private MatValue struct(ByteBuffer data, int depth) throws RecordingFormatException {
    ByteBuffer lengthData = next(data).data();
    int nameLength = lengthData.remaining() == 4 ? lengthData.getInt() : 0;
    ByteBuffer names = next(data).data();
    if (nameLength <= 0 || names.remaining() % nameLength != 0) {
      throw malformed("field names of " + nameLength + " in " + names.remaining() + " bytes");
    }
    Map<String, MatValue> fields = new LinkedHashMap<>();
    while (names.hasRemaining()) {
      ByteBuffer slot = names.slice(names.position(), nameLength);
      names.position(names.position() + nameLength);
      Element element = next(data);
      if (element.type() != MI_MATRIX) {
        throw malformed("a field of a structure is of type " + element.type() + ", no array");
      }
      fields.put(latin1(slot), matrix(element.data(), depth + 1).value());
    }
    return new MatValue.Struct(fields);
  }

  /** Characters up to the first NUL. */
  private static String latin1(ByteBuffer data) {
    String text = StandardCharsets.ISO_8859_1.decode(data).toString();
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }

  private String text(Element element) throws RecordingFormatException {
    return switch (element.type()) {
      case MI_INT8, MI_UINT8, MI_UTF8 -> StandardCharsets.UTF_8.decode(element.data()).toString();
      case MI_UINT16, MI_UTF16 ->
          (element.data().order() == ByteOrder.LITTLE_ENDIAN
                  ? StandardCharsets.UTF_16LE
                  : StandardCharsets.UTF_16BE)
              .decode(element.data())
              .toString();
      default -> throw malformed("characters of type " + element.type());
    };
  }

  /** Numbers are stored in the smallest type that holds them, whatever the class of the array. */
  private double[] numbers(Element element, long count, String name)
      throws RecordingFormatException {
    int width =
        switch (element.type()) {
          case MI_INT8, MI_UINT8 -> 1;
          case MI_INT16, MI_UINT16 -> 2;
          case MI_INT32, MI_UINT32, MI_SINGLE -> 4;
          case MI_DOUBLE, MI_INT64, MI_UINT64 -> 8;
          default -> throw malformed("numbers of type " + element.type());
        };
    ByteBuffer data = element.data();
    if (data.remaining() / width != count || data.remaining() % width != 0) {
      throw malformed(
          "variable "
              + quoted(name)
              + " states "
              + count
              + " numbers of "
              + width
              + " bytes, but has "
              + data.remaining()
              + " bytes");
    }
    numbers += count;
    if (numbers > MOST_NUMBERS) {
      throw malformed("more than " + MOST_NUMBERS + " numbers are not read");
    }
    double[] values = new double[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (element.type()) {
            case MI_INT8 -> data.get();
            case MI_UINT8 -> data.get() & 0xff;
            case MI_INT16 -> data.getShort();
            case MI_UINT16 -> data.getShort() & 0xffff;
            case MI_INT32 -> data.getInt();
            case MI_UINT32 -> data.getInt() & 0xffffffffL;
            case MI_SINGLE -> data.getFloat();
            case MI_DOUBLE -> data.getDouble();
            // Unsigned values above 2^63 have no place in an ECG.
            default -> data.getLong();
          };
    }
    return values;
  }

  private RecordingFormatException malformed(String message) {
    return new RecordingFormatException(file + ": " + message);
  }
}
