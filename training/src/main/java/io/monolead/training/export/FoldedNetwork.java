// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.export;

import io.monolead.training.network.Layer;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.NetworkWeights;
import io.monolead.training.network.Node;
import io.monolead.training.network.ParameterShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A network reduced to what inference computes: dropout is gone, and every batch normalisation next
 * to a convolution or linear layer has become part of its weights. The result is a network like any
 * other; features and logits keep their values.
 *
 * @param network the reduced graph
 * @param weights its weights
 */
public record FoldedNetwork(NetworkDescription network, NetworkWeights weights) {

  /** Reduces a network. */
  public static FoldedNetwork of(NetworkDescription network, NetworkWeights weights) {
    return new Folding(network, weights).fold();
  }

  /** The running normalisation of one batch norm as {@code scale x + shift} per channel. */
  private record Affine(double[] scale, double[] shift) {
    static Affine of(NetworkWeights weights, String node, Layer.BatchNorm norm) {
      float[] gamma = weights.get(node, ParameterShape.WEIGHT);
      float[] beta = weights.get(node, ParameterShape.BIAS);
      float[] mean = weights.get(node, ParameterShape.RUNNING_MEAN);
      float[] variance = weights.get(node, ParameterShape.RUNNING_VAR);
      double[] scale = new double[gamma.length];
      double[] shift = new double[gamma.length];
      for (int i = 0; i < gamma.length; i++) {
        scale[i] = gamma[i] / Math.sqrt(variance[i] + (double) norm.epsilon());
        shift[i] = beta[i] - mean[i] * scale[i];
      }
      return new Affine(scale, shift);
    }
  }

  private static final class Folding {
    private final NetworkDescription network;
    private final NetworkWeights weights;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, float[]> arrays = new HashMap<>();

    /** Removed values and what stands for them now. */
    private final Map<String, String> aliases = new HashMap<>();

    Folding(NetworkDescription network, NetworkWeights weights) {
      this.network = network;
      this.weights = weights;
      network.nodes().forEach(node -> nodes.put(node.name(), node));
      arrays.putAll(weights.arrays());
    }

    FoldedNetwork fold() {
      for (Node node : network.nodes()) {
        if (node.layer() instanceof Layer.Dropout) {
          remove(node.name(), node.inputs().get(0));
        }
      }
      for (Node node : network.nodes()) {
        if (node.layer() instanceof Layer.BatchNorm) {
          foldNorm(nodes.get(node.name()));
        }
      }
      NetworkDescription folded =
          new NetworkDescription(
              network.name(),
              network.leads(),
              network.labels(),
              new ArrayList<>(nodes.values()),
              resolve(network.features()),
              resolve(network.logits()));
      return new FoldedNetwork(folded, NetworkWeights.of(folded, arrays));
    }

    private void foldNorm(Node norm) {
      String input = norm.inputs().get(0);
      Node producer = nodes.get(input);
      if (producer != null && isWeighted(producer.layer()) && isOnlyUse(input)) {
        foldIntoProducer(norm, producer);
        return;
      }
      List<Node> consumers = consumers(norm.name());
      // Only a linear layer: the zeros that a convolution pads with would have to be shifted too.
      if (isOnlyUse(norm.name()) && consumers.get(0).layer() instanceof Layer.Linear) {
        foldIntoLinear(norm, consumers.get(0));
      }
    }

    private void foldIntoProducer(Node norm, Node producer) {
      Affine affine = Affine.of(weights, norm.name(), (Layer.BatchNorm) norm.layer());
      float[] weight = array(producer, ParameterShape.WEIGHT).clone();
      float[] bias = new float[affine.scale().length];
      float[] before = arrays.get(key(producer, ParameterShape.BIAS));
      int fanIn = weight.length / bias.length;
      for (int i = 0; i < weight.length; i++) {
        weight[i] = (float) (weight[i] * affine.scale()[i / fanIn]);
      }
      for (int i = 0; i < bias.length; i++) {
        double old = before == null ? 0 : before[i];
        bias[i] = (float) (old * affine.scale()[i] + affine.shift()[i]);
      }
      put(producer, withBias(producer.layer()), weight, bias);
      remove(norm.name(), producer.name());
    }

    private void foldIntoLinear(Node norm, Node linear) {
      Affine affine = Affine.of(weights, norm.name(), (Layer.BatchNorm) norm.layer());
      float[] weight = array(linear, ParameterShape.WEIGHT).clone();
      float[] before = arrays.get(key(linear, ParameterShape.BIAS));
      int outputs = ((Layer.Linear) linear.layer()).outputs();
      float[] bias = before == null ? new float[outputs] : before.clone();
      int inputs = weight.length / bias.length;
      for (int output = 0; output < bias.length; output++) {
        double sum = bias[output];
        for (int i = output * inputs; i < (output + 1) * inputs; i++) {
          sum += weight[i] * affine.shift()[i % inputs];
          weight[i] = (float) (weight[i] * affine.scale()[i % inputs]);
        }
        bias[output] = (float) sum;
      }
      put(linear, withBias(linear.layer()), weight, bias);
      remove(norm.name(), norm.inputs().get(0));
    }

    private void put(Node node, Layer layer, float[] weight, float[] bias) {
      nodes.put(node.name(), new Node(node.name(), layer, nodes.get(node.name()).inputs()));
      arrays.put(key(node, ParameterShape.WEIGHT), weight);
      arrays.put(key(node, ParameterShape.BIAS), bias);
    }

    private void remove(String name, String standIn) {
      Node removed = nodes.remove(name);
      removed.layer().parameters().forEach(shape -> arrays.remove(key(removed, shape.name())));
      aliases.put(name, standIn);
      nodes.replaceAll(
          (key, node) ->
              new Node(key, node.layer(), node.inputs().stream().map(this::resolve).toList()));
    }

    private String resolve(String value) {
      String resolved = value;
      while (aliases.containsKey(resolved)) {
        resolved = aliases.get(resolved);
      }
      return resolved;
    }

    /** Whether one layer alone takes the value and nobody outside asks for it. */
    private boolean isOnlyUse(String value) {
      return consumers(value).size() == 1
          && !value.equals(resolve(network.features()))
          && !value.equals(resolve(network.logits()));
    }

    private List<Node> consumers(String value) {
      return nodes.values().stream()
          .filter(node -> node.inputs().contains(value))
          .collect(Collectors.toList());
    }

    private static boolean isWeighted(Layer layer) {
      return layer instanceof Layer.Convolution || layer instanceof Layer.Linear;
    }

    private static Layer withBias(Layer layer) {
      if (layer instanceof Layer.Convolution conv) {
        return new Layer.Convolution(
            conv.inputs(), conv.outputs(), conv.kernel(), conv.stride(), conv.padding(), true);
      }
      return layer instanceof Layer.Linear linear
          ? new Layer.Linear(linear.inputs(), linear.outputs(), true)
          : layer;
    }

    private float[] array(Node node, String parameter) {
      return arrays.get(key(node, parameter));
    }

    private static String key(Node node, String parameter) {
      return node.name() + "." + parameter;
    }
  }
}
