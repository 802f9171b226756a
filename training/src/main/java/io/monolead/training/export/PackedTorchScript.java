// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.export;

import static java.util.stream.Collectors.joining;

import io.monolead.inference.StoredZip;
import io.monolead.training.network.FeatureShape;
import io.monolead.training.network.Layer;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.Node;
import io.monolead.training.network.ParameterShape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Writes a folded network as TorchScript for CPUs with oneDNN: when it is loaded, the module packs
 * its convolutions' weights into the blocked order that oneDNN computes in (a packed tensor cannot
 * be written to a file), and each convolution is one call together with the ReLU and the residual
 * sum that follow it. Signals are {@code [batch, channel, 1, sample]}, channels innermost.
 *
 * <p>In bfloat16, sums that are handed from block to block without an activation stay in float32:
 * each block would round them once more, and 16 blocks of the Hannun network move probabilities by
 * several per cent that way.
 */
final class PackedTorchScript {
  private static final String CLASS = "PackedNetwork";
  private static final String FOLDER = "network/";

  /** What weights are packed for; other batches and lengths work too, but pack them every time. */
  private static final int BATCH = 32;

  private static final int SAMPLES = 1000;
  private static final String FORMAT_VERSION = "3\n";

  private final NetworkDescription network;
  private final Precision precision;
  private final Map<String, FeatureShape> shapes;
  private final Map<String, List<Node>> consumers = new HashMap<>();

  /** Layers computed along with the convolution before them, or before their turn. */
  private final Set<String> fused = new HashSet<>();

  /** Signals that are float32 in a network of bfloat16. */
  private final Set<String> wide = new HashSet<>();

  private PackedTorchScript(NetworkDescription network, Precision precision) {
    this.network = network;
    this.precision = precision;
    this.shapes = network.shapes(SAMPLES);
    for (Node node : network.nodes()) {
      for (String input : node.inputs()) {
        consumers.computeIfAbsent(input, key -> new ArrayList<>()).add(node);
      }
    }
  }

  static byte[] write(FoldedNetwork folded, Precision precision) {
    return new PackedTorchScript(folded.network(), precision).file(folded);
  }

  private byte[] file(FoldedNetwork folded) {
    ModulePickle pickle = ModulePickle.stateful(CLASS);
    Map<String, byte[]> storages = new LinkedHashMap<>();
    List<String> attributes = new ArrayList<>();
    StringBuilder state = new StringBuilder();
    for (Node node : network.nodes()) {
      for (ParameterShape parameter : node.layer().parameters()) {
        int index = attributes.size();
        String attribute = TorchExpression.attribute(node.name(), parameter.name());
        pickle.tensor(Integer.toString(index), parameter.dimensions(), false);
        storages.put(
            FOLDER + "data/" + index,
            TorchScript.littleEndian(folded.weights().get(node.name(), parameter.name())));
        attributes.add(attribute);
        state.append(
            String.format(
                Locale.ROOT,
                "    self.%s = %s%n",
                attribute,
                prepared(node, parameter, "(state)[" + index + "]")));
      }
    }
    Map<String, byte[]> parts = new LinkedHashMap<>();
    parts.put(FOLDER + "data.pkl", pickle.buildFromState());
    parts.put(FOLDER + "code/__torch__.py", ascii(code(attributes, state.toString())));
    parts.putAll(storages);
    parts.put(FOLDER + "constants.pkl", ModulePickle.emptyTuple());
    parts.put(FOLDER + "version", ascii(FORMAT_VERSION));
    return StoredZip.encode(parts);
  }

  /** What becomes of a weight when the file is loaded. */
  private String prepared(Node node, ParameterShape parameter, String value) {
    if (!(node.layer() instanceof Layer.Convolution conv)) {
      return value;
    }
    if (!parameter.name().equals(ParameterShape.WEIGHT)) {
      return precision == Precision.BFLOAT16 ? "torch.to(" + value + ", 15)" : value;
    }
    String input = node.inputs().get(0);
    return String.format(
        Locale.ROOT,
        "torch.mkldnn_reorder_conv2d_weight(torch.to_mkldnn(torch.unsqueeze(%s, 2), %s),"
            + " [0, %d], [1, %d], [1, 1], 1, [%d, %d, 1, %d])",
        value,
        precision == Precision.BFLOAT16 ? "15" : "6",
        conv.padding(),
        conv.stride(),
        BATCH,
        conv.inputs(),
        shapes.get(input).samples());
  }

  private String code(List<String> attributes, String state) {
    StringBuilder code = new StringBuilder();
    code.append("class ").append(CLASS).append("(Module):\n");
    code.append("  __parameters__ = []\n  __buffers__ = []\n");
    attributes.forEach(attribute -> code.append("  ").append(attribute).append(" : Tensor\n"));
    code.append("  training : bool\n");
    code.append("  def forward(self: __torch__.").append(CLASS).append(",\n");
    code.append("    ").append(NetworkDescription.INPUT).append(": Tensor) -> Tensor:\n");
    String input = "torch.contiguous(torch.unsqueeze(input, 2), memory_format=2)";
    assign(
        code,
        NetworkDescription.INPUT,
        precision == Precision.BFLOAT16 ? "torch.to(" + input + ", 15)" : input);
    for (Node node : network.nodes()) {
      if (node.layer() instanceof Layer.Convolution conv) {
        convolution(code, node, conv);
      } else if (!fused.contains(node.name())) {
        assign(code, node.name(), expression(node));
      }
    }
    code.append("    return ").append(TorchExpression.variable(network.logits())).append('\n');
    code.append("  def __setstate__(self: __torch__.").append(CLASS).append(",\n");
    String type = attributes.stream().map(a -> "Tensor, ").collect(joining("", "Tuple[", "bool]"));
    code.append("    state: ").append(type).append(") -> NoneType:\n").append(state);
    code.append("    self.training = (state)[").append(attributes.size()).append("]\n");
    code.append("    return None\n");
    // Never called, but the loader takes no other than a pair of them.
    code.append("  def __getstate__(self: __torch__.").append(CLASS).append(") -> ");
    code.append(type).append(":\n    return (");
    attributes.forEach(attribute -> code.append("self.").append(attribute).append(", "));
    return code.append("self.training)\n").toString();
  }

  /** A layer that is no convolution. */
  private String expression(Node node) {
    boolean passesOn =
        !(node.layer() instanceof Layer.Add) && node.inputs().stream().allMatch(wide::contains);
    if (isCarriedSum(node)) {
      wide.add(node.name());
      return String.format(
          Locale.ROOT,
          "torch.add(torch.to(%s, 6), torch.to(%s, 6))",
          TorchExpression.variable(node.inputs().get(0)),
          TorchExpression.variable(node.inputs().get(1)));
    }
    if (passesOn) {
      wide.add(node.name());
    }
    return node.layer()
        .accept(new TrainingExpression(node, passesOn ? Precision.FLOAT32 : precision));
  }

  /** Whether a layer is a sum that goes on to another block as it is. */
  private boolean isCarriedSum(Node node) {
    return precision == Precision.BFLOAT16
        && node.layer() instanceof Layer.Add
        && consumers.getOrDefault(node.name(), List.of()).stream()
            .anyMatch(user -> !(user.layer() instanceof Layer.Relu));
  }

  /** The convolution with what follows it, as far as that depends on it alone. */
  private void convolution(StringBuilder code, Node node, Layer.Convolution conv) {
    String arguments =
        String.format(
            Locale.ROOT,
            "self.%s, %s, [0, %d], [1, %d], [1, 1], 1",
            TorchExpression.attribute(node.name(), ParameterShape.WEIGHT),
            conv.bias()
                ? "self." + TorchExpression.attribute(node.name(), ParameterShape.BIAS)
                : "None",
            conv.padding(),
            conv.stride());
    String input = TorchExpression.variable(node.inputs().get(0));
    if (wide.contains(node.inputs().get(0))) {
      input = "torch.to(" + input + ", 15)";
    }
    Node next = onlyConsumer(node.name());
    if (next != null && next.layer() instanceof Layer.Relu) {
      fused.add(next.name());
      assign(code, next.name(), unary(input, arguments, "relu"));
      return;
    }
    if (next != null && next.layer() instanceof Layer.Add) {
      String other = next.inputs().get(next.inputs().get(0).equals(node.name()) ? 1 : 0);
      Node after = onlyConsumer(next.name());
      pool(code, other, node);
      if ((isBefore(other, node) || fused.contains(other))
          && !wide.contains(other)
          && after != null
          && after.layer() instanceof Layer.Relu) {
        fused.add(next.name());
        fused.add(after.name());
        assign(code, after.name(), withSum(isLastUse(other, node, next), other, input, arguments));
        return;
      }
    }
    assign(code, node.name(), unary(input, arguments, "none"));
  }

  /**
   * Written over the other operand where nobody needs that any more: it need not be copied then.
   */
  private static String withSum(boolean over, String other, String input, String arguments) {
    String sum = TorchExpression.variable(other);
    return String.format(
        Locale.ROOT,
        "ops.mkldnn._convolution_pointwise%s(%s, %s, %s, \"add\", None, \"relu\","
            + " annotate(List[Optional[number]], []), None)",
        over ? "_" : "",
        over ? sum : input,
        over ? input : sum,
        arguments);
  }

  /** Computes a pool of the identity path before its turn, so that its sum can be fused. */
  private void pool(StringBuilder code, String value, Node before) {
    if (value.equals(NetworkDescription.INPUT) || isBefore(value, before)) {
      return;
    }
    Node node = network.nodes().get(place(value));
    if (node.layer() instanceof Layer.AveragePool && isBefore(node.inputs().get(0), before)) {
      assign(code, value, expression(node));
      fused.add(value);
    }
  }

  private int place(String value) {
    for (int i = 0; i < network.nodes().size(); i++) {
      if (network.nodes().get(i).name().equals(value)) {
        return i;
      }
    }
    throw new IllegalArgumentException(network.name() + " has no layer " + value);
  }

  /**
   * Whether a value may be written over by a convolution that is computed along with a sum: nothing
   * but the sum takes it from the convolution on, and the convolution itself does not.
   */
  private boolean isLastUse(String value, Node conv, Node sum) {
    return !value.equals(network.features())
        && !value.equals(NetworkDescription.INPUT)
        && consumers.get(value).stream()
            .allMatch(user -> user.equals(sum) || place(user.name()) < place(conv.name()));
  }

  private static String unary(String input, String arguments, String activation) {
    return String.format(
        Locale.ROOT,
        "ops.mkldnn._convolution_pointwise(%s, %s, \"%s\","
            + " annotate(List[Optional[number]], []), \"\")",
        input,
        arguments,
        activation);
  }

  private Node onlyConsumer(String value) {
    List<Node> users = consumers.getOrDefault(value, List.of());
    boolean asked = value.equals(network.features()) || value.equals(network.logits());
    return users.size() == 1 && !asked ? users.get(0) : null;
  }

  private boolean isBefore(String value, Node node) {
    return value.equals(NetworkDescription.INPUT) || place(value) < place(node.name());
  }

  private static void assign(StringBuilder code, String value, String expression) {
    code.append("    ")
        .append(TorchExpression.variable(value))
        .append(" = ")
        .append(expression)
        .append('\n');
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
