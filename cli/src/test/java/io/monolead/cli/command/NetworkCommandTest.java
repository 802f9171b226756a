// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.invocation.StopSignal;
import io.monolead.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class NetworkCommandTest {
  private final StringWriter printed = new StringWriter();
  private final PrintWriter out = new PrintWriter(printed);
  private final CommandContext context =
      new CommandContext(
          new Terminal(out, false, false, 160, 40),
          out,
          Optional.empty(),
          Path.of("state"),
          new StopSignal());

  @Test
  void theListHasEveryNetworkWithItsParameters() throws Exception {
    run(new NetworkListCommand(context), "--leads=12", "--samples=250");

    assertThat(printed.toString())
        .containsPattern("xresnet1d101 +1,872,261 +41\\.1 +residual")
        .containsPattern("densecnn_wang +5,529,541 .*stand-in")
        .contains("for 12 leads, 5 labels, 250 samples");
  }

  @Test
  void aNetworkIsShownStageByStage() throws Exception {
    run(new NetworkShowCommand(context), "resnet1d_wang", "--stages", "--leads=12");

    assertThat(printed.toString())
        .containsPattern("stem +128x1000 +11,008 ")
        .containsPattern("block3 +128x250 +148,224 ")
        .containsPattern("total +473,349 ");
  }

  @Test
  void anUnknownNetworkIsAMistakeOfTheCallerThatNamesThoseThereAre() {
    assertThatThrownBy(() -> run(new NetworkShowCommand(context), "resnet"))
        .isInstanceOf(CommandLine.ParameterException.class)
        .hasMessageContaining("'resnet'")
        .hasMessageContaining("resnet1d_wang");
  }

  private void run(MonoleadCommand command, String... arguments) throws Exception {
    new CommandLine(command).parseArgs(arguments);
    command.call();
    out.flush();
  }
}
