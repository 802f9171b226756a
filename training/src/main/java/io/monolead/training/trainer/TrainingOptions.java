// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.trainer;

import io.monolead.training.data.Augmentation;
import io.monolead.training.export.Precision;
import java.util.function.Consumer;

/**
 * How a network is trained.
 *
 * @param epochs passes over the training set, at least 1
 * @param batchSize windows per step, at least 2 (batch norm needs a spread)
 * @param cropSamples length of the random stretch of each window that a step sees, in samples
 * @param schedule how learning rate and momentum run over the steps
 * @param peakLearningRate highest learning rate of the schedule, above 0
 * @param weightDecay decoupled weight decay, at least 0
 * @param largestGradientNorm gradients of a greater norm over all weights are scaled down to it; 0
 *     for no limit
 * @param augmentation random changes to training windows
 * @param averageDecay share of the old average in an exponential moving average of the weights over
 *     steps, which then takes the place of the weights wherever the network is measured or handed
 *     out; 0 for none, below 1
 * @param view what of a recording the network sees when it is measured
 * @param precision of the convolutions while the network learns
 * @param keepBestEpoch true to end with the weights of the epoch of highest validation macro AUC,
 *     false to end with those of the last
 * @param seed seed of weights, order, crops, augmentation and dropout
 */
public record TrainingOptions(
    int epochs,
    int batchSize,
    int cropSamples,
    Schedule schedule,
    double peakLearningRate,
    double weightDecay,
    double largestGradientNorm,
    Augmentation augmentation,
    double averageDecay,
    EvaluationView view,
    Precision precision,
    boolean keepBestEpoch,
    long seed) {

  /** What the shipped students were trained with: random halves of 10 s windows at 100 Hz. */
  public static final TrainingOptions DEFAULT =
      new TrainingOptions(
          30, 32, 500, 1e-2, 0.01, 0, new Augmentation(0.15, 0.1, 0.1, 0.02), false, 1);

  /** One-cycle schedule, no averaged weights, measured on whole windows. */
  public TrainingOptions(
      int epochs,
      int batchSize,
      int cropSamples,
      double peakLearningRate,
      double weightDecay,
      double largestGradientNorm,
      Augmentation augmentation,
      boolean keepBestEpoch,
      long seed) {
    this(
        epochs,
        batchSize,
        cropSamples,
        Schedule.ONE_CYCLE,
        peakLearningRate,
        weightDecay,
        largestGradientNorm,
        augmentation,
        0,
        EvaluationView.WHOLE,
        Precision.FLOAT32,
        keepBestEpoch,
        seed);
  }

  public TrainingOptions {
    require(epochs >= 1, "epochs", "at least 1", epochs);
    require(batchSize >= 2, "batchSize", "at least 2", batchSize);
    require(cropSamples >= 1, "cropSamples", "at least 1", cropSamples);
    require(peakLearningRate > 0, "peakLearningRate", "above 0", peakLearningRate);
    require(weightDecay >= 0, "weightDecay", "at least 0", weightDecay);
    require(largestGradientNorm >= 0, "largestGradientNorm", "at least 0", largestGradientNorm);
    require(
        averageDecay >= 0 && averageDecay < 1, "averageDecay", "from 0 to below 1", averageDecay);
  }

  /** The same with another seed. */
  public TrainingOptions withSeed(long other) {
    return with(copy -> copy.seed = other);
  }

  /** The same for another number of epochs. */
  public TrainingOptions withEpochs(int other) {
    return with(copy -> copy.epochs = other);
  }

  /** The same with another highest learning rate. */
  public TrainingOptions withPeakLearningRate(double other) {
    return with(copy -> copy.peakLearningRate = other);
  }

  /** The same with other random changes. */
  public TrainingOptions withAugmentation(Augmentation other) {
    return with(copy -> copy.augmentation = other);
  }

  /** The same with averaged weights, or without. */
  public TrainingOptions withAverageDecay(double other) {
    return with(copy -> copy.averageDecay = other);
  }

  /** The same with convolutions in another precision. */
  public TrainingOptions withPrecision(Precision other) {
    return with(copy -> copy.precision = other);
  }

  private static void require(boolean holds, String option, String range, Number value) {
    if (!holds) {
      throw new IllegalArgumentException(option + " must be " + range + ", not " + value);
    }
  }

  private TrainingOptions with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.options();
  }

  /** The options on their way to other ones. */
  private static final class Copy {
    int epochs;
    int batchSize;
    int cropSamples;
    Schedule schedule;
    double peakLearningRate;
    double weightDecay;
    double largestGradientNorm;
    Augmentation augmentation;
    double averageDecay;
    EvaluationView view;
    Precision precision;
    boolean keepBestEpoch;
    long seed;

    Copy(TrainingOptions options) {
      epochs = options.epochs;
      batchSize = options.batchSize;
      cropSamples = options.cropSamples;
      schedule = options.schedule;
      peakLearningRate = options.peakLearningRate;
      weightDecay = options.weightDecay;
      largestGradientNorm = options.largestGradientNorm;
      augmentation = options.augmentation;
      averageDecay = options.averageDecay;
      view = options.view;
      precision = options.precision;
      keepBestEpoch = options.keepBestEpoch;
      seed = options.seed;
    }

    TrainingOptions options() {
      return new TrainingOptions(
          epochs,
          batchSize,
          cropSamples,
          schedule,
          peakLearningRate,
          weightDecay,
          largestGradientNorm,
          augmentation,
          averageDecay,
          view,
          precision,
          keepBestEpoch,
          seed);
    }
  }
}
