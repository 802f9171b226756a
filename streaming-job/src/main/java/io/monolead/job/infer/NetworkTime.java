// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * Where the time of a run with an end went: into the network, or into all else.
 *
 * <p>Measured by the wall clock in every subtask that infers, from its first window to the end of
 * its input, and added up over the subtasks. <em>In the network</em> is the time in which the
 * subtask's thread waits for the network's answer to a batch. The rest is assembling windows and
 * conditioning them, which the same thread does, and waiting for segments. After a failure only the
 * last attempt counts.
 *
 * @param windows windows that went through the network, those of challengers not counted
 * @param batches batches they came in
 * @param networkNanos nanoseconds in the network, of all subtasks together
 * @param spanNanos nanoseconds from the first window to the end of the input, of all subtasks
 *     together
 */
public record NetworkTime(long windows, long batches, long networkNanos, long spanNanos) {
  private static final double NANOS = 1e9;
  private static final String PREFIX = "monolead-network-";
  private static final String WINDOWS = PREFIX + "windows";
  private static final String BATCHES = PREFIX + "batches";
  private static final String NETWORK = PREFIX + "nanos";
  private static final String SPAN = PREFIX + "span-nanos";

  /** What a finished job says; empty if it had no operator that infers. */
  public static Optional<NetworkTime> of(JobExecutionResult result) {
    Map<String, Object> all = result.getAllAccumulatorResults();
    if (!all.containsKey(SPAN)) {
      return Optional.empty();
    }
    return Optional.of(
        new NetworkTime(
            (Long) all.get(WINDOWS),
            (Long) all.get(BATCHES),
            (Long) all.get(NETWORK),
            (Long) all.get(SPAN)));
  }

  /** Share of the subtasks' time outside the network, 0 to 1; NaN without a window. */
  public double outsideShare() {
    return spanNanos == 0 ? Double.NaN : 1 - (double) networkNanos / spanNanos;
  }

  /**
   * The figures for people, and what they are: one line each, without their ends.
   *
   * @param took the run, from its submission to its end
   */
  public List<String> lines(Duration took) {
    if (windows == 0) {
      return List.of("no window went through the network");
    }
    return List.of(
        String.format(
            Locale.ROOT,
            "%d windows in %.1f s: %.1f a second, in batches of %.1f",
            windows,
            took.toNanos() / NANOS,
            windows * NANOS / took.toNanos(),
            batches == 0 ? 0 : (double) windows / batches),
        String.format(
            Locale.ROOT,
            "%.1f %% of the time outside the network (%.1f of %.1f s)",
            100 * outsideShare(),
            (spanNanos - networkNanos) / NANOS,
            spanNanos / NANOS),
        "  that is, of the wall-clock time of the subtasks that infer, from the first window of"
            + " each to the end of its input,",
        "  the share in which the subtask did not wait for the network's answer to a batch");
  }

  /** The clock of one subtask. Belongs to the operator's thread. */
  static final class Clock {
    private final LongCounter windows = new LongCounter();
    private final LongCounter batches = new LongCounter();
    private final LongCounter network = new LongCounter();
    private final LongCounter span = new LongCounter();
    private boolean started;
    private long startNanos;

    Clock(RuntimeContext context) {
      context.addAccumulator(WINDOWS, windows);
      context.addAccumulator(BATCHES, batches);
      context.addAccumulator(NETWORK, network);
      context.addAccumulator(SPAN, span);
    }

    /** A window has come. */
    void window(long nowNanos) {
      if (!started) {
        started = true;
        startNanos = nowNanos;
      }
    }

    /** A batch was scored. */
    void scored(int size, long fromNanos, long toNanos) {
      windows.add(size);
      batches.add(1L);
      network.add(toNanos - fromNanos);
    }

    /** The input has ended. */
    void ended(long nowNanos) {
      if (started) {
        span.add(nowNanos - startNanos);
      }
    }
  }
}
