// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

import java.util.Arrays;
import java.util.List;

/**
 * One array of a layer.
 *
 * @param name its name within the layer, as PyTorch spells it: {@code weight}, {@code bias}, {@code
 *     running_mean}, {@code running_var}
 * @param dimensions its dimensions, outermost first
 * @param trainable whether an optimiser changes it; running statistics are not trainable and are
 *     not counted as parameters
 */
public record ParameterShape(String name, List<Integer> dimensions, boolean trainable) {
  public static final String WEIGHT = "weight";
  public static final String BIAS = "bias";
  public static final String RUNNING_MEAN = "running_mean";
  public static final String RUNNING_VAR = "running_var";

  public ParameterShape {
    dimensions = List.copyOf(dimensions);
  }

  static ParameterShape trainable(String name, Integer... dimensions) {
    return new ParameterShape(name, Arrays.asList(dimensions), true);
  }

  static ParameterShape statistic(String name, Integer... dimensions) {
    return new ParameterShape(name, Arrays.asList(dimensions), false);
  }

  /** Number of values. */
  public int size() {
    return dimensions.stream().reduce(1, Math::multiplyExact);
  }

  /** Inputs that one output sums over: the product of all dimensions but the first. */
  public int fanIn() {
    return size() / dimensions.get(0);
  }
}
