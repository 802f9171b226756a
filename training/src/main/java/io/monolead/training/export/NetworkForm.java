// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.export;

import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.NetworkWeights;

/** Forms of TorchScript in which a trained network can be served; batch norms are folded in all. */
public enum NetworkForm {
  /** Operators that every build of PyTorch has, on every device. */
  PLAIN,

  /** Weights packed for oneDNN when the file is loaded, fused activations; float32, CPU only. */
  PACKED_FLOAT32,

  /** The same in bfloat16, for processors that multiply it. */
  PACKED_BFLOAT16;

  /** The file for a trained network in this form. */
  public byte[] write(NetworkDescription network, NetworkWeights weights) {
    FoldedNetwork folded = FoldedNetwork.of(network, weights);
    return switch (this) {
      case PLAIN -> TorchScript.write(folded);
      case PACKED_FLOAT32 -> PackedTorchScript.write(folded, Precision.FLOAT32);
      case PACKED_BFLOAT16 -> PackedTorchScript.write(folded, Precision.BFLOAT16);
    };
  }
}
