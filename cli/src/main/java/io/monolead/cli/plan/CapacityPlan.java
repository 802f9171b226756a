// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.plan;

import io.monolead.job.config.JobOptions;
import java.time.Duration;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * What a fleet takes. Every figure is reckoned in proportion from {@link MeasuredFigures}; how far
 * that holds is told by {@link Basis}.
 *
 * @param windowsPerSecond windows to score each second
 * @param windowsPerSecondOfCore windows that one core scores each second, if it did nothing else
 * @param busyCores cores of the job that are busy in normal times
 * @param cores cores of the task managers, with the reserve
 * @param gpus GPUs that compute the networks, 0 if cores do
 * @param taskManagers processes that have those cores
 * @param partitions partitions of the topic of segments, a multiple of the job's parallelism
 * @param busiestOverMean work of the busiest subtask over the mean of all, 1 or above
 * @param memoryOfTaskManagerGib memory of one task manager, GiB
 * @param checkpointGb a checkpoint, GB (10^9 bytes)
 * @param ingestMegabytesPerSecond what devices send, MB/s (10^6 bytes)
 * @param readMegabytesPerSecond what brokers send to the job, on the wire; MB/s
 * @param brokerOutMegabytesPerSecond what brokers send: copies, the job, other readers; MB/s
 * @param passedMegabytesPerSecond what task managers send to each other, on the wire; MB/s
 * @param resultMegabytesPerSecond what the job sends to brokers, on the wire; MB/s
 * @param storageGb what the brokers keep, with copies; GB
 * @param costOfMonth all of it for a month
 * @param costOfDeviceMonth a device for a month
 */
public record CapacityPlan(
    double windowsPerSecond,
    double windowsPerSecondOfCore,
    double busyCores,
    long cores,
    long gpus,
    long taskManagers,
    long partitions,
    double busiestOverMean,
    double memoryOfTaskManagerGib,
    double checkpointGb,
    double ingestMegabytesPerSecond,
    double readMegabytesPerSecond,
    double brokerOutMegabytesPerSecond,
    double passedMegabytesPerSecond,
    double resultMegabytesPerSecond,
    double storageGb,
    double costOfMonth,
    double costOfDeviceMonth) {
  private static final double MILLIS = 1000;
  private static final double KB_OF_MB = 1000;
  private static final double KB_OF_GB = 1e6;
  private static final double MIB_OF_GIB = 1024;
  private static final double BYTES_OF_KB = 1000;
  private static final double BYTES_OF_GIB = 1L << 30;
  private static final int BYTES_OF_SAMPLE = 2;

  /** A collector needs room beside what is alive; G1 does well with half of the heap in use. */
  private static final double HEAP_FOR_STATE = 2;

  private static final long GROUPS_OF_SUBTASK = 8;
  private static final long MOST_GROUPS = KeyGroupRangeAssignment.UPPER_BOUND_MAX_PARALLELISM;

  /** How a figure came about. */
  public enum Basis {
    /** Measured on one machine, by the commands that the plan names. */
    MEASURED,
    /** From the size of the records, without a measurement. */
    RECKONED,
    /** In proportion from a machine of two cores to many machines; nobody has tried. */
    EXTRAPOLATED,
    /** A value of an option. */
    ASSUMED
  }

  /** Reckons the plan of a fleet. */
  public static CapacityPlan of(
      Fleet fleet, MeasuredFigures measured, Assumptions assumed, Prices prices) {
    double windows = fleet.windowsPerSecond();
    boolean gpu = assumed.gpuWindowsPerSecond() > 0;
    // A network's work grows with the samples of its window.
    double network =
        measured.networkMillisPerWindow()
            * seconds(fleet.window())
            / MeasuredFigures.WINDOW_SECONDS;
    double around = measured.coreMillisPerWindow() - measured.networkMillisPerWindow();
    double millis = gpu ? around : around + network;
    double ofCore = MILLIS / millis;
    double busy = windows / ofCore;
    long taskManagers = ceiling(busy / assumed.utilisation() / assumed.coresOfTaskManager());
    long gpus = gpu ? ceiling(windows / assumed.gpuWindowsPerSecond() / assumed.utilisation()) : 0;
    taskManagers = Math.max(taskManagers, gpus);
    long cores = taskManagers * assumed.coresOfTaskManager();

    // Headers stay as they are; samples are two bytes each wherever a segment goes.
    double moreKb =
        BYTES_OF_SAMPLE
            * (fleet.samplesOfSegment() - MeasuredFigures.SEGMENT_SAMPLES)
            / BYTES_OF_KB;
    double segments = fleet.segmentsPerSecond() / KB_OF_MB;
    double ingest = segments * (measured.segmentKb() + moreKb);
    double read = segments * (measured.readSegmentKb() + moreKb);
    // A device's partition and its subtask have nothing to do with each other, so that a segment
    // stays where it was read only by chance.
    double passed =
        segments * (measured.passedSegmentKb() + moreKb) * (taskManagers - 1) / taskManagers;
    double results = windows * measured.writtenWindowKb() / KB_OF_MB;
    double kept = windows * measured.scoreKb() / KB_OF_MB;
    double out =
        read
            + ingest * (assumed.replication() - 1 + assumed.readers())
            + kept * (assumed.replication() - 1);
    long parallelism = cores;
    long partitions =
        parallelism
            * Math.max(1, ceiling(ingest / assumed.partitionMegabytesPerSecond() / parallelism));

    double samples = fleet.samplingRateHz() / MeasuredFigures.SEGMENT_SAMPLES;
    double stateKb = measured.heapOfDeviceKb() * Math.max(1, samples);
    double devicesOfTaskManager = (double) fleet.devices() / taskManagers;
    double memory =
        (measured.taskManagerMib() + (assumed.coresOfTaskManager() - 1) * measured.slotMib())
                / MIB_OF_GIB
            + HEAP_FOR_STATE * devicesOfTaskManager * stateKb * BYTES_OF_KB / BYTES_OF_GIB;
    double checkpoint =
        fleet.devices() * measured.checkpointOfDeviceKb() * Math.max(1, samples) / KB_OF_GB;

    double storage =
        assumed.replication()
            * (ingest * seconds(assumed.segmentRetention())
                + kept * seconds(assumed.resultRetention()))
            / KB_OF_MB;
    double month =
        Prices.HOURS_OF_MONTH
                * (cores * prices.coreHour()
                    + gpus * prices.gpuHour()
                    + taskManagers * memory * prices.memoryGibHour())
            + storage * prices.storageGbMonth();
    return new CapacityPlan(
        windows,
        ofCore,
        busy,
        cores,
        gpus,
        taskManagers,
        partitions,
        KeySkew.busiestOverMean(fleet.devices(), keyGroups(parallelism), parallelism),
        memory,
        checkpoint,
        ingest,
        read,
        out,
        passed,
        results,
        storage,
        month,
        month / fleet.devices());
  }

  /**
   * Key groups to set for a job of so many subtasks: the default if it is enough, else {@value
   * #GROUPS_OF_SUBTASK} for each, so that all get equally many and the job can grow; Flink's most
   * is 32,768.
   */
  static long keyGroups(long subtasks) {
    long enough = JobOptions.MAX_PARALLELISM.defaultValue();
    return subtasks <= enough ? enough : Math.min(MOST_GROUPS, GROUPS_OF_SUBTASK * subtasks);
  }

  private static long ceiling(double value) {
    return Math.max(1, (long) Math.ceil(value));
  }

  private static double seconds(Duration duration) {
    return Fleet.seconds(duration);
  }
}
