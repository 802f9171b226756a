// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.config;

/** An option that cannot be. The message names the option, its value and what is allowed. */
public final class OptionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public OptionException(String message) {
    super(message);
  }
}
