// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.NetworkForm;
import io.monolead.training.export.FoldedNetwork;
import io.monolead.training.export.NetworkWriter;
import io.monolead.training.export.RangeFinder;
import io.monolead.training.export.TorchScript;
import io.monolead.training.network.Layer;
import io.monolead.training.network.NetworkBlock;
import io.monolead.training.network.NetworkCatalogue;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.NetworkWeights;
import io.monolead.training.network.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The network that all contenders compute, and how each of them is given it.
 *
 * @param name what the page calls it
 * @param folded the network, batch norms folded
 */
public record ServedNetwork(String name, FoldedNetwork folded) {
  /** Share of a signal's numbers above and below the range of its bytes. */
  private static final double OUTSIDE = 1e-5;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Samples of the windows that settle the statistics of an untrained network. */
  private static final int SAMPLES = 1000;

  /**
   * The network of a bundle.
   *
   * @throws IllegalArgumentException if the bundle does not hold the network that its provenance
   *     names
   */
  public static ServedNetwork of(ModelBundle bundle) {
    String name = bundle.manifest().provenance().getOrDefault("network", "");
    NetworkDescription trained =
        NetworkCatalogue.describe(
            name, bundle.manifest().leads().size(), bundle.manifest().labelSpace().size());
    return new ServedNetwork(
        bundle.manifest().modelId() + " (" + name + ")",
        TorchScript.read(trained, bundle.network()));
  }

  /**
   * An untrained network of the catalogue for one lead, with the statistics that its batch norms
   * would have: those of a batch of windows. Without them the logits of a deep network overflow.
   *
   * @param windows conditioned, {@code [count][1][1000]}
   */
  public static ServedNetwork untrained(String name, int labels, float[] windows) {
    NetworkDescription network = NetworkCatalogue.describe(name, 1, labels);
    NetworkWeights initial = NetworkWeights.initial(network, 1);
    // With a momentum of 1 one pass in training mode leaves the batch's own statistics.
    NetworkDescription forgetful =
        new NetworkDescription(
            name,
            1,
            labels,
            network.nodes().stream().map(ServedNetwork::forgetful).toList(),
            network.features(),
            network.logits());
    try (NDManager manager = NDManager.newBaseManager()) {
      NetworkBlock block = new NetworkBlock(forgetful);
      block.initialize(manager, initial);
      NDArray input =
          manager.create(
              ByteBuffer.allocateDirect(windows.length * Float.BYTES)
                  .order(ByteOrder.nativeOrder()),
              new Shape(windows.length / SAMPLES, 1, SAMPLES),
              DataType.FLOAT32);
      input.set(windows);
      block.forward(new ParameterStore(manager, false), new NDList(input), true);
      NetworkWeights settled = NetworkWeights.of(network, block.weights().arrays());
      return new ServedNetwork(name, FoldedNetwork.of(network, settled));
    }
  }

  private static Node forgetful(Node node) {
    Layer layer = node.layer();
    if (layer instanceof Layer.BatchNorm norm) {
      layer = new Layer.BatchNorm(norm.channels(), norm.epsilon(), 1f);
    } else if (layer instanceof Layer.Dropout) {
      layer = new Layer.Dropout(0);
    }
    return new Node(node.name(), layer, node.inputs());
  }

  /**
   * The network in a form in which ours serves it.
   *
   * @param windows conditioned, {@code [count][lead][sample]}: what the ranges of 8-bit signals are
   *     measured on
   */
  public byte[] script(NetworkForm form, float[] windows, int count) throws IOException {
    if (form != NetworkForm.INT8) {
      return NetworkWriter.write(form, folded);
    }
    return NetworkWriter.writeInt8(
        folded,
        new RangeFinder(folded, windows, count).ranges(OUTSIDE),
        windows.length / count / folded.network().leads());
  }

  /** The network as TorchScript of operators that every PyTorch has. */
  public byte[] torchScript() {
    return TorchScript.write(folded);
  }

  /**
   * The graph as JSON, for a peer that builds it itself: the layers in order, with name, kind,
   * inputs and figures, and the attributes of {@link #torchScript} that hold their arrays.
   */
  public byte[] graph() throws IOException {
    ObjectNode graph = JSON.createObjectNode();
    graph.put("logits", folded.network().logits());
    ArrayNode layers = graph.putArray("layers");
    for (Node node : folded.network().nodes()) {
      ObjectNode layer = layers.addObject();
      layer.put("name", node.name());
      layer.put("kind", node.layer().getClass().getSimpleName());
      node.inputs().forEach(layer.putArray("inputs")::add);
      layer.set("figures", JSON.valueToTree(node.layer()));
      ObjectNode arrays = layer.putObject("arrays");
      node.layer()
          .parameters()
          .forEach(
              parameter ->
                  arrays.put(
                      parameter.name(), TorchScript.attribute(node.name(), parameter.name())));
    }
    return JSON.writeValueAsBytes(graph);
  }
}
