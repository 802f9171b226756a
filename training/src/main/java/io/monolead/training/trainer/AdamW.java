// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.trainer;

/**
 * Adam with decoupled weight decay (I. Loshchilov and F. Hutter, arXiv:1711.05101) over one flat
 * array of weights.
 *
 * <p>Per weight: {@code w -= rate * decay * w}, then {@code m = beta1 m + (1 - beta1) g}, {@code v
 * = beta2 v + (1 - beta2) g^2}, {@code w -= rate / (1 - beta1^t) * m / (sqrt(v / (1 - beta2^t)) +
 * epsilon)}. Beta1 may change from step to step; its bias correction uses the step's own value.
 * Every weight decays, those of batch norm and biases too, as in the reference benchmark.
 *
 * <p>Not safe for use by several threads.
 */
public final class AdamW {
  private static final double BETA2 = 0.99;
  private static final double EPSILON = 1e-8;

  private final double weightDecay;
  private final float[] first;
  private final float[] second;
  private long steps;

  /**
   * An optimiser before its first step.
   *
   * @param size number of weights
   * @param weightDecay share of each weight that a learning rate of 1 would take away, at least 0
   */
  public AdamW(int size, double weightDecay) {
    this(new float[size], new float[size], 0, weightDecay);
  }

  private AdamW(float[] first, float[] second, long steps, double weightDecay) {
    this.first = first;
    this.second = second;
    this.steps = steps;
    this.weightDecay = weightDecay;
  }

  /** The optimiser as a checkpoint left it; takes the arrays over. */
  static AdamW restored(float[] first, float[] second, long steps, double weightDecay) {
    return new AdamW(first, second, steps, weightDecay);
  }

  /**
   * Moves the weights one step against the gradient.
   *
   * @param weights changed in place
   * @param gradient of the same length
   * @param learningRate at least 0
   * @param beta1 from 0 to below 1
   */
  public void step(float[] weights, float[] gradient, double learningRate, double beta1) {
    if (weights.length != first.length || gradient.length != first.length) {
      throw new IllegalArgumentException(
          "The optimiser holds "
              + first.length
              + " weights, not "
              + weights.length
              + " with a gradient of "
              + gradient.length);
    }
    steps++;
    float keep = (float) (1 - learningRate * weightDecay);
    float b1 = (float) beta1;
    float b1Rest = (float) (1 - beta1);
    float b2 = (float) BETA2;
    float b2Rest = (float) (1 - BETA2);
    float rate = (float) (learningRate / (1 - Math.pow(beta1, (double) steps)));
    float correction = (float) (1 / Math.sqrt(1 - Math.pow(BETA2, (double) steps)));
    float epsilon = (float) EPSILON;
    for (int i = 0; i < weights.length; i++) {
      float g = gradient[i];
      float m = b1 * first[i] + b1Rest * g;
      float v = b2 * second[i] + b2Rest * g * g;
      first[i] = m;
      second[i] = v;
      weights[i] = weights[i] * keep - rate * m / ((float) Math.sqrt(v) * correction + epsilon);
    }
  }

  /** Number of steps taken. */
  public long steps() {
    return steps;
  }

  /** First moments, the optimiser's own array. */
  float[] first() {
    return first;
  }

  /** Second moments, the optimiser's own array. */
  float[] second() {
    return second;
  }
}
