// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import io.monolead.training.clecg.Wavelet;
import io.monolead.training.experiment.SystemRuns.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * Figure 5: MVKT from random weights and from CLECG pre-training, on 1/8, 1/4, 1/2 and all of the
 * training recordings. Pre-training sees all recordings, but no label.
 *
 * @param setting what the systems have in common
 * @param backbone architecture of all systems
 * @param shares shares of the training recordings
 */
public record Figure5(Setting setting, String backbone, List<Double> shares) implements Experiment {
  /** The paper's shares. */
  public static final List<Double> SHARES = List.of(0.125, 0.25, 0.5, 1.0);

  /** The publication gives no strengths; these keep waves recognisable to the eye. */
  static final ObjectiveSpec.Views VIEWS =
      new ObjectiveSpec.Views(0.1, 128, 0.25, Wavelet.DB4, 3, 0.3, 0.1);

  public Figure5 {
    shares = List.copyOf(shares);
  }

  @Override
  public String name() {
    return "figure5";
  }

  @Override
  public String title() {
    return "MVKT students with and without CLECG pre-training (random start is the baseline)";
  }

  @Override
  public List<SystemRuns> systems() {
    List<SystemRuns> systems = new ArrayList<>();
    for (double share : shares) {
      List<RunSpec> random = setting.perSeed(place -> student(place, share, false));
      systems.add(
          new SystemRuns(share + ", random start", backbone, Role.STUDENT, random, List.of()));
      systems.add(
          new SystemRuns(
              share + ", CLECG start",
              backbone,
              Role.STUDENT,
              setting.perSeed(place -> student(place, share, true)),
              random));
    }
    return systems;
  }

  private RunSpec student(int place, double share, boolean pretrained) {
    RunSpec plain = setting.student(backbone, place);
    return new RunSpec(
        plain.dataSet(),
        plain.task(),
        plain.leads(),
        plain.network(),
        plain.folds(),
        share,
        plain.options(),
        plain.objective(),
        pretrained ? pretraining(place) : null);
  }

  private RunSpec pretraining(int place) {
    return setting.run(backbone, List.of(setting.lead()), place, 1, VIEWS, null);
  }
}
