// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.MonoleadCommand;
import picocli.CommandLine.Command;

/** {@code monolead recording}: what can be done with a file. */
@Command(
    name = "recording",
    description = "Look into recordings.",
    footer = "  monolead recording inspect mitdb/100.hea")
public final class RecordingCommand extends MonoleadCommand {
  public RecordingCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    throw usageMistake("What is to be done with the recording?");
  }
}
