// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.trainer;

/**
 * The one-cycle schedule (L. Smith, "A disciplined approach to neural network hyper-parameters",
 * arXiv:1803.09820) in cosine form: in the first 30 % of the steps the learning rate rises from a
 * 25th to its peak while beta1 falls from 0.95 to 0.85, in the rest the rate falls to a 250 000th
 * while beta1 rises again.
 *
 * @param totalSteps steps of the whole training, at least 1
 * @param peakLearningRate highest learning rate, above 0
 */
public record OneCycle(long totalSteps, double peakLearningRate) {
  private static final double RISING_SHARE = 0.3;
  private static final double START_DIVISOR = 25;
  private static final double END_DIVISOR = 25e4;
  private static final double HIGH_BETA1 = 0.95;
  private static final double LOW_BETA1 = 0.85;

  public OneCycle {
    if (totalSteps < 1 || !(peakLearningRate > 0)) {
      throw new IllegalArgumentException(
          "A schedule needs at least one step and a learning rate above 0, not "
              + totalSteps
              + " steps and "
              + peakLearningRate);
    }
  }

  /**
   * The learning rate of a step.
   *
   * @param step counted from 0
   */
  public double learningRate(long step) {
    return rising(step)
        ? cosine(peakLearningRate / START_DIVISOR, peakLearningRate, progress(step))
        : cosine(peakLearningRate, peakLearningRate / END_DIVISOR, progress(step));
  }

  /**
   * The optimiser's beta1 at a step.
   *
   * @param step counted from 0
   */
  public double beta1(long step) {
    return rising(step)
        ? cosine(HIGH_BETA1, LOW_BETA1, progress(step))
        : cosine(LOW_BETA1, HIGH_BETA1, progress(step));
  }

  private boolean rising(long step) {
    return step < risingSteps();
  }

  private long risingSteps() {
    return (long) (RISING_SHARE * totalSteps);
  }

  private double progress(long step) {
    return rising(step)
        ? (double) step / risingSteps()
        : (double) (step - risingSteps()) / (totalSteps - risingSteps());
  }

  private static double cosine(double from, double to, double progress) {
    return to + (from - to) / 2 * (Math.cos(Math.PI * progress) + 1);
  }
}
