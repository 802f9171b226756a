// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
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
 * @param leadOff largest share of each lead that one patch without signal may cover, as where an
 *     electrode loses the skin: flat, or at the limit of the amplifier. Half of all leads keep
 *     their whole signal; keep it small, or what the labels name may be gone. In JSON it is left
 *     out when it is 0, so that what identifies a training of earlier times stays the same
 */
public record Augmentation(
    double gainSpread,
    double wander,
    double noise,
    double stretch,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) double leadOff) {
  /** Leaves windows as they are. */
  public static final Augmentation NONE = new Augmentation(0, 0, 0, 0);

  private static final double SLOWEST_WANDER_HZ = 0.1;
  private static final double FASTEST_WANDER_HZ = 0.5;
  private static final double MOST_STRETCH = 0.2;
  private static final double MOST_LEAD_OFF = 0.5;

  /** Furthest limit of an amplifier, in multiples of the lead's largest magnitude. */
  private static final double FURTHEST_LIMIT = 3;

  /** Augmentations without patches that have no signal. */
  public Augmentation(double gainSpread, double wander, double noise, double stretch) {
    this(gainSpread, wander, noise, stretch, 0);
  }

  public Augmentation {
    if (!(gainSpread >= 0 && wander >= 0 && noise >= 0)
        || !(stretch >= 0 && stretch <= MOST_STRETCH)
        || !(leadOff >= 0 && leadOff <= MOST_LEAD_OFF)) {
      throw new IllegalArgumentException(
          "Augmentations are at least 0, a stretch at most "
              + MOST_STRETCH
              + " and a lead-off share at most "
              + MOST_LEAD_OFF
              + ", not gain "
              + gainSpread
              + ", wander "
              + wander
              + ", noise "
              + noise
              + ", stretch "
              + stretch
              + ", lead off "
              + leadOff);
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
      if (leadOff > 0 && random.nextBoolean()) {
        takeOff(target, to, samples, random);
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

  /** Last of all: where there is no signal, there is neither wander nor noise. */
  private void takeOff(float[] target, int to, int samples, SplittableRandom random) {
    int length = 1 + random.nextInt(Math.max(1, (int) (leadOff * samples)));
    int first = to + random.nextInt(samples - length + 1);
    float level = target[first];
    if (random.nextBoolean()) {
      float largest = 0;
      for (int i = to; i < to + samples; i++) {
        largest = Math.max(largest, Math.abs(target[i]));
      }
      double limit = largest * (1 + (FURTHEST_LIMIT - 1) * random.nextDouble());
      level = (float) (random.nextBoolean() ? limit : -limit);
    }
    Arrays.fill(target, first, first + length, level);
  }
}
