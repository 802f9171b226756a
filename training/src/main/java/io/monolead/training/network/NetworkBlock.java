// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A network as a DJL block, for training.
 *
 * <p>Takes {@code [batch, lead, sample]} and gives the values asked for: by default the logits
 * {@code [batch, label]} alone; with {@link #withFeatures} the features {@code [batch, feature]}
 * after them.
 */
public final class NetworkBlock extends AbstractBlock {
  /** Any length will do for learning the shapes of parameters: none depends on it. */
  private static final int SHAPE_SAMPLES = 1000;

  private final NetworkDescription network;
  private final List<String> outputs;
  private final Map<String, LayerOperation> operations = new LinkedHashMap<>();

  /** Where each value is used for the last time: it is closed right after. */
  private final Map<String, List<String>> lastUses = new HashMap<>();

  /** A block that gives the logits. */
  public NetworkBlock(NetworkDescription network) {
    this(network, List.of(network.logits()));
  }

  /** A block that gives logits and features. */
  public static NetworkBlock withFeatures(NetworkDescription network) {
    return new NetworkBlock(network, List.of(network.logits(), network.features()));
  }

  /**
   * A block that gives the named values of the network, in this order.
   *
   * @param outputs names of nodes
   */
  public NetworkBlock(NetworkDescription network, List<String> outputs) {
    this.network = network;
    this.outputs = List.copyOf(outputs);
    Map<String, String> lastUser = new LinkedHashMap<>();
    for (Node node : network.nodes()) {
      LayerOperation operation = node.layer().accept(new LayerOperations());
      operations.put(node.name(), operation);
      operation.block().ifPresent(block -> addChildBlock(node.name(), block));
      node.inputs().forEach(input -> lastUser.put(input, node.name()));
    }
    for (String output : outputs) {
      if (!operations.containsKey(output)) {
        throw new IllegalArgumentException(network.name() + " has no layer named " + output);
      }
      lastUser.remove(output);
    }
    lastUser.remove(NetworkDescription.INPUT);
    lastUser.forEach(
        (value, user) -> lastUses.computeIfAbsent(user, key -> new ArrayList<>()).add(value));
  }

  /** What this block computes. */
  public NetworkDescription network() {
    return network;
  }

  /**
   * Creates the arrays of all parameters and sets them.
   *
   * @param manager owner of the arrays
   */
  public void initialize(NDManager manager, NetworkWeights weights) {
    initialize(manager, DataType.FLOAT32, new Shape(1, network.leads(), SHAPE_SAMPLES));
    setWeights(weights);
  }

  /** Sets the values of all parameters and statistics of an initialised block. */
  public void setWeights(NetworkWeights weights) {
    forEachParameter((key, parameter) -> parameter.getArray().set(weights.arrays().get(key)));
  }

  /** The present values of all parameters and statistics. */
  public NetworkWeights weights() {
    Map<String, float[]> arrays = new LinkedHashMap<>();
    forEachParameter((key, parameter) -> arrays.put(key, parameter.getArray().toFloatArray()));
    return NetworkWeights.of(network, arrays);
  }

  /**
   * DJL's parameter for a key of {@link NetworkWeights}.
   *
   * @throws IllegalArgumentException if the network has none of this name
   */
  public Parameter parameter(String key) {
    Map<String, Parameter> found = new HashMap<>();
    forEachParameter(found::put);
    if (!found.containsKey(key)) {
      throw new IllegalArgumentException(network.name() + " has no parameter " + key);
    }
    return found.get(key);
  }

  private void forEachParameter(BiConsumer<String, Parameter> action) {
    for (Node node : network.nodes()) {
      List<ParameterShape> shapes = node.layer().parameters();
      if (!shapes.isEmpty()) {
        Block block = operations.get(node.name()).block().orElseThrow();
        // DJL's layers declare their parameters in PyTorch's order: weight, bias, statistics.
        List<Parameter> parameters = block.getDirectParameters().values();
        for (int i = 0; i < shapes.size(); i++) {
          action.accept(NetworkWeights.key(node, shapes.get(i)), parameters.get(i));
        }
      }
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      PairList<String, Object> params) {
    Map<String, NDArray> values = new HashMap<>();
    values.put(NetworkDescription.INPUT, inputs.singletonOrThrow());
    for (Node node : network.nodes()) {
      NDList arguments = new NDList(node.inputs().size());
      node.inputs().forEach(input -> arguments.add(values.get(input)));
      values.put(
          node.name(), operations.get(node.name()).forward(parameterStore, arguments, training));
      // Otherwise every intermediate value would live until the caller closes the batch's manager.
      for (String used : lastUses.getOrDefault(node.name(), List.of())) {
        values.remove(used).close();
      }
    }
    NDList results = new NDList(outputs.size());
    outputs.forEach(output -> results.add(values.get(output)));
    return results;
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
    Shape input = inputShapes[0];
    Map<String, FeatureShape> shapes = network.shapes(Math.toIntExact(input.get(2)));
    for (Node node : network.nodes()) {
      operations
          .get(node.name())
          .block()
          .ifPresent(
              block ->
                  block.initialize(
                      manager, dataType, batch(input.get(0), shapes.get(node.inputs().get(0)))));
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Map<String, FeatureShape> shapes = network.shapes(Math.toIntExact(inputShapes[0].get(2)));
    return outputs.stream()
        .map(output -> batch(inputShapes[0].get(0), shapes.get(output)))
        .toArray(Shape[]::new);
  }

  private static Shape batch(long size, FeatureShape shape) {
    return shape.isVector()
        ? new Shape(size, shape.channels())
        : new Shape(size, shape.channels(), shape.samples());
  }
}
