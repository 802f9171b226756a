// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.training.network.NetworkCatalogue;
import io.monolead.training.network.NetworkDescription;
import picocli.CommandLine.Option;

/** What a network is shown with: the size of its input and output. */
final class NetworkSize {
  @Option(
      names = "--leads",
      defaultValue = "1",
      description = "Leads of the input (default: ${DEFAULT-VALUE}).")
  private int leads;

  @Option(
      names = "--labels",
      defaultValue = "5",
      description = "Labels of the output (default: ${DEFAULT-VALUE}).")
  private int labels;

  @Option(
      names = "--samples",
      defaultValue = "1000",
      description = "Samples of the input (default: ${DEFAULT-VALUE}, 10 s at 100 Hz).")
  private int samples;

  /**
   * A network of this size.
   *
   * @throws IllegalArgumentException if there is no such network, or none of this size
   */
  NetworkDescription network(String name) {
    return NetworkCatalogue.describe(name, leads, labels);
  }

  int samples() {
    return samples;
  }

  @Override
  public String toString() {
    return String.format(
        "%d %s, %d labels, %d samples", leads, leads == 1 ? "lead" : "leads", labels, samples);
  }
}
