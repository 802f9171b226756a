// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import io.monolead.job.assemble.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * Arithmetic in place of a network: the probability of each label is the window's first sample in
 * millivolts, divided by the label's position plus one.
 */
public final class MeanScorer implements WindowScorer {
  private final String modelId;
  private final List<String> labels;
  private final float[] thresholds;
  private final float[] rows;

  /** How long a batch takes by the {@link TestClock}. */
  static final long SCORING_MILLIS = 8;

  /** Sizes of the batches scored, in order. */
  final List<Integer> batches = new ArrayList<>();

  boolean closed;

  public MeanScorer(List<String> labels, int batchSize) {
    this("mean", labels, batchSize);
  }

  MeanScorer(String modelId, List<String> labels, int batchSize) {
    this.modelId = modelId;
    this.labels = labels;
    this.rows = new float[batchSize];
    this.thresholds = new float[labels.size()];
    java.util.Arrays.fill(thresholds, 0.5f);
  }

  @Override
  public String modelId() {
    return modelId;
  }

  @Override
  public String modelVersion() {
    return "1";
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
  public void put(int row, Window window) throws UnscorableWindowException {
    if (window.samplingRateHz() == 13) {
      throw new UnscorableWindowException("13 Hz is not for this model");
    }
    rows[row] = window.millivolts()[0];
  }

  @Override
  public void score(int count, float[] probabilities) {
    batches.add(count);
    TestClock.pass(SCORING_MILLIS);
    for (int row = 0; row < count; row++) {
      for (int label = 0; label < labels.size(); label++) {
        probabilities[row * labels.size() + label] = rows[row] / (label + 1);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
