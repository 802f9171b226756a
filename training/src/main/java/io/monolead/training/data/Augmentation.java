// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import java.util.SplittableRandom;

/**
 * Random changes to a training window that leave its labels true, against differences between the
 * recorders of the data set and the devices of the field. Each is off at 0.
 *
 * <p>Wander and noise are in the unit of the conditioned window: deviations of the training set
 * where the conditioning scales by that.
 *
 * @param gainSpread standard deviation of the logarithm of a gain, one per window: electrode
 *     position and contact
 * @param wander largest amplitude of a slow sine (0.1 to 0.5 Hz) added to each lead
 * @param noise largest standard deviation of white noise added to each lead
 * @param stretch largest share by which time runs faster or slower; keep it to a few percent, or
 *     rate labels become untrue
 */
public record Augmentation(double gainSpread, double wander, double noise, double stretch) {
  /** Leaves windows as they are. */
  public static final Augmentation NONE = new Augmentation(0, 0, 0, 0);

  private static final double SLOWEST_WANDER_HZ = 0.1;
  private static final double FASTEST_WANDER_HZ = 0.5;
  private static final double MOST_STRETCH = 0.2;

  public Augmentation {
    if (!(gainSpread >= 0 && wander >= 0 && noise >= 0)
        || !(stretch >= 0 && stretch <= MOST_STRETCH)) {
      throw new IllegalArgumentException(
          "Augmentations are at least 0 and a stretch at most "
              + MOST_STRETCH
              + ", not gain "
              + gainSpread
              + ", wander "
              + wander
              + ", noise "
              + noise
              + ", stretch "
              + stretch);
    }
  }

  /**
   * Copies a stretch of a window, changed.
   *
   * @param windows the set that the window is from
   * @param row the window
   * @param start first sample of the stretch
   * @param samples length of the stretch
   * @param target receives {@code [lead][sample]}, flat
   * @param at where in {@code target} to begin
   * @param random source of chance
   */
  void copy(
      WindowSet windows,
      int row,
      int start,
      int samples,
      float[] target,
      int at,
      SplittableRandom random) {
    float gain = gainSpread == 0 ? 1 : (float) Math.exp(gainSpread * random.nextGaussian());
    double speed = stretch == 0 ? 1 : 1 + stretch * (2 * random.nextDouble() - 1);
    int leads = windows.leads().size();
    for (int lead = 0; lead < leads; lead++) {
      int source = row * windows.stride() + lead * windows.windowSamples();
      int to = at + lead * samples;
      if (speed == 1) {
        System.arraycopy(windows.signals(), source + start, target, to, samples);
      } else {
        stretched(windows, source, start, samples, speed, target, to);
      }
      if (gain != 1) {
        for (int i = 0; i < samples; i++) {
          target[to + i] *= gain;
        }
      }
      if (wander > 0) {
        addWander(target, to, samples, windows.samplingRateHz(), random);
      }
      if (noise > 0) {
        double deviation = noise * random.nextDouble();
        for (int i = 0; i < samples; i++) {
          target[to + i] += (float) (deviation * random.nextGaussian());
        }
      }
    }
  }

  /** Linear interpolation around the middle of the stretch; the window's edges are held. */
  private static void stretched(
      WindowSet windows, int source, int start, int samples, double speed, float[] target, int to) {
    double middle = start + (samples - 1) / 2.0;
    int last = windows.windowSamples() - 1;
    for (int i = 0; i < samples; i++) {
      double position = middle + (i - (samples - 1) / 2.0) * speed;
      position = Math.max(0, Math.min(last, position));
      int below = (int) position;
      int above = Math.min(below + 1, last);
      float low = windows.signals()[source + below];
      float high = windows.signals()[source + above];
      target[to + i] = low + (float) (position - below) * (high - low);
    }
  }

  private void addWander(
      float[] target, int to, int samples, double samplingRateHz, SplittableRandom random) {
    double amplitude = wander * random.nextDouble();
    double hertz =
        SLOWEST_WANDER_HZ + (FASTEST_WANDER_HZ - SLOWEST_WANDER_HZ) * random.nextDouble();
    double phase = 2 * Math.PI * random.nextDouble();
    double step = 2 * Math.PI * hertz / samplingRateHz;
    for (int i = 0; i < samples; i++) {
      target[to + i] += (float) (amplitude * Math.sin(phase + step * i));
    }
  }
}
