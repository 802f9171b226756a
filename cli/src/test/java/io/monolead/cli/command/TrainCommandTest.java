// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.StopSignal;
import io.monolead.cli.terminal.Terminal;
import io.monolead.signal.Lead;
import io.monolead.training.TrainingPlan;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TrainCommandTest {
  @Test
  void theDocumentedCommandIsTheRecipeOfTheShippedStudent() {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    TrainCommand command =
        new TrainCommand(
            new CommandContext(
                new Terminal(nowhere, false, false, 100, 40),
                nowhere,
                Optional.empty(),
                Path.of("state"),
                new StopSignal()));

    new CommandLine(command)
        .parseArgs(
            "--data=ptb-xl",
            "--run=run",
            "--model-version=0.1.0",
            "--train-folds=1,2,3,4,5,6,7",
            "--validation-folds=8",
            "--test-folds=9",
            "--teacher=xresnet1d50",
            "--precision=BFLOAT16");

    assertThat(command.plan()).isEqualTo(TrainingPlan.monitoring(Lead.I, "0.1.0"));
  }
}
