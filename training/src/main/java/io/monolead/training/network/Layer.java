// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

import java.util.List;

/**
 * One operation of a network: what it computes, without its weights.
 *
 * <p>Parameters are named and shaped as in PyTorch, so that weights can be compared array by array.
 */
public sealed interface Layer {

  /** How many values the layer takes; fixed for each kind but concatenations. */
  default int inputCount() {
    return 1;
  }

  /**
   * Shape of the result.
   *
   * @throws IllegalArgumentException if the layer cannot take these inputs
   */
  FeatureShape outputShape(List<FeatureShape> inputs);

  /** The layer's arrays, trainable ones and statistics, in a fixed order. */
  default List<ParameterShape> parameters() {
    return List.of();
  }

  /** Multiply-accumulate operations for one item of the given output shape. */
  default long multiplyAccumulates(FeatureShape output) {
    return 0;
  }

  /** Calls the visitor's method for this kind of layer. */
  <R> R accept(Visitor<R> visitor);

  /** Receives one call for the kind of a layer. */
  interface Visitor<R> {
    R convolution(Convolution layer);

    R batchNorm(BatchNorm layer);

    R relu(Relu layer);

    R maxPool(MaxPool layer);

    R averagePool(AveragePool layer);

    R add(Add layer);

    R adaptiveConcatPool(AdaptiveConcatPool layer);

    R flatten(Flatten layer);

    R dropout(Dropout layer);

    R linear(Linear layer);

    R pad(Pad layer);

    R padChannels(PadChannels layer);

    R concat(Concat layer);

    R sigmoid(Sigmoid layer);

    R scaleChannels(ScaleChannels layer);

    R globalAveragePool(GlobalAveragePool layer);
  }

  /**
   * Convolution over time with zero padding: {@code [inputs, n] -> [outputs, floor((n + 2 padding -
   * kernel) / stride) + 1]}.
   *
   * @param inputs input channels
   * @param outputs output channels
   * @param kernel taps
   * @param stride step in samples
   * @param padding zeros added on each side
   * @param bias whether a bias is added
   */
  record Convolution(int inputs, int outputs, int kernel, int stride, int padding, boolean bias)
      implements Layer {
    @Override
    public FeatureShape outputShape(List<FeatureShape> shapes) {
      FeatureShape input = signal(this, shapes, inputs);
      return FeatureShape.signal(outputs, pooled(this, input.samples(), kernel, stride, padding));
    }

    @Override
    public List<ParameterShape> parameters() {
      ParameterShape weight =
          ParameterShape.trainable(ParameterShape.WEIGHT, outputs, inputs, kernel);
      return bias
          ? List.of(weight, ParameterShape.trainable(ParameterShape.BIAS, outputs))
          : List.of(weight);
    }

    @Override
    public long multiplyAccumulates(FeatureShape output) {
      return output.size() * inputs * kernel;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.convolution(this);
    }
  }

  /**
   * Batch normalisation of each channel (Ioffe and Szegedy 2015).
   *
   * @param channels channels of a signal or features of a vector
   * @param epsilon added to the variance under the root
   * @param momentum share of the batch's statistics in the running ones after a step, as PyTorch
   *     counts it
   */
  record BatchNorm(int channels, float epsilon, float momentum) implements Layer {
    /** Added to the variance under the root, unless a network has its own. */
    public static final float EPSILON = 1e-5f;

    /** Share of the batch's statistics in the running ones after a step, likewise. */
    public static final float MOMENTUM = 0.1f;

    /** With PyTorch's epsilon and momentum. */
    public BatchNorm(int channels) {
      this(channels, EPSILON, MOMENTUM);
    }

    @Override
    public FeatureShape outputShape(List<FeatureShape> shapes) {
      return withChannels(this, shapes, channels);
    }

    @Override
    public List<ParameterShape> parameters() {
      return List.of(
          ParameterShape.trainable(ParameterShape.WEIGHT, channels),
          ParameterShape.trainable(ParameterShape.BIAS, channels),
          ParameterShape.statistic(ParameterShape.RUNNING_MEAN, channels),
          ParameterShape.statistic(ParameterShape.RUNNING_VAR, channels));
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.batchNorm(this);
    }
  }

  /** {@code max(x, 0)}. */
  record Relu() implements Layer {
    @Override
    public FeatureShape outputShape(List<FeatureShape> shapes) {
      return shapes.get(0);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.relu(this);
    }
  }

  /**
   * Maximum over a moving stretch; the padding never wins (it is minus infinity, not zero).
   *
   * @param kernel samples in a stretch
   * @param stride step in samples
   * @param padding samples added on each side
   * @param ceiling whether a last stretch that is only partly inside the signal counts
   */
  record MaxPool(int kernel, int stride, int padding, boolean ceiling) implements Layer {
    /** Of whole stretches only. */
    public MaxPool(int kernel, int stride, int padding) {
      this(kernel, stride, padding, false);
    }

    @Override
    public FeatureShape outputShape(List<FeatureShape> shapes) {
      FeatureShape input = shapes.get(0);
      // A partial stretch is one that begins inside: up to stride - 1 samples are missing.
      int samples = ceiling ? input.samples() + stride - 1 : input.samples();
      return FeatureShape.signal(input.channels(), pooled(this, samples, kernel, stride, padding));
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.maxPool(this);
    }
  }

  /**
   * Mean over non-overlapping stretches.
   *
   * @param kernel samples in a stretch, and the step
   * @param ceiling whether a last stretch that is only partly inside the signal counts; it is
   *     divided by the number of samples inside
   */
  record AveragePool(int kernel, boolean ceiling) implements Layer {
    /** With a partial last stretch. */
    public AveragePool(int kernel) {
      this(kernel, true);
    }

    @Override
    public FeatureShape outputShape(List<FeatureShape> shapes) {
      FeatureShape input = shapes.get(0);
      int samples = ceiling ? input.samples() + kernel - 1 : input.samples();
      if (samples < kernel) {
        throw new IllegalArgumentException(this + " cannot take as few as " + samples + " samples");
      }
      return FeatureShape.signal(input.channels(), samples / kernel);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.averagePool(this);
    }
  }

  /** Sum of two values of one shape. */
  record Add() implements Layer {
    @Override
    public int inputCount() {
      return 2;
    }

    @Override
    public FeatureShape outputShape(List<FeatureShape> shapes) {
      if (!shapes.get(0).equals(shapes.get(1))) {
        throw new IllegalArgumentException(
            "Only equal shapes can be added, not " + shapes.get(0) + " and " + shapes.get(1));
      }
      return shapes.get(0);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.add(this);
    }
  }

  /**
   * Maximum and mean over all time, maximum first: {@code [c, n] -> [2c, 1]}. The order is that of
   * fastai's {@code AdaptiveConcatPool1d}; weights of a head trained elsewhere rely on it.
   */
  record AdaptiveConcatPool() implements Layer {
    @Override
    public FeatureShape outputShape(List<FeatureShape> shapes) {
      return FeatureShape.signal(2 * shapes.get(0).channels(), 1);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.adaptiveConcatPool(this);
    }
  }

  /** Signal to vector: {@code [c, n] -> [c n]}. */
  record Flatten() implements Layer {
    @Override
    public FeatureShape outputShape(List<FeatureShape> shapes) {
      return FeatureShape.vector(Math.toIntExact(shapes.get(0).size()));
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.flatten(this);
    }
  }

  /**
   * Sets a random share of the values to zero in training and scales the rest up (Srivastava et al.
   * 2014); does nothing afterwards.
   *
   * @param rate share set to zero, 0 to below 1
   */
  record Dropout(float rate) implements Layer {
    @Override
    public FeatureShape outputShape(List<FeatureShape> shapes) {
      return shapes.get(0);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.dropout(this);
    }
  }

  /**
   * Fully connected layer: {@code [inputs] -> [outputs]}.
   *
   * @param inputs input features
   * @param outputs output features
   * @param bias whether a bias is added
   */
  record Linear(int inputs, int outputs, boolean bias) implements Layer {
    /** With bias. */
    public Linear(int inputs, int outputs) {
      this(inputs, outputs, true);
    }

    @Override
    public FeatureShape outputShape(List<FeatureShape> shapes) {
      FeatureShape input = withChannels(this, shapes, inputs);
      if (!input.isVector()) {
        throw new IllegalArgumentException(this + " takes a vector, not a signal " + input);
      }
      return FeatureShape.vector(outputs);
    }

    @Override
    public List<ParameterShape> parameters() {
      ParameterShape weight = ParameterShape.trainable(ParameterShape.WEIGHT, outputs, inputs);
      return bias
          ? List.of(weight, ParameterShape.trainable(ParameterShape.BIAS, outputs))
          : List.of(weight);
    }

    @Override
    public long multiplyAccumulates(FeatureShape output) {
      return (long) inputs * outputs;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.linear(this);
    }
  }

  /**
   * Zeros before and after a signal, where a convolution of even length needs more on one side.
   *
   * @param before zeros before the first sample
   * @param after zeros after the last sample
   */
  record Pad(int before, int after) implements Layer {
    @Override
    public FeatureShape outputShape(List<FeatureShape> shapes) {
      FeatureShape input = shapes.get(0);
      return FeatureShape.signal(input.channels(), input.samples() + before + after);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.pad(this);
    }
  }

  /**
   * Channels of zeros after those of a signal: an identity path that becomes wider without weights.
   *
   * @param added channels of zeros
   */
  record PadChannels(int added) implements Layer {
    @Override
    public FeatureShape outputShape(List<FeatureShape> shapes) {
      FeatureShape input = shapes.get(0);
      return FeatureShape.signal(input.channels() + added, input.samples());
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.padChannels(this);
    }
  }

  /**
   * Signals of one length side by side: their channels, in order.
   *
   * @param inputs how many
   */
  record Concat(int inputs) implements Layer {
    @Override
    public int inputCount() {
      return inputs;
    }

    @Override
    public FeatureShape outputShape(List<FeatureShape> shapes) {
      int channels = 0;
      for (FeatureShape shape : shapes) {
        if (shape.samples() != shapes.get(0).samples()) {
          throw new IllegalArgumentException(
              "Only signals of one length stand side by side, not " + shapes);
        }
        channels += shape.channels();
      }
      return FeatureShape.signal(channels, shapes.get(0).samples());
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.concat(this);
    }
  }

  /** {@code 1 / (1 + exp(-x))}. */
  record Sigmoid() implements Layer {
    @Override
    public FeatureShape outputShape(List<FeatureShape> shapes) {
      return shapes.get(0);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.sigmoid(this);
    }
  }

  /** A signal {@code [c, n]} times a vector {@code [c]}: each channel by its own factor. */
  record ScaleChannels() implements Layer {
    @Override
    public int inputCount() {
      return 2;
    }

    @Override
    public FeatureShape outputShape(List<FeatureShape> shapes) {
      if (!shapes.get(1).isVector() || shapes.get(1).channels() != shapes.get(0).channels()) {
        throw new IllegalArgumentException(
            "A signal " + shapes.get(0) + " cannot be scaled by " + shapes.get(1));
      }
      return shapes.get(0);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.scaleChannels(this);
    }
  }

  /** Mean over all time: {@code [c, n] -> [c]}. */
  record GlobalAveragePool() implements Layer {
    @Override
    public FeatureShape outputShape(List<FeatureShape> shapes) {
      return FeatureShape.vector(shapes.get(0).channels());
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.globalAveragePool(this);
    }
  }

  private static FeatureShape withChannels(Layer layer, List<FeatureShape> shapes, int channels) {
    FeatureShape input = shapes.get(0);
    if (input.channels() != channels) {
      throw new IllegalArgumentException(layer + " cannot take " + input);
    }
    return input;
  }

  private static FeatureShape signal(Layer layer, List<FeatureShape> shapes, int channels) {
    FeatureShape input = withChannels(layer, shapes, channels);
    if (input.isVector()) {
      throw new IllegalArgumentException(layer + " takes a signal, not a vector of " + input);
    }
    return input;
  }

  private static int pooled(Layer layer, int samples, int kernel, int stride, int padding) {
    int span = samples + 2 * padding - kernel;
    if (span < 0) {
      throw new IllegalArgumentException(layer + " cannot take as few as " + samples + " samples");
    }
    return span / stride + 1;
  }
}
