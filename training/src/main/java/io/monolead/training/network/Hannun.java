// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

/**
 * The 34-layer network of Rajpurkar, Hannun et al. (arXiv 1707.01836; Nature Medicine 25:65, 2019)
 * for whole recordings: sixteen pre-activation blocks of two convolutions with kernel 16, every
 * second block halves the length, every fourth doubles the channels (with zeros on the identity
 * path), and a mean over time before the last layer where the original answers every 256 samples.
 *
 * <p>"Same" padding as in TensorFlow: one zero more after the signal than before it. Pools on the
 * identity path count a partial last stretch, so that both paths agree at any length; the original
 * cuts its inputs to multiples of 256 instead.
 */
final class Hannun {
  private static final int BLOCKS = 16;
  private static final int KERNEL = 16;
  private static final int FILTERS = 32;
  private static final int BLOCKS_PER_WIDTH = 4;
  private static final float DROPOUT = 0.2f;
  private static final float EPSILON = 1e-3f;
  private static final float MOMENTUM = 0.01f;

  private Hannun() {}

  static NetworkDescription describe(String name, int leads, int labels) {
    GraphBuilder graph = new GraphBuilder();
    String value = convolution(graph, "stem", leads, FILTERS, 1, NetworkDescription.INPUT);
    value = normRelu(graph, "stem", FILTERS, value);
    int channels = FILTERS;
    for (int block = 0; block < BLOCKS; block++) {
      int filters = FILTERS << (block / BLOCKS_PER_WIDTH);
      int stride = block % 2 == 0 ? 1 : 2;
      String place = "stage" + (block / BLOCKS_PER_WIDTH + 1) + ".block" + (block + 1);
      String identity = value;
      if (stride > 1) {
        identity =
            graph.add(place + ".identity.pool", new Layer.MaxPool(stride, stride, 0, true), value);
      }
      if (filters != channels) {
        identity =
            graph.add(place + ".identity.pad", new Layer.PadChannels(filters - channels), identity);
      }
      // The stem ends with batch norm and ReLU already.
      String path = block == 0 ? value : normRelu(graph, place + ".first", channels, value);
      path = convolution(graph, place + ".first", channels, filters, stride, path);
      path = normRelu(graph, place + ".second", filters, path);
      path = graph.add(place + ".second.dropout", new Layer.Dropout(DROPOUT), path);
      path = convolution(graph, place + ".second", filters, filters, 1, path);
      value = graph.add(place + ".add", new Layer.Add(), path, identity);
      channels = filters;
    }
    value = normRelu(graph, "tail", channels, value);
    String features = graph.add("head.features", new Layer.GlobalAveragePool(), value);
    String logits = graph.add("head.output", new Layer.Linear(channels, labels), features);
    return graph.build(name, leads, labels, features, logits);
  }

  private static String convolution(
      GraphBuilder graph, String name, int inputs, int outputs, int stride, String value) {
    String padded = graph.add(name + ".pad", new Layer.Pad((KERNEL - 1) / 2, KERNEL / 2), value);
    return graph.add(
        name + ".conv", new Layer.Convolution(inputs, outputs, KERNEL, stride, 0, true), padded);
  }

  private static String normRelu(GraphBuilder graph, String name, int channels, String value) {
    return graph.relu(
        name, graph.add(name + ".norm", new Layer.BatchNorm(channels, EPSILON, MOMENTUM), value));
  }
}
