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
 * <p>Four samples at a time become four lanes of sixteen bits in a long. Longs are first parted
 * into words of four samples, four from three, and then worked on in a loop of their own, over one
 * array and without a product: only such a loop is one that the compiler does many at a time, and
 * then in a fifth of the time. What is worked on at a time stays in the fastest cache.
 */
final class TwelveBitSamples {
  private static final int SAMPLES_PER_WORD = 4;
  private static final int WORDS_PER_GROUP = 4;
  private static final int LONGS_PER_GROUP = 3;
  private static final int GROUP_SAMPLES = WORDS_PER_GROUP * SAMPLES_PER_WORD;
  private static final int GROUP_BYTES = LONGS_PER_GROUP * Long.BYTES;
  private static final int GROUPS_AT_ONCE = 128;

  private final long[] packed = new long[GROUPS_AT_ONCE * LONGS_PER_GROUP];
  private final long[] words = new long[GROUPS_AT_ONCE * WORDS_PER_GROUP];
  private final LongBuffer lanes;
  private final ShortBuffer laneSamples;

  TwelveBitSamples() {
    ByteBuffer room = ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    lanes = room.asLongBuffer();
    laneSamples = room.asShortBuffer();
  }

  /** As {@link SampleFormat#decode(ByteBuffer, short[], int)}. */
  void decode(ByteBuffer bytes, short[] samples, int count) {
    LongBuffer longs = bytes.asLongBuffer();
    int most = Math.min(count / GROUP_SAMPLES, bytes.limit() / GROUP_BYTES);
    int done = 0;
    while (done < most) {
      int groups = Math.min(GROUPS_AT_ONCE, most - done);
      longs.get(packed, 0, groups * LONGS_PER_GROUP);
      part(packed, words, groups);
      int wordCount = groups * WORDS_PER_GROUP;
      spread(words, wordCount);
      lanes.clear().put(words, 0, wordCount);
      laneSamples.clear().get(samples, done * GROUP_SAMPLES, wordCount * SAMPLES_PER_WORD);
      done += groups;
    }
    decodePairs(bytes, samples, done * GROUP_SAMPLES, count);
  }

  /** Words of six bytes; what stands in the two above is of the next word, or nothing. */
  private static void part(long[] packed, long[] words, int groups) {
    for (int i = 0; i < groups; i++) {
      long first = packed[LONGS_PER_GROUP * i];
      long second = packed[LONGS_PER_GROUP * i + 1];
      long third = packed[LONGS_PER_GROUP * i + 2];
      words[WORDS_PER_GROUP * i] = first;
      words[WORDS_PER_GROUP * i + 1] = first >>> 48 | second << 16;
      words[WORDS_PER_GROUP * i + 2] = second >>> 32 | third << 32;
      words[WORDS_PER_GROUP * i + 3] = third >>> 16;
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
