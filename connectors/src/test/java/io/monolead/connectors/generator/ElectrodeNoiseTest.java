// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElectrodeNoiseTest {
  private static final int RATE_HZ = 512;
  private static final int SAMPLES = 1 << 16;
  private static final double BIN_HZ = (double) RATE_HZ / SAMPLES;

  /** Power per bin of noise of one kind, windowed by a raised cosine. */
  private static double[] spectrum(NoiseLevels levels, double mainsHz, long seed) {
    ElectrodeNoise noise = new ElectrodeNoise(RATE_HZ, mainsHz, seed);
    long breath = Sine.step(0.25, RATE_HZ);
    double[] re = new double[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      double window = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / SAMPLES);
      re[i] = window * noise.next(i * breath, levels);
    }
    double[] im = new double[SAMPLES];
    transform(re, im);
    double[] power = new double[SAMPLES / 2];
    for (int i = 0; i < power.length; i++) {
      power[i] = re[i] * re[i] + im[i] * im[i];
    }
    return power;
  }

  /** Fourier transform in place, radix 2. */
  private static void transform(double[] re, double[] im) {
    int n = re.length;
    for (int i = 1, j = 0; i < n; i++) {
      int bit = n >> 1;
      for (; (j & bit) != 0; bit >>= 1) {
        j ^= bit;
      }
      j ^= bit;
      if (i < j) {
        double t = re[i];
        re[i] = re[j];
        re[j] = t;
        t = im[i];
        im[i] = im[j];
        im[j] = t;
      }
    }
    for (int size = 2; size <= n; size <<= 1) {
      for (int k = 0; k < size / 2; k++) {
        double c = Math.cos(2 * Math.PI * k / size);
        double s = -Math.sin(2 * Math.PI * k / size);
        for (int i = k; i < n; i += size) {
          int j = i + size / 2;
          double x = re[j] * c - im[j] * s;
          double y = re[j] * s + im[j] * c;
          re[j] = re[i] - x;
          im[j] = im[i] - y;
          re[i] += x;
          im[i] += y;
        }
      }
    }
  }

  private static double band(double[] power, double fromHz, double toHz) {
    double sum = 0;
    for (int i = (int) Math.ceil(fromHz / BIN_HZ); i < power.length && i * BIN_HZ < toHz; i++) {
      sum += power[i];
    }
    return sum;
  }

  @Test
  void theBaselineMovesBelowHalfAHertz() {
    double[] power = spectrum(new NoiseLevels(1, 0, 0, 0), 50, 3);

    assertThat(band(power, 0, 0.5) / band(power, 0, 256)).isGreaterThan(0.95);
    // The breath, at a quarter of a hertz.
    assertThat(band(power, 0.22, 0.28)).isGreaterThan(band(power, 0.28, 0.5));
  }

  @Test
  void muscleIsFlatOverTheBandOfAMonitor() {
    double[] power = spectrum(new NoiseLevels(0, 1, 0, 0), 50, 3);

    double whole = band(power, 0, 256);
    for (int hz = 0; hz < 240; hz += 40) {
      assertThat(band(power, hz, hz + 40) / whole).isCloseTo(40.0 / 256, within(0.02));
    }
  }

  @Test
  void smallMovementsFallOffAboveFiveHertz() {
    double[] power = spectrum(new NoiseLevels(0, 0, 1, 0), 50, 3);

    // A first-order low-pass has half its power below the corner of 1/(2 pi 30 ms) = 5.3 Hz.
    assertThat(band(power, 0, 5.3) / band(power, 0, 256)).isCloseTo(0.5, within(0.04));
    assertThat(band(power, 50, 100) / band(power, 0, 256)).isLessThan(0.05);
  }

  @ParameterizedTest
  @ValueSource(doubles = {50, 60})
  void mainsAreALineAtTheirFrequency(double hz) {
    double[] power = spectrum(new NoiseLevels(0, 0, 0, 1), hz, 3);

    assertThat(band(power, hz - 0.1, hz + 0.1) / band(power, 0, 256)).isGreaterThan(0.9999);
  }

  @Test
  void jarringAnElectrodeMovesItsPotentialForAMomentOnly() {
    NoiseLevels restless = new NoiseLevels(0, 0, 6, 0);
    ElectrodeNoise noise = new ElectrodeNoise(RATE_HZ, 50, 3);
    ElectrodeNoise quiet = new ElectrodeNoise(RATE_HZ, 50, 3);
    int jolts = 0;
    double before = 0;
    double highest = 0;
    int seconds = 400;
    for (int i = 0; i < seconds * RATE_HZ; i++) {
      double value = noise.next(0, restless);
      highest = Math.max(highest, Math.abs(value));
      jolts += Math.abs(value - before) > 0.2 ? 1 : 0;
      before = value;
      assertThat(Math.abs(quiet.next(0, NoiseLevels.RESTING))).isLessThan(0.3);
    }

    // A quarter of a jolt a second, three quarters of them larger than a third of their deviation.
    assertThat(jolts / (double) seconds).isBetween(0.1, 0.25);
    assertThat(highest).isBetween(0.8, 4.0);
  }

  @Test
  void gaussiansAreNormal() {
    NoiseRandom random = new NoiseRandom(11);
    int draws = 4_000_000;
    double sum = 0;
    double square = 0;
    double fourth = 0;
    int beyondOne = 0;
    int beyondTwo = 0;
    int inTheTail = 0;
    for (int i = 0; i < draws; i++) {
      double x = random.nextGaussian();
      sum += x;
      square += x * x;
      fourth += x * x * x * x;
      beyondOne += x > 1 ? 1 : 0;
      beyondTwo += x < -2 ? 1 : 0;
      inTheTail += Math.abs(x) > 3.5 ? 1 : 0;
    }

    // Of the normal distribution's table: P(x > 1) = 0.15866, P(x < -2) = 0.02275,
    // P(|x| > 3.5) = 0.000465; about four standard errors each.
    assertThat(sum / draws).isCloseTo(0, within(0.002));
    assertThat(square / draws).isCloseTo(1, within(0.003));
    assertThat(fourth / draws).isCloseTo(3, within(0.02));
    assertThat(beyondOne / (double) draws).isCloseTo(0.15866, within(0.0008));
    assertThat(beyondTwo / (double) draws).isCloseTo(0.02275, within(0.0003));
    assertThat(inTheTail / (double) draws).isCloseTo(0.000465, within(0.000045));
  }

  @Test
  void tablesAreCloseToWhatTheyStandFor() {
    for (int i = -5000; i < 5000; i++) {
      double turns = i / 777.7;
      assertThat(Sine.of(Sine.phase(turns))).isCloseTo(Math.sin(2 * Math.PI * turns), within(3e-7));
      double x = Math.abs(i) / 5000.0 * Bell.REACH;
      assertThat(Bell.at(x)).isCloseTo(Math.exp(-x * x / 2), within(2e-7));
    }
  }
}
