// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

/**
 * A stand-in for the DenseCNN of Wang et al. (MLMECH 2019), whose code was not published: DenseNet-
 * 121 (Huang et al., arXiv 1608.06993) in one dimension.
 */
final class DenseNet {
  private static final int[] LAYERS = {6, 12, 24, 16};
  private static final int STEM_CHANNELS = 64;
  private static final int STEM_KERNEL = 7;
  private static final int GROWTH = 32;
  private static final int BOTTLENECK = 4 * GROWTH;

  private DenseNet() {}

  static NetworkDescription describe(String name, int leads, int labels) {
    GraphBuilder graph = new GraphBuilder();
    String value =
        graph.convNormRelu("stem", leads, STEM_CHANNELS, STEM_KERNEL, 2, NetworkDescription.INPUT);
    value = graph.add("pool", new Layer.MaxPool(3, 2, 1), value);
    int channels = STEM_CHANNELS;
    for (int stage = 1; stage <= LAYERS.length; stage++) {
      for (int layer = 1; layer <= LAYERS[stage - 1]; layer++) {
        String place = "stage" + stage + ".layer" + layer;
        String grown = layer(graph, place, channels, value);
        value = graph.add(place + ".concat", new Layer.Concat(2), value, grown);
        channels += GROWTH;
      }
      if (stage < LAYERS.length) {
        String place = "transition" + stage;
        value = normRelu(graph, place, channels, value);
        value = convolution(graph, place, channels, channels / 2, 1, value);
        value = graph.add(place + ".pool", new Layer.AveragePool(2, false), value);
        channels /= 2;
      }
    }
    value = normRelu(graph, "tail", channels, value);
    String features = graph.add("head.features", new Layer.GlobalAveragePool(), value);
    String logits = graph.add("head.output", new Layer.Linear(channels, labels), features);
    return graph.build(name, leads, labels, features, logits);
  }

  private static String layer(GraphBuilder graph, String place, int channels, String value) {
    String path = normRelu(graph, place + ".first", channels, value);
    path = convolution(graph, place + ".first", channels, BOTTLENECK, 1, path);
    path = normRelu(graph, place + ".second", BOTTLENECK, path);
    return convolution(graph, place + ".second", BOTTLENECK, GROWTH, 3, path);
  }

  private static String convolution(
      GraphBuilder graph, String name, int inputs, int outputs, int kernel, String value) {
    return graph.add(
        name + ".conv",
        new Layer.Convolution(inputs, outputs, kernel, 1, (kernel - 1) / 2, false),
        value);
  }

  private static String normRelu(GraphBuilder graph, String name, int channels, String value) {
    return graph.relu(name, graph.add(name + ".norm", new Layer.BatchNorm(channels), value));
  }
}
