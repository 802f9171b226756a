// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.ishne;

/** The checksum CRC-CCITT: polynomial x^16 + x^12 + x^5 + 1, highest bit first, from all ones. */
final class Crc16 {
  /** What it begins from. */
  static final int START = 0xffff;

  private static final int POLYNOMIAL = 0x1021;

  private Crc16() {}

  static int of(int before, byte[] bytes) {
    return of(before, bytes, 0, bytes.length);
  }

  /**
   * Goes on with a checksum.
   *
   * @param before {@link #START}, or the checksum of the bytes before
   */
  static int of(int before, byte[] bytes, int from, int count) {
    int crc = before;
    for (int i = from; i < from + count; i++) {
      crc ^= (bytes[i] & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) != 0 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
      }
      crc &= 0xffff;
    }
    return crc;
  }
}
