// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * The normalised temperature-scaled cross-entropy of SimCLR (Chen et al., arXiv 2002.05709, eq. 1):
 * of all other views of a batch, each view shall find the one of the same recording, {@code
 * -log(exp(z_i.z_j / tau) / sum_(k != i) exp(z_i.z_k / tau))}, averaged over all views.
 */
public final class NtXent {
  /** Takes a view's likeness to itself out of the sum, as {@link InfoNce} does. */
  private static final float LEFT_OUT = -1e4f;

  private final double temperature;

  /**
   * A loss.
   *
   * @param temperature tau, above 0
   */
  public NtXent(double temperature) {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("A temperature is above 0, not " + temperature);
    }
    this.temperature = temperature;
  }

  /**
   * The loss, a scalar of at least 0.
   *
   * @param views unit vectors {@code [2 * batch, dimension]}: the first views of all recordings,
   *     then the second ones in the same order
   */
  public NDArray evaluate(NDArray views) {
    int count = Math.toIntExact(views.getShape().get(0));
    if (count == 0 || count % 2 != 0) {
      throw new IllegalArgumentException("Every recording has two views, but there are " + count);
    }
    float[] itself = new float[count * count];
    float[] partner = new float[count * count];
    for (int i = 0; i < count; i++) {
      itself[i * count + i] = LEFT_OUT;
      partner[i * count + (i + count / 2) % count] = 1;
    }
    NDArray likeness = views.matMul(views.transpose()).div(Constant.of(temperature, views));
    return likeness
        .add(square(itself, count, views))
        .logSoftmax(1)
        .mul(square(partner, count, views))
        .sum(new int[] {1})
        .mean()
        .neg();
  }

  private static NDArray square(float[] values, int side, NDArray like) {
    return like.getManager()
        .create(values, new Shape(side, side))
        .toType(like.getDataType(), false);
  }
}
