// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

/**
 * A stand-in for the resnet1d of Liu et al. 2019 (arXiv 1908.10088), whose code was not published:
 * the classic ResNet-18 (He et al., arXiv 1512.03385) in one dimension, as Nonaka and Seita 2021
 * use it on ECG: stem kernel 7, widths 64 to 512, kernel 3, mean over time.
 */
final class ResNetLiu {
  private static final int STEM_KERNEL = 7;
  private static final int KERNEL = 3;
  private static final int WIDTH = 64;
  private static final int STAGES = 4;
  private static final int BLOCKS = 2;

  private ResNetLiu() {}

  static NetworkDescription describe(String name, int leads, int labels) {
    GraphBuilder graph = new GraphBuilder();
    String value =
        graph.convNormRelu("stem", leads, WIDTH, STEM_KERNEL, 2, NetworkDescription.INPUT);
    value = graph.add("pool", new Layer.MaxPool(3, 2, 1), value);
    int channels = WIDTH;
    for (int stage = 1; stage <= STAGES; stage++) {
      int outputs = WIDTH << (stage - 1);
      for (int block = 1; block <= BLOCKS; block++) {
        String place = "stage" + stage + ".block" + block;
        int stride = stage > 1 && block == 1 ? 2 : 1;
        String path =
            graph.convNormRelu(place + ".first", channels, outputs, KERNEL, stride, value);
        path = graph.convNorm(place + ".second", outputs, outputs, KERNEL, 1, path);
        String identity =
            channels == outputs
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
}
