// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bits of a FLAC stream, most significant first, with the check sums of the bytes that were
 * read since {@link #beginFrame} (RFC 9639, sections 9.1.8 and 9.3).
 */
final class FlacBits implements Closeable {
  private static final int[] CRC8 = table(0x07, 8);
  private static final int[] CRC16 = table(0x8005, 16);

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 13];
  private int at;
  private int end;

  /** Bits read from the buffer and not yet taken, in the lowest places. */
  private long bits;

  private int count;
  private int crc8;
  private int crc16;

  FlacBits(InputStream in) {
    this.in = in;
  }

  private static int[] table(int polynomial, int width) {
    int[] table = new int[256];
    int top = 1 << (width - 1);
    for (int i = 0; i < table.length; i++) {
      int remainder = i << (width - 8);
      for (int bit = 0; bit < 8; bit++) {
        remainder = (remainder << 1) ^ ((remainder & top) != 0 ? polynomial : 0);
      }
      table[i] = remainder & ((1 << width) - 1);
    }
    return table;
  }

  /** Whether no byte is left; only between frames. */
  boolean atEnd() throws IOException {
    return count == 0 && !fill();
  }

  private boolean fill() throws IOException {
    if (at < end) {
      return true;
    }
    at = 0;
    end = Math.max(0, in.read(buffer));
    return end > 0;
  }

  /** No byte is taken from the buffer before a bit of it is asked for: frames end on bytes. */
  private void load() throws IOException {
    if (!fill()) {
      throw new EOFException();
    }
    int next = buffer[at++] & 0xff;
    crc8 = CRC8[crc8 ^ next];
    crc16 = ((crc16 << 8) & 0xffff) ^ CRC16[(crc16 >> 8) ^ next];
    bits = (bits << 8) | next;
    count += 8;
  }

  /** Starts the check sums anew; at the boundary of a byte. */
  void beginFrame() {
    crc8 = 0;
    crc16 = 0;
  }

  /** Check sum of the bytes since the frame's beginning, generator 0x07. */
  int crc8() {
    return crc8;
  }

  /** Check sum of the bytes since the frame's beginning, generator 0x8005. */
  int crc16() {
    return crc16;
  }

  /** Takes an unsigned number of 0 to 32 bits. */
  long unsigned(int width) throws IOException {
    while (count < width) {
      load();
    }
    count -= width;
    return (bits >>> count) & ((1L << width) - 1);
  }

  /** Takes a number in two's complement of 1 to 32 bits. */
  int signed(int width) throws IOException {
    return (int) (unsigned(width) << (64 - width) >> (64 - width));
  }

  /** Takes zeros and the one that ends them; returns the number of zeros. */
  int zeros() throws IOException {
    int zeros = 0;
    while (true) {
      long left = bits & ((1L << count) - 1);
      if (left != 0) {
        int leading = Long.numberOfLeadingZeros(left) - (64 - count);
        count -= leading + 1;
        return zeros + leading;
      }
      zeros += count;
      count = 0;
      load();
    }
  }

  /** Drops the rest of a byte that was begun. */
  void toByte() {
    count -= count % 8;
  }

  /** Skips whole bytes; at the boundary of a byte. */
  void skip(long bytes) throws IOException {
    for (long i = 0; i < bytes; i++) {
      unsigned(8);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
