// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import io.monolead.benchmarks.process.ParentTie;
import io.monolead.embedded.EmbeddedFlink;
import io.monolead.job.MonitoringJob;
import io.monolead.job.config.JobSettings;
import io.monolead.job.config.OptionSources;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job as a process of its own, which says now and then how it does. */
public final class LoadJob {
  private static final long STATUS_MILLIS = 500;
  private static final double NANOS = 1e-9;

  private LoadJob() {}

  /**
   * Runs the job until it ends, it is killed or the process that started it is gone.
   *
   * @param arguments file for {@link JobStatus}, slots, seconds from one full collection to the
   *     next or 0 for none, then the job's options
   */
  public static void main(String[] arguments) throws Exception {
    ParentTie.ifAsked();
    Path file = Path.of(arguments[0]);
    int slots = Integer.parseInt(arguments[1]);
    long collectMillis = 1000 * Long.parseLong(arguments[2]);
    JobSettings settings =
        JobSettings.of(
            OptionSources.fromArguments(Arrays.copyOfRange(arguments, 3, arguments.length)));
    Thread status = new Thread(() -> report(file, collectMillis), "status");
    status.setDaemon(true);
    status.start();
    Configuration cluster = new Configuration();
    cluster.setString("metrics.reporters", "load");
    cluster.setString("metrics.reporter.load.factory.class", JobCounters.Factory.class.getName());
    try (EmbeddedFlink flink =
        EmbeddedFlink.builder().optSlots(slots).optConfiguration(cluster).start()) {
      StreamExecutionEnvironment environment = flink.newEnvironment();
      MonitoringJob.onKafka(settings).build(environment);
      environment.execute("load");
    }
  }

  private static void report(Path file, long collectMillis) {
    long collected = System.currentTimeMillis();
    try {
      while (true) {
        long now = System.currentTimeMillis();
        long heap = 0;
        if (collectMillis > 0 && now - collected >= collectMillis) {
          collected = now;
          heap = heapAfterCollection();
        }
        JobStatus status =
            new JobStatus(
                System.currentTimeMillis(),
                JobCounters.windows(),
                JobCounters.batches(),
                JobCounters.batchSeconds(),
                threadSeconds(),
                heap,
                directBytes());
        Files.writeString(
            file, status.line(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Thread.sleep(STATUS_MILLIS);
      }
    } catch (IOException e) {
      System.err.println("No status can be written to " + file + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long heapAfterCollection() {
    // What is reachable is the question, so a full collection is asked for, not waited for.
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static Map<String, Double> threadSeconds() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Map<String, Double> seconds = new TreeMap<>();
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null) {
        long nanos = threads.getThreadCpuTime(thread.getThreadId());
        seconds.merge(duty(thread.getThreadName()), Math.max(0, nanos) * NANOS, Double::sum);
      }
    }
    return seconds;
  }

  /** What a thread does, by the names that Flink and Kafka give it. */
  static String duty(String thread) {
    if (thread.startsWith("Source Data Fetcher")) {
      return "fetch from Kafka";
    }
    if (thread.startsWith("Source: segments")) {
      return "decode";
    }
    if (thread.startsWith("assemble")) {
      return "assemble, infer, write scores";
    }
    if (thread.startsWith("alert ") || thread.startsWith("alert-")) {
      return "alert";
    }
    if (thread.startsWith("kafka-producer-network-thread")) {
      return "send to Kafka";
    }
    return "everything else in Java";
  }
}
