// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.export;

import io.monolead.inference.NetworkForm;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.NetworkWeights;

/** Writes a trained network as TorchScript in the forms in which it can be served. */
public final class NetworkWriter {
  /** Windows that weights of 8 bits are laid out for; other numbers work too. */
  private static final int BATCH = 32;

  private NetworkWriter() {}

  /**
   * The file for a trained network.
   *
   * @param form not {@link NetworkForm#INT8}, which needs to know how far signals reach
   */
  public static byte[] write(NetworkForm form, NetworkDescription network, NetworkWeights weights) {
    return write(form, FoldedNetwork.of(network, weights));
  }

  /** As {@link #write(NetworkForm, NetworkDescription, NetworkWeights)}, for a folded network. */
  public static byte[] write(NetworkForm form, FoldedNetwork folded) {
    return switch (form) {
      case PLAIN -> TorchScript.write(folded);
      case FLOAT32 -> PackedTorchScript.write(folded, Precision.FLOAT32);
      case HALF -> TorchScript.writeHalf(folded);
      case BFLOAT16 -> PackedTorchScript.write(folded, Precision.BFLOAT16);
      case INT8 ->
          throw new IllegalArgumentException("8 bits need the ranges of a network's signals");
    };
  }

  /** Whether a network consists of layers that can be computed on bytes. */
  public static boolean hasInt8(FoldedNetwork folded) {
    return QuantizedTorchScript.supports(folded.network());
  }

  /**
   * The file in {@link NetworkForm#INT8}.
   *
   * @param ranges of all signals, on real windows
   * @param samples of a window
   * @throws IllegalArgumentException if the network cannot be written so
   */
  public static byte[] writeInt8(FoldedNetwork folded, ActivationRanges ranges, int samples) {
    return QuantizedTorchScript.write(folded, ranges, BATCH, samples);
  }
}
