// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.plan.Assumptions;
import io.monolead.cli.plan.CapacityPlan;
import io.monolead.cli.plan.Fleet;
import io.monolead.cli.plan.MeasuredFigures;
import io.monolead.cli.plan.PlanTable;
import io.monolead.cli.plan.Prices;
import io.monolead.cli.terminal.DurationText;
import io.monolead.signal.Lead;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code monolead plan}. */
@Command(
    name = "plan",
    description = {
      "Reckon how many cores, how much memory, network and storage a fleet of devices takes, and"
          + " what that costs.",
      "Figures come from the benchmarks of this release, which were taken on one machine; the table"
          + " says of each whether it was measured, reckoned, extrapolated or assumed. Measure on"
          + " your own machines before you buy."
    },
    footer = {
      "  monolead plan --devices 1000000 --rate 250 --lead I --window 10s --hop 5s",
      "  monolead plan --devices 20000 --segment 2s --keep-segments 1h --core-hour 0.03"
    })
public final class PlanCommand extends MonoleadCommand {
  @Option(
      names = "--devices",
      paramLabel = "N",
      required = true,
      description = "Devices, each with one lead.")
  private long devices;

  @Option(
      names = "--rate",
      paramLabel = "HZ",
      defaultValue = "250",
      description = "Sampling rate of a device (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--lead",
      paramLabel = "LEAD",
      defaultValue = "I",
      description = "The lead that they send; all leads cost the same (default: ${DEFAULT-VALUE}).")
  private String lead;

  @Option(
      names = "--segment",
      paramLabel = "TIME",
      converter = DurationText.class,
      defaultValue = "1s",
      description = "Length of a segment (default: ${DEFAULT-VALUE}).")
  private Duration segment;

  @Option(
      names = "--window",
      paramLabel = "TIME",
      converter = DurationText.class,
      defaultValue = "10s",
      description = "Length of a window (default: ${DEFAULT-VALUE}, the shipped network's).")
  private Duration window;

  @Option(
      names = "--hop",
      paramLabel = "TIME",
      converter = DurationText.class,
      defaultValue = "5s",
      description = "From a window's start to the next one's (default: ${DEFAULT-VALUE}).")
  private Duration hop;

  @Option(
      names = "--utilisation",
      paramLabel = "SHARE",
      defaultValue = "0.6",
      description =
          "Share of the task managers' cores that is busy in normal times; the rest catches up"
              + " after a restart (default: ${DEFAULT-VALUE}).")
  private double utilisation;

  @Option(
      names = "--cores-per-task-manager",
      paramLabel = "N",
      defaultValue = "4",
      description = "Cores, and subtasks, of a task manager (default: ${DEFAULT-VALUE}).")
  private int coresPerTaskManager;

  @Option(
      names = "--gpu-windows",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Let GPUs compute the networks, each so many windows per second: a figure of your own,"
              + " none has been measured for this release.")
  private double gpuWindows;

  @Option(
      names = "--replication",
      paramLabel = "N",
      defaultValue = "3",
      description = "Copies of a record in Kafka (default: ${DEFAULT-VALUE}).")
  private int replication;

  @Option(
      names = "--keep-segments",
      paramLabel = "TIME",
      converter = DurationText.class,
      defaultValue = "24h",
      description = "How long Kafka keeps segments (default: ${DEFAULT-VALUE}).")
  private Duration keepSegments;

  @Option(
      names = "--keep-scores",
      paramLabel = "TIME",
      converter = DurationText.class,
      defaultValue = "168h",
      description = "How long Kafka keeps scores (default: ${DEFAULT-VALUE}).")
  private Duration keepScores;

  @Option(
      names = "--readers",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Readers of all segments beside the job, such as a monitor (default: ${DEFAULT-VALUE}).")
  private int readers;

  @Option(
      names = "--partition-mb",
      paramLabel = "MB/S",
      defaultValue = "5",
      description = "What one partition is to take at most (default: ${DEFAULT-VALUE}).")
  private double partitionMegabytes;

  @Option(
      names = "--core-hour",
      paramLabel = "PRICE",
      defaultValue = "0.04",
      description = "Price of a core for an hour (default: ${DEFAULT-VALUE}).")
  private double coreHour;

  @Option(
      names = "--memory-hour",
      paramLabel = "PRICE",
      defaultValue = "0.005",
      description = "Price of a GiB of memory for an hour (default: ${DEFAULT-VALUE}).")
  private double memoryHour;

  @Option(
      names = "--storage-month",
      paramLabel = "PRICE",
      defaultValue = "0.08",
      description = "Price of a GB of disk for a month (default: ${DEFAULT-VALUE}).")
  private double storageMonth;

  @Option(
      names = "--gpu-hour",
      paramLabel = "PRICE",
      defaultValue = "1.0",
      description = "Price of a GPU for an hour (default: ${DEFAULT-VALUE}).")
  private double gpuHour;

  public PlanCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    Fleet fleet;
    Assumptions assumptions;
    Prices prices;
    Lead sent;
    try {
      sent = Lead.parse(lead);
      fleet = new Fleet(devices, rate, segment, window, hop);
      assumptions =
          new Assumptions(
              utilisation,
              coresPerTaskManager,
              replication,
              keepSegments,
              keepScores,
              partitionMegabytes,
              readers,
              gpuWindows);
      prices = new Prices(coreHour, memoryHour, storageMonth, gpuHour);
    } catch (IllegalArgumentException e) {
      throw usageMistake(e.getMessage());
    }
    MeasuredFigures measured = MeasuredFigures.ofThisRelease();
    CapacityPlan plan = CapacityPlan.of(fleet, measured, assumptions, prices);
    context().terminal().print(new PlanTable(fleet, sent, measured, assumptions, plan).lines());
    return ExitCode.OK;
  }
}
