// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.export;

import static java.util.stream.Collectors.joining;

import io.monolead.inference.StoredZip;
import io.monolead.training.network.FeatureShape;
import io.monolead.training.network.Layer;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.NetworkWeights;
import io.monolead.training.network.Node;
import io.monolead.training.network.ParameterShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a network as TorchScript: a stored zip of a pickled module ({@code data.pkl}), its tensors
 * ({@code data/N}, little-endian float32), the code of {@code forward} and the version of the
 * format. PyTorch's loader takes it like a file that {@code torch.jit.save} wrote.
 *
 * <p>The module takes {@code [batch, lead, sample]} and returns the logits {@code [batch, label]}.
 * It is in evaluation mode and its tensors need no gradient.
 */
public final class TorchScript {
  private static final String CLASS = "Network";
  private static final String FOLDER = "network/";
  private static final String CODE = "code/__torch__.py";

  /** Oldest format with the operators used here; newer readers accept it. */
  private static final String FORMAT_VERSION = "3\n";

  /** A length at which every network's layers have a shape. */
  private static final int SHAPE_SAMPLES = 1000;

  /** The input as an image of one row, channels innermost. */
  private static final String IMAGE =
      "torch.contiguous(torch.unsqueeze(input, 2), memory_format=2)";

  /** What a file's weights are. */
  private enum Content {
    /** Parameters that can be trained. */
    TRAINABLE,
    /** Constants. */
    FLOAT32,
    /** Constants, those of convolutions in 16 bits. */
    HALF
  }

  private TorchScript() {}

  /** The file for a trained network; batch normalisation is folded into its neighbours first. */
  public static byte[] write(NetworkDescription network, NetworkWeights weights) {
    return write(FoldedNetwork.of(network, weights));
  }

  /** The file for a folded network. */
  public static byte[] write(FoldedNetwork folded) {
    NetworkDescription network = folded.network();
    StringBuilder body = forward(network);
    body.append("    return ").append(TorchExpression.variable(network.logits())).append('\n');
    return file(network, folded.weights(), body.toString(), "Tensor", Content.FLOAT32);
  }

  /** Assigns every value of a folded network to its variable. */
  private static StringBuilder forward(NetworkDescription network) {
    StringBuilder body = new StringBuilder();
    for (Node node : network.nodes()) {
      assign(body, node.name(), node.layer().accept(new TorchExpression(node)));
    }
    return body;
  }

  /**
   * Other code for the module of {@link #write(FoldedNetwork)}, over the same tensors: it computes
   * logits {@code [batch, label]}, class activation maps {@code [batch, label, step]} and offsets
   * {@code [batch, label]}, as {@link io.monolead.inference.Attention} states them.
   *
   * @return ASCII, in TorchScript's serialised dialect
   * @throws IllegalArgumentException if the network's head is none that can be taken apart
   */
  public static byte[] attention(FoldedNetwork folded) {
    NetworkDescription network = folded.network();
    StringBuilder body = forward(network).append(AttentionExpression.of(network));
    List<String> tensors =
        network.nodes().stream()
            .flatMap(
                node ->
                    node.layer().parameters().stream()
                        .map(each -> TorchExpression.attribute(node.name(), each.name())))
            .toList();
    return ascii(code(List.of(), tensors, "Tuple[Tensor, Tensor, Tensor]", body.toString()));
  }

  /**
   * Steps of time of a network's class activation maps.
   *
   * @param network before or after folding
   * @param samples of a window
   */
  public static int attentionSteps(NetworkDescription network, int samples) {
    return network.shapes(samples).get(AttentionExpression.pooled(network)).samples();
  }

  /**
   * The file for a folded network whose convolutions compute in floating point of 16 bits (IEEE 754
   * binary16), channels innermost, as GPUs do fastest. The head stays float32.
   *
   * @throws IllegalArgumentException if a weight is larger than such a number can be
   */
  static byte[] writeHalf(FoldedNetwork folded) {
    NetworkDescription network = folded.network();
    StringBuilder body = new StringBuilder();
    assign(body, NetworkDescription.INPUT, String.format(TrainingExpression.HALF, IMAGE));
    for (Node node : network.nodes()) {
      String expression = node.layer().accept(TrainingExpression.withHalfWeights(node));
      assign(body, node.name(), expression);
    }
    body.append("    return ").append(TorchExpression.variable(network.logits())).append('\n');
    return file(network, folded.weights(), body.toString(), "Tensor", Content.HALF);
  }

  /**
   * The folded network that a file of {@link #write(FoldedNetwork)} holds.
   *
   * @param network what was written, before or after folding
   * @param file the file
   * @throws IllegalArgumentException if the file is not of this network
   */
  public static FoldedNetwork read(NetworkDescription network, byte[] file) {
    // Which layers remain does not depend on the weights.
    NetworkDescription folded =
        FoldedNetwork.of(network, NetworkWeights.initial(network, 0)).network();
    List<String> keys = new ArrayList<>();
    List<String> names = new ArrayList<>(List.of(FOLDER + "data.pkl", FOLDER + CODE));
    for (Node node : folded.nodes()) {
      for (ParameterShape parameter : node.layer().parameters()) {
        names.add(FOLDER + "data/" + keys.size());
        keys.add(node.name() + "." + parameter.name());
      }
    }
    names.addAll(List.of(FOLDER + "constants.pkl", FOLDER + "version"));
    try {
      Map<String, byte[]> parts = StoredZip.decode(file, names);
      Map<String, float[]> arrays = new LinkedHashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        arrays.put(keys.get(i), floats(parts.get(FOLDER + "data/" + i)));
      }
      FoldedNetwork read = new FoldedNetwork(folded, NetworkWeights.of(folded, arrays));
      if (Arrays.equals(write(read), file)) {
        return read;
      }
    } catch (StoredZip.DamagedPartException e) {
      throw new IllegalArgumentException("The file does not hold " + network.name(), e);
    }
    throw new IllegalArgumentException("The file does not hold " + network.name() + " as written");
  }

  /**
   * The file for a network that is yet to be trained, with its batch norms and dropouts. Its module
   * gives a tuple of the named values, as float32; in training mode batch norms use and update
   * statistics and dropouts drop. Which of its arrays have gradients is up to whoever loads it.
   *
   * @param weights what to start from
   * @param outputs names of the values, in order
   * @param precision of the convolutions
   */
  public static byte[] writeForTraining(
      NetworkDescription network,
      NetworkWeights weights,
      List<String> outputs,
      Precision precision) {
    StringBuilder body = new StringBuilder();
    String input = IMAGE;
    // The argument keeps its name and type; the values of the graph may be of another precision.
    assign(
        body,
        NetworkDescription.INPUT,
        precision == Precision.BFLOAT16 ? "torch.to(" + input + ", 15)" : input);
    for (Node node : network.nodes()) {
      assign(body, node.name(), node.layer().accept(new TrainingExpression(node, precision)));
    }
    Map<String, FeatureShape> shapes = network.shapes(SHAPE_SAMPLES);
    body.append("    return (");
    for (String output : outputs) {
      body.append(TrainingExpression.result(output, shapes.get(output))).append(", ");
    }
    body.append(")\n");
    String type = outputs.stream().map(output -> "Tensor").collect(joining(", ", "Tuple[", "]"));
    return file(network, weights, body.toString(), type, Content.TRAINABLE);
  }

  /** Name of a layer's array among the parameters of the module. */
  public static String attribute(String node, String parameter) {
    return TorchExpression.attribute(node, parameter);
  }

  private static void assign(StringBuilder body, String value, String expression) {
    body.append("    ")
        .append(TorchExpression.variable(value))
        .append(" = ")
        .append(expression)
        .append('\n');
  }

  private static byte[] file(
      NetworkDescription network,
      NetworkWeights weights,
      String body,
      String type,
      Content content) {
    Map<String, byte[]> parts = new LinkedHashMap<>();
    ModulePickle pickle = ModulePickle.module(CLASS);
    List<String> parameters = new ArrayList<>();
    List<String> buffers = new ArrayList<>();
    Map<String, byte[]> storages = new LinkedHashMap<>();
    for (Node node : network.nodes()) {
      for (ParameterShape parameter : node.layer().parameters()) {
        String attribute = TorchExpression.attribute(node.name(), parameter.name());
        String storage = Integer.toString(storages.size());
        float[] values = weights.get(node.name(), parameter.name());
        boolean half = content == Content.HALF && node.layer() instanceof Layer.Convolution;
        if (half) {
          pickle.tensorOf(attribute, "HalfStorage", storage, asImage(parameter.dimensions()));
        } else {
          pickle.tensor(attribute, storage, parameter.dimensions(), false);
        }
        storages.put(
            FOLDER + "data/" + storage,
            half ? HalfFloat.littleEndian(values) : littleEndian(values));
        // DJL lists a module's parameters alone, and whoever trains needs the statistics as well.
        (content == Content.TRAINABLE ? parameters : buffers).add(attribute);
      }
    }
    // The folder in front of every name is the archive's name; readers take it from the first part.
    parts.put(FOLDER + "data.pkl", pickle.build());
    parts.put(FOLDER + CODE, ascii(code(parameters, buffers, type, body)));
    parts.putAll(storages);
    parts.put(FOLDER + "constants.pkl", ModulePickle.emptyTuple());
    parts.put(FOLDER + "version", ascii(FORMAT_VERSION));
    return StoredZip.encode(parts);
  }

  /** Dimensions of a filter over images of one row; those of a bias stay. */
  private static List<Integer> asImage(List<Integer> dimensions) {
    return dimensions.size() == 1
        ? dimensions
        : List.of(dimensions.get(0), dimensions.get(1), 1, dimensions.get(2));
  }

  /** The module's class in TorchScript's serialised dialect of Python. */
  private static String code(
      List<String> parameters, List<String> buffers, String type, String body) {
    StringBuilder code = new StringBuilder();
    code.append("class ").append(CLASS).append("(Module):\n");
    code.append("  __parameters__ = [").append(quoted(parameters)).append("]\n");
    code.append("  __buffers__ = [").append(quoted(buffers)).append("]\n");
    code.append("  training : bool\n");
    parameters.forEach(attribute -> code.append("  ").append(attribute).append(" : Tensor\n"));
    buffers.forEach(attribute -> code.append("  ").append(attribute).append(" : Tensor\n"));
    code.append("  def forward(self: __torch__.").append(CLASS).append(",\n    ");
    code.append(NetworkDescription.INPUT).append(": Tensor) -> ").append(type).append(":\n");
    return code.append(body).toString();
  }

  private static String quoted(List<String> attributes) {
    return attributes.stream().map(attribute -> '"' + attribute + "\", ").collect(joining());
  }

  static byte[] littleEndian(float[] values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  private static float[] floats(byte[] content) {
    float[] values = new float[content.length / Float.BYTES];
    ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
