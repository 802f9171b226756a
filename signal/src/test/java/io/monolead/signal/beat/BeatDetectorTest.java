// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal.beat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.monolead.signal.beat.BeatDetector.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BeatDetectorTest {
  private static final double RATE = 250;

  private final List<Long> beats = new ArrayList<>();

  private BeatDetector detector(double samplingRateHz) {
    return new BeatDetector(samplingRateHz, beats::add);
  }

  private static void add(BeatDetector detector, float[] signal) {
    detector.add(signal, 0, signal.length);
  }

  @ParameterizedTest(name = "{0} beats a minute at {1} Hz")
  @CsvSource({
    "30, 250",
    "40, 50",
    "60, 125",
    "60, 1000",
    "100, 360",
    "140, 500",
    "180, 128",
    "200, 50",
    "220, 250",
    "220, 1000",
    "220, 50",
    "30, 1000",
    "75, 257.5",
    "75, 10000"
  })
  void everyBeatOfARegularHeartIsFoundAtItsTime(double beatsPerMinute, double samplingRateHz) {
    Pulses heart = new Pulses(beatsPerMinute, 1000);
    BeatDetector detector = detector(samplingRateHz);
    add(detector, heart.signal(0, 40, samplingRateHz));

    List<Long> expected = heart.peaks(39.5);
    assertThat(beats).hasSizeGreaterThanOrEqualTo(expected.size());
    // The nominal delay of the band-pass is that of one frequency.
    long apart = 15_000 + Math.round(1e6 / samplingRateHz);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(beats.get(i)).as("beat %s", i).isCloseTo(expected.get(i), within(apart));
    }
    assertThat(detector.status()).isEqualTo(Status.MEASURED);
    assertThat(detector.heartRate().orElseThrow())
        .isCloseTo(beatsPerMinute, within(0.02 * beatsPerMinute));
  }

  @ParameterizedTest
  @ValueSource(doubles = {100, 300, 3000, 20_000})
  void sizeOfTheSignalDoesNotMatter(double microvolts) {
    BeatDetector detector = detector(RATE);
    add(detector, new Pulses(72, microvolts).signal(0, 20, RATE));

    assertThat(detector.heartRate().orElseThrow()).isCloseTo(72, within(1.0));
  }

  @Test
  void anOffsetOfTheElectrodesDoesNotMatter() {
    float[] signal = new Pulses(72, 1000).signal(0, 20, RATE);
    for (int i = 0; i < signal.length; i++) {
      signal[i] += 300_000;
    }
    BeatDetector detector = detector(RATE);
    add(detector, signal);

    assertThat(detector.heartRate().orElseThrow()).isCloseTo(72, within(1.0));
    assertThat(beats).hasSizeGreaterThan(20);
  }

  @Test
  void unitsOfADeviceAreTheSameAsMicrovolts() {
    Pulses heart = new Pulses(90, 1000);
    float[] signal = heart.signal(0, 20, RATE);
    short[] units = new short[signal.length];
    for (int i = 0; i < signal.length; i++) {
      units[i] = (short) Math.round(signal[i] / 2.5);
    }
    BeatDetector detector = detector(RATE);
    detector.add(units, 0, units.length, 2.5);

    assertThat(detector.heartRate().orElseThrow()).isCloseTo(90, within(1.0));
  }

  @Test
  void aRateNeedsFourBeats() {
    Pulses heart = new Pulses(60, 1000);
    BeatDetector detector = detector(RATE);
    // Beats at 0.5, 1.5, 2.5 and 3.5 s; the last is told at most half a second later.
    add(detector, heart.signal(0, 1.5, RATE));
    assertThat(detector.status()).isEqualTo(Status.LEARNING);
    assertThat(beats).isEmpty();
    add(detector, heart.signal(1.5, 1.7, RATE));
    assertThat(detector.status()).isEqualTo(Status.TOO_FEW_BEATS);
    assertThat(detector.heartRate()).isEmpty();
    assertThat(beats).hasSize(3);
    add(detector, heart.signal(3.2, 0.8, RATE));
    assertThat(beats).hasSize(4);
    assertThat(detector.heartRate().orElseThrow()).isCloseTo(60, within(1.0));
  }

  @Test
  void aNewRateIsFollowedWithinEightBeats() {
    BeatDetector detector = detector(RATE);
    add(detector, new Pulses(60, 1000).signal(0, 20, RATE));
    add(detector, new Pulses(120, 1000).signal(0, 4.5, RATE));

    assertThat(detector.heartRate().orElseThrow()).isCloseTo(120, within(2.0));
  }

  @Test
  void aHeartThatStopsHasNoRateAfterFourSeconds() {
    BeatDetector detector = detector(RATE);
    add(detector, new Pulses(60, 1000).signal(0, 20, RATE));
    float[] tremble = new float[(int) (10 * RATE)];
    Random random = new Random(1);
    for (int i = 0; i < tremble.length; i++) {
      tremble[i] = (float) (3 * random.nextGaussian() + 40 * Math.sin(2 * Math.PI * i / 500));
    }
    detector.add(tremble, 0, 500);
    assertThat(detector.heartRate()).isPresent();
    detector.add(tremble, 500, tremble.length - 500);

    assertThat(detector.status()).isEqualTo(Status.NO_BEATS);
    assertThat(detector.heartRate()).isEmpty();
    assertThat(beats).hasSize(20);
  }

  @Test
  void aLineThatStaysFlatHasNoRate() {
    BeatDetector detector = detector(RATE);
    assertThat(detector.status()).as("no samples").isEqualTo(Status.FLAT_LINE);
    add(detector, new Pulses(60, 1000).signal(0, 20, RATE));
    add(detector, new float[(int) (4.5 * RATE)]);
    assertThat(detector.status()).isEqualTo(Status.FLAT_LINE);
    assertThat(detector.heartRate()).isEmpty();
    int before = beats.size();
    add(detector, new Pulses(100, 1000).signal(0, 6, RATE));
    assertThat(detector.heartRate().orElseThrow()).isCloseTo(100, within(2.0));
    assertThat(beats.size()).isGreaterThan(before + 6);
  }

  @ParameterizedTest
  @ValueSource(doubles = {20, 100, 1000, 20_000})
  void noiseIsPoorSignal(double microvolts) {
    Random random = new Random(7);
    BeatDetector detector = detector(RATE);
    int measured = 0;
    for (int second = 0; second < 120; second++) {
      float[] noise = new float[(int) RATE];
      for (int i = 0; i < noise.length; i++) {
        noise[i] = (float) (microvolts * random.nextGaussian());
      }
      add(detector, noise);
      measured += detector.heartRate().isPresent() ? 1 : 0;
    }
    assertThat(measured).isZero();
    assertThat(detector.status()).isEqualTo(Status.POOR_SIGNAL);
  }

  @Test
  void aSignalThatShrinksTenfoldIsFoundAgain() {
    BeatDetector detector = detector(RATE);
    add(detector, new Pulses(70, 3000).signal(0, 20, RATE));
    add(detector, new Pulses(70, 350).signal(0, 15, RATE));

    assertThat(detector.heartRate().orElseThrow()).isCloseTo(70, within(1.0));
  }

  @Test
  void aJoltOfTheElectrodeDoesNotDeafen() {
    float[] signal = new Pulses(70, 1000).signal(0, 40, RATE);
    for (int i = (int) (20 * RATE); i < 20.2 * RATE; i++) {
      signal[i] += 50_000;
    }
    BeatDetector detector = detector(RATE);
    add(detector, signal);

    assertThat(beats.stream().filter(at -> at > 24_000_000).count())
        .isBetween(18L, 19L); // 70 a minute for 16 s
    assertThat(detector.heartRate().orElseThrow()).isCloseTo(70, within(1.0));
  }

  @Test
  void briefLossesAreBridgedAndLongerOnesAreGaps() {
    Pulses heart = new Pulses(60, 1000);
    float[] signal = heart.signal(0, 30, RATE);
    // Between beats for 40 ms, and over two beats.
    Arrays.fill(signal, 1000, 1010, Float.NaN);
    Arrays.fill(signal, 2500, 3000, Float.POSITIVE_INFINITY);
    BeatDetector detector = detector(RATE);
    detector.add(signal, 0, 2600);
    assertThat(detector.status()).isEqualTo(Status.FLAT_LINE);
    detector.add(signal, 2600, signal.length - 2600);

    List<Long> expected = new ArrayList<>(heart.peaks(29.5));
    expected.removeIf(at -> at > 9_900_000 && at < 12_000_000);
    assertThat(beats).hasSizeBetween(expected.size(), expected.size() + 1);
    assertThat(detector.heartRate().orElseThrow()).isCloseTo(60, within(1.0));
  }

  @Test
  void noIntervalSpansAGap() {
    Pulses heart = new Pulses(60, 1000);
    BeatDetector detector = detector(RATE);
    // Each stretch has two beats, 1 s apart; with gaps of 1.5 s between, no other interval is true.
    double at = 0;
    List<OptionalDouble> rates = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      detector.seek(Math.round(at * 1e6));
      add(detector, heart.signal(0, 2, RATE));
      at += 3.5;
      if (i > 4) {
        rates.add(detector.heartRate());
      }
    }
    assertThat(rates).allSatisfy(rate -> assertThat(rate.orElseThrow()).isCloseTo(60, within(1.0)));
  }

  @Test
  void timesAreTheCallersWhereItSaysThem() {
    Pulses heart = new Pulses(75, 1000);
    BeatDetector detector = detector(RATE);
    long start = 1_790_000_000_000_000L;
    for (int second = 0; second < 20; second++) {
      // A clock that counts in milliseconds and is a little early or late.
      detector.seek(start + second * 1_000_000L + (second % 3 - 1) * 1000L);
      add(detector, heart.signal(second, 1, RATE));
    }
    List<Long> expected = heart.peaks(19.5);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(beats.get(i) - start).isCloseTo(expected.get(i), within(30_000L));
    }
    assertThat(detector.lastBeatMicros()).isEqualTo(beats.get(beats.size() - 1));
    assertThat(detector.heartRate().orElseThrow()).isCloseTo(75, within(1.0));
  }

  @Test
  void aClockThatIsSetBackStartsAnew() {
    BeatDetector detector = detector(RATE);
    detector.seek(50_000_000);
    add(detector, new Pulses(60, 1000).signal(0, 20, RATE));
    detector.seek(10_000_000);
    assertThat(detector.heartRate()).isEmpty();
    beats.clear();
    add(detector, new Pulses(60, 1000).signal(0, 6, RATE));

    assertThat(beats.get(0)).isBetween(10_450_000L, 10_550_000L);
    assertThat(detector.heartRate().orElseThrow()).isCloseTo(60, within(1.0));
  }

  @Test
  void theRateMayChangeOnTheWay() {
    Pulses heart = new Pulses(80, 1000);
    BeatDetector detector = detector(250);
    add(detector, heart.signal(0, 15, 250));
    detector.samplingRate(500);
    assertThat(detector.samplingRateHz()).isEqualTo(500);
    add(detector, heart.signal(15, 15, 500));

    assertThat(detector.heartRate().orElseThrow()).isCloseTo(80, within(1.0));
    List<Long> expected = heart.peaks(29.5);
    assertThat(beats).hasSizeBetween(expected.size() - 2, expected.size() + 1);
    assertThat(beats.get(beats.size() - 1))
        .isCloseTo(expected.get(expected.size() - 1), within(25_000L));
  }

  @Test
  void whatWasLearntIsForgottenOnRequest() {
    BeatDetector detector = detector(RATE);
    add(detector, new Pulses(60, 1000).signal(0, 20, RATE));
    detector.reset();

    assertThat(detector.status()).isEqualTo(Status.FLAT_LINE);
    add(detector, new Pulses(60, 1000).signal(0, 1, RATE));
    assertThat(detector.status()).isEqualTo(Status.LEARNING);
  }

  @Test
  void ratesThatCarryNoComplexesAreRefused() {
    assertThat(BeatDetector.supports(49)).isFalse();
    assertThat(BeatDetector.supports(Double.NaN)).isFalse();
    assertThat(BeatDetector.supports(50)).isTrue();
    assertThatThrownBy(() -> new BeatDetector(49))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("50.0 to 10000.0");
  }
}
