// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.monolead.benchmarks.report.BenchmarkResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasuredFiguresTest {
  private static final Path RESULTS = Path.of("..", "docs", "results", "performance");

  @Test
  void aCoreScoresInThePlanWhatItScoredInTheBenchmark() throws Exception {
    JsonNode result = new ObjectMapper().readTree(RESULTS.resolve("throughput.json").toFile());
    // Read without the planner's own reader: processor time of a window at parallelism 2.
    double millis = Double.NaN;
    for (JsonNode row : result.at("/tables/1/rows")) {
      if (row.get(0).asText().contains("the job's process")) {
        millis = Double.parseDouble(row.get(2).asText().replaceAll(" .*", ""));
      }
    }
    Fleet fleet =
        new Fleet(
            1_000_000, 250, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(5));
    CapacityPlan plan =
        CapacityPlan.of(
            fleet,
            MeasuredFigures.ofThisRelease(),
            new Assumptions(0.6, 4, 3, Duration.ofHours(24), Duration.ofHours(168), 5, 1, 0),
            new Prices(0.04, 0.005, 0.08, 1));

    assertThat(plan.windowsPerSecondOfCore()).isCloseTo(1000 / millis, withinPercentage(10));
    assertThat(plan.cores() * plan.windowsPerSecondOfCore() * 0.6)
        .isGreaterThanOrEqualTo(plan.windowsPerSecond());
  }

  @Test
  void everyFigureIsThereAndPlausible() {
    MeasuredFigures figures = MeasuredFigures.ofThisRelease();

    assertThat(figures.networkMillisPerWindow()).isBetween(0.01, figures.coreMillisPerWindow());
    assertThat(figures.residentMib()).isBetween(300.0, 4000.0);
    // 250 samples of two bytes and a header; the sample room of a window in state.
    assertThat(figures.segmentKb()).isBetween(0.5, 0.8);
    assertThat(figures.scoreKb()).isBetween(0.1, 0.6);
    assertThat(figures.checkpointOfDeviceKb()).isBetween(2.5, 45.7);
    assertThat(figures.heapOfDeviceKb()).isBetween(2.5, 91.4);
    assertThat(figures.commands()).hasSize(3).allMatch(each -> each.startsWith("benchmarks/load "));
  }

  @Test
  void aResultThatLacksAFigureIsNamedWithIt() throws Exception {
    BenchmarkResult throughput = BenchmarkResult.read(RESULTS.resolve("throughput.json"));
    BenchmarkResult memory = BenchmarkResult.read(RESULTS.resolve("memory.json"));
    BenchmarkResult state = BenchmarkResult.read(RESULTS.resolve("state.json"));
    BenchmarkResult without =
        new BenchmarkResult(
            state.name(),
            state.order(),
            state.title(),
            state.command(),
            state.measuredOn(),
            state.machine(),
            state.method(),
            List.of(
                state.tables().get(0),
                BenchmarkResult.Table.of("Of one more", List.of("", "kB"), List.of())),
            List.of(),
            List.of());

    assertThatThrownBy(() -> MeasuredFigures.of(throughput, memory, without))
        .hasMessageContaining("'state'")
        .hasMessageContaining("device on the heap");
  }
}
