// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import java.util.Arrays;

/** The network gave no finite number for some windows of a batch. All others have been computed. */
public final class NonFiniteScoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int[] windows;

  NonFiniteScoreException(String modelId, int[] windows) {
    super(
        "Model "
            + modelId
            + " gives no finite score for windows "
            + Arrays.toString(windows)
            + " of the batch; their samples are not finite, or too large for it");
    this.windows = windows;
  }

  /** Positions in the batch of the windows without a score, ascending. */
  public int[] windows() {
    return windows.clone();
  }
}
