// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import io.monolead.training.experiment.SystemRuns.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * Tables 4 and 5: F1 of each disease, for each backbone and for a student of another architecture
 * than its teacher (xresnet1d101 teaches resnet1d34).
 *
 * @param name {@code table4} on ICBEB2018, {@code table5} on PTB-XL
 * @param setting what the systems have in common
 * @param backbones architectures
 */
public record DiseaseTable(String name, Setting setting, List<String> backbones)
    implements Experiment {
  private static final String CROSS_TEACHER = "xresnet1d101";
  private static final String CROSS_STUDENT = "resnet1d34";

  public DiseaseTable {
    backbones = List.copyOf(backbones);
  }

  @Override
  public String title() {
    return "F1 of each disease";
  }

  @Override
  public List<SystemRuns> systems() {
    List<SystemRuns> systems = new ArrayList<>(new Table2(setting, backbones, List.of()).systems());
    if (backbones.contains(CROSS_TEACHER) && backbones.contains(CROSS_STUDENT)) {
      systems.add(
          new SystemRuns(
              CROSS_STUDENT + ", MVKT from " + CROSS_TEACHER,
              CROSS_STUDENT,
              Role.STUDENT,
              setting.perSeed(
                  place ->
                      setting.student(
                          CROSS_STUDENT, CROSS_TEACHER, place, setting.lessons().all(), false)),
              setting.perSeed(place -> setting.baseline(CROSS_STUDENT, place))));
    }
    return systems;
  }
}
