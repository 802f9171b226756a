// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network as data: layers in an order in which they can be computed.
 *
 * @param name architecture, such as {@code xresnet1d101}
 * @param leads leads of the input {@code [batch, lead, sample]}
 * @param labels logits of the output {@code [batch, label]}
 * @param nodes the layers; each takes only values that come before it
 * @param features node whose result {@code [batch, feature]} stands for "the features": the pooled
 *     signal that enters the head
 * @param logits node whose result {@code [batch, label]} is the network's answer, before any
 *     sigmoid
 */
public record NetworkDescription(
    String name, int leads, int labels, List<Node> nodes, String features, String logits) {

  /** Name of the network's input among the values of the graph. */
  public static final String INPUT = "input";

  /** A length at which every network's stages have a time axis. */
  private static final int STAGE_SAMPLES = 1000;

  public NetworkDescription {
    nodes = List.copyOf(nodes);
    Set<String> known = new HashSet<>(Set.of(INPUT));
    for (Node node : nodes) {
      if (!known.containsAll(node.inputs())) {
        throw new IllegalArgumentException(
            name + ": " + node.name() + " takes " + node.inputs() + " before all of them exist");
      }
      if (!known.add(node.name())) {
        throw new IllegalArgumentException(name + " has two layers named " + node.name());
      }
    }
    if (!known.contains(features) || !known.contains(logits)) {
      throw new IllegalArgumentException(
          name + " has no layers named " + features + " (features) and " + logits + " (logits)");
    }
  }

  /**
   * Shape of every value for an input of the given length, the input first, then in the order of
   * the nodes.
   *
   * @param samples length of the input
   * @throws IllegalArgumentException if a layer cannot take what it is given; the layer is named
   */
  public Map<String, FeatureShape> shapes(int samples) {
    Map<String, FeatureShape> shapes = new LinkedHashMap<>();
    shapes.put(INPUT, FeatureShape.signal(leads, samples));
    for (Node node : nodes) {
      List<FeatureShape> inputs = new ArrayList<>();
      node.inputs().forEach(input -> inputs.add(shapes.get(input)));
      try {
        shapes.put(node.name(), node.layer().outputShape(inputs));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            name + " at " + samples + " samples, layer " + node.name() + ": " + e.getMessage(), e);
      }
    }
    return shapes;
  }

  /**
   * The signals that leave the network's stages, in order: of each stage the last layer that is a
   * signal, pools and head left out.
   */
  public List<String> stageOutputs() {
    Map<String, FeatureShape> shapes = shapes(STAGE_SAMPLES);
    Map<String, String> last = new LinkedHashMap<>();
    for (Node node : nodes) {
      if (node.name().equals(features)) {
        break;
      }
      if (node.name().contains(".") && !shapes.get(node.name()).isVector()) {
        last.put(node.stage(), node.name());
      }
    }
    // A head may begin with a pool that still has a time axis, of one sample.
    last.values().removeIf(name -> shapes.get(name).samples() == 1);
    return List.copyOf(last.values());
  }

  /** Number of trainable parameters. */
  public long parameterCount() {
    return nodes.stream()
        .flatMap(node -> node.layer().parameters().stream())
        .filter(ParameterShape::trainable)
        .mapToLong(ParameterShape::size)
        .sum();
  }

  /** Multiply-accumulate operations for one input of the given length. */
  public long multiplyAccumulates(int samples) {
    Map<String, FeatureShape> shapes = shapes(samples);
    return nodes.stream()
        .mapToLong(node -> node.layer().multiplyAccumulates(shapes.get(node.name())))
        .sum();
  }
}
