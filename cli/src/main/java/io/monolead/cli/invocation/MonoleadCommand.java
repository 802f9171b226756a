// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.invocation;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands share: their context, the standard options, and how they report mistakes. */
public abstract class MonoleadCommand implements Callable<Integer> {
  @Mixin private StandardOptions standardOptions;
  @Spec private CommandSpec spec;
  private final CommandContext context;

  protected MonoleadCommand(CommandContext context) {
    this.context = context;
  }

  /** What the command knows of its process. */
  protected final CommandContext context() {
    return context;
  }

  /** Whether the user asked for details. */
  protected final boolean debug() {
    return standardOptions.debug();
  }

  /** A mistake on the command line that only becomes visible when options are seen together. */
  protected final ParameterException usageMistake(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /**
   * Runs the command.
   *
   * @return an exit code
   * @throws Exception if the command fails; what the user reads is made by {@link FailureText}
   */
  @Override
  public abstract Integer call() throws Exception;
}
