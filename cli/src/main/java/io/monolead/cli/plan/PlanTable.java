// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.plan;

import io.monolead.cli.plan.CapacityPlan.Basis;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.TextTable;
import io.monolead.job.config.JobOptions;
import io.monolead.signal.Lead;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A plan as a table for people.
 *
 * @param fleet the devices
 * @param lead what they send
 * @param measured what it was reckoned from
 * @param assumed what was decided
 * @param plan the plan
 */
public record PlanTable(
    Fleet fleet, Lead lead, MeasuredFigures measured, Assumptions assumed, CapacityPlan plan) {
  /** Key groups unless the option says otherwise. */
  private static final int DEFAULT_MAX_PARALLELISM = JobOptions.MAX_PARALLELISM.defaultValue();

  /** The lines: what is planned for, the table, how to read it. */
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    lines.add(
        text(
            "%,d devices, lead %s at %s Hz, segments of %s s, windows of %s s every %s s",
            fleet.devices(),
            lead.name(),
            number(fleet.samplingRateHz()),
            number(Fleet.seconds(fleet.segment())),
            number(Fleet.seconds(fleet.window())),
            number(Fleet.seconds(fleet.hop()))));
    lines.add(text(""));
    lines.addAll(table().lines());
    lines.add(text(""));
    lines.add(text("measured: on %s, by", measured.machine()));
    measured.commands().forEach(command -> lines.add(text("  %s", command)));
    lines.add(
        text(
            "reckoned: follows from sizes and times alone. extrapolated: in proportion from that"
                + " one machine, tried by nobody. assumed: an option of this command."));
    if (plan.cores() > DEFAULT_MAX_PARALLELISM) {
      lines.add(
          text(
              "The job has more subtasks than monolead.max-parallelism, which is %d: set that to"
                  + " %,d or more before the first start. It cannot change while state is to be"
                  + " kept.",
              DEFAULT_MAX_PARALLELISM, plan.cores()));
    }
    lines.add(
        text(
            "Not in it: cores and memory of the brokers, the job manager, the monitor and what"
                + " watches them all."));
    return lines;
  }

  private TextTable table() {
    TextTable table = new TextTable("lrll", "", "", "unit", "basis");
    row(table, "windows to score", plan.windowsPerSecond(), "1/s", Basis.RECKONED);
    row(
        table,
        "windows a busy core scores",
        plan.windowsPerSecondOfCore(),
        "1/s",
        assumed.gpuWindowsPerSecond() > 0 || !isMeasuredWindow()
            ? Basis.EXTRAPOLATED
            : Basis.MEASURED);
    row(table, "busy cores of the job", plan.busyCores(), "cores", Basis.EXTRAPOLATED);
    row(table, "utilisation", 100 * assumed.utilisation(), "%", Basis.ASSUMED);
    row(table, "cores of the task managers", (double) plan.cores(), "cores", Basis.EXTRAPOLATED);
    if (plan.gpus() > 0) {
      row(table, "windows a GPU scores", assumed.gpuWindowsPerSecond(), "1/s", Basis.ASSUMED);
      row(table, "GPUs", (double) plan.gpus(), "", Basis.EXTRAPOLATED);
    }
    row(table, "task managers", (double) plan.taskManagers(), "", Basis.EXTRAPOLATED);
    row(table, "memory of each", plan.memoryOfTaskManagerGib(), "GiB", Basis.EXTRAPOLATED);
    row(table, "state of a device on the heap", measured.heapOfDeviceKb(), "kB", Basis.MEASURED);
    row(table, "checkpoint", plan.checkpointGb(), "GB", Basis.EXTRAPOLATED);
    row(table, "partitions of segments", (double) plan.partitions(), "", Basis.EXTRAPOLATED);
    row(table, "from devices to brokers", plan.ingestMegabytesPerSecond(), "MB/s", Basis.RECKONED);
    row(
        table,
        "from brokers, copies included",
        plan.brokerOutMegabytesPerSecond(),
        "MB/s",
        Basis.RECKONED);
    row(table, "scores to brokers", plan.resultMegabytesPerSecond(), "MB/s", Basis.RECKONED);
    row(table, "disks of the brokers", plan.storageGb(), "GB", Basis.RECKONED);
    row(table, "cost of a month", plan.costOfMonth(), "", Basis.ASSUMED);
    row(table, "cost of a device for a month", plan.costOfDeviceMonth(), "", Basis.ASSUMED);
    return table;
  }

  private boolean isMeasuredWindow() {
    return Fleet.seconds(fleet.window()) == MeasuredFigures.WINDOW_SECONDS;
  }

  private static void row(TextTable table, String what, double value, String unit, Basis basis) {
    table.row(what, number(value), unit, basis.name().toLowerCase(Locale.ROOT));
  }

  /** Three digits, or all of a larger number. */
  private static String number(double value) {
    if (value == Math.rint(value) || value >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, value >= 10 ? "%.1f" : value >= 1 ? "%.2f" : "%.4f", value);
  }

  private static Line text(String format, Object... arguments) {
    return new Line().add(String.format(Locale.ROOT, format, arguments));
  }
}
