// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import io.monolead.training.network.FeatureShape;

/**
 * FitNet hints (Romero et al., arXiv 1412.6550): a regressor (convolution, batch norm, ReLU) maps a
 * stage of the student to the shape of a stage of the teacher; the loss is the mean squared
 * difference.
 *
 * <p>By lengths s of the student's stage and t of the teacher's: {@code s = 2t} kernel 3, stride 2;
 * {@code 2s = t} kernel 3, two samples for each; {@code s >= t} kernel {@code 1 + s - t}.
 */
public final class FitNetHint {
  private final Block regressor;

  /**
   * A hint with initialised regressor.
   *
   * @param student shape of the student's stage
   * @param teacher shape of the teacher's stage
   * @param seed seed of the regressor's first weights
   * @param manager owns the regressor's parameters
   * @throws IllegalArgumentException if no regressor fits the lengths
   */
  public FitNetHint(FeatureShape student, FeatureShape teacher, long seed, NDManager manager) {
    this(student, teacher, seed, DataType.FLOAT32, manager);
  }

  /** A hint in any precision: finite differences need the double one. */
  FitNetHint(
      FeatureShape student,
      FeatureShape teacher,
      long seed,
      DataType precision,
      NDManager manager) {
    Block convolution = convolution(student, teacher);
    regressor =
        new SequentialBlock()
            .add(convolution)
            .add(BatchNorm.builder().build())
            .add(Activation.reluBlock());
    regressor.initialize(manager, precision, new Shape(1, student.channels(), student.samples()));
    UniformStart.set(convolution, seed);
  }

  private static Block convolution(FeatureShape student, FeatureShape teacher) {
    int s = student.samples();
    int t = teacher.samples();
    int channels = teacher.channels();
    if (s == 2 * t) {
      return Conv1d.builder()
          .setFilters(channels)
          .setKernelShape(new Shape(3))
          .optStride(new Shape(2))
          .optPadding(new Shape(1))
          .build();
    }
    if (2 * s == t) {
      // The engine's bridge has no transposed convolution; this is one in another order of weights.
      return new SequentialBlock()
          .add(
              Conv1d.builder()
                  .setFilters(2 * channels)
                  .setKernelShape(new Shape(3))
                  .optPadding(new Shape(1))
                  .build())
          .add(FitNetHint::interleave);
    }
    if (s >= t) {
      return Conv1d.builder().setFilters(channels).setKernelShape(new Shape(1 + s - t)).build();
    }
    throw new IllegalArgumentException(
        "No regressor leads from " + student + " to " + teacher + "; choose stages of like length");
  }

  /** Pairs of channels become pairs of samples: {@code [batch, 2c, s] -> [batch, c, 2s]}. */
  private static NDList interleave(NDList inputs) {
    NDArray signal = inputs.singletonOrThrow();
    long channels = signal.getShape().get(1) / 2;
    long samples = signal.getShape().get(2);
    return new NDList(
        signal
            .reshape(-1, channels, 2, samples)
            .transpose(0, 1, 3, 2)
            .reshape(-1, channels, 2 * samples));
  }

  /** The block that holds the regressor's parameters. */
  public Block block() {
    return regressor;
  }

  /**
   * The loss, a scalar.
   *
   * @param student {@code [batch, channel, sample]}
   * @param teacher {@code [batch, channel, sample]}; no gradient goes there
   */
  public NDArray evaluate(NDArray student, NDArray teacher) {
    NDArray regressed =
        regressor
            .forward(new ParameterStore(student.getManager(), false), new NDList(student), true)
            .singletonOrThrow();
    return regressed.sub(teacher.stopGradient()).square().mean();
  }
}
