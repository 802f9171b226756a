// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerformancePageTest {
  private static BenchmarkResult result(String name, int order, List<BenchmarkResult.Goal> goals) {
    return new BenchmarkResult(
        name,
        order,
        "Section " + name,
        "benchmarks/" + name,
        "2026-11-26",
        new Machine("A processor", 2, 24, List.of("avx2"), "17"),
        "How it was done.",
        List.of(
            BenchmarkResult.Table.of(
                "A caption", List.of("network", "ms"), List.of(List.of("a|b", "1.5")))),
        goals,
        List.of("A note."));
  }

  @Test
  void quantilesInterpolateBetweenNeighboursAsNumPyDoes() {
    // numpy.quantile([4, 1, 3, 2], [0, .25, .5, .95, 1]) = 1, 1.75, 2.5, 3.85, 4
    Sample sample = new Sample(new double[] {4, 1, 3, 2});
    assertThat(sample.least()).isEqualTo(1);
    assertThat(sample.quantile(0.25)).isEqualTo(1.75);
    assertThat(sample.median()).isEqualTo(2.5);
    assertThat(sample.quantile(0.95)).isCloseTo(3.85, within(1e-12));
    assertThat(sample.most()).isEqualTo(4);
  }

  @Test
  void ratiosArePairedRoundByRound() {
    Sample ratio = new Sample(new double[] {2, 6}).over(new Sample(new double[] {1, 2}));
    assertThat(ratio.values()).containsExactly(2, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Sample(new double[] {1}).over(new Sample(new double[] {1, 2})));
  }

  @Test
  void aGoalThatWasNotMeasuredDoesNotHold() {
    assertThat(new BenchmarkResult.Goal("x", Double.NaN, 1, true).isMet()).isFalse();
    assertThat(new BenchmarkResult.Goal("x", Double.NaN, 1, false).isMet()).isFalse();
    assertThat(new BenchmarkResult.Goal("x", 2, 2, true).isMet()).isTrue();
    assertThat(new BenchmarkResult.Goal("x", 2.1, 2, false).isMet()).isFalse();
  }

  @Test
  void resultsAreReadAsTheyWereWritten(@TempDir Path root) throws IOException {
    BenchmarkResult one =
        result("one", 2, List.of(new BenchmarkResult.Goal("speed", 1.9, 2, true)));
    one.write(root);
    assertThat(BenchmarkResult.read(root.resolve("one.json"))).isEqualTo(one);
  }

  @Test
  void thePageHoldsAllResultsInTheirOrderAndSaysWhatFallsShort(@TempDir Path root)
      throws IOException {
    PerformancePage.publish(
        root, result("one", 2, List.of(new BenchmarkResult.Goal("speed", 1.9, 2, true))));
    PerformancePage.publish(root, result("two", 1, List.of()));
    String page = Files.readString(root.resolve("docs/performance.md"));
    assertThat(page.indexOf("## Section two")).isLessThan(page.indexOf("## Section one"));
    assertThat(page).contains("| speed | 1.90 | at least 2.00 | **no** |");
    assertThat(page).contains("| network | ms |\n|---|---:|\n| a\\|b | 1.5 |");
    assertThat(page).contains("`benchmarks/two`, 2026-11-26, on A processor, 2 cores, 24 GiB");
  }
}
