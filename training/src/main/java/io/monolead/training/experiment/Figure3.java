// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import io.monolead.signal.Lead;
import io.monolead.training.experiment.SystemRuns.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * Figure 3: AUC from each of the twelve leads, before and after knowledge transfer.
 *
 * @param setting what the systems have in common; its lead is not used
 * @param backbone architecture of all systems
 * @param leads the leads
 */
public record Figure3(Setting setting, String backbone, List<Lead> leads) implements Experiment {
  public Figure3 {
    leads = List.copyOf(leads);
  }

  @Override
  public String name() {
    return "figure3";
  }

  @Override
  public String title() {
    return "AUC from each lead, before and after knowledge transfer";
  }

  @Override
  public List<SystemRuns> systems() {
    List<SystemRuns> systems = new ArrayList<>();
    for (Lead lead : leads) {
      Setting ofLead = setting.withLead(lead);
      List<RunSpec> baseline = ofLead.perSeed(place -> ofLead.baseline(backbone, place));
      systems.add(new SystemRuns("lead " + lead, backbone, Role.BASELINE, baseline, List.of()));
      systems.add(
          new SystemRuns(
              "lead " + lead + ", MVKT",
              backbone,
              Role.STUDENT,
              ofLead.perSeed(place -> ofLead.student(backbone, place)),
              baseline));
    }
    return systems;
  }
}
