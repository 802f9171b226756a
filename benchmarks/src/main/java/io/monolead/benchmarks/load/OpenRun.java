// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import io.monolead.benchmarks.process.Timeline;
import io.monolead.benchmarks.report.Sample;
import io.monolead.connectors.kafka.TopicNames;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A job and devices that send at a given rate, whether it keeps up or not. */
final class OpenRun implements AutoCloseable {
  /** The label whose alerts are made frequent. */
  static final String ALERT_LABEL = "AFIB";

  private static final double START_SECONDS = 120;
  private static final int WARM_ROUNDS = 20;
  private static final double SETTLE_SECONDS = 20;
  private static final long GLANCE_MILLIS = 20;

  private final LoadBench bench;
  private final TopicNames names;
  private final LoadFleet fleet;
  private final int parallelism;
  private final Map<String, String> options;
  private final Duration collectEvery;
  private final WindowTimes times;
  private final ResultWatch watch;
  private final Generator generator;
  private JobProcess job;
  private long next;

  /**
   * What was measured at one rate.
   *
   * @param offered windows per second that were completed by what was sent
   * @param scored windows per second of which scores were seen
   * @param lagGrowth windows by which the job fell back, over the whole time
   * @param toScore milliseconds from segment to score
   * @param toAlert milliseconds from segment to alert
   * @param lost windows of which no score came within the time allowed
   * @param batchWindows mean windows of a batch
   * @param worstLateSeconds the longest by which a segment was sent later than due
   */
  record Step(
      double offered,
      double scored,
      double lagGrowth,
      double[] toScore,
      double[] toAlert,
      long lost,
      double batchWindows,
      double worstLateSeconds) {
    /** A quantile of a latency, NaN of none. */
    static double quantile(double[] latency, double share) {
      return latency.length == 0 ? Double.NaN : new Sample(latency).quantile(share);
    }
  }

  /**
   * How to run.
   *
   * @param devices devices that send
   * @param parallelism subtasks of the job
   * @param options of the job, over the usual ones
   * @param frequentAlerts whether every window is to make an alert
   * @param timed whether latencies are wanted, which are remembered for each window
   * @param collectEvery how often to make a full collection; zero for never
   */
  record Setup(
      int devices,
      int parallelism,
      Map<String, String> options,
      boolean frequentAlerts,
      boolean timed,
      Duration collectEvery) {
    /** For latencies. */
    static Setup timed(int devices, Map<String, String> options, boolean frequentAlerts) {
      return new Setup(devices, 2, options, frequentAlerts, true, Duration.ZERO);
    }
  }

  /** Starts the job on topics of its own, warms it and waits until it has nothing left to do. */
  OpenRun(LoadBench bench, Setup setup) throws IOException, InterruptedException {
    this.bench = bench;
    parallelism = setup.parallelism();
    collectEvery = setup.collectEvery();
    times = setup.timed() ? new WindowTimes() : null;
    names = new TopicNames(bench.newFolder("open").getFileName() + ".");
    bench.broker().createTopics(names, bench.labels(), LoadBench.PARTITION_BYTES);
    fleet = LoadBench.fleet(setup.devices());
    List<String> topics = new ArrayList<>(List.of(names.scores(), names.deadLetters()));
    options = bench.options(names, names.prefix() + "group", parallelism);
    options.put("delivery.transactional-id-prefix", names.prefix() + "tx");
    if (setup.frequentAlerts()) {
      topics.add(names.alerts(ALERT_LABEL));
      options.putAll(frequentAlerts(bench.labels()));
    }
    options.putAll(setup.options());
    watch =
        new ResultWatch(
            bench.broker().clients(), topics, names.scores(), names.deadLetters(), fleet, times);
    generator = new Generator(bench.broker().clients(), fleet, names.segments(), times);
    try {
      job = bench.startJob(parallelism, collectEvery, options);
      next = fleet.primingRecords() + (long) WARM_ROUNDS * setup.devices();
      generator.sendAll(0, next);
      LoadBench.await(
          watch, job, fleet.windowsOf(next), START_SECONDS, "windows that were to warm it");
    } catch (IOException | RuntimeException | InterruptedException e) {
      close();
      throw e;
    }
  }

  /** One label only, and every window of it raises or updates its alert. */
  static Map<String, String> frequentAlerts(List<String> labels) {
    return Map.of(
        "alert.thresholds",
        ALERT_LABEL + ":0.000000001",
        "alert.windows-required",
        "1",
        "alert.windows-considered",
        "1",
        "alert.update-every",
        "1s",
        "alert.minimum-quality",
        "0",
        "alert.disabled-labels",
        String.join(";", labels.stream().filter(label -> !label.equals(ALERT_LABEL)).toList()));
  }

  /** The job. */
  JobProcess job() {
    return job;
  }

  /** Kills the job as a power cut would. */
  void killJob() {
    job.close();
  }

  /** Starts a new process of the job after {@link #killJob}, with some options of its own. */
  void restartJob(Map<String, String> more) throws IOException {
    Map<String, String> all = new LinkedHashMap<>(options);
    all.putAll(more);
    job = bench.startJob(parallelism, collectEvery, all);
  }

  /** Sends at a rate until it is closed; {@link #ended} must follow. */
  OpenLoop send(double windowsPerSecond) {
    return new OpenLoop(next, windowsPerSecond / LoadFleet.windowsPerRecord(), generator::send);
  }

  /** Notes how far a closed loop has come. */
  void ended(OpenLoop loop) {
    next = loop.next();
  }

  /** Windows that were sent, up to a record, and of which no score was seen. */
  long lag(long record) {
    return fleet.windowsOf(record) - watch.scores();
  }

  /** Windows that all closed loops have sent. */
  long sentWindows() {
    return fleet.windowsOf(next);
  }

  /** When what was sent and seen, of a timed run. */
  WindowTimes times() {
    return times;
  }

  /** What is read of it. */
  ResultWatch watch() {
    return watch;
  }

  /**
   * Sends at a rate and measures, then lets the job finish what it has.
   *
   * @param windowsPerSecond windows that the segments complete per second
   * @param warmSeconds sent before anything is measured
   * @param seconds measured
   */
  Step step(double windowsPerSecond, double warmSeconds, double seconds)
      throws IOException, InterruptedException {
    long from;
    long to;
    double offered;
    double scored;
    double lagGrowth;
    double late;
    OpenLoop loop = send(windowsPerSecond);
    try {
      rest(warmSeconds);
      from = System.currentTimeMillis();
      long sentBefore = fleet.windowsOf(loop.next());
      long scoredBefore = watch.scores();
      rest(seconds);
      to = System.currentTimeMillis();
      long sent = fleet.windowsOf(loop.next()) - sentBefore;
      long seen = watch.scores() - scoredBefore;
      offered = 1000.0 * sent / (to - from);
      scored = 1000.0 * seen / (to - from);
      lagGrowth = sent - seen;
    } finally {
      loop.close();
    }
    ended(loop);
    late = loop.worstLateSeconds();
    long settled = System.nanoTime() + (long) (SETTLE_SECONDS * 1e9);
    while (watch.scores() < fleet.windowsOf(next) && System.nanoTime() < settled) {
      rest(GLANCE_MILLIS / 1000.0);
    }
    // Alerts and our own producer's last answers come a moment later than scores.
    rest(1);
    Timeline batches = new Timeline();
    Timeline windows = new Timeline();
    for (JobStatus status : job.status()) {
      batches.note(status.millis(), (double) status.batches());
      windows.note(status.millis(), (double) status.windows());
    }
    return new Step(
        offered,
        scored,
        lagGrowth,
        times.toScore(from, to),
        times.toAlert(from, to),
        times.withoutScore(from, to),
        windows.growth(from, to) / batches.growth(from, to),
        late);
  }

  /** Waits; fails at once if the job does. */
  void rest(double seconds) throws InterruptedException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      watch.requireHealthy();
      job.requireAlive();
      Thread.sleep(Math.min(500, left / 1_000_000 + 1));
    }
  }

  @Override
  public void close() {
    if (job != null) {
      job.close();
    }
    generator.close();
    watch.close();
    try {
      bench.broker().deleteTopics(names);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
