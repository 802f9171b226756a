// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.trainer;

/** Training cannot go on; the message says where it stopped, why, and what to change. */
public final class TrainingFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TrainingFailure(String message) {
    super(message);
  }

  public TrainingFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
