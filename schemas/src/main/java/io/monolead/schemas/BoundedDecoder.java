// SPDX-License-Identifier: Apache-2.0
package io.monolead.schemas;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Reads Avro's binary encoding out of one array and believes no length that the array cannot hold.
 *
 * <p>Avro's own decoder allocates what a length claims before it looks for the bytes: fifty bytes
 * could ask for two gigabytes. Here every length and count is held against the bytes that are left
 * first; an item of a block takes at least one byte in every schema of ours.
 */
final class BoundedDecoder extends Decoder {
  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private ByteBuffer littleEndian = ByteBuffer.wrap(NOTHING);
  private int position;

  /** Starts to read at an offset; the array stays the caller's. */
  void reset(byte[] source, int from) {
    bytes = source;
    littleEndian = ByteBuffer.wrap(source).order(ByteOrder.LITTLE_ENDIAN);
    position = from;
  }

  /** Lets go of the array. */
  void release() {
    reset(NOTHING, 0);
  }

  int position() {
    return position;
  }

  int remaining() {
    return bytes.length - position;
  }

  @Override
  public void readNull() {}

  @Override
  public boolean readBoolean() throws IOException {
    byte value = bytes[advance(1)];
    if (value != 0 && value != 1) {
      throw new IOException("A boolean is 0 or 1, not " + value);
    }
    return value == 1;
  }

  @Override
  public int readInt() throws IOException {
    long value = readLong();
    if (value != (int) value) {
      throw new IOException("An int of " + value);
    }
    return (int) value;
  }

  @Override
  public long readLong() throws IOException {
    long raw = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = bytes[advance(1)];
      raw |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw new IOException("A number of more than ten bytes");
  }

  @Override
  public float readFloat() throws IOException {
    return littleEndian.getFloat(advance(Float.BYTES));
  }

  @Override
  public double readDouble() throws IOException {
    return littleEndian.getDouble(advance(Double.BYTES));
  }

  @Override
  public Utf8 readString(Utf8 old) throws IOException {
    return new Utf8(readString());
  }

  @Override
  public String readString() throws IOException {
    int length = readLength();
    int from = advance(length);
    String text = new String(bytes, from, length, StandardCharsets.UTF_8);
    // The replacement character is legal in itself, so only a second look can tell.
    if (text.indexOf('\uFFFD') >= 0) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
      } catch (CharacterCodingException e) {
        throw new IOException("A string that is not UTF-8", e);
      }
    }
    return text;
  }

  @Override
  public void skipString() throws IOException {
    advance(readLength());
  }

  @Override
  public ByteBuffer readBytes(ByteBuffer old) throws IOException {
    int length = readLength();
    int from = advance(length);
    return ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, from + length));
  }

  /** As {@link #readBytes}, but a part of the array itself. */
  ByteBuffer readBytesInPlace() throws IOException {
    int length = readLength();
    return ByteBuffer.wrap(bytes, advance(length), length).slice();
  }

  @Override
  public void skipBytes() throws IOException {
    advance(readLength());
  }

  @Override
  public void readFixed(byte[] target, int start, int length) throws IOException {
    System.arraycopy(bytes, advance(length), target, start, length);
  }

  @Override
  public void skipFixed(int length) throws IOException {
    advance(length);
  }

  @Override
  public int readEnum() throws IOException {
    return readInt();
  }

  @Override
  public int readIndex() throws IOException {
    return readInt();
  }

  @Override
  public long readArrayStart() throws IOException {
    return readBlockCount();
  }

  @Override
  public long arrayNext() throws IOException {
    return readBlockCount();
  }

  @Override
  public long skipArray() throws IOException {
    return skipSizedBlocks();
  }

  @Override
  public long readMapStart() throws IOException {
    return readBlockCount();
  }

  @Override
  public long mapNext() throws IOException {
    return readBlockCount();
  }

  @Override
  public long skipMap() throws IOException {
    return skipSizedBlocks();
  }

  /**
   * Count of items in the next block; a negative count is followed by the block's size in bytes.
   */
  private long readBlockCount() throws IOException {
    long count = readLong();
    if (count < 0) {
      checkAvailable(readLong());
      count = -count;
    }
    return checkAvailable(count);
  }

  /** Skips blocks that state their size; returns the count of items of the first that does not. */
  private long skipSizedBlocks() throws IOException {
    long count = readLong();
    while (count < 0) {
      advance((int) checkAvailable(readLong()));
      count = readLong();
    }
    return checkAvailable(count);
  }

  private int readLength() throws IOException {
    return (int) checkAvailable(readLong());
  }

  private long checkAvailable(long claimed) throws IOException {
    if (claimed < 0 || claimed > remaining()) {
      throw new EOFException(
          "A length of " + claimed + " at byte " + position + " with " + remaining() + " left");
    }
    return claimed;
  }

  private int advance(int length) throws IOException {
    checkAvailable(length);
    int from = position;
    position += length;
    return from;
  }
}
