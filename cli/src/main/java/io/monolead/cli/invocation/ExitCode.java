// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.invocation;

/** Exit codes of every command. */
public final class ExitCode {
  /** The command did what it was asked for. */
  public static final int OK = 0;

  /** The command was understood but failed. */
  public static final int FAILED = 1;

  /** The command line was not understood. */
  public static final int USAGE = 2;

  private ExitCode() {}
}
