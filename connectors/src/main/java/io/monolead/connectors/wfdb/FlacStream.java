// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import io.monolead.connectors.recordings.RecordingFormatException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Decodes a FLAC stream (<a href="https://www.rfc-editor.org/rfc/rfc9639">RFC 9639</a>) block by
 * block, with its check sums: all of the format that samples of 4 to 24 bits in one to eight
 * channels need.
 */
final class FlacStream implements Closeable {
  private static final int MARKER = 0x664C_6143;
  private static final int SYNC = 0x3FFE;
  private static final int MOST_BITS = 24;
  private static final int LARGEST_BLOCK = 65_535;
  private static final int[] BITS_BY_CODE = {0, 8, 12, -1, 16, 20, 24, 32};

  // Channel assignments: below these are independent channels.
  private static final int LEFT_SIDE = 8;
  private static final int SIDE_RIGHT = 9;
  private static final int MID_SIDE = 10;

  private final String name;
  private final FlacBits in;
  private final int channels;
  private final int bitsPerSample;
  private final int largestBlock;
  private final long totalSamples;
  private final byte[] statedMd5 = new byte[16];
  private final MessageDigest md5;
  private final int[][] samples;
  private final long[] coefficients = new long[32];
  private byte[] packed = {};
  private long done;

  /**
   * Reads what stands before the first block.
   *
   * @param stream at the marker; closed with this
   * @param name what messages call the stream
   * @throws RecordingFormatException if it is no FLAC stream of 4 to 24 bits
   */
  FlacStream(InputStream stream, String name) throws IOException {
    this.name = name;
    this.in = new FlacBits(stream);
    try {
      if ((int) in.unsigned(32) != MARKER) {
        throw malformed("it does not begin with 'fLaC'");
      }
      boolean last = in.unsigned(1) != 0;
      if (in.unsigned(7) != 0 || in.unsigned(24) != 34) {
        throw malformed("the first block of metadata is not the stream's own");
      }
      in.unsigned(16);
      largestBlock = (int) in.unsigned(16);
      in.skip(6);
      in.unsigned(20);
      channels = (int) in.unsigned(3) + 1;
      bitsPerSample = (int) in.unsigned(5) + 1;
      totalSamples = (in.unsigned(4) << 32) | in.unsigned(32);
      for (int i = 0; i < statedMd5.length; i++) {
        statedMd5[i] = (byte) in.unsigned(8);
      }
      while (!last) {
        last = in.unsigned(1) != 0;
        in.unsigned(7);
        in.skip(in.unsigned(24));
      }
    } catch (EOFException e) {
      throw malformed("it ends before its first block");
    }
    if (bitsPerSample < 4 || bitsPerSample > MOST_BITS) {
      throw malformed(bitsPerSample + " bits per sample, not 4 to " + MOST_BITS);
    }
    samples = new int[channels][0];
    try {
      md5 = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has MD5", e);
    }
  }

  int channels() {
    return channels;
  }

  int bitsPerSample() {
    return bitsPerSample;
  }

  /** Most samples of a channel in a block, as the stream states it. */
  int largestBlock() {
    return largestBlock == 0 ? LARGEST_BLOCK : largestBlock;
  }

  /** Samples of a channel in the whole stream; 0 if it does not state them. */
  long totalSamples() {
    return totalSamples;
  }

  /**
   * The block decoded last, {@code [channel][sample]}; what lies beyond its length is not of it.
   */
  int[][] samples() {
    return samples;
  }

  /**
   * Whether the samples so far have the MD5 sum that the stream states for all of them, or it
   * states none.
   */
  boolean hasStatedSum() throws IOException {
    try {
      return Arrays.equals(statedMd5, new byte[16])
          || Arrays.equals(statedMd5, ((MessageDigest) md5.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IOException("MD5 sums cannot be taken in between on this platform", e);
    }
  }

  /**
   * Decodes the next block.
   *
   * @return samples of each channel; 0 at the end
   * @throws RecordingFormatException if it is damaged
   */
  int next() throws IOException {
    if (in.atEnd()) {
      return 0;
    }
    int length;
    try {
      in.beginFrame();
      length = frame();
    } catch (EOFException e) {
      throw malformed("it ends within the block of sample " + done);
    }
    done += length;
    sum(length);
    return length;
  }

  /** One frame: header, a subframe for each channel, check sum (sections 9.1 to 9.3). */
  private int frame() throws IOException {
    if (in.unsigned(14) != SYNC || in.unsigned(1) != 0) {
      throw malformed("no block begins where that of sample " + done + " should");
    }
    in.unsigned(1);
    int blockCode = (int) in.unsigned(4);
    int rateCode = (int) in.unsigned(4);
    int assignment = (int) in.unsigned(4);
    int bitsCode = (int) in.unsigned(3);
    in.unsigned(1);
    skipCodedNumber();
    int length = blockSize(blockCode);
    in.unsigned(rateCode == 12 ? 8 : rateCode == 13 || rateCode == 14 ? 16 : 0);
    int sum = in.crc8();
    if (in.unsigned(8) != sum) {
      throw damaged("header");
    }
    if (assignment > MID_SIDE
        || (assignment >= LEFT_SIDE ? 2 : assignment + 1) != channels
        || (bitsCode != 0 && BITS_BY_CODE[bitsCode] != bitsPerSample)) {
      throw malformed("the block of sample " + done + " has other channels than the stream");
    }
    for (int channel = 0; channel < channels; channel++) {
      if (samples[channel].length < length) {
        samples[channel] = new int[length];
      }
      // The difference of two channels has a bit more than they.
      boolean side = assignment >= LEFT_SIDE && channel == (assignment == SIDE_RIGHT ? 0 : 1);
      subframe(samples[channel], length, bitsPerSample + (side ? 1 : 0));
    }
    in.toByte();
    sum = in.crc16();
    if (in.unsigned(16) != sum) {
      throw damaged("content");
    }
    if (assignment >= LEFT_SIDE) {
      separate(assignment, samples[0], samples[1], length);
    }
    return length;
  }

  /** The frame's or sample's number, coded as UTF-8 codes characters (section 9.1.5). */
  private void skipCodedNumber() throws IOException {
    int first = (int) in.unsigned(8);
    int ones = Integer.numberOfLeadingZeros(~(first << 24));
    if (ones == 1 || ones == 8) {
      throw damaged("number");
    }
    in.skip(Math.max(0, ones - 1));
  }

  private int blockSize(int code) throws IOException {
    if (code == 0) {
      throw damaged("length");
    }
    int length =
        switch (code) {
          case 1 -> 192;
          case 2, 3, 4, 5 -> 144 << code;
          case 6 -> (int) in.unsigned(8) + 1;
          case 7 -> (int) in.unsigned(16) + 1;
          default -> 1 << code;
        };
    if (length > LARGEST_BLOCK) {
      throw damaged("length");
    }
    return length;
  }

  /** Left, side; side, right; mid, side: to left and right (section 4.2). */
  private static void separate(int assignment, int[] first, int[] second, int length) {
    for (int i = 0; i < length; i++) {
      switch (assignment) {
        case LEFT_SIDE -> second[i] = first[i] - second[i];
        case SIDE_RIGHT -> first[i] += second[i];
        default -> {
          int mid = (first[i] << 1) | (second[i] & 1);
          first[i] = (mid + second[i]) >> 1;
          second[i] = first[i] - second[i];
        }
      }
    }
  }

  /** One channel of a frame (section 9.2). */
  private void subframe(int[] target, int length, int width) throws IOException {
    if (in.unsigned(1) != 0) {
      throw damaged("channel");
    }
    int type = (int) in.unsigned(6);
    int wasted = in.unsigned(1) == 0 ? 0 : in.zeros() + 1;
    int bits = width - wasted;
    if (bits < 1) {
      throw damaged("channel");
    }
    if (type == 0) {
      Arrays.fill(target, 0, length, in.signed(bits));
    } else if (type == 1) {
      warmUp(target, length, bits);
    } else if (type >= 8 && type <= 12) {
      fixed(target, length, bits, type - 8);
    } else if (type >= 32) {
      linear(target, length, bits, type - 31);
    } else {
      throw damaged("kind of channel");
    }
    for (int i = 0; wasted > 0 && i < length; i++) {
      target[i] <<= wasted;
    }
  }

  private void warmUp(int[] target, int count, int bits) throws IOException {
    for (int i = 0; i < count; i++) {
      target[i] = in.signed(bits);
    }
  }

  /** Polynomials of order 0 to 4 through the samples before (section 9.2.5). */
  private void fixed(int[] target, int length, int bits, int order) throws IOException {
    long[] weights = coefficients;
    switch (order) {
      case 1 -> weights[0] = 1;
      case 2 -> {
        weights[0] = 2;
        weights[1] = -1;
      }
      case 3 -> {
        weights[0] = 3;
        weights[1] = -3;
        weights[2] = 1;
      }
      case 4 -> {
        weights[0] = 4;
        weights[1] = -6;
        weights[2] = 4;
        weights[3] = -1;
      }
      default -> {}
    }
    begin(target, length, bits, order);
    residual(target, length, order);
    predict(target, length, order, 0);
  }

  /** Any weights, which stand before the residual (section 9.2.6). */
  private void linear(int[] target, int length, int bits, int order) throws IOException {
    begin(target, length, bits, order);
    int precision = (int) in.unsigned(4) + 1;
    int shift = in.signed(5);
    if (precision == 16 || shift < 0) {
      throw damaged("prediction");
    }
    for (int i = 0; i < order; i++) {
      coefficients[i] = in.signed(precision);
    }
    residual(target, length, order);
    predict(target, length, order, shift);
  }

  private void begin(int[] target, int length, int bits, int order) throws IOException {
    if (order > length) {
      throw damaged("prediction");
    }
    warmUp(target, order, bits);
  }

  private void predict(int[] target, int length, int order, int shift) {
    for (int i = order; i < length; i++) {
      long sum = 0;
      for (int j = 0; j < order; j++) {
        sum += coefficients[j] * target[i - 1 - j];
      }
      target[i] += (int) (sum >> shift);
    }
  }

  /** Rice codes in partitions of one parameter each (section 9.2.7). */
  private void residual(int[] target, int length, int order) throws IOException {
    int method = (int) in.unsigned(2);
    int partitionOrder = (int) in.unsigned(4);
    int partition = length >> partitionOrder;
    if (method > 1 || partition << partitionOrder != length || partition < order) {
      throw damaged("residual");
    }
    int parameterBits = method == 0 ? 4 : 5;
    int escape = (1 << parameterBits) - 1;
    int at = order;
    for (int end = partition; end <= length; end += partition) {
      int parameter = (int) in.unsigned(parameterBits);
      if (parameter == escape) {
        int bits = (int) in.unsigned(5);
        for (; at < end; at++) {
          target[at] = bits == 0 ? 0 : in.signed(bits);
        }
      }
      for (; at < end; at++) {
        long folded = ((long) in.zeros() << parameter) | in.unsigned(parameter);
        target[at] = (int) ((folded >>> 1) ^ -(folded & 1));
      }
    }
  }

  /** The sum is over the samples as bytes, least significant first, channels side by side. */
  private void sum(int length) {
    int bytes = (bitsPerSample + 7) / 8;
    if (packed.length < length * channels * bytes) {
      packed = new byte[length * channels * bytes];
    }
    int at = 0;
    for (int i = 0; i < length; i++) {
      for (int channel = 0; channel < channels; channel++) {
        int sample = samples[channel][i];
        for (int b = 0; b < bytes; b++) {
          packed[at++] = (byte) (sample >> (8 * b));
        }
      }
    }
    md5.update(packed, 0, at);
  }

  private RecordingFormatException damaged(String what) {
    return malformed("the block of sample " + done + " is damaged in its " + what);
  }

  private RecordingFormatException malformed(String message) {
    return new RecordingFormatException(name + ": no sound FLAC stream: " + message);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
