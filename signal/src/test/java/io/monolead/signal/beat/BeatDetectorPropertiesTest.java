// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal.beat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class BeatDetectorPropertiesTest {

  @Property(tries = 300)
  void noSamplesMakeItFail(
      @ForAll List<Float> samples,
      @ForAll @DoubleRange(min = 50, max = 10_000) double samplingRateHz,
      @ForAll @IntRange(min = 1, max = 400) int repeats,
      @ForAll long seek) {
    float[] signal = new float[samples.size()];
    for (int i = 0; i < signal.length; i++) {
      signal[i] = samples.get(i);
    }
    BeatDetector detector = new BeatDetector(samplingRateHz);
    for (int i = 0; i < repeats; i++) {
      detector.add(signal, 0, signal.length);
      if (i == repeats / 2) {
        detector.seek(seek);
      }
    }
    detector.heartRate().ifPresent(rate -> assertThat(rate).isBetween(20.0, 300.0));
  }

  @Property(tries = 200)
  void whateverHappensBeatsAreInOrderAndApartAndRatesAreThoseOfHearts(
      @ForAll long seed, @ForAll @DoubleRange(min = 50, max = 1000) double samplingRateHz) {
    List<Long> beats = new ArrayList<>();
    BeatDetector detector = new BeatDetector(samplingRateHz, beats::add);
    float[] signal = troubled(seed, samplingRateHz);
    for (int from = 0; from < signal.length; from += 100) {
      detector.add(signal, from, Math.min(100, signal.length - from));
      detector.heartRate().ifPresent(rate -> assertThat(rate).isBetween(20.0, 300.0));
    }
    for (int i = 1; i < beats.size(); i++) {
      assertThat(beats.get(i) - beats.get(i - 1)).isGreaterThan(0);
    }
    assertThat(beats).allSatisfy(at -> assertThat(at).isBetween(-100_000L, 40_000_000L));
  }

  @Property(tries = 100)
  void blocksMakeNoDifference(
      @ForAll @LongRange(min = 1, max = 1000) long seed,
      @ForAll @IntRange(min = 1, max = 700) int block) {
    float[] signal = troubled(seed, 250);
    List<Long> whole = new ArrayList<>();
    BeatDetector one = new BeatDetector(250, whole::add);
    one.add(signal, 0, signal.length);
    List<Long> cut = new ArrayList<>();
    BeatDetector other = new BeatDetector(250, cut::add);
    for (int from = 0; from < signal.length; from += block) {
      other.add(signal, from, Math.min(block, signal.length - from));
    }

    assertThat(cut).isEqualTo(whole);
    assertThat(other.heartRate()).isEqualTo(one.heartRate());
    assertThat(other.status()).isEqualTo(one.status());
    assertThat(other.positionMicros()).isEqualTo(one.positionMicros());
  }

  /** Thirty seconds of a heart with noise, jolts, flat lines, missing samples and wild values. */
  private static float[] troubled(long seed, double samplingRateHz) {
    Random random = new Random(seed);
    float[] signal = new Pulses(30 + 200 * random.nextDouble(), 1000).signal(0, 30, samplingRateHz);
    double noise = 200 * random.nextDouble();
    for (int i = 0; i < signal.length; i++) {
      signal[i] += (float) (noise * random.nextGaussian());
    }
    for (int event = random.nextInt(12); event > 0; event--) {
      int from = random.nextInt(signal.length);
      int to = Math.min(signal.length, from + random.nextInt((int) (3 * samplingRateHz)));
      float value =
          switch (random.nextInt(5)) {
            case 0 -> Float.NaN;
            case 1 -> Float.NEGATIVE_INFINITY;
            case 2 -> Float.MAX_VALUE;
            case 3 -> 0;
            default -> 100_000;
          };
      for (int i = from; i < to; i++) {
        signal[i] = value;
      }
    }
    return signal;
  }
}
