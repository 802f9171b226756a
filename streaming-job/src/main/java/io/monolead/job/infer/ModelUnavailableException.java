// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import java.io.IOException;

/**
 * Whether a bundle can be used could not be found out now: a broker or a file system does not
 * answer. Says nothing against the bundle; it is tried again.
 */
public final class ModelUnavailableException extends IOException {
  private static final long serialVersionUID = 1L;

  public ModelUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
