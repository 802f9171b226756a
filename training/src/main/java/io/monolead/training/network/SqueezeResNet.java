// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

/**
 * seresnet: the residual network with squeeze-and-excitation (Hu et al., arXiv 1709.01507) of Zhao
 * et al., PhysioNet/CinC Challenge 2020 (doi 10.22489/CinC.2020.169), without the branch for age
 * and sex: stem kernel 15, block kernel 7, widths 64 to 512, dropout between the convolutions.
 */
final class SqueezeResNet {
  private static final int STEM_KERNEL = 15;
  private static final int KERNEL = 7;
  private static final int WIDTH = 64;
  private static final int REDUCTION = 16;
  private static final float DROPOUT = 0.2f;

  private SqueezeResNet() {}

  /**
   * @param blocks number of blocks of each stage
   */
  static NetworkDescription describe(String name, int leads, int labels, int... blocks) {
    GraphBuilder graph = new GraphBuilder();
    String value =
        graph.convNormRelu("stem", leads, WIDTH, STEM_KERNEL, 2, NetworkDescription.INPUT);
    value = graph.add("pool", new Layer.MaxPool(3, 2, 1), value);
    int channels = WIDTH;
    for (int stage = 1; stage <= blocks.length; stage++) {
      int outputs = WIDTH << (stage - 1);
      for (int block = 1; block <= blocks[stage - 1]; block++) {
        String place = "stage" + stage + ".block" + block;
        int stride = stage > 1 && block == 1 ? 2 : 1;
        String path =
            graph.convNormRelu(place + ".first", channels, outputs, KERNEL, stride, value);
        path = graph.add(place + ".dropout", new Layer.Dropout(DROPOUT), path);
        path = graph.convNorm(place + ".second", outputs, outputs, KERNEL, 1, path);
        path = squeeze(graph, place + ".squeeze", outputs, path);
        String identity =
            stride == 1 && channels == outputs
                ? value
                : graph.convNorm(place + ".identity", channels, outputs, 1, stride, value);
        value = graph.residual(place, path, identity);
        channels = outputs;
      }
    }
    String features = graph.add("head.features", new Layer.GlobalAveragePool(), value);
    String logits = graph.add("head.output", new Layer.Linear(channels, labels), features);
    return graph.build(name, leads, labels, features, logits);
  }

  private static String squeeze(GraphBuilder graph, String name, int channels, String value) {
    int narrow = channels / REDUCTION;
    String factors = graph.add(name + ".pool", new Layer.GlobalAveragePool(), value);
    factors = graph.add(name + ".down", new Layer.Linear(channels, narrow, false), factors);
    factors = graph.relu(name, factors);
    factors = graph.add(name + ".up", new Layer.Linear(narrow, channels, false), factors);
    factors = graph.add(name + ".sigmoid", new Layer.Sigmoid(), factors);
    return graph.add(name + ".scale", new Layer.ScaleChannels(), value, factors);
  }
}
