// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.export;

import io.monolead.inference.StoredZip;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.NetworkWeights;
import io.monolead.training.network.Node;
import io.monolead.training.network.ParameterShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a network as TorchScript: a stored zip of a pickled module ({@code data.pkl}), its tensors
 * ({@code data/N}, little-endian float32), the code of {@code forward} and the version of the
 * format. PyTorch's loader takes it like a file that {@code torch.jit.save} wrote.
 *
 * <p>The module takes {@code [batch, lead, sample]} and returns the logits {@code [batch, label]}.
 * It is in evaluation mode and its tensors need no gradient.
 */
public final class TorchScript {
  private static final String CLASS = "Network";
  private static final String FOLDER = "network/";

  /** Oldest format with the operators used here; newer readers accept it. */
  private static final String FORMAT_VERSION = "3\n";

  private TorchScript() {}

  /** The file for a trained network; batch normalisation is folded into its neighbours first. */
  public static byte[] write(NetworkDescription network, NetworkWeights weights) {
    return write(FoldedNetwork.of(network, weights));
  }

  /** The file for a folded network. */
  public static byte[] write(FoldedNetwork folded) {
    Map<String, byte[]> parts = new LinkedHashMap<>();
    ModulePickle pickle = ModulePickle.module(CLASS);
    List<String> attributes = new ArrayList<>();
    Map<String, byte[]> storages = new LinkedHashMap<>();
    for (Node node : folded.network().nodes()) {
      for (ParameterShape parameter : node.layer().parameters()) {
        String attribute = TorchExpression.attribute(node.name(), parameter.name());
        String storage = Integer.toString(attributes.size());
        pickle.tensor(attribute, storage, parameter.dimensions(), false);
        storages.put(
            FOLDER + "data/" + storage,
            littleEndian(folded.weights().get(node.name(), parameter.name())));
        attributes.add(attribute);
      }
    }
    // The folder in front of every name is the archive's name; readers take it from the first part.
    parts.put(FOLDER + "data.pkl", pickle.build());
    parts.put(FOLDER + "code/__torch__.py", ascii(code(folded.network(), attributes)));
    parts.putAll(storages);
    parts.put(FOLDER + "constants.pkl", ModulePickle.emptyTuple());
    parts.put(FOLDER + "version", ascii(FORMAT_VERSION));
    return StoredZip.encode(parts);
  }

  /** The module's class in TorchScript's serialised dialect of Python. */
  private static String code(NetworkDescription network, List<String> attributes) {
    StringBuilder code = new StringBuilder();
    code.append("class ").append(CLASS).append("(Module):\n");
    code.append("  __parameters__ = []\n");
    code.append("  __buffers__ = [");
    attributes.forEach(attribute -> code.append('"').append(attribute).append("\", "));
    code.append("]\n  training : bool\n");
    attributes.forEach(attribute -> code.append("  ").append(attribute).append(" : Tensor\n"));
    code.append("  def forward(self: __torch__.").append(CLASS).append(",\n");
    code.append("    ").append(NetworkDescription.INPUT).append(": Tensor) -> Tensor:\n");
    for (Node node : network.nodes()) {
      code.append("    ").append(TorchExpression.variable(node.name())).append(" = ");
      code.append(node.layer().accept(new TorchExpression(node))).append('\n');
    }
    code.append("    return ").append(TorchExpression.variable(network.logits())).append('\n');
    return code.toString();
  }

  private static byte[] littleEndian(float[] values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
