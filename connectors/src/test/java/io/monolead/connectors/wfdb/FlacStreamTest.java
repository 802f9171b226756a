// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.connectors.recordings.RecordingFormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Streams of the reference encoder (see {@code make_flac.py}) that use all of the format it writes,
 * and bits set by hand for what it does not.
 */
class FlacStreamTest {
  private static int wave(int i) {
    return (i * i * 7 + 13 * i) % 2001 - 1000;
  }

  private static int noise(int i) {
    return i * 7919 % 11 - 5;
  }

  private static int hiss(int i, int width) {
    return (int) (((long) i * i * i * 31 + (long) i * i * 17) % 1_000_003 % width) - width / 2;
  }

  private static int smooth(int i) {
    int x = i % 200 - 100;
    return (10_000 - x * x) * (i / 200 % 2 == 0 ? 1 : -1);
  }

  private static final Map<String, List<IntUnaryOperator>> SIGNALS =
      Map.of(
          "fixed-16", List.of(FlacStreamTest::wave, FlacStreamTest::noise),
          "mid-side-16", List.of(i -> smooth(i) + noise(i), i -> smooth(i) - noise(i)),
          "left-side-16", List.of(i -> 3 * smooth(i), i -> 3 * smooth(i) + 1),
          "side-right-16", List.of(i -> 2 * hiss(i, 97), i -> hiss(i, 97)),
          "linear-24", List.of(i -> smooth(i) * 800 + noise(i)),
          "verbatim-8", List.of(i -> (i * i * 31 + i * 17) % 251 - 125),
          "wasted-16", List.of(i -> wave(i) * 16),
          "constant-8", List.of(i -> -7, i -> 100, i -> 0),
          "wide-rice-24", List.of(i -> hiss(i, 600_011)),
          "eight-16",
              IntStream.range(0, 8)
                  .<IntUnaryOperator>mapToObj(channel -> i -> wave(i + 50 * channel))
                  .toList());

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = FlacStreamTest.class.getResourceAsStream(name + ".flac")) {
      return in.readAllBytes();
    }
  }

  private static FlacStream open(byte[] bytes) throws IOException {
    return new FlacStream(new ByteArrayInputStream(bytes), "x.dat");
  }

  /** {@code [channel][sample]} of a whole stream. */
  private static int[][] decode(FlacStream stream) throws IOException {
    int[][] all = new int[stream.channels()][0];
    for (int length = stream.next(); length > 0; length = stream.next()) {
      for (int channel = 0; channel < all.length; channel++) {
        int before = all[channel].length;
        all[channel] = Arrays.copyOf(all[channel], before + length);
        System.arraycopy(stream.samples()[channel], 0, all[channel], before, length);
      }
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource({
    "fixed-16, 16, 1000",
    "mid-side-16, 16, 3000",
    "left-side-16, 16, 2000",
    "side-right-16, 16, 1500",
    "linear-24, 24, 2500",
    "verbatim-8, 8, 700",
    "wasted-16, 16, 900",
    "constant-8, 8, 5000",
    "wide-rice-24, 24, 600",
    "eight-16, 16, 400"
  })
  void whatTheReferenceEncoderWroteComesBack(String name, int bits, int length) throws IOException {
    try (FlacStream stream = open(resource(name))) {
      List<IntUnaryOperator> signals = SIGNALS.get(name);
      assertThat(stream.channels()).isEqualTo(signals.size());
      assertThat(stream.bitsPerSample()).isEqualTo(bits);
      assertThat(stream.totalSamples()).isEqualTo(length);

      int[][] decoded = decode(stream);

      for (int channel = 0; channel < decoded.length; channel++) {
        assertThat(decoded[channel])
            .as("channel " + channel)
            .isEqualTo(IntStream.range(0, length).map(signals.get(channel)).toArray());
      }
      assertThat(stream.hasStatedSum()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fixed-16", "mid-side-16", "linear-24", "wide-rice-24"})
  void everyFlippedBitIsNoticed(String name) throws IOException {
    byte[] sound = resource(name);
    // The blocks follow 4 + 4 + 34 bytes of marker and stream information and the comment.
    int blocks = 46 + (((sound[43] & 0xff) << 16) | ((sound[44] & 0xff) << 8) | (sound[45] & 0xff));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 200; i++) {
      byte[] damaged = sound.clone();
      damaged[blocks + random.nextInt(sound.length - blocks)] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(() -> decode(open(damaged)))
          .isInstanceOf(RecordingFormatException.class)
          .hasMessageContaining("x.dat: no sound FLAC stream");
    }
  }

  @Test
  void aStreamCutShortSaysWhere() throws IOException {
    byte[] sound = resource("fixed-16");
    FlacStream stream = open(Arrays.copyOf(sound, sound.length - 100));

    assertThat(stream.next()).isEqualTo(576);
    assertThatThrownBy(stream::next)
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("ends within the block of sample 576");
  }

  @Test
  void whatIsNoStreamIsRefused() {
    assertThatThrownBy(() -> open(new byte[100])).hasMessageContaining("'fLaC'");
    assertThatThrownBy(() -> open(new byte[3])).hasMessageContaining("ends before");
    assertThatThrownBy(() -> open(new byte[0])).hasMessageContaining("ends before");
  }

  /** Bits as text, most significant first. */
  private static final class Bits {
    private final StringBuilder text = new StringBuilder();

    Bits put(long value, int width) {
      for (int i = width - 1; i >= 0; i--) {
        text.append(value >> i & 1);
      }
      return this;
    }

    int size() {
      return text.length() / 8;
    }

    byte[] bytes() {
      while (text.length() % 8 != 0) {
        text.append('0');
      }
      byte[] bytes = new byte[size()];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) Integer.parseInt(text.substring(8 * i, 8 * i + 8), 2);
      }
      return bytes;
    }

    /** Remainder of the bits since one, by long division. */
    Bits putRemainder(int from, String polynomial) {
      while (text.length() % 8 != 0) {
        text.append('0');
      }
      int width = polynomial.length() - 1;
      StringBuilder rest = new StringBuilder(text.substring(from)).append("0".repeat(width));
      for (int i = 0; i + width < rest.length(); i++) {
        for (int j = 0; rest.charAt(i) == '1' && j <= width; j++) {
          if (polynomial.charAt(j) == '1' && j > 0) {
            rest.setCharAt(i + j, rest.charAt(i + j) == '1' ? '0' : '1');
          }
        }
      }
      text.append(rest.substring(rest.length() - width));
      return this;
    }
  }

  /** A stream of one channel of 16 bits with one block of eight samples. */
  private static byte[] streamOf(Bits subframe) {
    Bits bits = new Bits().put(0x664C6143, 32).put(1, 1).put(0, 7).put(34, 24);
    bits.put(16, 16).put(16, 16).put(0, 24).put(0, 24).put(96_000, 20).put(0, 3).put(15, 5);
    bits.put(0, 36).put(0, 64).put(0, 64);
    int frame = bits.text.length();
    // Block size in the next 8 bits, rate and bits of the stream, one channel.
    bits.put(0x3FFE, 14).put(0, 2).put(6, 4).put(0, 4).put(0, 4).put(0, 3).put(0, 1);
    bits.put(0, 8).put(7, 8);
    bits.putRemainder(frame, "100000111");
    bits.text.append(subframe.text);
    bits.putRemainder(frame, "11000000000000101");
    return bits.bytes();
  }

  @Test
  void residualsWithoutACodeAreReadInTheirBits() throws IOException {
    // Fixed predictor of order 1, first sample 100; two partitions, the first of raw residuals of
    // five bits, the second of none: all zero.
    Bits subframe = new Bits().put(0, 1).put(9, 6).put(0, 1).put(100, 16);
    subframe.put(0, 2).put(1, 4).put(15, 4).put(5, 5);
    subframe.put(3, 5).put(-16, 5).put(15, 5);
    subframe.put(15, 4).put(0, 5);

    assertThat(decode(open(streamOf(subframe)))[0])
        .containsExactly(100, 103, 87, 102, 102, 102, 102, 102);
  }

  @Test
  void linearPredictionIsTheSumOfWeightsShifted() throws IOException {
    // Order 2, weights 7 and -3 of four bits, shift 2; Rice parameter 1: quotient, one, low bit.
    Bits subframe = new Bits().put(0, 1).put(33, 6).put(0, 1).put(40, 16).put(-10, 16);
    subframe.put(3, 4).put(2, 5).put(7, 4).put(-3, 4);
    subframe.put(0, 2).put(0, 4).put(1, 4);
    // Folded 0, 1, 2, 3, 0, 4: residuals 0, -1, 1, -2, 0, 2.
    subframe.put(0b10, 2).put(0b11, 2).put(0b010, 3).put(0b011, 3).put(0b10, 2).put(0b0010, 4);

    // floor((7 * before - 3 * one before that) / 4) + residual, by hand.
    assertThat(decode(open(streamOf(subframe)))[0])
        .containsExactly(40, -10, -48, -78, -100, -119, -134, -144);
  }

  @Test
  void theStreamOfHandIsRefusedOnceItsSumIsWrong() throws IOException {
    byte[] stream = streamOf(new Bits().put(0, 8).put(-5, 16));
    assertThat(decode(open(stream))[0]).containsOnly(-5).hasSize(8);

    stream[stream.length - 1] ^= 1;

    assertThatThrownBy(() -> decode(open(stream))).hasMessageContaining("damaged in its content");
  }
}
