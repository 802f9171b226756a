// SPDX-License-Identifier: Apache-2.0
package io.monolead.deploy;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.StopSignal;
import io.monolead.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Optional;

/** What the command line is told of its process where it runs within a test. */
final class CommandContexts {
  private CommandContexts() {}

  /** Nobody hears what is said. */
  static CommandContext quiet() {
    return saying(new PrintWriter(Writer.nullWriter()), Path.of("state"));
  }

  /** Everything is said to one place. */
  static CommandContext saying(PrintWriter writer, Path stateFolder) {
    return new CommandContext(
        new Terminal(writer, false, false, 80, 24),
        writer,
        Optional.of(Path.of("..")),
        stateFolder,
        new StopSignal());
  }
}
