// SPDX-License-Identifier: Apache-2.0
package io.monolead.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.training.trainer.EpochResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TrainingProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private String printed(boolean terminal) {
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        TrainingProgress progress = new TrainingProgress(out, terminal)) {
      progress.epochStarted(2, 30, 10);
      progress.stepTaken(5, 0.25);
      progress.epochEnded(new EpochResult(2, 0.5, 0.4, 0.875, 0.01, 1, 12.34, java.util.Map.of()));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void printsOnePlainLinePerEpochWhereNobodyWatches() {
    assertThat(printed(false))
        .isEqualTo(
            "epoch 2/30  loss 0.5000  validation loss 0.4000  macro AUC 0.8750  (12.3 s)"
                + System.lineSeparator());
  }

  @Test
  void drawsABarOnATerminalAndLeavesTheLineBehind() {
    assertThat(printed(true)).contains("epoch 2/30").contains("macro AUC 0.8750  (12.3 s)");
  }
}
