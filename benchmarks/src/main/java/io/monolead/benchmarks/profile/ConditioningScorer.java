// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.profile;

import io.monolead.inference.LabelOperatingPoint;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.job.assemble.Window;
import io.monolead.job.infer.WindowScorer;
import io.monolead.job.infer.WindowScorerFactory;
import io.monolead.signal.Conditioner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that a bundle's scorer does but the network: windows are conditioned into the batch,
 * every probability is nothing. Belongs to one thread.
 */
public final class ConditioningScorer implements WindowScorer {
  private record Prepared(Conditioner conditioner, Conditioner.Scratch scratch) {}

  private final ModelManifest manifest;
  private final List<String> labels;
  private final float[] thresholds;
  private final float[] rows;
  private final Map<Double, Prepared> conditioners = new HashMap<>();

  public ConditioningScorer(ModelManifest manifest, int batchSize) {
    this.manifest = manifest;
    labels = manifest.labelSpace().labels();
    thresholds = new float[labels.size()];
    for (int i = 0; i < thresholds.length; i++) {
      LabelOperatingPoint point = manifest.operatingPoints().get(i);
      thresholds[i] = point.threshold();
    }
    rows = new float[batchSize * manifest.windowSamples()];
  }

  /** Opens one for the model of a bundle. */
  static WindowScorerFactory of(Path bundle) {
    String file = bundle.toString();
    return batchSize -> open(file, batchSize);
  }

  private static WindowScorer open(String file, int batchSize) throws IOException {
    return new ConditioningScorer(ModelBundle.read(Path.of(file)).manifest(), batchSize);
  }

  @Override
  public String modelId() {
    return manifest.modelId();
  }

  @Override
  public String modelVersion() {
    return manifest.modelVersion();
  }

  @Override
  public List<String> labels() {
    return labels;
  }

  @Override
  public float[] thresholds() {
    return thresholds;
  }

  @Override
  public void put(int row, Window window) {
    Prepared prepared =
        conditioners.computeIfAbsent(
            window.samplingRateHz(),
            rate -> {
              Conditioner conditioner =
                  manifest
                      .conditioning()
                      .forSource(rate, window.millivolts().length, manifest.windowSamples());
              return new Prepared(conditioner, conditioner.newScratch());
            });
    prepared
        .conditioner()
        .apply(window.millivolts(), 0, rows, row * manifest.windowSamples(), prepared.scratch());
  }

  @Override
  public void score(int count, float[] probabilities) {
    Arrays.fill(probabilities, 0, count * labels.size(), 0);
  }

  @Override
  public void close() {}
}
