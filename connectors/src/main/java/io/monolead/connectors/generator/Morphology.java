// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import io.monolead.connectors.generator.BeatClock.Scheduled;
import io.monolead.signal.Lead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The shape of one patient's beats in one limb lead.
 *
 * <p>Every wave is a vector in the frontal plane (0 degrees to the left arm, 90 degrees to the
 * feet), drawn from the seed alone; a lead sees its projection, so that Einthoven's and
 * Goldberger's equations hold between the leads of one heart.
 */
final class Morphology {
  /** Weights of the horizontal and vertical component: II = I cos 60 + F sin 60 and so on. */
  private static final Map<Lead, double[]> PROJECTIONS =
      Map.of(
          Lead.I, projection(1, 0),
          Lead.II, projection(0, 1),
          Lead.III, projection(-1, 1),
          Lead.AVR, projection(-0.5, -0.5),
          Lead.AVL, projection(1, -0.5),
          Lead.AVF, projection(-0.5, 1));

  private static final double USUAL_INTERVAL = 0.86;

  /** Component of a beat: size in millivolts, angle in degrees, centre and width in seconds. */
  private record Vector(double size, double angle, double centre, double width) {}

  private final double[] projection;
  private final List<Vector> atrial;
  private final List<Vector> ventricular;
  private final List<Vector> recovery;
  private final List<Vector> ectopic;
  private final double atrialOnset;

  Morphology(Lead lead, long seed) {
    projection = PROJECTIONS.get(lead);
    if (projection == null) {
      throw new IllegalArgumentException(
          "A heart can be simulated in the limb leads I, II, III, aVR, aVL and aVF, not in "
              + lead);
    }
    Random random = new Random(seed);
    double axis = normal(random, 38, 18, -5, 72);
    double size = 0.95 * spread(random, 0.3);
    double opposite = axis + 180;
    ventricular =
        List.of(
            new Vector(
                0.14 * spread(random, 0.4),
                opposite + normal(random, 0, 25, -50, 50),
                -normal(random, 0.023, 0.002, 0.018, 0.028),
                0.007),
            new Vector(size, axis, 0, normal(random, 0.0098, 0.0012, 0.0075, 0.0125)),
            new Vector(
                0.16 * spread(random, 0.6),
                opposite + normal(random, 0, 30, -60, 60),
                normal(random, 0.027, 0.003, 0.021, 0.033),
                normal(random, 0.0095, 0.001, 0.0075, 0.0115)));
    double late = normal(random, 0.265, 0.015, 0.235, 0.3);
    double recoveryAngle = axis + normal(random, 4, 12, -30, 30);
    double recoverySize = 0.24 * spread(random, 0.35);
    // A T wave rises slowly and falls fast: a broad wave before a narrow one.
    recovery =
        List.of(
            new Vector(0.42 * recoverySize, recoveryAngle, late - 0.055, 0.05),
            new Vector(0.80 * recoverySize, recoveryAngle, late, 0.032));
    double conduction = normal(random, 0.135, 0.012, 0.11, 0.165);
    double atrialAngle = normal(random, 52, 10, 25, 72);
    double atrialSize = 0.11 * spread(random, 0.25);
    // Right atrium, then left.
    atrial =
        List.of(
            new Vector(0.75 * atrialSize, atrialAngle + 8, -conduction - 0.012, 0.016),
            new Vector(0.65 * atrialSize, atrialAngle - 10, -conduction + 0.014, 0.016));
    atrialOnset = conduction + 0.06;
    // From the right ventricle the beat runs to the left, from the left ventricle away from it.
    boolean fromRight = random.nextDouble() < 0.6;
    double ectopicAngle =
        fromRight ? normal(random, 20, 25, -25, 50) : normal(random, 165, 20, 130, 210);
    double ectopicSize = Math.max(0.6, 1.1 * size * spread(random, 0.15));
    ectopic =
        List.of(
            new Vector(0.40 * ectopicSize, ectopicAngle - 6, -0.030, 0.014),
            new Vector(0.90 * ectopicSize, ectopicAngle, 0, 0.019),
            new Vector(0.45 * ectopicSize, ectopicAngle + 8, 0.042, 0.017),
            new Vector(-0.16 * ectopicSize, ectopicAngle, 0.105, 0.030),
            new Vector(-0.22 * ectopicSize, ectopicAngle, 0.235, 0.055),
            new Vector(-0.18 * ectopicSize, ectopicAngle, 0.300, 0.038));
  }

  /**
   * The waves of one beat in this lead. Intervals from the R peak to the T wave follow the cube
   * root of the cycle (Fridericia), those before it hardly change.
   */
  Wave[] waves(Scheduled beat) {
    List<Wave> waves = new ArrayList<>();
    double cycle = BeatClock.clamp(beat.interval() / USUAL_INTERVAL, 0.4, 1.6);
    double repolarisation = Math.cbrt(cycle);
    if (beat.beatClass() == BeatClass.VENTRICULAR) {
      add(waves, ectopic, 1, 1);
      return waves.toArray(Wave[]::new);
    }
    boolean fibrillating = beat.rhythm() == Rhythm.ATRIAL_FIBRILLATION;
    if (!fibrillating) {
      add(waves, atrial, 1, Math.min(1.1, Math.pow(cycle, 0.2)));
    }
    add(waves, ventricular, 1, 1);
    // Recovery is less uniform, and T waves lower, in fibrillating and fast hearts.
    double height = fibrillating ? 0.3 : beat.interval() < 0.6 ? 0.75 : 1;
    add(waves, recovery, height, repolarisation);
    return waves.toArray(Wave[]::new);
  }

  /** Seconds before the R peak at which a beat begins. */
  double onset(Scheduled beat) {
    boolean preceded =
        beat.beatClass() == BeatClass.NORMAL && beat.rhythm() != Rhythm.ATRIAL_FIBRILLATION;
    return preceded ? atrialOnset : beat.beatClass() == BeatClass.NORMAL ? 0.045 : 0.09;
  }

  /** What this lead sees of a vector of unit size. */
  double projected(double angleDegrees) {
    double radians = StrictMath.toRadians(angleDegrees);
    return projection[0] * StrictMath.cos(radians) + projection[1] * StrictMath.sin(radians);
  }

  private void add(List<Wave> waves, List<Vector> vectors, double height, double stretch) {
    for (Vector vector : vectors) {
      waves.add(
          new Wave(
              height * vector.size() * projected(vector.angle()),
              vector.centre() * stretch,
              vector.width() * stretch));
    }
  }

  /** Weights of the components from those of leads I and II. */
  private static double[] projection(double leadI, double leadII) {
    return new double[] {leadI + leadII * 0.5, leadII * Math.sqrt(3) / 2};
  }

  static double normal(Random random, double mean, double deviation, double low, double high) {
    return BeatClock.clamp(mean + deviation * random.nextGaussian(), low, high);
  }

  static double spread(Random random, double sigma) {
    return StrictMath.exp(sigma * BeatClock.clamp(random.nextGaussian(), -2, 2));
  }
}
