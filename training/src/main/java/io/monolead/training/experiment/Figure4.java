// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import java.util.List;

/**
 * Figure 4: the features of teacher, baseline and student, drawn in two dimensions.
 *
 * @param setting what the systems have in common; the first seed is drawn
 * @param backbone architecture of all systems
 */
public record Figure4(Setting setting, String backbone) implements Experiment {
  @Override
  public String name() {
    return "figure4";
  }

  @Override
  public String title() {
    return "Features of teacher, baseline and student (t-SNE)";
  }

  @Override
  public List<SystemRuns> systems() {
    return new Table2(setting, List.of(backbone), List.of()).systems();
  }
}
