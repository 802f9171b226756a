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
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
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
    CapacityPlan plan = plan(MeasuredFigures.ofThisRelease());

    assertThat(plan.windowsPerSecondOfCore()).isCloseTo(1000 / millis, withinPercentage(10));
    assertThat(plan.cores() * plan.windowsPerSecondOfCore() * 0.6)
        .isGreaterThanOrEqualTo(plan.windowsPerSecond());
  }

  @Test
  void anotherFigureOfTheBenchmarkIsAnotherPlan() throws Exception {
    BenchmarkResult throughput = BenchmarkResult.read(RESULTS.resolve("throughput.json"));
    BenchmarkResult cluster = BenchmarkResult.read(RESULTS.resolve("cluster.json"));
    BenchmarkResult state = BenchmarkResult.read(RESULTS.resolve("state.json"));
    MeasuredFigures asMeasured = MeasuredFigures.of(throughput, cluster, state);
    MeasuredFigures slower =
        MeasuredFigures.of(
            withCell(throughput, 1, "**the job's process**", 2, cell -> 2 * cell), cluster, state);
    MeasuredFigures chattier =
        MeasuredFigures.of(
            throughput,
            withCell(cluster, 1, "2 task managers of 1 slot", 1, cell -> 3 * cell),
            state);

    assertThat(plan(slower).windowsPerSecondOfCore())
        .isCloseTo(plan(asMeasured).windowsPerSecondOfCore() / 2, withinPercentage(1));
    // Twice the task managers pass on almost the same: all but one part in their number.
    assertThat(plan(chattier).passedMegabytesPerSecond())
        .isCloseTo(3 * plan(asMeasured).passedMegabytesPerSecond(), withinPercentage(1));
  }

  private static CapacityPlan plan(MeasuredFigures figures) {
    return CapacityPlan.of(
        new Fleet(
            1_000_000, 250, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(5)),
        figures,
        new Assumptions(0.6, 4, 3, Duration.ofHours(24), Duration.ofHours(168), 5, 1, 0),
        new Prices(0.04, 0.005, 0.08, 1));
  }

  private static BenchmarkResult withCell(
      BenchmarkResult result, int table, String row, int column, DoubleUnaryOperator change) {
    List<BenchmarkResult.Table> tables = new ArrayList<>(result.tables());
    BenchmarkResult.Table old = tables.get(table);
    List<List<String>> rows = new ArrayList<>();
    for (List<String> cells : old.rows()) {
      List<String> copy = new ArrayList<>(cells);
      if (cells.get(0).equals(row)) {
        double value = Double.parseDouble(cells.get(column).replaceAll(" .*", ""));
        copy.set(column, Double.toString(change.applyAsDouble(value)));
      }
      rows.add(copy);
    }
    tables.set(table, BenchmarkResult.Table.of(old.caption(), old.columns(), rows));
    return new BenchmarkResult(
        result.name(),
        result.order(),
        result.title(),
        result.command(),
        result.measuredOn(),
        result.machine(),
        result.method(),
        tables,
        List.of(),
        List.of());
  }

  @Test
  void everyFigureIsThereAndPlausible() {
    MeasuredFigures figures = MeasuredFigures.ofThisRelease();

    assertThat(figures.networkMillisPerWindow()).isBetween(0.01, figures.coreMillisPerWindow());
    assertThat(figures.taskManagerMib()).isBetween(300.0, 4000.0);
    assertThat(figures.slotMib()).isBetween(50.0, 2000.0);
    // 250 samples of two bytes and a header; the sample room of a window in state.
    assertThat(figures.segmentKb()).isBetween(0.5, 0.8);
    assertThat(figures.scoreKb()).isBetween(0.1, 0.6);
    // The same 500 bytes of samples on every way, with headers.
    assertThat(figures.readSegmentKb()).isBetween(0.5, 1.0);
    assertThat(figures.passedSegmentKb()).isBetween(0.5, 1.0);
    assertThat(figures.writtenWindowKb()).isBetween(0.1, 1.2);
    assertThat(figures.checkpointOfDeviceKb()).isBetween(2.5, 45.7);
    assertThat(figures.heapOfDeviceKb()).isBetween(2.5, 91.4);
    assertThat(figures.commands()).hasSize(3).allMatch(each -> each.startsWith("benchmarks/"));
  }

  @Test
  void aResultThatLacksAFigureIsNamedWithIt() throws Exception {
    BenchmarkResult throughput = BenchmarkResult.read(RESULTS.resolve("throughput.json"));
    BenchmarkResult cluster = BenchmarkResult.read(RESULTS.resolve("cluster.json"));
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

    assertThatThrownBy(() -> MeasuredFigures.of(throughput, cluster, without))
        .hasMessageContaining("'state'")
        .hasMessageContaining("device on the heap");
  }
}
