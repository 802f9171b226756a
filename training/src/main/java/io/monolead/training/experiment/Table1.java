// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import io.monolead.training.experiment.SystemRuns.Role;
import io.monolead.training.mvkt.LessonSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Table 1: MVKT-ECG beside other methods for a single lead: plain networks, two of them stand-ins
 * for networks whose code was not published, and other ways of distillation.
 *
 * @param setting what the systems have in common
 * @param backbone architecture of the students
 */
public record Table1(Setting setting, String backbone) implements Experiment {
  private static final List<String> PLAIN =
      List.of("resnet1d_liu", "densecnn_wang", "seresnet18", "seresnet34", "hannun");
  private static final double KD_WEIGHT = 1;
  private static final double KD_TEMPERATURE = 4;
  private static final double HINT_WEIGHT = 1;
  private static final double ATTENTION_WEIGHT = 100;

  @Override
  public String name() {
    return "table1";
  }

  @Override
  public String title() {
    return "MVKT-ECG and other methods for a single lead";
  }

  @Override
  public List<SystemRuns> systems() {
    List<RunSpec> baseline = setting.perSeed(place -> setting.baseline(backbone, place));
    List<SystemRuns> systems = new ArrayList<>();
    for (String network : PLAIN) {
      String name =
          network.equals("resnet1d_liu") || network.equals("densecnn_wang")
              ? network + " (stand-in)"
              : network;
      systems.add(
          new SystemRuns(
              name,
              network,
              Role.BASELINE,
              setting.perSeed(place -> setting.baseline(network, place)),
              List.of()));
    }
    if (!PLAIN.contains(backbone)) {
      systems.add(new SystemRuns(backbone, backbone, Role.BASELINE, baseline, List.of()));
    }
    systems.add(student("KD+FitNet", List.of(kd(), new LessonSpec.FitNet(HINT_WEIGHT)), baseline));
    systems.add(
        student("KD+AT", List.of(kd(), new LessonSpec.Attention(ATTENTION_WEIGHT)), baseline));
    systems.add(student("MVKT-ECG", setting.lessons().all(), baseline));
    return systems;
  }

  private static LessonSpec kd() {
    return new LessonSpec.Kd(KD_WEIGHT, KD_TEMPERATURE);
  }

  private SystemRuns student(String name, List<LessonSpec> lessons, List<RunSpec> baseline) {
    // Hints and attention look into the teacher's layers, so that it has to see the same crop.
    Setting.Lessons own = setting.lessons();
    boolean inner =
        lessons.stream()
            .anyMatch(
                lesson ->
                    lesson instanceof LessonSpec.FitNet || lesson instanceof LessonSpec.Attention);
    Setting seen =
        inner
            ? setting.withLessons(
                new Setting.Lessons(
                    own.alpha(),
                    own.form(),
                    own.beta(),
                    io.monolead.training.mvkt.TeacherView.CROP,
                    0))
            : setting;
    return new SystemRuns(
        name,
        backbone,
        Role.STUDENT,
        seen.perSeed(place -> seen.student(backbone, backbone, place, lessons, false)),
        baseline);
  }
}
