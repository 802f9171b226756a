// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.export;

import io.monolead.training.network.FeatureShape;
import io.monolead.training.network.Layer;
import io.monolead.training.network.Node;
import io.monolead.training.network.ParameterShape;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How TorchScript computes one layer while a network is trained: signals are {@code [batch,
 * channel, 1, sample]} with the channels innermost, the order in which the engine's convolutions
 * and batch norms are fastest.
 */
final class TrainingExpression implements Layer.Visitor<String> {
  /** Converts a value to floating point of 16 bits. */
  static final String HALF = "torch.to(%s, 5)";

  private final Node node;
  private final String cast;
  private final boolean laidOut;

  private TrainingExpression(Node node, String cast, boolean laidOut) {
    this.node = node;
    this.cast = cast;
    this.laidOut = laidOut;
  }

  /** For weights in float32, as trained. */
  TrainingExpression(Node node, Precision precision) {
    this(node, precision == Precision.BFLOAT16 ? "torch.to(%s, 15)" : "%s", false);
  }

  /** For convolutions whose weights have 16 bits and four dimensions in the file already. */
  static TrainingExpression withHalfWeights(Node node) {
    return new TrainingExpression(node, HALF, true);
  }

  @Override
  public String convolution(Layer.Convolution layer) {
    return call(
        "torch.conv2d(%s, %s, %s, [1, %d], [0, %d], [1, 1], 1)",
        input(0),
        laidOut
            ? self(ParameterShape.WEIGHT)
            : inPrecision("torch.unsqueeze(" + self(ParameterShape.WEIGHT) + ", 2)"),
        !layer.bias()
            ? "None"
            : laidOut ? self(ParameterShape.BIAS) : inPrecision(self(ParameterShape.BIAS)),
        layer.stride(),
        layer.padding());
  }

  private String inPrecision(String value) {
    return call(cast, value);
  }

  @Override
  public String batchNorm(Layer.BatchNorm layer) {
    return call(
        "torch.batch_norm(%s, %s, %s, %s, %s, self.training, %s, %s, False)",
        input(0),
        self(ParameterShape.WEIGHT),
        self(ParameterShape.BIAS),
        self(ParameterShape.RUNNING_MEAN),
        self(ParameterShape.RUNNING_VAR),
        layer.momentum(),
        layer.epsilon());
  }

  @Override
  public String relu(Layer.Relu layer) {
    return call("torch.relu(%s)", input(0));
  }

  @Override
  public String maxPool(Layer.MaxPool layer) {
    return call(
        "torch.max_pool2d(%s, [1, %d], [1, %d], [0, %d], [1, 1], %s)",
        input(0), layer.kernel(), layer.stride(), layer.padding(), flag(layer.ceiling()));
  }

  @Override
  public String averagePool(Layer.AveragePool layer) {
    return call(
        "torch.avg_pool2d(%s, [1, %d], [1, %d], [0, 0], %s, True, None)",
        input(0), layer.kernel(), layer.kernel(), flag(layer.ceiling()));
  }

  @Override
  public String add(Layer.Add layer) {
    return call("torch.add(%s, %s)", input(0), input(1));
  }

  @Override
  public String adaptiveConcatPool(Layer.AdaptiveConcatPool layer) {
    return call(
        "torch.to(torch.cat([torch.amax(%s, [2, 3], True), torch.mean(%s, [2, 3], True)], 1), 6)",
        input(0), input(0));
  }

  @Override
  public String flatten(Layer.Flatten layer) {
    return call("torch.flatten(%s, 1, -1)", input(0));
  }

  @Override
  public String dropout(Layer.Dropout layer) {
    return call("torch.dropout(%s, %s, self.training)", input(0), layer.rate());
  }

  @Override
  public String linear(Layer.Linear layer) {
    return call(
        "torch.linear(%s, %s, %s)",
        input(0), self(ParameterShape.WEIGHT), layer.bias() ? self(ParameterShape.BIAS) : "None");
  }

  @Override
  public String pad(Layer.Pad layer) {
    return call("torch.constant_pad_nd(%s, [%d, %d], 0.)", input(0), layer.before(), layer.after());
  }

  @Override
  public String padChannels(Layer.PadChannels layer) {
    return call("torch.constant_pad_nd(%s, [0, 0, 0, 0, 0, %d], 0.)", input(0), layer.added());
  }

  @Override
  public String concat(Layer.Concat layer) {
    return call(
        "torch.cat([%s], 1)",
        node.inputs().stream().map(TorchExpression::variable).collect(Collectors.joining(", ")));
  }

  @Override
  public String sigmoid(Layer.Sigmoid layer) {
    return call("torch.sigmoid(%s)", input(0));
  }

  @Override
  public String scaleChannels(Layer.ScaleChannels layer) {
    return call(
        "torch.mul(%s, %s)",
        input(0), inPrecision(call("torch.unsqueeze(torch.unsqueeze(%s, 2), 3)", input(1))));
  }

  @Override
  public String globalAveragePool(Layer.GlobalAveragePool layer) {
    return call("torch.to(torch.mean(%s, [2, 3]), 6)", input(0));
  }

  /** A value as the network's user knows it: float32, signals {@code [batch, channel, sample]}. */
  static String result(String value, FeatureShape shape) {
    String variable = TorchExpression.variable(value);
    return shape.isVector() ? variable : "torch.to(torch.squeeze(" + variable + ", 2), 6)";
  }

  private String input(int index) {
    return TorchExpression.variable(node.inputs().get(index));
  }

  private String self(String parameter) {
    return "self." + TorchExpression.attribute(node.name(), parameter);
  }

  private static String flag(boolean value) {
    return value ? "True" : "False";
  }

  private static String call(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
