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
  /** A subtask that is busier has no reserve left that is worth the name. */
  private static final double MOST_BUSY = 0.9;

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
                  + " %,d before the first start, a multiple of the subtasks, so that all get"
                  + " equally many key groups. It cannot change while state is to be kept.",
              DEFAULT_MAX_PARALLELISM, CapacityPlan.keyGroups(plan.cores())));
    }
    double busiest = plan.busyCores() / plan.cores() * plan.busiestOverMean();
    if (busiest > MOST_BUSY) {
      lines.add(
          text(
              "Keys do not spread evenly: the busiest subtask is busy %.0f %% of the time and"
                  + " catches up slowly or never. Plan with a lower --utilisation, or with a number"
                  + " of cores that divides the key groups (monolead.max-parallelism).",
              100 * busiest));
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
    row(table, "busiest subtask over the mean", plan.busiestOverMean(), "", Basis.RECKONED);
    row(table, "task manager of one slot", measured.taskManagerMib(), "MiB", Basis.MEASURED);
    row(table, "each further slot", measured.slotMib(), "MiB", Basis.MEASURED);
    row(table, "memory of each", plan.memoryOfTaskManagerGib(), "GiB", Basis.EXTRAPOLATED);
    row(table, "state of a device on the heap", measured.heapOfDeviceKb(), "kB", Basis.MEASURED);
    row(table, "checkpoint", plan.checkpointGb(), "GB", Basis.EXTRAPOLATED);
    row(table, "partitions of segments", (double) plan.partitions(), "", Basis.EXTRAPOLATED);
    row(table, "from devices to brokers", plan.ingestMegabytesPerSecond(), "MB/s", Basis.RECKONED);
    row(table, "segment from broker to job", measured.readSegmentKb(), "kB", Basis.MEASURED);
    row(
        table,
        "from brokers to the job",
        plan.readMegabytesPerSecond(),
        "MB/s",
        Basis.EXTRAPOLATED);
    row(
        table,
        "from brokers, copies included",
        plan.brokerOutMegabytesPerSecond(),
        "MB/s",
        Basis.EXTRAPOLATED);
    row(table, "segment to another task manager", measured.passedSegmentKb(), "kB", Basis.MEASURED);
    row(
        table,
        "between task managers",
        plan.passedMegabytesPerSecond(),
        "MB/s",
        Basis.EXTRAPOLATED);
    row(
        table,
        "to each task manager",
        (plan.readMegabytesPerSecond() + plan.passedMegabytesPerSecond()) / plan.taskManagers(),
        "MB/s",
        Basis.EXTRAPOLATED);
    row(
        table,
        "from the job to brokers",
        plan.resultMegabytesPerSecond(),
        "MB/s",
        Basis.EXTRAPOLATED);
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
