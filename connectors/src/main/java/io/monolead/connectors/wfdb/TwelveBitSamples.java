// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/**
 * Unpacks format 212: two samples of twelve bits in three bytes; the middle byte holds both upper
 * nibbles.
 *
 * <p>Four samples at a time become four lanes of sixteen bits in a long. Longs are first gathered
 * and then worked on in a loop of their own, over one array and without a product: only such a loop
 * is one that the compiler does many at a time, and then in a fifth of the time. What is worked on
 * at a time stays in the fastest cache.
 */
final class TwelveBitSamples {
  private static final int SAMPLES_PER_WORD = 4;
  private static final int BYTES_PER_WORD = 6;
  private static final int WORDS_AT_ONCE = 512;

  private final long[] words = new long[WORDS_AT_ONCE];
  private final LongBuffer lanes;
  private final ShortBuffer laneSamples;

  TwelveBitSamples() {
    ByteBuffer room =
        ByteBuffer.allocate(WORDS_AT_ONCE * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    lanes = room.asLongBuffer();
    laneSamples = room.asShortBuffer();
  }

  /** As {@link SampleFormat#decode(ByteBuffer, short[], int)}. */
  void decode(ByteBuffer bytes, short[] samples, int count) {
    // A word is read as eight bytes, of which six are its own.
    int most = Math.min(count / SAMPLES_PER_WORD, (bytes.limit() - 2) / BYTES_PER_WORD);
    int done = 0;
    while (done < most) {
      int wordCount = Math.min(WORDS_AT_ONCE, most - done);
      gather(bytes, done * BYTES_PER_WORD, words, wordCount);
      spread(words, wordCount);
      lanes.clear().put(words, 0, wordCount);
      laneSamples.clear().get(samples, done * SAMPLES_PER_WORD, wordCount * SAMPLES_PER_WORD);
      done += wordCount;
    }
    decodePairs(bytes, samples, done * SAMPLES_PER_WORD, count);
  }

  private static void gather(ByteBuffer bytes, int from, long[] words, int count) {
    for (int i = 0; i < count; i++) {
      words[i] = bytes.getLong(from + BYTES_PER_WORD * i);
    }
  }

  private static void spread(long[] words, int count) {
    for (int i = 0; i < count; i++) {
      long word = words[i];
      long pairs = (word & 0xFF_FFFFL) | ((word & 0xFFFF_FF00_0000L) << 8);
      long lanes = (pairs & 0x00FF_0FFF_00FF_0FFFL) | ((pairs & 0x0000_F000_0000_F000L) << 12);
      // The sign, eleventh bit of each lane, fills the four above it: 2^5 - 2 times the bit.
      long signs = lanes & 0x0800_0800_0800_0800L;
      words[i] = lanes | ((signs << 5) - (signs << 1));
    }
  }

  /** The last samples, of which one may stand alone in two bytes. */
  private static void decodePairs(ByteBuffer bytes, short[] samples, int from, int count) {
    for (int i = from, at = from / 2 * 3; i < count; i += 2, at += 3) {
      int pair = bytes.getShort(at);
      samples[i] = (short) (pair << 20 >> 20);
      if (i + 1 < count) {
        // Low byte in the third byte, high nibble in the upper half of the second, with its sign.
        samples[i + 1] = (short) ((bytes.get(at + 2) & 0xff) | (pair >> 12 << 8));
      }
    }
  }
}
