// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.pooling.Pool;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.initializer.XavierInitializer.FactorType;
import ai.djl.training.initializer.XavierInitializer.RandomType;

/** Makes the operation for each kind of layer. */
final class LayerOperations implements Layer.Visitor<LayerOperation> {

  /** N(0, 2 / fan-in): He et al. 2015. */
  private static final XavierInitializer KAIMING =
      new XavierInitializer(RandomType.GAUSSIAN, FactorType.IN, 2f);

  @Override
  public LayerOperation convolution(Layer.Convolution layer) {
    Conv1d block =
        Conv1d.builder()
            .setFilters(layer.outputs())
            .setKernelShape(new Shape(layer.kernel()))
            .optStride(new Shape(layer.stride()))
            .optPadding(new Shape(layer.padding()))
            .optBias(layer.bias())
            .build();
    block.setInitializer(KAIMING, Parameter.Type.WEIGHT);
    return new LayerOperation.OfBlock(block);
  }

  @Override
  public LayerOperation batchNorm(Layer.BatchNorm layer) {
    return new LayerOperation.OfBlock(
        ai.djl.nn.norm.BatchNorm.builder()
            .optEpsilon(layer.epsilon())
            // DJL's momentum is the share of the old value, PyTorch's that of the new one.
            .optMomentum(1 - layer.momentum())
            .build());
  }

  @Override
  public LayerOperation relu(Layer.Relu layer) {
    return new LayerOperation.OfFunction(inputs -> inputs.head().getNDArrayInternal().relu());
  }

  @Override
  public LayerOperation maxPool(Layer.MaxPool layer) {
    Shape kernel = new Shape(layer.kernel());
    Shape stride = new Shape(layer.stride());
    Shape padding = new Shape(layer.padding());
    return new LayerOperation.OfFunction(
        inputs -> Pool.maxPool1d(inputs.head(), kernel, stride, padding, layer.ceiling()));
  }

  @Override
  public LayerOperation averagePool(Layer.AveragePool layer) {
    Shape kernel = new Shape(layer.kernel());
    Shape padding = new Shape(0);
    return new LayerOperation.OfFunction(
        inputs -> Pool.avgPool1d(inputs.head(), kernel, kernel, padding, layer.ceiling(), true));
  }

  @Override
  public LayerOperation add(Layer.Add layer) {
    return new LayerOperation.OfFunction(inputs -> inputs.get(0).add(inputs.get(1)));
  }

  @Override
  public LayerOperation adaptiveConcatPool(Layer.AdaptiveConcatPool layer) {
    return new LayerOperation.OfFunction(LayerOperations::concatPool);
  }

  private static NDArray concatPool(NDList inputs) {
    int[] time = {2};
    try (NDArray maximum = inputs.head().max(time, true);
        NDArray mean = inputs.head().mean(time, true)) {
      return maximum.concat(mean, 1);
    }
  }

  @Override
  public LayerOperation flatten(Layer.Flatten layer) {
    return new LayerOperation.OfFunction(
        inputs -> inputs.head().reshape(inputs.head().getShape().get(0), -1));
  }

  @Override
  public LayerOperation dropout(Layer.Dropout layer) {
    return new LayerOperation.OfBlock(
        ai.djl.nn.norm.Dropout.builder().optRate(layer.rate()).build());
  }

  @Override
  public LayerOperation linear(Layer.Linear layer) {
    ai.djl.nn.core.Linear block =
        ai.djl.nn.core.Linear.builder().setUnits(layer.outputs()).optBias(layer.bias()).build();
    block.setInitializer(KAIMING, Parameter.Type.WEIGHT);
    return new LayerOperation.OfBlock(block);
  }

  @Override
  public LayerOperation pad(Layer.Pad layer) {
    return padding(layer.before(), layer.after(), 0, 0);
  }

  @Override
  public LayerOperation padChannels(Layer.PadChannels layer) {
    return padding(0, 0, 0, layer.added());
  }

  /** PyTorch counts the sides of the last dimension first. DJL's own interface has no padding. */
  private static LayerOperation padding(long... sides) {
    return new LayerOperation.OfFunction(
        inputs -> JniUtils.pad((PtNDArray) inputs.head(), sides, 0));
  }

  @Override
  public LayerOperation concat(Layer.Concat layer) {
    return new LayerOperation.OfFunction(inputs -> NDArrays.concat(inputs, 1));
  }

  @Override
  public LayerOperation sigmoid(Layer.Sigmoid layer) {
    return new LayerOperation.OfFunction(inputs -> Activation.sigmoid(inputs.head()));
  }

  @Override
  public LayerOperation scaleChannels(Layer.ScaleChannels layer) {
    return new LayerOperation.OfFunction(
        inputs -> {
          try (NDArray factors = inputs.get(1).expandDims(2)) {
            return inputs.get(0).mul(factors);
          }
        });
  }

  @Override
  public LayerOperation globalAveragePool(Layer.GlobalAveragePool layer) {
    return new LayerOperation.OfFunction(inputs -> inputs.head().mean(new int[] {2}));
  }
}
