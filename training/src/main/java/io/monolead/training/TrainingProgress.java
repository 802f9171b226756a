// SPDX-License-Identifier: Apache-2.0
package io.monolead.training;

import io.monolead.training.trainer.EpochResult;
import io.monolead.training.trainer.TrainingListener;
import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Prints a training's progress: one line per epoch, and on a terminal a bar within each. */
public final class TrainingProgress implements TrainingListener, AutoCloseable {
  private final PrintStream out;
  private final boolean terminal;
  private int epochs;
  private ProgressBar bar;

  /**
   * Prints to a stream.
   *
   * @param out not closed here
   * @param terminal whether {@code out} is a terminal that can redraw a line
   */
  public TrainingProgress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public void stageStarted(String name) {
    out.println(name);
  }

  @Override
  public void epochStarted(int epoch, int epochs, int steps) {
    this.epochs = epochs;
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("epoch " + epoch + "/" + epochs)
              .setInitialMax(steps)
              .setConsumer(new ConsoleProgressBarConsumer(out))
              .clearDisplayOnFinish()
              .build();
    }
  }

  @Override
  public void stepTaken(int step, double loss) {
    if (bar != null) {
      bar.stepTo(step);
      bar.setExtraMessage(String.format(Locale.ROOT, "loss %.4f", loss));
    }
  }

  @Override
  public void epochEnded(EpochResult result) {
    close();
    out.printf(
        Locale.ROOT,
        "epoch %d/%d  loss %.4f  validation loss %.4f  macro AUC %.4f  (%.1f s)%n",
        result.epoch(),
        epochs,
        result.trainingLoss(),
        result.validationLoss(),
        result.validationMacroAuc(),
        result.seconds());
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
