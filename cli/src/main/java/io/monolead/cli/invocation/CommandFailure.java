// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.invocation;

/**
 * A command cannot do what it was asked for; the message tells the user what is wrong and what to
 * do.
 */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CommandFailure(String message) {
    super(message);
  }

  public CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
