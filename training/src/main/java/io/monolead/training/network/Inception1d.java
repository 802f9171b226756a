// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

/**
 * inception1d: InceptionTime (Fawaz et al. 2020, doi 10.1007/s10618-020-00710-y) in the form of the
 * PTB-XL benchmark (Strodthoff et al. 2021): six blocks of four parallel paths, 32 filters each,
 * kernels 39, 19 and 9, a shortcut around every three blocks; the length never changes.
 */
final class Inception1d {
  private static final int DEPTH = 6;
  private static final int FILTERS = 32;
  private static final int BOTTLENECK = 32;
  private static final int[] KERNELS = {39, 19, 9};
  private static final int CHANNELS = 4 * FILTERS;
  private static final int BLOCKS_PER_SHORTCUT = 3;

  private Inception1d() {}

  static NetworkDescription describe(String name, int leads, int labels) {
    GraphBuilder graph = new GraphBuilder();
    String value = NetworkDescription.INPUT;
    String start = value;
    int channels = leads;
    int startChannels = leads;
    for (int block = 1; block <= DEPTH; block++) {
      value = block(graph, "block" + block, channels, value);
      channels = CHANNELS;
      if (block % BLOCKS_PER_SHORTCUT == 0) {
        String shortcut = "shortcut" + block / BLOCKS_PER_SHORTCUT;
        String identity = graph.convNorm(shortcut, startChannels, CHANNELS, 1, 1, start);
        value = graph.residual(shortcut, value, identity);
        start = value;
        startChannels = CHANNELS;
      }
    }
    return graph.head(name, leads, labels, CHANNELS, value);
  }

  private static String block(GraphBuilder graph, String name, int channels, String input) {
    String bottleneck = convolution(graph, name + ".bottleneck", channels, BOTTLENECK, 1, input);
    String[] paths = new String[KERNELS.length + 1];
    for (int i = 0; i < KERNELS.length; i++) {
      paths[i] =
          convolution(graph, name + ".path" + (i + 1), BOTTLENECK, FILTERS, KERNELS[i], bottleneck);
    }
    String pooled = graph.add(name + ".pool", new Layer.MaxPool(3, 1, 1), input);
    paths[KERNELS.length] = convolution(graph, name + ".path4", channels, FILTERS, 1, pooled);
    String joined = graph.add(name + ".concat", new Layer.Concat(paths.length), paths);
    return graph.relu(name, graph.add(name + ".norm", new Layer.BatchNorm(CHANNELS), joined));
  }

  private static String convolution(
      GraphBuilder graph, String name, int inputs, int outputs, int kernel, String value) {
    return graph.add(
        name + ".conv",
        new Layer.Convolution(inputs, outputs, kernel, 1, (kernel - 1) / 2, false),
        value);
  }
}
