// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.trainer;

/** Told of a training's progress, on the training's thread. */
public interface TrainingListener {
  /** Listens to nothing. */
  TrainingListener SILENT = new TrainingListener() {};

  /**
   * One of several trainings begins.
   *
   * @param name what is trained
   */
  default void stageStarted(String name) {}

  /**
   * An epoch begins.
   *
   * @param epoch counted from 1
   * @param epochs of the whole training
   * @param steps in the epoch
   */
  default void epochStarted(int epoch, int epochs, int steps) {}

  /**
   * A step was taken.
   *
   * @param step counted from 1 within the epoch
   * @param loss of its batch
   */
  default void stepTaken(int step, double loss) {}

  /** An epoch ended and its checkpoint is written. */
  default void epochEnded(EpochResult result) {}
}
