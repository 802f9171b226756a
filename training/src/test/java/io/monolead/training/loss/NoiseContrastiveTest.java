// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NoiseContrastiveTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void closeArrays() {
    manager.close();
  }

  private NDArray rows(double... values) {
    return manager.create(values, new Shape(values.length / 2, 2));
  }

  private NDArray counts(double... values) {
    return manager.create(values, new Shape(2, values.length / 2));
  }

  @Test
  void isWhatPaperAndPencilGiveForTwoRecordsAndOneNegative() {
    // tau = 1, n = 2, K = 1. Products: 1 and 1 of the positives, -1 and 0 of the negative.
    NDArray anchors = rows(1, 0, 0, 1);
    NoiseContrastive loss = new NoiseContrastive(1, 2);

    double value = loss.evaluate(anchors, anchors, rows(-1, 0), counts(1, 1)).getDouble();

    double z = 2 * (2 * Math.E + Math.exp(-1) + 1) / 4;
    double found = Math.log(Math.E / z / (Math.E / z + 0.5 + 1e-7));
    double refusedFar = Math.log(0.5 / (Math.exp(-1) / z + 0.5 + 1e-7));
    double refusedNear = Math.log(0.5 / (1 / z + 0.5 + 1e-7));
    assertThat(loss.normaliser()).isEqualTo(z, within(1e-12));
    assertThat(value).isEqualTo(-found - (refusedFar + refusedNear) / 2, within(1e-12));
  }

  @Test
  void leavesUncountedCandidatesOutOfNoiseSumAndZ() {
    double[] golden = GoldenLosses.values("nce");
    NoiseContrastive loss = new NoiseContrastive(0.5, 10);
    double[] kept = {1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1};

    NDArray value =
        loss.evaluate(
            units(3, 0.9), units(3, 1.7), units(5, 2.3), manager.create(kept, new Shape(3, 5)));

    assertThat(value.getDouble()).isEqualTo(golden[0], within(1e-12));
    assertThat(loss.normaliser()).isEqualTo(golden[1], within(1e-12));
  }

  private NDArray units(int count, double frequency) {
    NDArray rows =
        manager.create(FiniteDifferences.sines(4 * count, frequency, 1), new Shape(count, 4));
    return rows.div(rows.square().sum(new int[] {1}, true).sqrt());
  }

  @Test
  void anAnchorWithoutNegativesHasNothingToRefuse() {
    NDArray anchors = rows(1, 0, 0, 1);
    anchors.setRequiresGradient(true);
    double value;
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray loss =
          new NoiseContrastive(1, 2).evaluate(anchors, anchors, rows(-1, 0), counts(1, 0));
      collector.backward(loss);
      value = loss.getDouble();
    }

    double z = 2 * (2 * Math.E + Math.exp(-1)) / 3;
    double first =
        Math.log(Math.E / z / (Math.E / z + 0.5 + 1e-7))
            + Math.log(0.5 / (Math.exp(-1) / z + 0.5 + 1e-7));
    double second = Math.log(Math.E / z / (Math.E / z + 1e-7));
    assertThat(value).isEqualTo(-(first + second) / 2, within(1e-12));
    assertThat(DoubleStream.of(anchors.getGradient().toDoubleArray()).allMatch(Double::isFinite))
        .isTrue();
  }

  @Test
  void noGradientReachesEitherBank() {
    NDArray anchors = units(3, 0.9).toType(DataType.FLOAT32, true);
    NDArray positives = units(3, 1.7).toType(DataType.FLOAT32, true);
    NDArray candidates = units(5, 2.3).toType(DataType.FLOAT32, true);
    for (NDArray array : new NDArray[] {anchors, positives, candidates}) {
      array.setRequiresGradient(true);
    }
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(
          new NoiseContrastive(0.5, 10)
              .evaluate(anchors, positives, candidates, manager.ones(new Shape(3, 5))));
    }

    assertThat(anchors.getGradient().toFloatArray()).doesNotContain(0);
    assertThat(positives.getGradient().toFloatArray()).containsOnly(0);
    assertThat(candidates.getGradient().toFloatArray()).containsOnly(0);
  }
}
