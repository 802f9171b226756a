// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import io.monolead.training.experiment.SystemRuns.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * Table 2: teacher, single-lead baseline and MVKT student of each backbone, and the control whose
 * teacher is shown other recordings than its student.
 *
 * @param setting what the systems have in common
 * @param backbones architectures, each three rows
 * @param controls architectures of which the control is run too
 */
public record Table2(Setting setting, List<String> backbones, List<String> controls)
    implements Experiment {
  public Table2 {
    backbones = List.copyOf(backbones);
    controls = List.copyOf(controls);
  }

  @Override
  public String name() {
    return "table2";
  }

  @Override
  public String title() {
    return "Teacher, single-lead baseline and MVKT student of each backbone";
  }

  @Override
  public List<SystemRuns> systems() {
    List<SystemRuns> systems = new ArrayList<>();
    for (String backbone : backbones) {
      List<RunSpec> baseline = setting.perSeed(place -> setting.baseline(backbone, place));
      systems.add(
          new SystemRuns(
              backbone + ", 12 leads",
              backbone,
              Role.TEACHER,
              setting.perSeed(place -> setting.teacher(backbone, place)),
              List.of()));
      systems.add(
          new SystemRuns(
              backbone + ", lead " + setting.lead(), backbone, Role.BASELINE, baseline, List.of()));
      systems.add(
          new SystemRuns(
              backbone + ", MVKT",
              backbone,
              Role.STUDENT,
              setting.perSeed(place -> setting.student(backbone, place)),
              baseline));
      if (controls.contains(backbone)) {
        systems.add(
            new SystemRuns(
                backbone + ", MVKT from shuffled records",
                backbone,
                Role.CONTROL,
                setting.perSeed(place -> setting.control(backbone, place)),
                baseline));
      }
    }
    return systems;
  }
}
