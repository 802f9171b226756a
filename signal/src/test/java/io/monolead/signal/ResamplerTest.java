// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResamplerTest {
  private static final Offset<Float> CLOSE = within(2e-6f);

  static Stream<String> synthetic() {
    return GoldenFile.lines("resample.txt");
  }

  @ParameterizedTest
  @MethodSource("synthetic")
  void equalsSciPyOnSyntheticSignals(String line) {
    String[] golden = GoldenFile.fields(line);
    double fromHz = Double.parseDouble(golden[0]);
    Resampler resampler = Resampler.of(fromHz, Double.parseDouble(golden[1]));
    float[] expected = GoldenFile.numbers(golden, 5);

    float[] actual = resampler.resample(SyntheticSignal.of(Integer.parseInt(golden[4]), fromHz));

    assertThat(resampler.up()).isEqualTo(Integer.parseInt(golden[2]));
    assertThat(resampler.down()).isEqualTo(Integer.parseInt(golden[3]));
    assertThat(actual).hasSameSizeAs(expected);
    assertThat(actual).containsExactly(expected, CLOSE);
  }

  @ParameterizedTest
  @MethodSource("real")
  void equalsSciPyOnRealSignals(String line) throws IOException {
    String[] golden = GoldenFile.fields(line);
    float[] signal =
        golden[0].equals("100")
            ? RealRecordings.mitBih100(3600)
            : RealRecordings.ptbXl(
                RealRecordings.folder().resolve("ptb-xl/records500/00000/" + golden[0] + ".dat"),
                Integer.parseInt(golden[1]));

    float[] actual = Resampler.of(Double.parseDouble(golden[2]), 100).resample(signal);

    assertThat(actual).hasSize(1000);
    for (int i = 5; i < golden.length; i++) {
      String[] pick = golden[i].split(":", -1);
      assertThat(actual[Integer.parseInt(pick[0])]).isCloseTo(Float.parseFloat(pick[1]), CLOSE);
    }
  }

  static Stream<String> real() {
    return GoldenFile.lines("resample-real.txt");
  }

  @ParameterizedTest
  @CsvSource({
    "360, 100, 5, 18",
    "257, 100, 100, 257",
    "500, 100, 1, 5",
    "200, 100, 1, 2",
    "333.33, 100, 10000, 33333",
    "333.3333333333333, 100, 3, 10",
    "128, 100, 25, 32",
    "250, 500, 2, 1",
    "100, 100, 1, 1",
    "0.25, 100, 400, 1"
  })
  void findsTheExactFractionOfTwoRates(double fromHz, double toHz, int up, int down) {
    Resampler resampler = Resampler.of(fromHz, toHz);

    assertThat(resampler.up()).isEqualTo(up);
    assertThat(resampler.down()).isEqualTo(down);
  }

  @Test
  void approximatesARatioWithoutASmallFraction() {
    Resampler resampler = Resampler.of(100 * Math.PI, 100);

    assertThat((double) resampler.up() / resampler.down()).isCloseTo(1 / Math.PI, within(1e-7));
    assertThat(resampler.down()).isLessThanOrEqualTo(Resampler.LARGEST_TERM);
  }

  @ParameterizedTest
  @CsvSource({"0, 100", "-1, 100", "NaN, 100", "100, Infinity", "100, 0", "1, 1001", "100000, 99"})
  void refusesImpossibleRates(double fromHz, double toHz) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Resampler.of(fromHz, toHz))
        .withMessageContaining(String.valueOf(fromHz))
        .withMessageContaining(String.valueOf(toHz));
  }

  @Test
  void writesOnlyTheSamplesAskedFor() {
    float[] signal = SyntheticSignal.of(400, 200);
    float[] whole = Resampler.of(200, 100).resample(Arrays.copyOfRange(signal, 100, 300));
    float[] target = new float[60];
    Arrays.fill(target, 9);

    Resampler.of(200, 100).resample(signal, 100, 200, target, 5, 50);

    assertThat(Arrays.copyOfRange(target, 5, 55)).isEqualTo(Arrays.copyOf(whole, 50));
    assertThat(target[4]).isEqualTo(9);
    assertThat(target[55]).isEqualTo(9);
  }

  @Property(tries = 200)
  void isLinear(
      @ForAll("ratios") int[] ratio,
      @ForAll @Size(min = 1, max = 80) List<@FloatRange(min = -5, max = 5) Float> signal,
      @ForAll @FloatRange(min = -3, max = 3) float factor) {
    Resampler resampler = Resampler.ofRatio(ratio[0], ratio[1]);
    float[] a = new float[signal.size()];
    float[] b = new float[a.length];
    float[] sum = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      a[i] = signal.get(i);
      b[i] = signal.get(a.length - 1 - i);
      sum[i] = a[i] + factor * b[i];
    }

    float[] actual = resampler.resample(sum);

    float[] first = resampler.resample(a);
    float[] second = resampler.resample(b);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isCloseTo(first[i] + factor * second[i], within(2e-5f));
    }
  }

  @Property(tries = 200)
  void lengthIsTheExactDurationRoundedUp(
      @ForAll("ratios") int[] ratio, @ForAll @IntRange(max = 500) int length) {
    int actual = Resampler.ofRatio(ratio[0], ratio[1]).resample(new float[length]).length;

    assertThat((long) actual * ratio[1]).isGreaterThanOrEqualTo((long) length * ratio[0]);
    assertThat((actual - 1L) * ratio[1]).isLessThan((long) length * ratio[0]);
  }

  @Property(tries = 100)
  void keepsAConstantAwayFromTheEnds(
      @ForAll("ratios") int[] ratio, @ForAll @FloatRange(min = -100, max = 100) float constant) {
    Resampler resampler = Resampler.ofRatio(ratio[0], ratio[1]);
    int reach = 10 * Math.max(ratio[0], ratio[1]) / ratio[0] + 2;
    float[] signal = new float[2 * reach + 50];
    Arrays.fill(signal, constant);

    float[] actual = resampler.resample(signal);

    int edge = (int) ((long) reach * ratio[0] / ratio[1]) + 1;
    // The phases of the filter do not sum to one exactly: its stop band ends at about -50 dB.
    float tolerance = Math.abs(constant) * 2e-3f + 1e-6f;
    for (int i = edge; i < actual.length - edge; i++) {
      assertThat(actual[i]).isCloseTo(constant, within(tolerance));
    }
  }

  @Property(tries = 50)
  void equalRatesCopy(
      @ForAll @IntRange(min = 1, max = 1000) int term,
      @ForAll @Size(min = 1, max = 50) float[] signal) {
    float[] actual = Resampler.ofRatio(term, term).resample(signal);

    assertThat(actual).isEqualTo(signal).isNotSameAs(signal);
  }

  @Provide
  Arbitrary<int[]> ratios() {
    Arbitrary<Integer> term = Arbitraries.integers().between(1, 40);
    return term.flatMap(up -> term.map(down -> new int[] {up, down}));
  }

  @ParameterizedTest
  @CsvSource({
    "250, 2500", "500, 5000", "360, 3600", "128, 1280", "200, 2000", "50, 500", "300, 3001",
    "250, 40", "1000, 333", "125, 1249", "333.33, 3333", "257, 2570", "101, 1010", "10000, 99999"
  })
  void inLanesItGivesTheSameBits(double fromHz, int length) {
    Resampler resampler = Resampler.of(fromHz, 100);
    Random random = new Random(length);
    float[] signal = new float[length];
    for (int i = 0; i < length; i++) {
      signal[i] = (float) random.nextGaussian();
    }
    double[] work = new double[resampler.workSamples(length)];
    for (int cut = 0; cut < 3; cut++) {
      // What an earlier signal left behind must not matter.
      Arrays.fill(work, Double.NaN);
      int count = Math.max(0, resampler.outputLength(length) - cut);
      float[] plain = new float[count + 7];
      float[] lanes = new float[count + 7];
      resampler.resample(signal, 0, length, plain, 5, count);
      resampler.resample(signal, length, lanes, 5, count, work);
      for (int i = 0; i < plain.length; i++) {
        assertThat(Float.floatToRawIntBits(lanes[i])).isEqualTo(Float.floatToRawIntBits(plain[i]));
      }
    }
  }
}
