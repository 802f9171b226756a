// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.stream;

import io.monolead.job.config.JobOptions;
import java.util.List;
import java.util.Locale;

/** Which of the orders on the live topics a run over history takes. */
public enum Orders {
  /** Models and policies as they were in force, window by window. */
  IN_FORCE,
  /** Policies as they were in force; the model of the run's options scores everything. */
  POLICIES,
  /** Models as they were in force; the policies of the run's options judge everything. */
  MODELS,
  /** None: the model and the policies of the run's options hold throughout. */
  FIXED;

  /** Options of the job that make it so. */
  List<String> jobArguments() {
    return switch (this) {
      case IN_FORCE -> List.of();
      case POLICIES -> List.of("--" + JobOptions.CONTROL_FOLLOW.key(), "policies");
      case MODELS -> List.of("--" + JobOptions.CONTROL_FOLLOW.key(), "models");
      case FIXED -> List.of("--" + JobOptions.CONTROL.key(), "false");
    };
  }

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
