// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The architectures that can be trained, by name. */
public final class NetworkCatalogue {
  private static final Map<String, Architecture> ARCHITECTURES =
      new TreeMap<>(
          Map.of(
              "resnet1d_wang", ResNetWang::describe,
              "xresnet1d18",
                  (n, leads, labels) -> XResNet.describe(n, leads, labels, 1, 2, 2, 2, 2),
              "xresnet1d34",
                  (n, leads, labels) -> XResNet.describe(n, leads, labels, 1, 3, 4, 6, 3),
              "xresnet1d50",
                  (n, leads, labels) -> XResNet.describe(n, leads, labels, 4, 3, 4, 6, 3),
              "xresnet1d101",
                  (n, leads, labels) -> XResNet.describe(n, leads, labels, 4, 3, 4, 23, 3)));

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
    Architecture architecture = ARCHITECTURES.get(name);
    if (architecture == null) {
      throw new IllegalArgumentException(
          "There is no network named '" + name + "'; there are " + String.join(", ", names()));
    }
    if (leads < 1 || labels < 1) {
      throw new IllegalArgumentException(
          "A network needs at least one lead and one label, not " + leads + " and " + labels);
    }
    return architecture.describe(name, leads, labels);
  }

  @FunctionalInterface
  private interface Architecture {
    NetworkDescription describe(String name, int leads, int labels);
  }
}
