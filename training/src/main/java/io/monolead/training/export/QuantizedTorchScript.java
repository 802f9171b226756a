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
 * Writes a folded network as TorchScript that convolves 8-bit integers, for CPUs with oneDNN.
 *
 * <p>Post-training quantisation: weights are signed, with a scale per output channel; signals are
 * unsigned, with a scale per value, measured on real windows ({@link ActivationRanges}). Sums are
 * 32-bit integers inside a convolution; bias, ReLU, the residual sum and the rounding to the next 8
 * bits are part of the same call. The first convolutions, which see the millivolts, and the head
 * behind the pooled features stay in float32: there is little to compute in them and much to lose.
 *
 * <p>Signals are {@code [batch, channel, 1, sample]} with the channels innermost. Networks of
 * convolutions, ReLUs, sums and pools can be written; others cannot.
 */
final class QuantizedTorchScript {
  private static final String CLASS = "QuantizedNetwork";
  private static final String FOLDER = "network/";
  private static final String FORMAT_VERSION = "3\n";
  private static final int MOST = 255;
  private static final int MOST_WEIGHT = 127;
  private static final String NO_SCALARS = "annotate(List[Optional[number]], [])";

  /** How a signal of bytes stands for real values: {@code scale (byte - zero)}. */
  private record Bytes(double scale, int zero) {
    static Bytes covering(ActivationRanges.Range range) {
      double scale = ((double) range.high() - range.low()) / MOST;
      return new Bytes(scale, (int) Math.round(-range.low() / scale));
    }

    String arguments() {
      // Parsed as a double and used as a float: the float's own digits leave no doubt which.
      return (float) scale + ", " + zero;
    }
  }

  private final FoldedNetwork folded;
  private final NetworkDescription network;
  private final ActivationRanges ranges;
  private final Map<String, FeatureShape> shapes;
  private final int batch;
  private final Map<String, List<Node>> consumers = new HashMap<>();
  private final Map<String, Integer> places = new HashMap<>();

  /** Signals that are bytes. */
  private final Map<String, Bytes> bytes = new HashMap<>();

  /** Layers computed along with the convolution before them. */
  private final Set<String> fused = new HashSet<>();

  private final List<String> attributes = new ArrayList<>();
  private final ModulePickle pickle = ModulePickle.stateful(CLASS);
  private final Map<String, byte[]> storages = new LinkedHashMap<>();
  private final StringBuilder state = new StringBuilder();
  private final StringBuilder forward = new StringBuilder();

  private QuantizedTorchScript(
      FoldedNetwork folded, ActivationRanges ranges, int batch, int samples) {
    this.folded = folded;
    this.network = folded.network();
    this.ranges = ranges;
    this.batch = batch;
    this.shapes = network.shapes(samples);
    List<Node> nodes = network.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      places.put(nodes.get(i).name(), i);
      for (String input : nodes.get(i).inputs()) {
        consumers.computeIfAbsent(input, key -> new ArrayList<>()).add(nodes.get(i));
      }
    }
  }

  /** Whether a network consists of what can be written. */
  static boolean supports(NetworkDescription folded) {
    return folded.nodes().stream()
        .noneMatch(
            node ->
                node.layer() instanceof Layer.BatchNorm
                    || node.layer() instanceof Layer.Pad
                    || node.layer() instanceof Layer.PadChannels
                    || node.layer() instanceof Layer.Concat
                    || node.layer() instanceof Layer.Sigmoid
                    || node.layer() instanceof Layer.ScaleChannels);
  }

  /**
   * The file.
   *
   * @param ranges of all signals
   * @param batch windows that will be computed at once; others work, but slower
   * @param samples of a window
   * @throws IllegalArgumentException if the network cannot be written
   */
  static byte[] write(FoldedNetwork folded, ActivationRanges ranges, int batch, int samples) {
    if (!supports(folded.network())) {
      throw new IllegalArgumentException(
          folded.network().name() + " has layers that do not work on bytes");
    }
    return new QuantizedTorchScript(folded, ranges, batch, samples).file();
  }

  private byte[] file() {
    forward.append("    input0 = torch.contiguous(torch.unsqueeze(input, 2), memory_format=2)\n");
    for (Node node : network.nodes()) {
      if (!fused.contains(node.name())) {
        node(node);
      }
    }
    Map<String, byte[]> parts = new LinkedHashMap<>();
    parts.put(FOLDER + "data.pkl", pickle.buildFromState());
    parts.put(FOLDER + "code/__torch__.py", ascii(code()));
    parts.putAll(storages);
    parts.put(FOLDER + "constants.pkl", ModulePickle.emptyTuple());
    parts.put(FOLDER + "version", ascii(FORMAT_VERSION));
    return StoredZip.encode(parts);
  }

  private void node(Node node) {
    if (node.layer() instanceof Layer.Convolution conv) {
      convolution(node, conv);
    } else if (node.layer() instanceof Layer.Linear linear) {
      assign(
          node.name(),
          format(
              "torch.linear(%s, %s, %s)",
              variable(node.inputs().get(0)),
              floats(node, ParameterShape.WEIGHT),
              linear.bias() ? floats(node, ParameterShape.BIAS) : "None"));
    } else if (bytes.containsKey(node.inputs().get(0))) {
      onBytes(node);
    } else {
      assign(node.name(), node.layer().accept(new TrainingExpression(node, Precision.FLOAT32)));
    }
  }

  /** A layer without weights that takes bytes. */
  private void onBytes(Node node) {
    String value = node.inputs().get(0);
    Bytes of = bytes.get(value);
    String input = variable(value);
    if (node.layer() instanceof Layer.MaxPool pool) {
      assign(node.name(), maximum(input, pool, shapes.get(node.name()).samples()));
      bytes.put(node.name(), of);
    } else if (node.layer() instanceof Layer.AveragePool pool && pool.kernel() == 2) {
      meanOfPairs(
          node.name(), input, shapes.get(value).samples(), shapes.get(node.name()).samples());
      bytes.put(node.name(), of);
    } else if (node.layer() instanceof Layer.AveragePool pool) {
      assign(
          node.name(),
          format(
              "torch.to(torch.round(torch.avg_pool2d(torch.to(%s, 6), [1, %d], [1, %d], [0, 0],"
                  + " %s, True, None)), 0)",
              input, pool.kernel(), pool.kernel(), pool.ceiling() ? "True" : "False"));
      bytes.put(node.name(), of);
    } else if (node.layer() instanceof Layer.AdaptiveConcatPool) {
      assign(
          node.name(),
          real(
              format(
                  "torch.cat([torch.to(torch.amax(%s, [2, 3], True), 6), torch.mean(%s, [2, 3],"
                      + " True, dtype=6)], 1)",
                  input, input),
              of));
    } else if (node.layer() instanceof Layer.GlobalAveragePool) {
      assign(node.name(), real(format("torch.mean(%s, [2, 3], dtype=6)", input), of));
    } else {
      throw new IllegalArgumentException(
          network.name() + ": " + node.name() + " takes bytes, but is a " + node.layer());
    }
  }

  /**
   * The pool as maxima of shifted signals, {@code [batch, sample, channel]}: the engine's own pool
   * takes no long signals of bytes. What is padded with is the lowest byte, so it never wins.
   */
  private static String maximum(String input, Layer.MaxPool pool, int samples) {
    int reach = (samples - 1) * pool.stride() + 1;
    String padded =
        format(
            "torch.constant_pad_nd(torch.squeeze(torch.permute(%s, [0, 2, 3, 1]), 1), [0, 0, %d,"
                + " %d], 0)",
            input, pool.padding(), pool.padding() + pool.stride());
    String maximum = "";
    for (int tap = 0; tap < pool.kernel(); tap++) {
      String shifted =
          format("torch.slice(%s, 1, %d, %d, %d)", padded, tap, tap + reach, pool.stride());
      maximum = tap == 0 ? shifted : format("torch.maximum(%s, %s)", maximum, shifted);
    }
    return format("torch.permute(torch.unsqueeze(%s, 1), [0, 3, 1, 2])", maximum);
  }

  /**
   * Means of neighbours: what two bytes share and half of where they differ, halves to the even
   * byte, for to round them all up would shift every signal. The engine's own pool does not take
   * bytes, and to make floats of them costs more than a convolution.
   */
  private void meanOfPairs(String value, String input, int samples, int pairs) {
    int whole = samples / 2 * 2;
    String even = format("torch.slice(%s, 3, 0, %d, 2)", input, whole);
    String odd = format("torch.slice(%s, 3, 1, %d, 2)", input, whole);
    // Names of layers have no underscores, so these collide with none.
    String differing = value + "_differing";
    String up = value + "_up";
    assign(differing, format("torch.bitwise_xor(%s, %s)", even, odd));
    assign(
        up,
        format(
            "torch.sub(torch.bitwise_or(%s, %s), torch.bitwise_right_shift(%s, 1))",
            even, odd, variable(differing)));
    String mean =
        format(
            "torch.sub(%s, torch.bitwise_and(torch.bitwise_and(%s, %s), 1))",
            variable(up), variable(differing), variable(up));
    // A last sample without a neighbour is its own mean.
    assign(
        value,
        pairs * 2 > samples
            ? format(
                "torch.cat([%s, torch.slice(%s, 3, %d, %d, 1)], 3)", mean, input, whole, samples)
            : mean);
  }

  private static String real(String expression, Bytes of) {
    return of.zero() == 0
        ? format("torch.mul(%s, %s)", expression, (float) of.scale())
        : format("torch.mul(torch.sub(%s, %d), %s)", expression, of.zero(), (float) of.scale());
  }

  private void convolution(Node node, Layer.Convolution conv) {
    Node next = onlyConsumer(node.name());
    boolean relu = next != null && next.layer() instanceof Layer.Relu;
    if (!bytes.containsKey(node.inputs().get(0))) {
      onFloats(node, conv, relu ? next : null);
    } else if (relu) {
      fused.add(next.name());
      onBytes(node, conv, next.name(), "relu");
    } else if (!withSum(node, conv, next)) {
      onBytes(node, conv, node.name(), "none");
    }
  }

  /** A convolution of float32 whose result, rectified or not, becomes bytes. */
  private void onFloats(Node node, Layer.Convolution conv, Node relu) {
    String value = relu == null ? node.name() : relu.name();
    if (relu != null) {
      fused.add(relu.name());
    }
    String weight = attribute(node, ParameterShape.WEIGHT);
    state.append(
        format(
            "    self.%s = torch.mkldnn_reorder_conv2d_weight(torch.to_mkldnn(torch.unsqueeze(%s,"
                + " 2), 6), [0, %d], [1, %d], [1, 1], 1, None)%n",
            weight, tensor(node, ParameterShape.WEIGHT), conv.padding(), conv.stride()));
    Bytes result = Bytes.covering(ranges.of(value));
    assign(
        value,
        format(
            "torch.int_repr(torch.quantize_per_tensor(ops.mkldnn._convolution_pointwise(%s,"
                + " self.%s, %s, %s, \"%s\", %s, \"\"), %s, 13))",
            node.inputs().get(0).equals(NetworkDescription.INPUT)
                ? "input0"
                : variable(node.inputs().get(0)),
            weight,
            conv.bias() ? floats(node, ParameterShape.BIAS) : "None",
            format("[0, %d], [1, %d], [1, 1], 1", conv.padding(), conv.stride()),
            relu == null ? "none" : "relu",
            NO_SCALARS,
            result.arguments()));
    bytes.put(value, result);
  }

  /** A convolution of bytes whose result is bytes. */
  private void onBytes(Node node, Layer.Convolution conv, String value, String activation) {
    Bytes result = Bytes.covering(ranges.of(value));
    assign(
        value,
        format(
            "ops.onednn.qconv2d_pointwise(%s, %s, %s, %s, 0, \"%s\", %s, \"\")",
            operands(node, conv),
            conv.bias() ? floats(node, ParameterShape.BIAS) : "None",
            geometry(conv),
            result.arguments(),
            activation,
            NO_SCALARS));
    bytes.put(value, result);
  }

  /** The end of a residual block: the sum and its ReLU go with the convolution, if they can. */
  private boolean withSum(Node node, Layer.Convolution conv, Node sum) {
    if (sum == null || !(sum.layer() instanceof Layer.Add)) {
      return false;
    }
    Node relu = onlyConsumer(sum.name());
    String other = sum.inputs().get(sum.inputs().get(0).equals(node.name()) ? 1 : 0);
    if (relu == null || !(relu.layer() instanceof Layer.Relu)) {
      return false;
    }
    pool(other);
    if (!bytes.containsKey(other) || !isLastUse(other, node, sum)) {
      return false;
    }
    fused.add(sum.name());
    fused.add(relu.name());
    Bytes result = Bytes.covering(ranges.of(relu.name()));
    // Written over the other operand, which nobody needs any more.
    assign(
        relu.name(),
        format(
            "ops.onednn.qconv2d_pointwise(%s, %s, %s, %s, %s, 0, %s, \"sum\", 1., \"relu\", %s,"
                + " \"\")",
            operands(node, conv),
            variable(other),
            conv.bias() ? floats(node, ParameterShape.BIAS) : "None",
            geometry(conv),
            result.arguments(),
            bytes.get(other).arguments(),
            NO_SCALARS));
    bytes.put(relu.name(), result);
    return true;
  }

  /** Computes a pool of the identity path before its turn, if it is one. */
  private void pool(String value) {
    Node node =
        value.equals(NetworkDescription.INPUT) ? null : network.nodes().get(places.get(value));
    if (node != null
        && node.layer() instanceof Layer.AveragePool
        && !bytes.containsKey(value)
        && bytes.containsKey(node.inputs().get(0))) {
      node(node);
      fused.add(value);
    }
  }

  /** Input and weights of a convolution of bytes, each with what its numbers stand for. */
  private String operands(Node node, Layer.Convolution conv) {
    String input = node.inputs().get(0);
    Bytes source = bytes.get(input);
    float[] weights = folded.weights().get(node.name(), ParameterShape.WEIGHT);
    int fanIn = weights.length / conv.outputs();
    float[] scales = new float[conv.outputs()];
    byte[] rounded = new byte[weights.length];
    for (int output = 0; output < scales.length; output++) {
      float most = 0;
      for (int i = output * fanIn; i < (output + 1) * fanIn; i++) {
        most = Math.max(most, Math.abs(weights[i]));
      }
      scales[output] = most == 0 ? 1 : most / MOST_WEIGHT;
      for (int i = output * fanIn; i < (output + 1) * fanIn; i++) {
        rounded[i] = (byte) Math.round(weights[i] / scales[output]);
      }
    }
    String weight = attribute(node, ParameterShape.WEIGHT);
    String scale = attribute(node, "scales");
    String zero = attribute(node, "zeros");
    state.append(
        format(
            "    self.%s = %s%n",
            scale, storage("FloatStorage", TorchScript.littleEndian(scales), conv.outputs())));
    state.append(format("    self.%s = torch.zeros_like(self.%s, dtype=3)%n", zero, scale));
    FeatureShape shape = shapes.get(input);
    state.append(
        format(
            "    self.%s = ops.onednn.qconv_prepack(%s, self.%s, %s, [1, %d], [0, %d], [1, 1], 1,"
                + " [%d, %d, 1, %d])%n",
            weight,
            storage("CharStorage", rounded, conv.outputs(), conv.inputs(), 1, conv.kernel()),
            scale,
            source.arguments(),
            conv.stride(),
            conv.padding(),
            batch,
            shape.channels(),
            shape.samples()));
    return format(
        "%s, %s, self.%s, self.%s, self.%s",
        variable(input), source.arguments(), weight, scale, zero);
  }

  /** Stride, padding, dilation and groups. */
  private static String geometry(Layer.Convolution conv) {
    return format("[1, %d], [0, %d], [1, 1], 1", conv.stride(), conv.padding());
  }

  /** A weight as it is. */
  private String floats(Node node, String parameter) {
    String attribute = attribute(node, parameter);
    state.append(format("    self.%s = %s%n", attribute, tensor(node, parameter)));
    return "self." + attribute;
  }

  /** A float32 weight of the file, as {@code __setstate__} sees it. */
  private String tensor(Node node, String parameter) {
    for (ParameterShape shape : node.layer().parameters()) {
      if (shape.name().equals(parameter)) {
        return storage(
            "FloatStorage",
            TorchScript.littleEndian(folded.weights().get(node.name(), parameter)),
            shape.dimensions().toArray(Integer[]::new));
      }
    }
    throw new IllegalArgumentException(node.name() + " has no " + parameter);
  }

  private String storage(String type, byte[] content, Integer... dimensions) {
    int index = storages.size();
    pickle.tensorOf(type, Integer.toString(index), List.of(dimensions), false);
    storages.put(FOLDER + "data/" + index, content);
    return "(state)[" + index + "]";
  }

  /** Declares an attribute of the module. */
  private String attribute(Node node, String name) {
    String attribute = TorchExpression.attribute(node.name(), name);
    attributes.add(attribute);
    return attribute;
  }

  private String code() {
    String type =
        storages.keySet().stream().map(s -> "Tensor, ").collect(joining("", "Tuple[", ""));
    type += "bool]";
    StringBuilder code = new StringBuilder();
    code.append("class ").append(CLASS).append("(Module):\n");
    code.append("  __parameters__ = []\n  __buffers__ = []\n");
    attributes.forEach(attribute -> code.append("  ").append(attribute).append(" : Tensor\n"));
    code.append("  training : bool\n");
    code.append("  def forward(self: __torch__.").append(CLASS).append(",\n");
    code.append("    ").append(NetworkDescription.INPUT).append(": Tensor) -> Tensor:\n");
    code.append(forward);
    code.append("    return ").append(variable(network.logits())).append('\n');
    code.append("  def __setstate__(self: __torch__.").append(CLASS).append(",\n");
    code.append("    state: ").append(type).append(") -> NoneType:\n").append(state);
    code.append("    self.training = (state)[").append(storages.size()).append("]\n");
    code.append("    return None\n");
    // Never called, but the loader takes no other than a pair of them.
    code.append("  def __getstate__(self: __torch__.").append(CLASS).append(") -> ");
    code.append(type).append(":\n    return (");
    code.append("torch.zeros([1]), ".repeat(storages.size()));
    return code.append("self.training)\n").toString();
  }

  private static String variable(String value) {
    return TorchExpression.variable(value);
  }

  private void assign(String value, String expression) {
    forward.append("    ").append(variable(value)).append(" = ").append(expression).append('\n');
  }

  private Node onlyConsumer(String value) {
    List<Node> users = consumers.getOrDefault(value, List.of());
    boolean asked = value.equals(network.features()) || value.equals(network.logits());
    return users.size() == 1 && !asked ? users.get(0) : null;
  }

  /**
   * Whether a value may be written over by a convolution that is computed along with a sum: nothing
   * but the sum takes it from the convolution on, and the convolution itself does not.
   */
  private boolean isLastUse(String value, Node conv, Node sum) {
    return !value.equals(network.features())
        && consumers.get(value).stream()
            .allMatch(
                user -> user.equals(sum) || places.get(user.name()) < places.get(conv.name()));
  }

  private static String format(String text, Object... arguments) {
    return String.format(Locale.ROOT, text, arguments);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
