// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import io.monolead.signal.Lead;
import java.util.List;
import java.util.function.Predicate;

/**
 * The mean beat of a heart without noise in twelve leads at 1000 Hz, from 600 ms before to 500 ms
 * after the R peak, and what can be measured on it with ruler and eye: nothing here asks the
 * generator where a wave begins.
 */
final class AverageBeat {
  static final int RATE_HZ = 1000;
  private static final int BEFORE = 600;
  private static final int AFTER = 500;

  /** Onset and end of the QRS complex: the dipole moves at this share of its highest speed. */
  private static final double STILL = 0.06;

  private static final int STILL_SAMPLES = 6;

  private final double[][] millivolts = new double[Lead.STANDARD.size()][BEFORE + AFTER];

  private AverageBeat() {}

  static AverageBeat of(Episode episode, long seed, Predicate<Beat> which) {
    int samples = 30 * RATE_HZ;
    double[][] signal = new double[Lead.STANDARD.size()][samples];
    HeartTruth truth = new HeartTruth();
    new SimulatedHeart(
            HeartScenario.of(episode).withNoise(ElectrodeNoisePlan.NONE),
            Lead.STANDARD,
            RATE_HZ,
            seed)
        .read(signal, 0, samples, truth);
    List<Beat> beats =
        truth.beats().stream()
            .filter(which)
            .filter(beat -> beat.sample() > BEFORE && beat.sample() + AFTER < samples)
            .toList();
    AverageBeat average = new AverageBeat();
    for (Beat beat : beats) {
      for (int lead = 0; lead < signal.length; lead++) {
        for (int i = 0; i < BEFORE + AFTER; i++) {
          average.millivolts[lead][i] +=
              signal[lead][(int) beat.sample() - BEFORE + i] / beats.size();
        }
      }
    }
    return average;
  }

  /** Sinus bradycardia, which leaves room between T and P wave, with something else about it. */
  static Episode slow(Conduction conduction, StShift st) {
    return new Episode(Rhythm.SINUS_BRADYCARDIA, Double.POSITIVE_INFINITY, 0, conduction, st);
  }

  /** Millivolts above the line between T and P wave. */
  double at(Lead lead, double secondsAfterPeak) {
    double[] signal = millivolts[Lead.STANDARD.indexOf(lead)];
    double line = 0;
    for (int i = 0; i < 60; i++) {
      line += signal[60 + i] / 60;
    }
    return signal[BEFORE + (int) Math.round(secondsAfterPeak * RATE_HZ)] - line;
  }

  /** Highest (or with {@code sign} -1, lowest) value between two times. */
  double extreme(Lead lead, double from, double to, int sign) {
    double extreme = Double.NEGATIVE_INFINITY;
    for (double t = from; t <= to; t += 1.0 / RATE_HZ) {
      extreme = Math.max(extreme, sign * at(lead, t));
    }
    return sign * extreme;
  }

  double qrsOnset() {
    return edge(-1);
  }

  double qrsEnd() {
    return edge(1);
  }

  /** Beginning of the P wave: where lead II, or V1 if II sees little, has left a tenth of it. */
  double atrialOnset() {
    double until = qrsOnset() - 0.012;
    Lead lead = height(Lead.II, until) > height(Lead.V1, until) ? Lead.II : Lead.V1;
    double height = height(lead, until);
    double t = -0.45;
    while (Math.abs(at(lead, t)) < 0.1 * height) {
      t += 1.0 / RATE_HZ;
    }
    return t;
  }

  private double height(Lead lead, double until) {
    return Math.max(extreme(lead, -0.45, until, 1), -extreme(lead, -0.45, until, -1));
  }

  private double edge(int direction) {
    double fastest = 0;
    for (int i = -20; i < 20; i++) {
      fastest = Math.max(fastest, speed(BEFORE + i));
    }
    int i = BEFORE;
    int still = 0;
    while (still < STILL_SAMPLES) {
      i += direction;
      still = speed(i) < STILL * fastest ? still + 1 : 0;
    }
    return (double) (i - direction * STILL_SAMPLES - BEFORE) / RATE_HZ;
  }

  private double speed(int sample) {
    double sum = 0;
    for (double[] lead : millivolts) {
      double step = lead[sample + 1] - lead[sample - 1];
      sum += step * step;
    }
    return Math.sqrt(sum);
  }
}
