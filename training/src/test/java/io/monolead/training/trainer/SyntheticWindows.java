// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.trainer;

import io.monolead.signal.LabelSpace;
import io.monolead.signal.Lead;
import io.monolead.training.data.WindowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Windows of one lead in which each label adds a sine of its own to noise. */
final class SyntheticWindows {
  private SyntheticWindows() {}

  static WindowSet of(int count, int samples, int labels, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] signals = new float[count * samples];
    float[] targets = new float[count * labels];
    List<String> names = new ArrayList<>();
    List<String> labelNames = new ArrayList<>();
    for (int label = 0; label < labels; label++) {
      labelNames.add("L" + label);
    }
    for (int row = 0; row < count; row++) {
      names.add("r" + row);
      for (int i = 0; i < samples; i++) {
        signals[row * samples + i] = (float) (0.3 * random.nextGaussian());
      }
      for (int label = 0; label < labels; label++) {
        if (random.nextBoolean()) {
          targets[row * labels + label] = 1;
          double phase = 2 * Math.PI * random.nextDouble();
          for (int i = 0; i < samples; i++) {
            signals[row * samples + i] +=
                (float) Math.sin(phase + 2 * Math.PI * i * (label + 1) / 25.0);
          }
        }
      }
    }
    return new WindowSet(
        new LabelSpace("synthetic", labelNames),
        List.of(Lead.I),
        100,
        samples,
        names,
        names,
        signals,
        targets);
  }
}
