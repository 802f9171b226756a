// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

/** Runs of an experiment failed; the message says which and shows their last lines. */
public final class RunFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunFailure(String message) {
    super(message);
  }
}
