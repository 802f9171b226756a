// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.benchmarks.report.Machine;
import io.monolead.benchmarks.report.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardComparisonTest {
  private static final Machine MACHINE = new Machine("A processor", 2, 24, List.of(), "17");

  private static GuardFigures figures(double ratio, double lower, double upper) {
    return new GuardFigures(
        MACHINE, "2026-11-26", 9, Map.of("x", new GuardFigures.Figure(ratio, lower, upper, 5)));
  }

  private static GuardComparison.Verdict verdict(GuardFigures before, GuardFigures now) {
    return GuardComparison.of(before, now, 0.1).lines().get(0).verdict();
  }

  @Test
  void aPieceIsSlowerOnlyBeyondToleranceAndSpread() {
    GuardFigures before = figures(10, 9.5, 10.5);
    assertThat(verdict(before, figures(10.9, 10.8, 11))).isEqualTo(GuardComparison.Verdict.SAME);
    assertThat(verdict(before, figures(12, 10.2, 15))).isEqualTo(GuardComparison.Verdict.SAME);
    assertThat(verdict(before, figures(12, 11, 15))).isEqualTo(GuardComparison.Verdict.SLOWER);
    assertThat(verdict(before, figures(8, 7, 9))).isEqualTo(GuardComparison.Verdict.FASTER);
    assertThat(verdict(before, figures(8, 7, 9.6))).isEqualTo(GuardComparison.Verdict.SAME);
  }

  @Test
  void whatIsNotMeasuredAnyMoreIsWorse() {
    GuardFigures none = new GuardFigures(MACHINE, "2026-11-26", 9, Map.of());
    GuardComparison comparison = GuardComparison.of(figures(1, 1, 1), none, 0.1);
    assertThat(comparison.missing()).containsExactly("x");
    assertThat(comparison.isWorse()).isTrue();
    assertThat(GuardComparison.of(none, figures(1, 1, 1), 0.1).isWorse()).isFalse();
  }

  /** A machine that runs at half its speed in one round changes no ratio. */
  @Test
  void aFigureIsTheMedianOfTheRatiosOfEachRound() {
    GuardFigures.Figure figure =
        GuardFigures.Figure.of(
            new Sample(new double[] {300, 600, 330}), new Sample(new double[] {100, 200, 100}));
    assertThat(figure.ratio()).isEqualTo(3);
    assertThat(figure.upper()).isEqualTo(3.15);
    assertThat(figure.micros()).isEqualTo(0.33);
  }

  @Test
  void figuresAreReadAsTheyWereWrittenAndNothingElseIs(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("baseline.json");
    figures(1, 0.5, 2).write(file);
    assertThat(GuardFigures.read(file)).isEqualTo(figures(1, 0.5, 2));

    Files.writeString(file, "{\"a\": 1}");
    assertThatThrownBy(() -> GuardFigures.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("baseline.json");
  }
}
