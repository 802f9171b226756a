// SPDX-License-Identifier: Apache-2.0
package io.monolead.schemas;

/**
 * A schema registry does not answer, or refuses what must be. It says nothing of any message: what
 * was being read or written can be tried again and must not be given up. The text is for users.
 */
public final class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RegistryException(String message) {
    super(message);
  }

  public RegistryException(String message, Throwable cause) {
    super(message, cause);
  }
}
