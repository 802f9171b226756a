// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

import java.util.List;

/**
 * One layer in its place in the graph.
 *
 * @param name unique name of the layer and of its result; dots separate stage, block and layer, as
 *     in {@code stage2.block1.conv1}
 * @param layer the operation
 * @param inputs names of the values it takes: earlier nodes, or {@link NetworkDescription#INPUT}
 */
public record Node(String name, Layer layer, List<String> inputs) {
  public Node {
    inputs = List.copyOf(inputs);
    if (!name.matches("[a-z][a-z0-9]*(\\.[a-z][a-z0-9]*)*")) {
      throw new IllegalArgumentException(
          "A layer's name is made of lower-case words between dots, not '" + name + "'");
    }
    if (inputs.size() != layer.inputCount()) {
      throw new IllegalArgumentException(
          name + " takes " + layer.inputCount() + " inputs, not " + inputs);
    }
  }

  /** The stage the layer belongs to: its name up to the first dot. */
  public String stage() {
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }
}
