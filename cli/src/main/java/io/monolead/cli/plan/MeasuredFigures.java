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
 * @param taskManagerMib resident memory of a task manager of one slot under load, MiB
 * @param slotMib resident memory that a second slot takes more, MiB
 * @param heapOfDeviceKb heap that a device takes more, kB (1000 bytes)
 * @param checkpointOfDeviceKb part of a checkpoint that a device takes, kB
 * @param segmentKb a segment of {@link #SEGMENT_SAMPLES} samples on the broker, kB
 * @param scoreKb a score on the broker, kB
 * @param readSegmentKb such a segment on the wire from the broker to the job, kB
 * @param passedSegmentKb such a segment on the wire from one task manager to another, kB
 * @param writtenWindowKb what the job sends to the broker for a window, on the wire, kB
 * @param machine what it was measured on
 * @param commands what to type to measure it again
 */
public record MeasuredFigures(
    double coreMillisPerWindow,
    double networkMillisPerWindow,
    double windowsPerSecondOfSubtask,
    double taskManagerMib,
    double slotMib,
    double heapOfDeviceKb,
    double checkpointOfDeviceKb,
    double segmentKb,
    double scoreKb,
    double readSegmentKb,
    double passedSegmentKb,
    double writtenWindowKb,
    String machine,
    List<String> commands) {
  /** Samples of the segments that the benchmarks send: a second at 250 Hz. */
  public static final int SEGMENT_SAMPLES = 250;

  /** Length of the windows that they score. */
  public static final double WINDOW_SECONDS = 10;

  /** Segments from a window's start to the next one's. */
  public static final int HOP_SEGMENTS = 5;

  private static final String ONE_SLOT = "1 task manager of 1 slot";
  private static final String TWO_SLOTS = "1 task manager of 2 slots";
  private static final String TWO_TASK_MANAGERS = "2 task managers of 1 slot";

  /** Of two task managers' segments every other one goes to the other. */
  private static final double SHARE_PASSED = 0.5;

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
    return of(read("throughput"), read("cluster"), read("state"));
  }

  /**
   * The figures of three results.
   *
   * @param throughput of {@code benchmarks/load throughput}
   * @param cluster of {@code benchmarks/cluster spread}
   * @param state of {@code benchmarks/load state}
   * @throws IllegalStateException if a figure is not where the benchmarks write it
   */
  static MeasuredFigures of(
      BenchmarkResult throughput, BenchmarkResult cluster, BenchmarkResult state) {
    Machine machine = throughput.machine();
    double oneSlot = cell(cluster, 2, ONE_SLOT, "task manager, resident");
    double twoSlots = cell(cluster, 2, TWO_SLOTS, "task manager, resident");
    return new MeasuredFigures(
        cell(throughput, 1, "**the job's process**", "parallelism 2"),
        cell(throughput, 1, "network alone", "parallelism 2"),
        cell(throughput, 0, "job", "parallelism 1"),
        oneSlot,
        Math.max(0, twoSlots - oneSlot),
        cell(state, 1, "device on the heap", "kB"),
        cell(state, 1, "device in a checkpoint", "kB"),
        cell(state, 1, "segment on the broker", "kB"),
        cell(state, 1, "score on the broker", "kB"),
        cell(cluster, 1, TWO_TASK_MANAGERS, "broker to job") / HOP_SEGMENTS,
        cell(cluster, 1, TWO_TASK_MANAGERS, "between task managers") / HOP_SEGMENTS / SHARE_PASSED,
        cell(cluster, 1, TWO_TASK_MANAGERS, "job to broker"),
        machine.processor() + ", " + machine.cores() + " cores",
        List.of(throughput.command(), cluster.command(), state.command()));
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
