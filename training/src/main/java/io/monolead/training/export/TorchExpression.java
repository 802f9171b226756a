// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.export;

import io.monolead.training.network.Layer;
import io.monolead.training.network.Node;
import io.monolead.training.network.ParameterShape;
import java.util.Locale;
import java.util.stream.Collectors;

/** How TorchScript computes one layer: an expression over the values of earlier layers. */
final class TorchExpression implements Layer.Visitor<String> {
  private final Node node;

  TorchExpression(Node node) {
    this.node = node;
  }

  /** Name of a value in the code; node names have no underscores, so that none collide. */
  static String variable(String value) {
    return value.replace('.', '_');
  }

  /** Name of a parameter among the module's attributes. */
  static String attribute(String node, String parameter) {
    return variable(node) + "_" + parameter;
  }

  @Override
  public String convolution(Layer.Convolution layer) {
    return call(
        "torch.conv1d(%s, %s, %s, [%d], [%d], [1], 1)",
        input(0),
        self(ParameterShape.WEIGHT),
        layer.bias() ? self(ParameterShape.BIAS) : "None",
        layer.stride(),
        layer.padding());
  }

  @Override
  public String batchNorm(Layer.BatchNorm layer) {
    return call(
        "torch.batch_norm(%s, %s, %s, %s, %s, False, %s, %s, False)",
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
        "torch.max_pool1d(%s, [%d], [%d], [%d], [1], %s)",
        input(0), layer.kernel(), layer.stride(), layer.padding(), flag(layer.ceiling()));
  }

  @Override
  public String averagePool(Layer.AveragePool layer) {
    return call(
        "torch.avg_pool1d(%s, [%d], [%d], [0], %s, True)",
        input(0), layer.kernel(), layer.kernel(), flag(layer.ceiling()));
  }

  @Override
  public String add(Layer.Add layer) {
    return call("torch.add(%s, %s)", input(0), input(1));
  }

  @Override
  public String adaptiveConcatPool(Layer.AdaptiveConcatPool layer) {
    return call(
        "torch.cat([torch.amax(%s, [2], True), torch.mean(%s, [2], True)], 1)", input(0), input(0));
  }

  @Override
  public String flatten(Layer.Flatten layer) {
    return call("torch.flatten(%s, 1, -1)", input(0));
  }

  @Override
  public String dropout(Layer.Dropout layer) {
    return call("torch.dropout(%s, %s, False)", input(0), layer.rate());
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
    return call("torch.constant_pad_nd(%s, [0, 0, 0, %d], 0.)", input(0), layer.added());
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
    return call("torch.mul(%s, torch.unsqueeze(%s, 2))", input(0), input(1));
  }

  @Override
  public String globalAveragePool(Layer.GlobalAveragePool layer) {
    return call("torch.mean(%s, [2])", input(0));
  }

  private static String flag(boolean value) {
    return value ? "True" : "False";
  }

  private String input(int index) {
    return variable(node.inputs().get(index));
  }

  private String self(String parameter) {
    return "self." + attribute(node.name(), parameter);
  }

  private static String call(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
