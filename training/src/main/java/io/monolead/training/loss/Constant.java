// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/**
 * Numbers by which values with a gradient are multiplied or divided.
 *
 * <p>{@code array.mul(number)} must not be used there: the engine's bridge puts the number in a
 * buffer of Java's and lets go of it at once, but the engine looks it up again when it computes the
 * gradient. If the garbage collector comes in between, the gradient is made of whatever lies there
 * by then.
 */
public final class Constant {
  private Constant() {}

  /**
   * A number that lives as long as the manager of the value it is used with.
   *
   * @param value the number
   * @param with the value it is used with; gives type and manager
   */
  public static NDArray of(double value, NDArray with) {
    return with.getDataType() == DataType.FLOAT64
        ? with.getManager().create(value)
        : with.getManager().create((float) value);
  }
}
