// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

/**
 * resnet1d_wang: the residual network of Wang, Yan and Oates 2017 (arXiv 1611.06455) in the form of
 * the PTB-XL benchmark (Strodthoff et al. 2021): three basic blocks of 128 channels, kernels 5 and
 * 3.
 */
final class ResNetWang {
  private static final int CHANNELS = 128;
  private static final int STEM_KERNEL = 7;
  private static final int FIRST_KERNEL = 5;
  private static final int SECOND_KERNEL = 3;
  private static final int BLOCKS = 3;

  private ResNetWang() {}

  static NetworkDescription describe(String name, int leads, int labels) {
    GraphBuilder graph = new GraphBuilder();
    String value =
        graph.convNormRelu("stem", leads, CHANNELS, STEM_KERNEL, 1, NetworkDescription.INPUT);
    for (int block = 1; block <= BLOCKS; block++) {
      value = block(graph, "block" + block, block == 1 ? 1 : 2, value);
    }
    return graph.head(name, leads, labels, CHANNELS, value);
  }

  private static String block(GraphBuilder graph, String name, int stride, String input) {
    String path =
        graph.convNormRelu(name + ".first", CHANNELS, CHANNELS, FIRST_KERNEL, stride, input);
    path = graph.convNorm(name + ".second", CHANNELS, CHANNELS, SECOND_KERNEL, 1, path);
    String identity =
        stride == 1
            ? input
            : graph.convNorm(name + ".identity", CHANNELS, CHANNELS, 1, stride, input);
    return graph.residual(name, path, identity);
  }
}
