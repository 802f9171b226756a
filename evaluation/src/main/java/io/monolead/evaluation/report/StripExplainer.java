// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import io.monolead.inference.ActivationMap;
import io.monolead.inference.Attention;
import io.monolead.inference.ModelManifest;
import io.monolead.signal.Conditioner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Computes what a model says of a strip and where in it that comes from: the strip is conditioned
 * as the job conditions a window, and given to the bundle's {@link Attention}. Thread-safe. The
 * attention belongs to whoever opened it.
 */
public final class StripExplainer {
  private final Attention attention;

  /**
   * @param attention of a model of one lead, as jobs run
   * @throws IllegalArgumentException if the model has more
   */
  public StripExplainer(Attention attention) {
    if (attention.manifest().leads().size() != 1) {
      throw new IllegalArgumentException(
          "A strip has one lead, but "
              + attention.manifest().modelId()
              + " takes "
              + attention.manifest().leads());
    }
    this.attention = attention;
  }

  /** Length of the strips that the model takes, seconds. */
  public double seconds() {
    return attention.manifest().windowSamples() / attention.manifest().samplingRateHz();
  }

  /** SHA-256 of the model's bundle. */
  public String sha256() {
    return attention.sha256();
  }

  /** Whether the model has this label. */
  public boolean knows(String label) {
    return attention.manifest().labelSpace().labels().contains(label);
  }

  /**
   * Explains one label of a strip.
   *
   * @param strip of {@link #seconds()}
   * @param label one of the model's
   * @throws IllegalArgumentException if the strip is of another length, or there is no such label
   */
  public ExplainedStrip explain(Strip strip, String label) {
    ModelManifest manifest = attention.manifest();
    List<String> labels = manifest.labelSpace().labels();
    int index = labels.indexOf(label);
    if (index < 0) {
      throw new IllegalArgumentException(
          manifest.modelId() + " has no label " + label + ", it has " + labels);
    }
    Conditioner conditioner =
        manifest
            .conditioning()
            .forSource(strip.samplingRateHz(), strip.millivolts().length, manifest.windowSamples());
    float[] window = new float[manifest.windowValues()];
    conditioner.apply(strip.millivolts(), 0, window, 0);
    ActivationMap map = attention.map(window);
    List<ExplainedStrip.LabelProbability> probabilities = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      probabilities.add(new ExplainedStrip.LabelProbability(labels.get(i), map.probabilities()[i]));
    }
    float[] steps = map.maps()[index];
    double[] shade = new double[steps.length];
    Arrays.setAll(shade, i -> steps[i]);
    return new ExplainedStrip(
        strip,
        manifest.modelId() + " " + manifest.modelVersion(),
        probabilities,
        label,
        map.logits()[index],
        map.offsets()[index],
        shade);
  }
}
