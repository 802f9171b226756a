// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

/**
 * resnet1d: the basic-block residual network of the PTB-XL benchmark (Strodthoff et al. 2021), 128
 * channels in every stage.
 *
 * <p>As there, only the first block of each stage has kernels 5 and 3; the others have 3 and 3.
 */
final class ResNet1d {
  private static final int CHANNELS = 128;
  private static final int STEM_KERNEL = 5;
  private static final int FIRST_KERNEL = 5;
  private static final int KERNEL = 3;

  private ResNet1d() {}

  /**
   * @param blocks number of blocks of each stage
   */
  static NetworkDescription describe(String name, int leads, int labels, int... blocks) {
    GraphBuilder graph = new GraphBuilder();
    String value =
        graph.convNormRelu("stem", leads, CHANNELS, STEM_KERNEL, 2, NetworkDescription.INPUT);
    value = graph.add("pool", new Layer.MaxPool(3, 2, 1), value);
    for (int stage = 1; stage <= blocks.length; stage++) {
      for (int block = 1; block <= blocks[stage - 1]; block++) {
        String place = "stage" + stage + ".block" + block;
        int stride = stage > 1 && block == 1 ? 2 : 1;
        int kernel = block == 1 ? FIRST_KERNEL : KERNEL;
        String path =
            graph.convNormRelu(place + ".first", CHANNELS, CHANNELS, kernel, stride, value);
        path = graph.convNorm(place + ".second", CHANNELS, CHANNELS, KERNEL, 1, path);
        String identity =
            stride == 1
                ? value
                : graph.convNorm(place + ".identity", CHANNELS, CHANNELS, 1, stride, value);
        value = graph.residual(place, path, identity);
      }
    }
    return graph.head(name, leads, labels, CHANNELS, value);
  }
}
