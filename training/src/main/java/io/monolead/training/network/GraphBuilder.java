// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

import java.util.ArrayList;
import java.util.List;

/** Collects the nodes of a network; every method returns the name of the value it adds. */
final class GraphBuilder {
  private static final int HIDDEN_FEATURES = 128;

  /** Rate before the last layer; hidden layers before it use half. */
  private static final float HIDDEN_DROPOUT = 0.5f;

  private final List<Node> nodes = new ArrayList<>();

  String add(String name, Layer layer, String... inputs) {
    nodes.add(new Node(name, layer, List.of(inputs)));
    return name;
  }

  /** Convolution without bias and with "same" padding, then batch normalisation. */
  String convNorm(String name, int inputs, int outputs, int kernel, int stride, String value) {
    String convolved =
        add(
            name + ".conv",
            new Layer.Convolution(inputs, outputs, kernel, stride, (kernel - 1) / 2, false),
            value);
    return add(name + ".norm", new Layer.BatchNorm(outputs), convolved);
  }

  /** {@link #convNorm}, then ReLU. */
  String convNormRelu(String name, int inputs, int outputs, int kernel, int stride, String value) {
    return relu(name, convNorm(name, inputs, outputs, kernel, stride, value));
  }

  /** The rectified sum of a block's two paths. */
  String residual(String name, String path, String identity) {
    return relu(name, add(name + ".add", new Layer.Add(), path, identity));
  }

  String relu(String name, String value) {
    return add(name + ".relu", new Layer.Relu(), value);
  }

  /**
   * The classification head that the networks of Strodthoff et al. 2021 (doi
   * 10.1109/JBHI.2020.3022989) share: concatenated pooling, then batch norm, dropout and a linear
   * layer, twice, with 128 hidden features; ends the network.
   *
   * @param channels feature maps that enter
   */
  NetworkDescription head(String network, int leads, int labels, int channels, String value) {
    String pooled = add("head.pool", new Layer.AdaptiveConcatPool(), value);
    String features = add("head.features", new Layer.Flatten(), pooled);
    String hidden =
        linear("head.hidden", 2 * channels, HIDDEN_FEATURES, HIDDEN_DROPOUT / 2, features);
    String logits =
        linear("head.output", HIDDEN_FEATURES, labels, HIDDEN_DROPOUT, relu("head.hidden", hidden));
    return build(network, leads, labels, features, logits);
  }

  NetworkDescription build(String network, int leads, int labels, String features, String logits) {
    return new NetworkDescription(network, leads, labels, nodes, features, logits);
  }

  private String linear(String name, int inputs, int outputs, float dropout, String value) {
    String normed = add(name + ".norm", new Layer.BatchNorm(inputs), value);
    String dropped = add(name + ".dropout", new Layer.Dropout(dropout), normed);
    return add(name + ".linear", new Layer.Linear(inputs, outputs), dropped);
  }
}
