// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import java.io.IOException;

/**
 * A model bundle cannot be used: it is damaged, of a format this version does not read, contradicts
 * itself, or does not reproduce its golden outputs. The message names the file, the part and what
 * to do.
 */
public final class BundleException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public BundleException(String message) {
    super(message);
  }

  /** What is wrong, and the failure that showed it. */
  public BundleException(String message, Throwable cause) {
    super(message, cause);
  }
}
