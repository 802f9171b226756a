// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import ai.djl.ndarray.NDArray;

/**
 * The noise-contrastive form of Contrastive Representation Distillation (Tian et al., arXiv
 * 1910.10699, eq. 18 with the implementation's constants).
 *
 * <p>With {@code P = exp(a.b / tau) / Z} and noise probability {@code 1 / n}, K negatives: {@code
 * -log(P+ / (P+ + K/n + eps)) - sum_j log((K/n) / (P_j + K/n + eps))}, averaged over anchors. Z is
 * the mean of {@code exp(a.b / tau)} over the first batch times n, and constant from then on.
 */
public final class NoiseContrastive implements ContrastiveLoss {
  private static final double EPSILON = 1e-7;

  private final double temperature;
  private final int records;
  private double normaliser = Double.NaN;

  /**
   * A loss.
   *
   * @param temperature tau, above 0
   * @param records n, rows of the bank
   */
  public NoiseContrastive(double temperature, int records) {
    if (!(temperature > 0) || records < 2) {
      throw new IllegalArgumentException(
          "A temperature above 0 and two records are needed, not " + temperature + ", " + records);
    }
    this.temperature = temperature;
    this.records = records;
  }

  @Override
  public NDArray evaluate(NDArray anchors, NDArray positives, NDArray candidates, NDArray counts) {
    NDArray own =
        anchors
            .mul(positives.stopGradient())
            .sum(new int[] {1}, true)
            .div(Constant.of(temperature, anchors))
            .exp();
    NDArray others =
        anchors
            .matMul(candidates.stopGradient().transpose())
            .div(Constant.of(temperature, anchors))
            .exp();
    NDArray negatives = counts.sum(new int[] {1}, true);
    if (Double.isNaN(normaliser)) {
      double sum = number(own.sum()) + number(others.mul(counts).sum());
      normaliser = sum / (number(negatives.sum()) + own.size()) * records;
    }
    NDArray noise = negatives.div(records);
    NDArray likely = own.div(Constant.of(normaliser, own));
    NDArray found = likely.div(likely.add(noise).add(EPSILON)).log();
    // An anchor without negatives refuses nobody; 1/n instead of 0 keeps the logarithm that counts
    // for nothing finite, which 0 times would not.
    NDArray refused =
        noise
            .maximum(1.0 / records)
            .div(others.div(Constant.of(normaliser, others)).add(noise).add(EPSILON))
            .log()
            .mul(counts)
            .sum(new int[] {1}, true);
    return found.add(refused).mean().neg();
  }

  private static double number(NDArray scalar) {
    return scalar.toType(ai.djl.ndarray.types.DataType.FLOAT64, false).getDouble();
  }

  @Override
  public boolean positivesFromBank() {
    return true;
  }

  /** Z; NaN before the first batch. */
  public double normaliser() {
    return normaliser;
  }

  @Override
  public float[] state() {
    if (Double.isNaN(normaliser)) {
      return new float[0];
    }
    long bits = Double.doubleToRawLongBits(normaliser);
    return new float[] {
      Float.intBitsToFloat((int) (bits >>> Integer.SIZE)), Float.intBitsToFloat((int) bits)
    };
  }

  @Override
  public void restore(float[] state) {
    if (state.length == 2) {
      long high = Float.floatToRawIntBits(state[0]);
      long low = Float.floatToRawIntBits(state[1]) & 0xFFFF_FFFFL;
      normaliser = Double.longBitsToDouble(high << Integer.SIZE | low);
    } else if (state.length != 0) {
      throw new IllegalArgumentException("Z is two numbers, not " + state.length);
    }
  }
}
