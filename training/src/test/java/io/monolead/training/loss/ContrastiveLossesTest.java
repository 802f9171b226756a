// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import static io.monolead.training.loss.FiniteDifferences.sines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Golden values are computed anchor by anchor in double precision, on the same sines. */
class ContrastiveLossesTest {
  private static final double[] COUNTS = {1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1};
  private static final double[] ALL = new double[15];

  static {
    Arrays.fill(ALL, 1);
  }

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void closeArrays() {
    manager.close();
  }

  private static NDArray units(NDManager owner, int count, double frequency) {
    NDArray rows = owner.create(sines(4 * count, frequency, 1), new Shape(count, 4));
    return unit(rows);
  }

  private static NDArray unit(NDArray rows) {
    return rows.div(rows.square().sum(new int[] {1}, true).sqrt());
  }

  private NDArray evaluate(ContrastiveLoss loss, double[] counts) {
    return loss.evaluate(
        units(manager, 3, 0.9),
        units(manager, 3, 1.7),
        units(manager, 5, 2.3),
        manager.create(counts, new Shape(3, 5)));
  }

  @Test
  void infoNceIsTheCrossEntropyOfFindingThePositiveAmongTheCountedNegatives() {
    assertThat(evaluate(new InfoNce(0.07), COUNTS).getDouble())
        .isEqualTo(GoldenLosses.value("infonce"), within(1e-12));
  }

  @Test
  void infoNceOfTwoCandidatesIsWhatPaperAndPencilGive() {
    // Anchor and positive equal (product 1), one negative at a right angle (product 0), tau 1:
    // -ln(e / (e + 1)).
    NDArray anchor = manager.create(new double[] {1, 0}, new Shape(1, 2));
    NDArray negative = manager.create(new double[] {0, 1}, new Shape(1, 2));
    NDArray counts = manager.create(new double[] {1}, new Shape(1, 1));

    double loss = new InfoNce(1).evaluate(anchor, anchor, negative, counts).getDouble();

    assertThat(loss).isEqualTo(Math.log1p(Math.exp(-1)), within(1e-12));
  }

  @Test
  void infoNceBoundsTheMutualInformationByTheLogarithmOfTheCandidates() {
    double loss = evaluate(new InfoNce(0.07), ALL).getDouble();

    assertThat(loss).isPositive();
    assertThat(Math.log(6) - loss).isLessThanOrEqualTo(Math.log(6));
  }

  @Test
  void nceIsCrdsSumWithZFromTheFirstBatch() {
    NoiseContrastive loss = new NoiseContrastive(0.5, 10);

    assertThat(evaluate(loss, ALL).getDouble())
        .isEqualTo(GoldenLosses.value("nce-all"), within(1e-12));
    assertThat(loss.normaliser()).isEqualTo(GoldenLosses.values("nce-all")[1], within(1e-12));
  }

  @Test
  void nceKeepsZWhateverComesLaterAndAcrossACheckpoint() {
    NoiseContrastive loss = new NoiseContrastive(0.5, 10);
    evaluate(loss, ALL);
    double first = loss.normaliser();
    NDArray other = units(manager, 3, 0.2);
    loss.evaluate(other, other, units(manager, 5, 2.3), manager.ones(new Shape(3, 5)));
    NoiseContrastive restored = new NoiseContrastive(0.5, 10);

    restored.restore(loss.state());

    assertThat(loss.normaliser()).isEqualTo(first);
    assertThat(restored.normaliser()).isEqualTo(first);
    assertThat(new NoiseContrastive(0.5, 10).state()).isEmpty();
  }

  @Test
  void bothHaveTheGradientOfFiniteDifferences() {
    NoiseContrastive nce = new NoiseContrastive(0.5, 10);
    evaluate(nce, ALL);
    for (ContrastiveLoss loss : new ContrastiveLoss[] {new InfoNce(0.5), nce}) {
      FiniteDifferences.check(
          sines(12, 0.9, 1),
          new Shape(3, 4),
          anchors -> {
            NDManager owner = anchors.getManager();
            return loss.evaluate(
                unit(anchors),
                units(owner, 3, 1.7),
                units(owner, 5, 2.3),
                owner.create(COUNTS, new Shape(3, 5)));
          });
    }
  }

  @Test
  void gradientsReachThePositivesOfTheBatchButNoBank() {
    NDArray positives = units(manager, 3, 1.7).toType(DataType.FLOAT32, true);
    NDArray bank = units(manager, 5, 2.3).toType(DataType.FLOAT32, true);
    positives.setRequiresGradient(true);
    bank.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(
          new InfoNce(0.5)
              .evaluate(
                  units(manager, 3, 0.9).toType(DataType.FLOAT32, true),
                  positives,
                  bank,
                  manager.ones(new Shape(3, 5))));
    }

    assertThat(bank.getGradient().toFloatArray()).containsOnly(0);
    assertThat(positives.getGradient().toFloatArray()).doesNotContain(0);
  }

  @Test
  void aBankHoldsUnitVectorsAndChangesOnlyTheRowsOfTheBatch() {
    EmbeddingBank bank = new EmbeddingBank(6, 3, 0.5, 1);
    float[] before = bank.rows();

    bank.update(new int[] {2, 4}, new float[] {1, 0, 0, 0, -1, 0});

    float[] after = bank.rows();
    for (int row = 0; row < 6; row++) {
      double squares = 0;
      for (int i = 0; i < 3; i++) {
        squares += after[row * 3 + i] * after[row * 3 + i];
      }
      assertThat(squares).as("row %d", row).isEqualTo(1, within(1e-6));
      float[] old = Arrays.copyOfRange(before, row * 3, row * 3 + 3);
      float[] now = Arrays.copyOfRange(after, row * 3, row * 3 + 3);
      if (row == 2 || row == 4) {
        assertThat(now).isNotEqualTo(old);
      } else {
        assertThat(now).isEqualTo(old);
      }
    }
  }

  @Test
  void aBankRowIsTheNormalisedMeanOfOldAndNewAtMomentumOneHalf() {
    EmbeddingBank bank = new EmbeddingBank(1, 2, 0.5, 1);
    bank.restore(new float[] {1, 0});

    bank.update(new int[] {0}, new float[] {0, 1});

    // (1, 0) / 2 + (0, 1) / 2 has norm 1 / sqrt 2.
    float half = (float) Math.sqrt(0.5);
    assertThat(bank.rows()).containsExactly(new float[] {half, half}, within(1e-6f));
    assertThat(bank.gather(new int[] {0, 0}, manager).toFloatArray())
        .containsExactly(new float[] {half, half, half, half}, within(1e-6f));
  }

  @Test
  void aBankOfAnotherSizeIsNotTakenUp() {
    EmbeddingBank bank = new EmbeddingBank(2, 2, 0.5, 1);

    assertThatThrownBy(() -> bank.restore(new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 numbers, not 3");
  }

  @Test
  void negativesAreOtherRecordsOfOtherLabelSetsDrawnWithoutReplacement() {
    // Label sets A, A, B, {A, B}, none.
    float[] targets = {1, 0, 1, 0, 0, 1, 1, 1, 0, 0};
    NegativeSampler different = new NegativeSampler(targets, 2, 5, Negatives.DIFFERENT_LABELS, 7);
    NegativeSampler any = new NegativeSampler(targets, 2, 5, Negatives.ANY, 7);

    NegativeSampler.Draw draw = different.draw(3, new int[] {0, 3});

    Set<Integer> rows = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      rows.add(draw.rows()[i]);
      assertThat(draw.counts()[i]).isEqualTo(draw.rows()[i] < 2 ? 0 : 1);
      assertThat(draw.counts()[5 + i]).isEqualTo(draw.rows()[i] == 3 ? 0 : 1);
      assertThat(any.draw(3, new int[] {0}).counts()[i]).isEqualTo(draw.rows()[i] == 0 ? 0 : 1);
    }
    assertThat(rows).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
  }

  @Test
  void aStepDrawsTheSameRowsAgainAndAnotherStepOthers() {
    float[] targets = new float[500];
    NegativeSampler sampler = new NegativeSampler(targets, 1, 20, Negatives.ANY, 7);

    int[] rows = sampler.draw(5, new int[] {1}).rows();

    assertThat(sampler.draw(5, new int[] {2, 3}).rows()).isEqualTo(rows);
    assertThat(sampler.draw(6, new int[] {1}).rows()).isNotEqualTo(rows);
  }

  @Test
  void embeddingsHaveUnitLengthAndFollowFromTheSeed() {
    NDArray features = manager.create(new float[] {1, 2, 3, -4, 5, 0}, new Shape(2, 3));

    float[] embedded = new ProjectionHead(3, 4, 9, manager).embed(features).toFloatArray();

    for (int row = 0; row < 2; row++) {
      double squares = 0;
      for (int i = 0; i < 4; i++) {
        squares += embedded[row * 4 + i] * embedded[row * 4 + i];
      }
      assertThat(squares).isEqualTo(1, within(1e-5));
    }
    assertThat(new ProjectionHead(3, 4, 9, manager).embed(features).toFloatArray())
        .isEqualTo(embedded);
    assertThat(new ProjectionHead(3, 4, 8, manager).embed(features).toFloatArray())
        .isNotEqualTo(embedded);
  }
}
