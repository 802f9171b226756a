// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.export;

import io.monolead.training.network.Layer;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.Node;
import io.monolead.training.network.ParameterShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How TorchScript takes logits apart into what each step of the last signal adds to them.
 *
 * <p>A head of pooling, linear layers and ReLUs is piecewise linear: around each window, {@code
 * logit[l] = sum over k of gain[l][k] pooled[k] + offset[l]} holds exactly, with gains found from
 * the logits backwards. A linear layer with weights {@code W} and bias {@code b} makes {@code
 * offset += gain b} and {@code gain = gain W}; a ReLU lets the gains of its positive inputs
 * through; a mean over time spreads a gain evenly over the steps, a maximum gives it to the step
 * that has it, in equal parts where several do.
 */
final class AttentionExpression {
  // No layer has such a name: those have no underscores, and none is a stage called "attention".
  private static final String GAIN = "attention__gain";
  private static final String OFFSET = "attention__offset";
  private static final String MAP = "attention__map";
  private static final String SHARE = "attention__share";

  private final NetworkDescription network;
  private final List<Node> head;
  private final StringBuilder code = new StringBuilder();
  private boolean begun;

  private AttentionExpression(NetworkDescription network) {
    this.network = network;
    this.head = head(network);
  }

  /** The lines that follow the network's own, the last of which returns the tuple. */
  static String of(NetworkDescription network) {
    return new AttentionExpression(network).lines();
  }

  /** Name of the last signal before it is pooled over time. */
  static String pooled(NetworkDescription network) {
    return head(network).get(0).inputs().get(0);
  }

  /** The layers from the pool to the logits, in order. */
  private static List<Node> head(NetworkDescription network) {
    List<Node> backwards = new ArrayList<>();
    String value = network.logits();
    while (true) {
      Node node = node(network, value);
      backwards.add(0, node);
      if (node.layer() instanceof Layer.GlobalAveragePool
          || node.layer() instanceof Layer.AdaptiveConcatPool) {
        return backwards;
      }
      if (!(node.layer() instanceof Layer.Linear
          || node.layer() instanceof Layer.Relu
          || node.layer() instanceof Layer.Flatten
          || node.layer() instanceof Layer.Dropout
          || node.layer() instanceof Layer.BatchNorm)) {
        throw unfit(network, node);
      }
      value = node.inputs().get(0);
    }
  }

  private static Node node(NetworkDescription network, String name) {
    return network.nodes().stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    network.name() + " has no pool over time between its input and its logits"));
  }

  /** A folded network's dropouts are gone, and norms next to linear layers as well. */
  private static IllegalArgumentException unfit(NetworkDescription network, Node node) {
    return new IllegalArgumentException(
        String.format(
            "The attention of %s cannot be computed: between the pool over time and the logits there"
                + " may be linear layers, the last of them at the end, and ReLUs, but %s is %s",
            network.name(), node.name(), node.layer()));
  }

  private String lines() {
    for (int i = head.size() - 1; i >= 0; i--) {
      Node node = head.get(i);
      String input = TorchExpression.variable(node.inputs().get(0));
      if (node.layer() instanceof Layer.Linear linear) {
        linear(node, linear);
      } else if (!begun) {
        throw unfit(network, node);
      } else if (node.layer() instanceof Layer.Relu) {
        assign(
            GAIN, "torch.mul(%s, torch.unsqueeze(torch.to(torch.gt(%s, 0.), 6), 1))", GAIN, input);
      } else if (node.layer() instanceof Layer.GlobalAveragePool) {
        assign(MAP, "torch.matmul(%s, %s)", GAIN, input);
      } else if (node.layer() instanceof Layer.AdaptiveConcatPool) {
        concatenated(input);
      } else if (!(node.layer() instanceof Layer.Flatten)) {
        throw unfit(network, node);
      }
    }
    // Gains that depend on no window have a batch of one.
    code.append(
        String.format(
            Locale.ROOT,
            "    return (%s, %s, torch.add(torch.zeros_like(%s), %s))\n",
            TorchExpression.variable(network.logits()),
            MAP,
            TorchExpression.variable(network.logits()),
            OFFSET));
    return code.toString();
  }

  private void linear(Node node, Layer.Linear linear) {
    String weight = "self." + TorchExpression.attribute(node.name(), ParameterShape.WEIGHT);
    String bias =
        linear.bias()
            ? "self." + TorchExpression.attribute(node.name(), ParameterShape.BIAS)
            : "torch.zeros_like(torch.select(" + weight + ", 1, 0))";
    if (begun) {
      assign(OFFSET, "torch.add(%s, torch.matmul(%s, %s))", OFFSET, GAIN, bias);
      assign(GAIN, "torch.matmul(%s, %s)", GAIN, weight);
    } else {
      assign(OFFSET, "torch.unsqueeze(%s, 0)", bias);
      assign(GAIN, "torch.unsqueeze(%s, 0)", weight);
      begun = true;
    }
  }

  /** The first half of the gains is the maxima's, the second the means'. */
  private void concatenated(String signal) {
    assign(SHARE, "torch.to(torch.eq(%s, torch.amax(%s, [2], True)), 6)", signal, signal);
    assign(SHARE, "torch.mul(%s, torch.reciprocal(torch.mean(%s, [2], True)))", SHARE, SHARE);
    assign(
        MAP,
        "torch.add(torch.matmul(torch.slice(%s, 2, 0, torch.size(%s, 1), 1), torch.mul(%s, %s)),"
            + " torch.matmul(torch.slice(%s, 2, torch.size(%s, 1), 9223372036854775807, 1), %s))",
        GAIN,
        signal,
        signal,
        SHARE,
        GAIN,
        signal,
        signal);
  }

  private void assign(String variable, String format, Object... arguments) {
    code.append("    ")
        .append(variable)
        .append(" = ")
        .append(String.format(Locale.ROOT, format, arguments))
        .append('\n');
  }
}
