// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class DelayedScenarioTest {
  private static final HeartScenario SCENARIO =
      new HeartScenario(
          List.of(
              new Episode(Rhythm.SINUS_TACHYCARDIA, 10),
              new Episode(Rhythm.ATRIAL_FIBRILLATION, 20),
              new Episode(Rhythm.SINUS, 5)),
          List.of(new HeartScenario.LeadOff(12, 6, Set.of(Electrode.LA))),
          ElectrodeNoisePlan.RESTING.with(
              new ElectrodeNoisePlan.Disturbance(3, 4, NoiseLevels.NONE)));

  @Property(tries = 200)
  void everythingHappensSoMuchLater(
      @ForAll @DoubleRange(min = 0, max = 1000) double delay,
      @ForAll @DoubleRange(min = 0, max = 60) double at) {
    HeartScenario later = SCENARIO.delayed(delay);

    // Sums of doubles may fall on either side of a border.
    if (List.of(10.0, 12.0, 18.0, 30.0).stream().allMatch(edge -> Math.abs(at - edge) > 1e-6)) {
      assertThat(later.episodeAt(at + delay).rhythm()).isEqualTo(SCENARIO.episodeAt(at).rhythm());
      assertThat(later.electrodesOffAt(at + delay)).isEqualTo(SCENARIO.electrodesOffAt(at));
    }
    assertThat(later.episodeAt(0).rhythm()).isEqualTo(Rhythm.SINUS_TACHYCARDIA);
    assertThat(later.noise().disturbances().get(0).startSeconds()).isEqualTo(3 + delay);
  }
}
