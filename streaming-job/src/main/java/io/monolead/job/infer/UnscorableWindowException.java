// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

/** A window that the model in use cannot score. The message says why, for people. */
public final class UnscorableWindowException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnscorableWindowException(String message) {
    // An everyday event of data, not of code.
    super(message, null, false, false);
  }
}
