// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.cluster;

import static io.monolead.benchmarks.load.LoadBench.say;

import io.monolead.benchmarks.load.Generator;
import io.monolead.benchmarks.load.LoadBench;
import io.monolead.benchmarks.load.LoadFleet;
import io.monolead.benchmarks.load.OpenLoop;
import io.monolead.benchmarks.load.ResultWatch;
import io.monolead.benchmarks.load.Summary;
import io.monolead.benchmarks.load.WindowTimes;
import io.monolead.benchmarks.process.HostNetwork;
import io.monolead.benchmarks.report.BenchmarkResult;
import io.monolead.benchmarks.report.BenchmarkResult.Goal;
import io.monolead.benchmarks.report.BenchmarkResult.Table;
import io.monolead.benchmarks.report.Sample;
import io.monolead.connectors.kafka.TopicNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A task manager that works loses its network: its link goes down in its own namespace, its process
 * lives on. Another one stands by.
 */
final class CutPart {
  /** Two work, one stands by. */
  private static final Arrangement ARRANGEMENT = Arrangement.apart(3, 1);

  private static final int PARALLELISM = 2;

  private static final List<Patience> PATIENCES =
      List.of(new Patience(2, 10), new Patience(10, 50));

  /** Flink's own, which the deployments here leave as they are. */
  private static final Patience DEFAULT = PATIENCES.get(1);

  private static final int WARM_ROUNDS = 20;
  private static final double START_SECONDS = 120;
  private static final double STEADY_SECONDS = 6;
  private static final double WITHIN_SECONDS = 120;
  private static final double LAST_SECONDS = 6;
  private static final long GLANCE_MILLIS = 50;
  private static final double MILLIS = 1000;

  /** Longer than a checkpoint that was under way at the cut may take to commit what it holds. */
  private static final long AFTER_CUT_MILLIS = 1000;

  /** A sign of life is late after the time-out, which begins with the last one. */
  private static final double MOST_LATE_SECONDS = 5;

  private final ClusterSettings settings;

  /**
   * How long Flink waits for a sign of life.
   *
   * @param intervalSeconds between two signs
   * @param timeoutSeconds until one is missed
   */
  private record Patience(int intervalSeconds, int timeoutSeconds) {}

  /**
   * What happened, seconds after the cut.
   *
   * @param noticed the job manager says that not all of its tasks run
   * @param running it says that all tasks run again
   * @param flowing a committed reader sees the score of a window that was completed after the cut
   * @param caughtUp no more windows wait than at most before the cut
   * @param rejoined from the moment when the link is up again until the job manager counts the task
   *     manager in
   * @param windows windows that were sent
   * @param lost windows without a score at the end
   * @param repeated scores of windows that had one
   */
  private record Cut(
      Patience patience,
      double noticed,
      double running,
      double flowing,
      double caughtUp,
      double rejoined,
      long windows,
      long lost,
      long repeated) {}

  CutPart(ClusterSettings settings) {
    this.settings = settings;
  }

  BenchmarkResult measure(HostNetwork network) throws IOException, InterruptedException {
    List<Cut> cuts = new ArrayList<>();
    try (LoadBench bench = new LoadBench(settings.load(), settings.brokerPlace(network))) {
      for (int round = 0; round < settings.rounds().orElse(1); round++) {
        for (Patience patience : PATIENCES) {
          Cut cut = cut(network, bench, patience);
          cuts.add(cut);
          say(
              "signs of life for %d s: noticed after %.1f s, all tasks run after %.1f s, scores"
                  + " after %.1f s, caught up after %.1f s, counted in %.1f s after its link came"
                  + " back; of %d windows %d lost, %d twice",
              patience.timeoutSeconds(),
              cut.noticed(),
              cut.running(),
              cut.flowing(),
              cut.caughtUp(),
              cut.rejoined(),
              cut.windows(),
              cut.lost(),
              cut.repeated());
        }
      }
    }
    return result(cuts);
  }

  private Cut cut(HostNetwork network, LoadBench bench, Patience patience)
      throws IOException, InterruptedException {
    Path folder = bench.newFolder("cut");
    String run = folder.getFileName().toString();
    TopicNames names = new TopicNames(run + ".");
    bench.broker().createTopics(names, bench.labels(), Long.MAX_VALUE / 16);
    LoadFleet fleet = LoadBench.fleet(settings.devices());
    WindowTimes times = new WindowTimes();
    Map<String, String> job = bench.options(names, run, PARALLELISM);
    job.put("delivery.guarantee", "exactly-once");
    job.put("delivery.transactional-id-prefix", run);
    // The failure is to be mended by Flink, in the way that it does unless told otherwise.
    job.remove("restart-strategy.type");
    Map<String, String> flink =
        Map.of(
            "heartbeat.interval",
            patience.intervalSeconds() + " s",
            "heartbeat.timeout",
            patience.timeoutSeconds() + " s");
    try (ResultWatch watch =
            new ResultWatch(
                bench.broker().clients(),
                List.of(names.scores(), names.deadLetters()),
                names.scores(),
                names.deadLetters(),
                fleet,
                times);
        Generator generator =
            new Generator(bench.broker().clients(), fleet, names.segments(), times);
        JobCluster cluster = new JobCluster(network, ARRANGEMENT, folder, flink, job)) {
      long first = fleet.primingRecords() + (long) WARM_ROUNDS * fleet.devices();
      generator.sendAll(0, first);
      LoadBench.await(
          watch, cluster, fleet.windowsOf(first), START_SECONDS, "windows that were to warm it");
      // As fast as these devices send in truth: a segment a second each.
      OpenLoop loop = new OpenLoop(first, fleet.devices(), generator::send);
      Story story = new Story(network, cluster, fleet, watch, times, loop);
      Seconds seconds;
      try {
        seconds = story.tell();
      } finally {
        loop.close();
      }
      long windows = fleet.windowsOf(loop.next());
      LoadBench.await(watch, cluster, windows, WITHIN_SECONDS, "windows that were sent");
      // What came twice would come late.
      Thread.sleep((long) (MILLIS * LAST_SECONDS));
      watch.requireHealthy();
      long lost = windows - (watch.scores() - watch.repeated());
      return new Cut(
          patience,
          seconds.noticed(),
          seconds.running(),
          seconds.flowing(),
          seconds.caughtUp(),
          seconds.rejoined(),
          windows,
          lost,
          watch.repeated());
    }
  }

  private record Seconds(
      double noticed, double running, double flowing, double caughtUp, double rejoined) {}

  /** Something that happens sooner or later. */
  private interface Event {
    boolean hasHappened() throws IOException, InterruptedException;
  }

  /** What is done to one cluster, step by step. */
  private record Story(
      HostNetwork network,
      JobCluster cluster,
      LoadFleet fleet,
      ResultWatch watch,
      WindowTimes times,
      OpenLoop loop) {
    Seconds tell() throws IOException, InterruptedException {
      secondsUntil(
          System.currentTimeMillis(),
          "all task managers",
          () -> cluster.rest().taskManagers().equals(ARRANGEMENT.taskManagerNames()));
      long usual = mostLag();
      List<String> working = cluster.rest().busyTaskManagers();
      if (working.size() != PARALLELISM) {
        throw new IllegalStateException(
            "The job works on " + working + ", not on " + PARALLELISM + " task managers");
      }
      String victim = working.get(0);
      long cut = System.currentTimeMillis();
      network.linkDown(victim);
      double noticed = secondsUntil(cut, "a failure", () -> !cluster.isRunning());
      double running = secondsUntil(cut, "all tasks", cluster::isRunning);
      double flowing =
          secondsUntil(
              cut,
              "scores",
              () -> times.toScore(cut + AFTER_CUT_MILLIS, Long.MAX_VALUE).length > 0);
      double caughtUp = secondsUntil(cut, "the lag of before", () -> lag() <= usual);
      long up = System.currentTimeMillis();
      network.linkUp(victim);
      double rejoined =
          secondsUntil(
              up,
              "the task manager that was cut off",
              () -> cluster.rest().taskManagers().contains(victim));
      return new Seconds(noticed, running, flowing, caughtUp, rejoined);
    }

    private long lag() {
      return fleet.windowsOf(loop.next()) - watch.scores();
    }

    /** The most windows that wait while all is well: with exactly-once they come in bursts. */
    private long mostLag() throws InterruptedException {
      long most = 0;
      long end = System.nanoTime() + (long) (STEADY_SECONDS * 1e9);
      while (System.nanoTime() < end) {
        watch.requireHealthy();
        cluster.requireAlive();
        most = Math.max(most, lag());
        Thread.sleep(GLANCE_MILLIS);
      }
      return most;
    }

    private double secondsUntil(long since, String what, Event event)
        throws IOException, InterruptedException {
      while (!event.hasHappened()) {
        watch.requireHealthy();
        cluster.requireAlive();
        if (System.currentTimeMillis() - since > MILLIS * WITHIN_SECONDS) {
          throw new IllegalStateException(
              "No sign of " + what + " within " + WITHIN_SECONDS + " s:\n" + cluster.lastLines());
        }
        Thread.sleep(GLANCE_MILLIS);
      }
      return (System.currentTimeMillis() - since) / MILLIS;
    }
  }

  private BenchmarkResult result(List<Cut> cuts) {
    List<List<String>> rows = new ArrayList<>();
    long lost = 0;
    long repeated = 0;
    double latest = 0;
    for (Cut cut : cuts) {
      rows.add(
          List.of(
              "every "
                  + cut.patience().intervalSeconds()
                  + " s, at most "
                  + cut.patience().timeoutSeconds()
                  + " s"
                  + (cut.patience().equals(DEFAULT) ? " (Flink's default)" : ""),
              Sample.text(cut.noticed()),
              Sample.text(cut.running()),
              Sample.text(cut.flowing()),
              Sample.text(cut.caughtUp()),
              Sample.text(cut.rejoined()),
              Long.toString(cut.windows()),
              Long.toString(cut.lost()),
              Long.toString(cut.repeated())));
      lost += cut.lost();
      repeated += cut.repeated();
      latest = Math.max(latest, cut.noticed() - cut.patience().timeoutSeconds());
    }
    return Summary.result(
        "cluster-cut",
        57,
        "A task manager without a network",
        settings.command("cut"),
        "Broker, job manager and three task managers of one slot, each in a network namespace of"
            + " its own; the job has parallelism 2 and exactly-once delivery, so one task manager"
            + " stands by. "
            + settings.devices()
            + " devices send without pause, a segment a second each. The link of a task manager"
            + " that works goes down in its own namespace while its process lives on, with its"
            + " transactions open; it comes up again when all has been caught up. Times are from"
            + " the cut: until the job manager says that not all tasks run, and that they all run"
            + " again, until a committed reader sees the score of a window that was completed"
            + " after the cut, and until no more windows wait than at most did before; the last is"
            + " from the link's return until the job manager counts the task manager in. Nothing"
            + " tells of a cut link but signs of life that are missed (`heartbeat.interval`,"
            + " `heartbeat.timeout`).",
        List.of(
            Table.of(
                "Seconds, and windows at the end",
                List.of(
                    "signs of life",
                    "noticed",
                    "tasks run",
                    "scores flow",
                    "caught up",
                    "counted in",
                    "windows sent",
                    "without a score",
                    "scored more than once"),
                rows)),
        List.of(
            new Goal(
                "Seconds from the time-out of a sign of life until a cut is noticed",
                latest,
                MOST_LATE_SECONDS,
                false),
            new Goal("Windows lost when a task manager is cut off, exactly-once", lost, 0, false),
            new Goal(
                "Windows scored twice when a task manager is cut off, exactly-once",
                repeated,
                0,
                false)),
        List.of());
  }
}
