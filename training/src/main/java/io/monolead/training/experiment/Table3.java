// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import io.monolead.training.experiment.SystemRuns.Role;
import io.monolead.training.loss.MultiLabelDistillation.Form;
import io.monolead.training.mvkt.LessonSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Table 3: which part of the loss gains what. Beside the paper's four rows stand MKD in both forms
 * and the control whose teacher is shown other recordings.
 *
 * @param setting what the systems have in common
 * @param backbone architecture of all systems
 */
public record Table3(Setting setting, String backbone) implements Experiment {
  @Override
  public String name() {
    return "table3";
  }

  @Override
  public String title() {
    return "Parts of the MVKT loss";
  }

  @Override
  public List<SystemRuns> systems() {
    Setting.Lessons own = setting.lessons();
    List<RunSpec> baseline = setting.perSeed(place -> setting.baseline(backbone, place));
    List<SystemRuns> systems = new ArrayList<>();
    systems.add(
        new SystemRuns(
            "teacher, 12 leads",
            backbone,
            Role.TEACHER,
            setting.perSeed(place -> setting.teacher(backbone, place)),
            List.of()));
    systems.add(new SystemRuns("BCE", backbone, Role.BASELINE, baseline, List.of()));
    for (Form form : Form.values()) {
      Setting other = setting.withLessons(own.withForm(form));
      systems.add(
          student(
              "BCE + MKD on " + (form == Form.LOGIT ? "logits" : "probabilities (eq. 4)"),
              other,
              other.lessons().mkd(),
              baseline));
    }
    systems.add(student("BCE + CLT", setting, own.clt(), baseline));
    systems.add(student("BCE + MKD + CLT", setting, own.all(), baseline));
    systems.add(
        new SystemRuns(
            "BCE + MKD + CLT from shuffled records",
            backbone,
            Role.CONTROL,
            setting.perSeed(place -> setting.control(backbone, place)),
            baseline));
    return systems;
  }

  private SystemRuns student(
      String name, Setting taught, List<LessonSpec> lessons, List<RunSpec> baseline) {
    return new SystemRuns(
        name,
        backbone,
        Role.STUDENT,
        taught.perSeed(place -> taught.student(backbone, backbone, place, lessons, false)),
        baseline);
  }
}
