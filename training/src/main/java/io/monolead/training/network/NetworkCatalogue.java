// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The architectures that can be trained, by name. */
public final class NetworkCatalogue {
  private static final Map<String, Architecture> ARCHITECTURES = new TreeMap<>();

  static {
    add(
        "densecnn_wang",
        "stand-in for DenseCNN (Wang et al. 2019): DenseNet-121 in one dimension",
        DenseNet::describe);
    add(
        "hannun",
        "34 pre-activation layers with kernel 16 (Hannun et al. 2019), one answer per recording",
        Hannun::describe);
    add(
        "inception1d",
        "InceptionTime as in the PTB-XL benchmark (Strodthoff et al. 2021)",
        Inception1d::describe);
    add(
        "resnet1d18",
        "128 channels, blocks 2-2-2-2 (Strodthoff et al. 2021)",
        (n, leads, labels) -> ResNet1d.describe(n, leads, labels, 2, 2, 2, 2));
    add(
        "resnet1d34",
        "128 channels, blocks 3-4-6-3 (Strodthoff et al. 2021)",
        (n, leads, labels) -> ResNet1d.describe(n, leads, labels, 3, 4, 6, 3));
    add(
        "resnet1d_liu",
        "stand-in for resnet1d (Liu et al. 2019): ResNet-18 in one dimension",
        ResNetLiu::describe);
    add("resnet1d_wang", "three blocks of 128 channels (Wang et al. 2017)", ResNetWang::describe);
    add(
        "seresnet18",
        "squeeze-and-excitation, blocks 2-2-2-2 (Zhao et al. 2020)",
        (n, leads, labels) -> SqueezeResNet.describe(n, leads, labels, 2, 2, 2, 2));
    add(
        "seresnet34",
        "squeeze-and-excitation, blocks 3-4-6-3 (Zhao et al. 2020)",
        (n, leads, labels) -> SqueezeResNet.describe(n, leads, labels, 3, 4, 6, 3));
    addXResNet("xresnet1d18", XResNet.NARROW, 1, 2, 2, 2, 2);
    addXResNet("xresnet1d34", XResNet.NARROW, 1, 3, 4, 6, 3);
    addXResNet("xresnet1d50", XResNet.NARROW, 4, 3, 4, 6, 3);
    addXResNet("xresnet1d101", XResNet.NARROW, 4, 3, 4, 23, 3);
    addXResNet("xresnet1d101-wide", XResNet.WIDE, 4, 3, 4, 23, 3);
  }

  private NetworkCatalogue() {}

  /** Names of all architectures, in alphabetical order. */
  public static List<String> names() {
    return List.copyOf(ARCHITECTURES.keySet());
  }

  /**
   * Describes an architecture.
   *
   * @param name one of {@link #names()}
   * @param leads leads of the input, at least 1
   * @param labels labels of the output, at least 1
   * @throws IllegalArgumentException if there is no such architecture
   */
  public static NetworkDescription describe(String name, int leads, int labels) {
    Architecture architecture = architecture(name);
    if (leads < 1 || labels < 1) {
      throw new IllegalArgumentException(
          "A network needs at least one lead and one label, not " + leads + " and " + labels);
    }
    return architecture.form().describe(name, leads, labels);
  }

  /**
   * Where an architecture comes from, in one line.
   *
   * @throws IllegalArgumentException if there is no such architecture
   */
  public static String origin(String name) {
    return architecture(name).origin();
  }

  private static Architecture architecture(String name) {
    Architecture architecture = ARCHITECTURES.get(name);
    if (architecture == null) {
      throw new IllegalArgumentException(
          "There is no network named '" + name + "'; there are " + String.join(", ", names()));
    }
    return architecture;
  }

  private static void add(String name, String origin, Form form) {
    ARCHITECTURES.put(name, new Architecture(origin, form));
  }

  private static void addXResNet(String name, int[] widths, int expansion, int... blocks) {
    String counts = Arrays.stream(blocks).mapToObj(String::valueOf).collect(joining("-"));
    add(
        name,
        "residual with a three-convolution stem, blocks "
            + counts
            + (widths == XResNet.WIDE ? ", widths 64 to 512" : " (Strodthoff et al. 2021)"),
        (n, leads, labels) -> XResNet.describe(n, leads, labels, widths, expansion, blocks));
  }

  private record Architecture(String origin, Form form) {}

  @FunctionalInterface
  private interface Form {
    NetworkDescription describe(String name, int leads, int labels);
  }
}
