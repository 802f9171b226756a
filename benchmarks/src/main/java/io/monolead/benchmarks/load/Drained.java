// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import io.monolead.benchmarks.process.Timeline;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How fast the job read a filled topic, in {@linkplain CountedWindows the part of it that counts}.
 *
 * @param windowsPerSecond by the times at which the broker appended the scores
 * @param cpuSecondsPerWindow processor time of the job's process, all of it
 * @param networkShare share of the subtasks' time that was spent in the network, 0 to 1
 * @param batchWindows mean windows of a batch
 * @param dutySecondsPerWindow processor time of its threads by what they do; the rest of the
 *     process is the Java machine's own: collector and compiler
 * @param startSeconds from the start of the process to its first score
 */
record Drained(
    double windowsPerSecond,
    double cpuSecondsPerWindow,
    double networkShare,
    double batchWindows,
    Map<String, Double> dutySecondsPerWindow,
    double startSeconds) {
  private static final double MILLIS = 1e-3;

  /** The name of what Java threads do not account for. */
  static final String MACHINE = "collector, compiler";

  static Drained of(long[] appendMillis, JobProcess job, int parallelism, long startedMillis)
      throws IOException {
    CountedWindows counted = CountedWindows.of(appendMillis);
    long begin = counted.beginMillis();
    long end = counted.endMillis();
    double windows = counted.windows();
    double seconds = counted.seconds();
    double cpu = job.cpuSeconds(begin, end);
    List<JobStatus> all = job.status();
    Timeline batchSeconds = new Timeline();
    Timeline batches = new Timeline();
    Timeline scored = new Timeline();
    Map<String, Timeline> duties = new TreeMap<>();
    for (JobStatus status : all) {
      batchSeconds.note(status.millis(), status.batchSeconds());
      batches.note(status.millis(), (double) status.batches());
      scored.note(status.millis(), (double) status.windows());
      status
          .threadSeconds()
          .forEach(
              (duty, value) ->
                  duties.computeIfAbsent(duty, any -> new Timeline()).note(status.millis(), value));
    }
    Map<String, Double> perWindow = new TreeMap<>();
    double accounted = 0;
    for (Map.Entry<String, Timeline> duty : duties.entrySet()) {
      double spent = duty.getValue().growth(begin, end);
      accounted += spent;
      perWindow.put(duty.getKey(), spent / windows);
    }
    perWindow.put(MACHINE, (cpu - accounted) / windows);
    return new Drained(
        counted.perSecond(),
        cpu / windows,
        batchSeconds.growth(begin, end) / seconds / parallelism,
        scored.growth(begin, end) / batches.growth(begin, end),
        perWindow,
        (appendMillis[0] - startedMillis) * MILLIS);
  }
}
