// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import io.monolead.signal.Lead;
import java.util.List;

/** The paper's experiments by name, and one that goes on from there. */
public final class Experiments {
  /** Names of all experiments, the paper's in its order. */
  public static final List<String> NAMES =
      List.of(
          "table1", "table2", "table3", "table4", "table5", "figure3", "figure4", "figure5",
          "steps");

  /** A backbone that is quick to train, for experiments with one backbone. */
  public static final String QUICK_BACKBONE = "resnet1d_wang";

  private Experiments() {}

  /**
   * An experiment.
   *
   * @param name one of {@link #NAMES}
   * @param setting what its systems have in common
   * @param backbones architectures; experiments with one backbone take the first
   * @throws IllegalArgumentException if there is no such experiment
   */
  public static Experiment named(String name, Setting setting, List<String> backbones) {
    String first = backbones.get(0);
    return switch (name) {
      case "table1" -> new Table1(setting, first);
      case "table2" ->
          new Table2(
              setting,
              backbones,
              backbones.contains(QUICK_BACKBONE) ? List.of(QUICK_BACKBONE) : List.of(first));
      case "table3" -> new Table3(setting, first);
      case "table4", "table5" -> new DiseaseTable(name, setting, backbones);
      case "figure3" -> new Figure3(setting, first, Lead.STANDARD);
      case "figure4" -> new Figure4(setting, first);
      case "steps" -> new Steps(setting, first);
      case "figure5" -> new Figure5(setting, first, Figure5.SHARES);
      default ->
          throw new IllegalArgumentException(
              "There is no experiment '" + name + "'; there are " + String.join(", ", NAMES));
    };
  }

  /** Whether an experiment compares several backbones. */
  public static boolean comparesBackbones(String name) {
    return List.of("table2", "table4", "table5").contains(name);
  }
}
