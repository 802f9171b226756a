// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BinaryCrossEntropyTest {
  private static final float[] LOGITS = {0, 2, -3, 30, -40, 0.5f};
  private static final float[] TARGETS = {1, 0, 1, 1, 0, 0.3f};
  private static final Shape SHAPE = new Shape(2, 3);

  private final NDManager manager = NDManager.newBaseManager();
  private final BinaryCrossEntropy loss = new BinaryCrossEntropy();

  @AfterEach
  void closeManager() {
    manager.close();
  }

  private NDArray lossOf(float[] logits, float[] targets) {
    return loss.evaluate(
        new NDList(manager.create(targets, SHAPE)), new NDList(manager.create(logits, SHAPE)));
  }

  @Test
  void equalsTheMeanNegativeLogLikelihood() {
    // ln 2, 2.126928, 3.048587, ~0, ~0 and 0.824077, summed and divided by 6 (NumPy).
    assertThat(lossOf(LOGITS, TARGETS).getFloat()).isEqualTo(1.1154566f, within(1e-6f));
  }

  @Test
  void staysFiniteForLogitsOfAnySize() {
    float[] huge = {1e30f, -1e30f, 1e4f, -1e4f, 88, -88};

    assertThat(lossOf(huge, new float[6]).getFloat()).isFinite();
    assertThat(lossOf(huge, new float[] {1, 0, 1, 0, 1, 0}).getFloat())
        .isEqualTo(0f, within(1e-6f));
  }

  @Test
  void hasTheGradientSigmoidMinusTargetAlsoAtZero() {
    NDArray logits = manager.create(LOGITS, SHAPE);
    logits.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(
          loss.evaluate(new NDList(manager.create(TARGETS, SHAPE)), new NDList(logits)));
    }
    float[] gradient = logits.getGradient().toFloatArray();

    for (int i = 0; i < LOGITS.length; i++) {
      double expected = (1 / (1 + Math.exp(-LOGITS[i])) - TARGETS[i]) / 6;
      assertThat(gradient[i]).isEqualTo((float) expected, within(1e-6f));
    }
  }

  @Test
  void hasTheGradientOfFiniteDifferences() {
    float[] gradient = new float[3];
    float step = 1e-2f;
    float[] at = {0.7f, -1.2f, 0.1f, 0, 0, 0};
    NDArray logits = manager.create(at, SHAPE);
    logits.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(
          loss.evaluate(new NDList(manager.create(TARGETS, SHAPE)), new NDList(logits)));
    }
    System.arraycopy(logits.getGradient().toFloatArray(), 0, gradient, 0, 3);

    for (int i = 0; i < 3; i++) {
      float[] above = at.clone();
      float[] below = at.clone();
      above[i] += step;
      below[i] -= step;
      float difference =
          (lossOf(above, TARGETS).getFloat() - lossOf(below, TARGETS).getFloat()) / (2 * step);
      assertThat(gradient[i]).isEqualTo(difference, within(1e-4f));
    }
  }
}
