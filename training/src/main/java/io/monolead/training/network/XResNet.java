// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

/**
 * xresnet1d: the residual network with the "bag of tricks" of He et al. 2018 (arXiv 1812.01187) in
 * the one-dimensional form of the PTB-XL benchmark (Strodthoff et al. 2021): a stem of three
 * convolutions, every stage of the benchmark's form 64 channels wide (times the expansion), kernel
 * 5, and an average pool on the identity path wherever a block halves the length.
 */
final class XResNet {
  private static final int STEM_CHANNELS = 32;
  private static final int WIDTH = 64;
  private static final int KERNEL = 5;

  /** Every stage as wide as the first: the benchmark's form. */
  static final int[] NARROW = {WIDTH, WIDTH, WIDTH, WIDTH};

  /** Twice as wide from stage to stage: fastai's form, and by its 4096 features the paper's. */
  static final int[] WIDE = {WIDTH, 2 * WIDTH, 4 * WIDTH, 8 * WIDTH};

  private XResNet() {}

  /**
   * @param widths width of each stage
   * @param expansion 1 for basic blocks of two convolutions, 4 for bottlenecks of three
   * @param blocks number of blocks of each stage
   */
  static NetworkDescription describe(
      String name, int leads, int labels, int[] widths, int expansion, int... blocks) {
    GraphBuilder graph = new GraphBuilder();
    String value =
        graph.convNormRelu("stem1", leads, STEM_CHANNELS, KERNEL, 2, NetworkDescription.INPUT);
    value = graph.convNormRelu("stem2", STEM_CHANNELS, STEM_CHANNELS, KERNEL, 1, value);
    value = graph.convNormRelu("stem3", STEM_CHANNELS, WIDTH, KERNEL, 1, value);
    value = graph.add("pool", new Layer.MaxPool(3, 2, 1), value);
    int channels = WIDTH;
    for (int stage = 1; stage <= blocks.length; stage++) {
      for (int block = 1; block <= blocks[stage - 1]; block++) {
        String place = "stage" + stage + ".block" + block;
        int stride = stage > 1 && block == 1 ? 2 : 1;
        value = block(graph, place, channels, widths[stage - 1], expansion, stride, value);
        channels = widths[stage - 1] * expansion;
      }
    }
    return graph.head(name, leads, labels, channels, value);
  }

  private static String block(
      GraphBuilder graph,
      String name,
      int channels,
      int width,
      int expansion,
      int stride,
      String input) {
    int outputs = width * expansion;
    String path;
    if (expansion == 1) {
      path = graph.convNormRelu(name + ".first", channels, width, KERNEL, stride, input);
      path = graph.convNorm(name + ".second", width, outputs, KERNEL, 1, path);
    } else {
      path = graph.convNormRelu(name + ".first", channels, width, 1, 1, input);
      path = graph.convNormRelu(name + ".second", width, width, KERNEL, stride, path);
      path = graph.convNorm(name + ".third", width, outputs, 1, 1, path);
    }
    String identity = input;
    if (stride > 1) {
      identity = graph.add(name + ".identity.pool", new Layer.AveragePool(stride), identity);
    }
    if (channels != outputs) {
      identity = graph.convNorm(name + ".identity", channels, outputs, 1, 1, identity);
    }
    return graph.residual(name, path, identity);
  }
}
