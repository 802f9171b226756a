// SPDX-License-Identifier: Apache-2.0
package io.monolead.training;

import io.monolead.inference.GoldenSet;
import io.monolead.inference.LabelOperatingPoint;
import io.monolead.training.data.WindowSet;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.NetworkWeights;
import io.monolead.training.trainer.Trainer;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The windows of a bundle's self-test: made up, so that no patient's signal travels with a model.
 *
 * <p>Trains of narrow and wide beats at several rates, even and uneven, in noise; each excites the
 * network in another way, which is all that a self-test needs.
 */
final class GoldenWindows {
  private static final int COUNT = 6;
  private static final double NOISE = 0.1;

  private GoldenWindows() {}

  /**
   * The self-test of a network: windows, and what the network in training's own engine blocks says
   * of them, against which the exported network is held.
   *
   * @param shape a set of windows of the shape that the network takes
   */
  static GoldenSet of(
      NetworkDescription network,
      NetworkWeights weights,
      WindowSet shape,
      List<LabelOperatingPoint> points) {
    SplittableRandom random = new SplittableRandom(1);
    float[] signals = new float[COUNT * shape.stride()];
    for (int window = 0; window < COUNT; window++) {
      for (int lead = 0; lead < shape.leads().size(); lead++) {
        int from = window * shape.stride() + lead * shape.windowSamples();
        fill(signals, from, shape.windowSamples(), shape.samplingRateHz(), window, random);
      }
    }
    List<String> names = Collections.nCopies(COUNT, "golden");
    float[] probabilities =
        Trainer.logits(
            network,
            weights,
            new WindowSet(
                shape.labelSpace(),
                shape.leads(),
                shape.samplingRateHz(),
                shape.windowSamples(),
                names,
                names,
                signals,
                new float[COUNT * shape.labelSpace().size()]));
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = points.get(i % points.size()).probability(probabilities[i]);
    }
    return new GoldenSet(COUNT, signals, probabilities);
  }

  private static void fill(
      float[] target, int from, int samples, double rateHz, int kind, SplittableRandom random) {
    double interval = (0.35 + 0.2 * kind) * rateHz;
    double width = (kind % 2 == 0 ? 0.02 : 0.05) * rateHz;
    double unevenness = kind % 3 == 2 ? 0.4 : 0.02;
    for (int i = 0; i < samples; i++) {
      target[from + i] = (float) (NOISE * random.nextGaussian());
    }
    double beat = interval * random.nextDouble();
    while (beat < samples) {
      for (int i = 0; i < samples; i++) {
        double distance = (i - beat) / width;
        target[from + i] += (float) (5 * Math.exp(-distance * distance / 2));
      }
      beat += interval * (1 + unevenness * (2 * random.nextDouble() - 1));
    }
  }
}
