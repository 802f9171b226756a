// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import io.monolead.training.export.FoldedNetwork;
import io.monolead.training.network.Layer;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.NetworkWeights;
import io.monolead.training.network.Node;
import io.monolead.training.network.ParameterShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes a network as an ONNX file, for the peers that run on ONNX Runtime. The graph takes {@code
 * input}, float32 {@code [batch, lead, sample]} of any batch, and gives {@code logits}, {@code
 * [batch, label]}.
 */
public final class OnnxNetwork {
  /** Name of the graph's input. */
  public static final String INPUT = "input";

  /** Name of the graph's output. */
  public static final String LOGITS = "logits";

  private static final int IR_VERSION = 8;

  /** Opset 17: older runtimes read it too, and its pools are as PyTorch's. */
  private static final int OPSET = 17;

  private static final int TYPE_FLOAT = 1;
  private static final int TYPE_INT64 = 7;
  private static final String BATCH = "batch";

  private final NetworkDescription network;
  private final NetworkWeights weights;
  private final Layout layout;
  private final List<OnnxMessage> nodes = new ArrayList<>();
  private final List<OnnxMessage> constants = new ArrayList<>();

  /** How signals lie in the graph. */
  public enum Layout {
    /** {@code [batch, channel, sample]}. */
    ONE_DIMENSIONAL,

    /** {@code [batch, channel, 1, sample]}: the runtime has faster kernels for images. */
    TWO_DIMENSIONAL
  }

  private OnnxNetwork(FoldedNetwork folded, Layout layout) {
    this.network = folded.network();
    this.weights = folded.weights();
    this.layout = layout;
  }

  /**
   * The file for a network.
   *
   * @param samples length of the input
   */
  public static byte[] write(FoldedNetwork folded, int samples, Layout layout) {
    return new OnnxNetwork(folded, layout).file(samples);
  }

  private boolean flat() {
    return layout == Layout.ONE_DIMENSIONAL;
  }

  private byte[] file(int samples) {
    if (!flat()) {
      operator("Unsqueeze", "signal", List.of(INPUT, integers("signal.axes", 2)));
    }
    for (Node node : network.nodes()) {
      node.layer().accept(new Operators(node));
    }
    operator("Identity", LOGITS, List.of(value(network.logits())));
    OnnxMessage graph = new OnnxMessage();
    nodes.forEach(node -> graph.message(1, node));
    graph.text(2, network.name());
    constants.forEach(constant -> graph.message(5, constant));
    graph.message(11, tensorInfo(INPUT, network.leads(), samples));
    graph.message(12, tensorInfo(LOGITS, network.labels()));
    return new OnnxMessage()
        .number(1, IR_VERSION)
        .text(2, "monolead")
        .message(7, graph)
        .message(8, new OnnxMessage().text(1, "").number(2, OPSET))
        .encode();
  }

  /** Name of a layer's value in the graph; no layer's own name has an underscore. */
  private String value(String node) {
    if (!node.equals(NetworkDescription.INPUT)) {
      return node + "_value";
    }
    return flat() ? INPUT : "signal";
  }

  private static OnnxMessage tensorInfo(String name, int... dimensions) {
    OnnxMessage shape = new OnnxMessage().message(1, new OnnxMessage().text(2, BATCH));
    for (int dimension : dimensions) {
      shape.message(1, new OnnxMessage().number(1, dimension));
    }
    OnnxMessage tensor = new OnnxMessage().number(1, TYPE_FLOAT).message(2, shape);
    return new OnnxMessage().text(1, name).message(2, new OnnxMessage().message(1, tensor));
  }

  private String integers(String name, long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    constants.add(tensor(name, TYPE_INT64, bytes.array(), values.length));
    return name;
  }

  private String floats(Node node, String parameter, int... dimensions) {
    float[] values = weights.get(node.name(), parameter);
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    String name = node.name() + "_" + parameter;
    constants.add(tensor(name, TYPE_FLOAT, bytes.array(), dimensions));
    return name;
  }

  private static OnnxMessage tensor(String name, int type, byte[] raw, int... dimensions) {
    OnnxMessage tensor = new OnnxMessage();
    for (int dimension : dimensions) {
      tensor.number(1, dimension);
    }
    return tensor.number(2, type).text(8, name).bytes(9, raw);
  }

  private void operator(
      String type, String output, List<String> inputs, OnnxMessage... attributes) {
    OnnxMessage node = new OnnxMessage();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, output).text(3, output + "_op").text(4, type);
    Arrays.stream(attributes).forEach(attribute -> node.message(5, attribute));
    nodes.add(node);
  }

  private static OnnxMessage integer(String name, long value) {
    return new OnnxMessage().text(1, name).number(3, value).number(20, 2);
  }

  private static OnnxMessage real(String name, float value) {
    return new OnnxMessage().text(1, name).real(2, value).number(20, 1);
  }

  private static OnnxMessage list(String name, long... values) {
    OnnxMessage attribute = new OnnxMessage().text(1, name);
    for (long value : values) {
      attribute.number(8, value);
    }
    return attribute.number(20, 7);
  }

  /** A length along time, and 1 along the other dimension if there is one. */
  private OnnxMessage alongTime(String name, long value) {
    return flat() ? list(name, value) : list(name, 1, value);
  }

  /** Samples added on both sides of the time axis. */
  private OnnxMessage padding(long each) {
    return flat() ? list("pads", each, each) : list("pads", 0, each, 0, each);
  }

  /** Adds the operators of one layer. */
  private final class Operators implements Layer.Visitor<Void> {
    private final Node node;

    Operators(Node node) {
      this.node = node;
    }

    private List<String> inputs() {
      return node.inputs().stream().map(OnnxNetwork.this::value).toList();
    }

    private Void add(String type, List<String> inputs, OnnxMessage... attributes) {
      operator(type, value(node.name()), inputs, attributes);
      return null;
    }

    private Void add(String type, OnnxMessage... attributes) {
      return add(type, inputs(), attributes);
    }

    private String part(String name) {
      return node.name() + "_" + name;
    }

    private List<String> withWeights(boolean bias, int outputs, int... weight) {
      List<String> all = new ArrayList<>(inputs());
      all.add(floats(node, ParameterShape.WEIGHT, weight));
      if (bias) {
        all.add(floats(node, ParameterShape.BIAS, outputs));
      }
      return all;
    }

    @Override
    public Void convolution(Layer.Convolution layer) {
      int[] shape =
          flat()
              ? new int[] {layer.outputs(), layer.inputs(), layer.kernel()}
              : new int[] {layer.outputs(), layer.inputs(), 1, layer.kernel()};
      return add(
          "Conv",
          withWeights(layer.bias(), layer.outputs(), shape),
          alongTime("kernel_shape", layer.kernel()),
          alongTime("strides", layer.stride()),
          padding(layer.padding()));
    }

    @Override
    public Void batchNorm(Layer.BatchNorm layer) {
      List<String> all = new ArrayList<>(inputs());
      for (ParameterShape parameter : layer.parameters()) {
        all.add(floats(node, parameter.name(), layer.channels()));
      }
      return add("BatchNormalization", all, real("epsilon", layer.epsilon()));
    }

    @Override
    public Void relu(Layer.Relu layer) {
      return add("Relu");
    }

    @Override
    public Void maxPool(Layer.MaxPool layer) {
      return add(
          "MaxPool",
          alongTime("kernel_shape", layer.kernel()),
          alongTime("strides", layer.stride()),
          padding(layer.padding()),
          integer("ceil_mode", layer.ceiling() ? 1 : 0));
    }

    @Override
    public Void averagePool(Layer.AveragePool layer) {
      return add(
          "AveragePool",
          alongTime("kernel_shape", layer.kernel()),
          alongTime("strides", layer.kernel()),
          integer("ceil_mode", layer.ceiling() ? 1 : 0),
          integer("count_include_pad", 0));
    }

    @Override
    public Void add(Layer.Add layer) {
      return add("Add");
    }

    @Override
    public Void adaptiveConcatPool(Layer.AdaptiveConcatPool layer) {
      operator("GlobalMaxPool", part("max"), inputs());
      operator("GlobalAveragePool", part("mean"), inputs());
      return add("Concat", List.of(part("max"), part("mean")), integer("axis", 1));
    }

    @Override
    public Void flatten(Layer.Flatten layer) {
      return add("Flatten", integer("axis", 1));
    }

    @Override
    public Void dropout(Layer.Dropout layer) {
      return add("Identity");
    }

    @Override
    public Void linear(Layer.Linear layer) {
      return add(
          "Gemm",
          withWeights(layer.bias(), layer.outputs(), layer.outputs(), layer.inputs()),
          integer("transB", 1));
    }

    @Override
    public Void pad(Layer.Pad layer) {
      return pad(layer.before(), layer.after(), 0);
    }

    @Override
    public Void padChannels(Layer.PadChannels layer) {
      return pad(0, 0, layer.added());
    }

    private Void pad(int before, int after, int channels) {
      int rank = flat() ? 3 : 4;
      long[] pads = new long[2 * rank];
      pads[rank - 1] = before;
      pads[rank + 1] = channels;
      pads[2 * rank - 1] = after;
      return add("Pad", List.of(inputs().get(0), integers(part("pads"), pads)));
    }

    @Override
    public Void concat(Layer.Concat layer) {
      return add("Concat", integer("axis", 1));
    }

    @Override
    public Void sigmoid(Layer.Sigmoid layer) {
      return add("Sigmoid");
    }

    @Override
    public Void scaleChannels(Layer.ScaleChannels layer) {
      long[] axes = IntStream.range(2, flat() ? 3 : 4).asLongStream().toArray();
      operator(
          "Unsqueeze", part("factors"), List.of(inputs().get(1), integers(part("axes"), axes)));
      return add("Mul", List.of(inputs().get(0), part("factors")));
    }

    @Override
    public Void globalAveragePool(Layer.GlobalAveragePool layer) {
      operator("GlobalAveragePool", part("mean"), inputs());
      return add("Flatten", List.of(part("mean")), integer("axis", 1));
    }
  }
}
