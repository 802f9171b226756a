// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.monolead.benchmarks.report.BenchmarkResult;
import io.monolead.benchmarks.report.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * What was measured of this release.
 *
 * @param coreMillisPerWindow processor time of the job's whole process for a window, milliseconds
 * @param networkMillisPerWindow processor time of the network alone for a window, milliseconds
 * @param windowsPerSecondOfSubtask windows per second of a job of one subtask
 * @param residentMib resident memory of a job of one subtask under load, MiB
 * @param heapOfDeviceKb heap that a device takes more, kB (1000 bytes)
 * @param checkpointOfDeviceKb part of a checkpoint that a device takes, kB
 * @param segmentKb a segment of {@link #SEGMENT_SAMPLES} samples on the broker, kB
 * @param scoreKb a score on the broker, kB
 * @param machine what it was measured on
 * @param commands what to type to measure it again
 */
public record MeasuredFigures(
    double coreMillisPerWindow,
    double networkMillisPerWindow,
    double windowsPerSecondOfSubtask,
    double residentMib,
    double heapOfDeviceKb,
    double checkpointOfDeviceKb,
    double segmentKb,
    double scoreKb,
    String machine,
    List<String> commands) {
  /** Samples of the segments that the benchmarks send: a second at 250 Hz. */
  public static final int SEGMENT_SAMPLES = 250;

  /** Length of the windows that they score. */
  public static final double WINDOW_SECONDS = 10;

  private static final String FOLDER = "/io/monolead/cli/plan/measured/";
  private static final ObjectMapper JSON = new ObjectMapper();

  public MeasuredFigures {
    commands = List.copyOf(commands);
  }

  /**
   * The results that are packed into this program.
   *
   * @throws IllegalStateException if one is missing, or is not what the benchmarks write
   */
  public static MeasuredFigures ofThisRelease() {
    return of(read("throughput"), read("memory"), read("state"));
  }

  /**
   * The figures of three results.
   *
   * @param throughput of {@code benchmarks/load throughput}
   * @param memory of {@code benchmarks/load memory}
   * @param state of {@code benchmarks/load state}
   * @throws IllegalStateException if a figure is not where the benchmarks write it
   */
  static MeasuredFigures of(
      BenchmarkResult throughput, BenchmarkResult memory, BenchmarkResult state) {
    Machine machine = throughput.machine();
    return new MeasuredFigures(
        cell(throughput, 1, "**the job's process**", "parallelism 2"),
        cell(throughput, 1, "network alone", "parallelism 2"),
        cell(throughput, 0, "job", "parallelism 1"),
        lastCell(memory, 0, "resident"),
        cell(state, 1, "device on the heap", "kB"),
        cell(state, 1, "device in a checkpoint", "kB"),
        cell(state, 1, "segment on the broker", "kB"),
        cell(state, 1, "score on the broker", "kB"),
        machine.processor() + ", " + machine.cores() + " cores",
        List.of(throughput.command(), memory.command(), state.command()));
  }

  private static BenchmarkResult read(String name) {
    String path = FOLDER + name + ".json";
    try (InputStream stream = MeasuredFigures.class.getResourceAsStream(path)) {
      if (stream == null) {
        throw new IllegalStateException("This program was built without " + path);
      }
      return JSON.readValue(stream, BenchmarkResult.class);
    } catch (IOException e) {
      throw new IllegalStateException(path + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static double cell(BenchmarkResult result, int table, String row, String column) {
    BenchmarkResult.Table found = result.tables().get(table);
    return found.rows().stream()
        .filter(cells -> cells.get(0).equals(row))
        .findFirst()
        .map(cells -> median(cells.get(column(result, found, column))))
        .orElseThrow(() -> missing(result, row));
  }

  private static double lastCell(BenchmarkResult result, int table, String column) {
    BenchmarkResult.Table found = result.tables().get(table);
    List<String> last = found.rows().get(found.rows().size() - 1);
    return median(last.get(column(result, found, column)));
  }

  private static int column(BenchmarkResult result, BenchmarkResult.Table table, String column) {
    int at = table.columns().indexOf(column);
    if (at < 0) {
      throw missing(result, column);
    }
    return at;
  }

  private static IllegalStateException missing(BenchmarkResult result, String what) {
    return new IllegalStateException("The result '" + result.name() + "' has no '" + what + "'");
  }

  /** Of {@code 0.491 (0.480 to 0.502)} the first. */
  private static double median(String cell) {
    return Double.parseDouble(cell.split(" ", 2)[0]);
  }
}
