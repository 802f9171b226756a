// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import io.monolead.connectors.generator.BeatClock.Scheduled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The shape of one patient's beats: the path of the heart's dipole, after Sameni, Clifford, Jutten
 * and Shamsollahi, "Multichannel ECG and Noise Modeling: Application to Maternal and Fetal ECG
 * Signals", EURASIP J. Adv. Signal Process. 2007, as bells over time with a direction each.
 *
 * <p>A direction is an angle in the frontal plane (0 degrees to the left arm, 90 degrees to the
 * feet) and a part to the front, all drawn from the seed alone. Angles, sizes and times are those
 * of adults at rest; what a block or an injury changes follows the usual descriptions (Surawicz et
 * al., "AHA/ACCF/HRS Recommendations for the Standardization and Interpretation of the
 * Electrocardiogram, Part III", 2009).
 */
final class Morphology {
  private static final double USUAL_INTERVAL = 0.86;

  /** The shift of an ST segment is full from so long to so long after the QRS complex. */
  private static final double SHIFTED_FROM = 0.02;

  private static final double SHIFTED_TO = 0.085;

  private final List<DipoleWave> atrial;
  private final List<DipoleWave> ectopicAtrial;
  private final List<DipoleWave> recovery;
  private final List<DipoleWave> ventricular;
  private final List<DipoleWave> leftBlocked;
  private final List<DipoleWave> leftBlockedRecovery;
  private final List<DipoleWave> rightBlocked;
  private final List<DipoleWave> rightBlockedRecovery;
  private final List<DipoleWave> ectopic;
  private final double blockDelay;

  /** One beat's waves, from the first to begin to the last, and when they begin and end. */
  record Shape(List<DipoleWave> waves, Beat.Timing timing) {
    /** Seconds after the R peak, so below 0, at which the beat begins. */
    double onset() {
      return Double.isNaN(timing.atrialOnset()) ? timing.ventricularOnset() : timing.atrialOnset();
    }
  }

  Morphology(long seed) {
    // The frontal plane has a random sequence of its own, and so has what leads I and II do not
    // see: a part that is added to one of them leaves the other as it was.
    Random random = new Random(seed);
    Random depth = new Random(Seeds.mixed(seed + 1));
    double axis = normal(random, 38, 18, -5, 72);
    double size = 0.95 * spread(random, 0.3);
    double opposite = axis + 180;
    double septalFront = 0.23 * spread(depth, 0.3);
    double front = -0.6 * size * spread(depth, 0.25);
    DipoleWave septal =
        DipoleWave.bell(
            0.14 * spread(random, 0.4),
            opposite + normal(random, 0, 25, -50, 50),
            septalFront,
            -normal(random, 0.023, 0.002, 0.018, 0.028),
            0.007);
    DipoleWave main =
        DipoleWave.bell(size, axis, front, 0, normal(random, 0.0098, 0.0012, 0.0075, 0.0125));
    DipoleWave basal =
        DipoleWave.bell(
            0.16 * spread(random, 0.6),
            opposite + normal(random, 0, 30, -60, 60),
            -0.55 * spread(depth, 0.3),
            normal(random, 0.027, 0.003, 0.021, 0.033),
            normal(random, 0.0095, 0.001, 0.0075, 0.0115));
    ventricular = List.of(septal, main, basal);
    double late = normal(random, 0.265, 0.015, 0.235, 0.3);
    double recoveryAngle = axis + normal(random, 4, 12, -30, 30);
    double recoverySize = 0.24 * spread(random, 0.35);
    double recoveryFront = 0.85 * recoverySize * spread(depth, 0.3);
    recovery = recovery(recoverySize, recoveryAngle, recoveryFront, late);
    double conduction = normal(random, 0.135, 0.012, 0.11, 0.165);
    double atrialAngle = normal(random, 52, 10, 25, 72);
    double atrialSize = 0.11 * spread(random, 0.25);
    // Right atrium, in front, then left, behind: V1 sees a wave up and one down.
    atrial =
        List.of(
            DipoleWave.bell(0.75 * atrialSize, atrialAngle + 8, 0.09, -conduction - 0.012, 0.016),
            DipoleWave.bell(
                0.65 * atrialSize, atrialAngle - 10, -0.03, -conduction + 0.014, 0.016));
    // From the right ventricle the beat runs to the left and back, from the left ventricle away
    // from it and to the front.
    boolean fromRight = random.nextDouble() < 0.6;
    double ectopicAngle =
        fromRight ? normal(random, 20, 25, -25, 50) : normal(random, 165, 20, 130, 210);
    double ectopicSize = Math.max(0.6, 1.1 * size * spread(random, 0.15));
    double ectopicFront = (fromRight ? -0.6 : 0.6) * spread(depth, 0.2);
    ectopic = new ArrayList<>();
    double[][] parts = {
      {0.40, -6, -0.030, 0.014},
      {0.90, 0, 0, 0.019},
      {0.45, 8, 0.042, 0.017},
      {-0.16, 0, 0.105, 0.030},
      {-0.22, 0, 0.235, 0.055},
      {-0.18, 0, 0.300, 0.038}
    };
    for (double[] part : parts) {
      double part0 = part[0] * ectopicSize;
      ectopic.add(
          DipoleWave.bell(part0, ectopicAngle + part[1], part0 * ectopicFront, part[2], part[3]));
    }
    blockDelay = normal(depth, 0.12, 0.02, 0.085, 0.165);
    double mainEnd = basal.end();
    leftBlocked = leftBlocked(size, axis, depth);
    leftBlockedRecovery =
        recovery(
            1.1 * recoverySize,
            axis + 170,
            recoveryFront + 0.3 * size,
            late + 0.6 * (end(leftBlocked) - mainEnd));
    rightBlocked = rightBlocked(septal, main, size, depth);
    rightBlockedRecovery =
        recovery(
            recoverySize,
            recoveryAngle,
            -0.7 * recoverySize,
            late + 0.5 * (end(rightBlocked) - mainEnd));
    // From low or left in the atria: the wave runs up, or to the right.
    double away = atrialAngle + 125 + 40 * depth.nextDouble();
    double awayFront = 0.1 * (depth.nextDouble() - 0.5);
    ectopicAtrial =
        List.of(
            DipoleWave.bell(0.8 * atrialSize, away, awayFront, -conduction + 0.004, 0.013),
            DipoleWave.bell(0.6 * atrialSize, away + 15, awayFront, -conduction + 0.024, 0.013));
  }

  /** A T wave rises slowly and falls fast: a broad wave before a narrow one. */
  private static List<DipoleWave> recovery(double size, double angle, double front, double at) {
    return List.of(
        DipoleWave.bell(0.42 * size, angle, 0.42 * front, at - 0.055, 0.05),
        DipoleWave.bell(0.80 * size, angle, 0.80 * front, at, 0.032));
  }

  /**
   * The septum from the right, then the left ventricle late and slowly: to the left and back, with
   * a notch.
   */
  private static List<DipoleWave> leftBlocked(double size, double axis, Random depth) {
    double angle = axis - normal(depth, 15, 8, 0, 30);
    double back = -normal(depth, 1.3, 0.15, 1, 1.6) * size;
    double notch = normal(depth, 0.047, 0.003, 0.041, 0.054);
    return List.of(
        DipoleWave.bell(0.14 * size, angle + 20, 0.42 * spread(depth, 0.2), -0.040, 0.010),
        DipoleWave.bell(0.72 * size, angle, back, 0, 0.017),
        DipoleWave.bell(0.78 * size, angle - 8, back, notch, 0.018));
  }

  /** The left ventricle as ever, then the right one late and slowly: to the right and front. */
  private static List<DipoleWave> rightBlocked(
      DipoleWave septal, DipoleWave main, double size, Random depth) {
    double late = normal(depth, 0.058, 0.003, 0.052, 0.065);
    double right = normal(depth, 0.45, 0.05, 0.35, 0.55) * Math.max(size, 0.7);
    double front = normal(depth, 0.68, 0.06, 0.56, 0.8) * Math.max(size, 0.7);
    return List.of(
        septal,
        // The late right ventricle leaves the left one's forces less turned to the back.
        new DipoleWave(
            main.x(), main.y(), 0.25 * main.z(), main.from(), main.to(), main.rise(), main.fall()),
        DipoleWave.bell(right, 180 + normal(depth, 0, 12, -25, 25), front, late, 0.017));
  }

  /**
   * The waves of one beat. Intervals from the R peak to the T wave follow the cube root of the
   * cycle (Fridericia), those before it hardly change.
   */
  Shape shape(Scheduled beat) {
    List<DipoleWave> waves = new ArrayList<>();
    if (beat.beatClass() == BeatClass.VENTRICULAR) {
      waves.addAll(ectopic);
      return shape(waves, Double.NaN, ectopic.subList(0, 3));
    }
    double cycle = BeatClock.clamp(beat.interval() / USUAL_INTERVAL, 0.4, 1.6);
    double repolarisation = Math.cbrt(cycle);
    Conduction conduction = beat.episode().conduction();
    boolean fibrillating = beat.rhythm() == Rhythm.ATRIAL_FIBRILLATION;
    List<DipoleWave> complex =
        switch (conduction) {
          case NORMAL, FIRST_DEGREE_BLOCK -> ventricular;
          case LEFT_BUNDLE_BRANCH_BLOCK -> leftBlocked;
          case RIGHT_BUNDLE_BRANCH_BLOCK -> rightBlocked;
        };
    double atrialOnset = Double.NaN;
    if (!fibrillating) {
      // What begins earlier than a normal complex leaves the PR interval as it was.
      double earlier = onset(complex) - onset(ventricular);
      double delay = conduction == Conduction.FIRST_DEGREE_BLOCK ? blockDelay : 0;
      boolean premature = beat.beatClass() == BeatClass.ATRIAL_PREMATURE;
      double stretch = premature ? 1 : Math.min(1.1, Math.pow(cycle, 0.2));
      for (DipoleWave wave : premature ? ectopicAtrial : atrial) {
        waves.add(wave.changed(1, stretch, earlier - delay));
      }
      atrialOnset = onset(waves);
    }
    waves.addAll(complex);
    // Recovery is less uniform, and T waves lower, in fibrillating and fast hearts.
    double height = fibrillating ? 0.3 : beat.interval() < 0.6 ? 0.75 : 1;
    List<DipoleWave> after =
        switch (conduction) {
          case NORMAL, FIRST_DEGREE_BLOCK -> recovery;
          case LEFT_BUNDLE_BRANCH_BLOCK -> leftBlockedRecovery;
          case RIGHT_BUNDLE_BRANCH_BLOCK -> rightBlockedRecovery;
        };
    for (DipoleWave wave : after) {
      waves.add(wave.changed(height, repolarisation, 0));
    }
    StShift st = beat.episode().st();
    if (st.state() != StState.LEVEL) {
      double end = end(complex);
      waves.add(
          st.territory()
              .wave(
                  st.state().sign() * st.millivolts(),
                  end + SHIFTED_FROM,
                  end + SHIFTED_TO,
                  SHIFTED_FROM / 2,
                  0.05));
    }
    return shape(waves, atrialOnset, complex);
  }

  private static Shape shape(List<DipoleWave> waves, double atrialOnset, List<DipoleWave> complex) {
    return new Shape(waves, new Beat.Timing(atrialOnset, onset(complex), end(complex)));
  }

  private static double onset(List<DipoleWave> waves) {
    return waves.stream().mapToDouble(DipoleWave::onset).min().orElseThrow();
  }

  private static double end(List<DipoleWave> waves) {
    return waves.stream().mapToDouble(DipoleWave::end).max().orElseThrow();
  }

  static double normal(Random random, double mean, double deviation, double low, double high) {
    return BeatClock.clamp(mean + deviation * random.nextGaussian(), low, high);
  }

  static double spread(Random random, double sigma) {
    return StrictMath.exp(sigma * BeatClock.clamp(random.nextGaussian(), -2, 2));
  }
}
