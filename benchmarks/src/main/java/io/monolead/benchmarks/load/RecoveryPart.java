// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import static io.monolead.benchmarks.load.LoadBench.say;

import io.monolead.benchmarks.report.BenchmarkResult;
import io.monolead.benchmarks.report.BenchmarkResult.Goal;
import io.monolead.benchmarks.report.BenchmarkResult.Table;
import io.monolead.benchmarks.report.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The job's process is killed at half load and a new one goes on from the last checkpoint. */
final class RecoveryPart implements LoadRun.Measurement {
  private static final int ROUNDS = 5;
  private static final double LOAD = 0.5;
  private static final double DRAIN_SECONDS = 8;
  private static final double STEADY_SECONDS = 10;
  private static final double WITHIN_SECONDS = 120;
  private static final double GLANCE_SECONDS = 0.05;
  private static final double LAST_SECONDS = 10;

  private final LoadSettings settings;

  RecoveryPart(LoadSettings settings) {
    this.settings = settings;
  }

  @Override
  public BenchmarkResult measure() throws IOException, InterruptedException {
    int rounds = settings.rounds(ROUNDS);
    List<Double> flowing = new ArrayList<>();
    List<Double> normal = new ArrayList<>();
    double throughput;
    long windows;
    long missing;
    long repeated;
    try (LoadBench bench = new LoadBench(settings)) {
      throughput = bench.throughput(settings.devices(), settings.seconds(DRAIN_SECONDS));
      Path checkpoints = bench.newFolder("checkpoints").toAbsolutePath();
      Map<String, String> options =
          Map.of(
              "delivery.guarantee",
              "exactly-once",
              "checkpoint.directory",
              checkpoints.toUri().toString(),
              "execution.checkpointing.externalized-checkpoint-retention",
              "RETAIN_ON_CANCELLATION");
      try (OpenRun run =
          new OpenRun(bench, OpenRun.Setup.timed(settings.devices(), options, false))) {
        OpenLoop loop = run.send(LOAD * throughput);
        try {
          for (int round = 1; round <= rounds; round++) {
            long usual = mostLag(run, loop);
            long killed = System.currentTimeMillis();
            run.killJob();
            run.restartJob(
                Map.of("execution.state-recovery.path", newest(checkpoints).toUri().toString()));
            flowing.add(secondsUntilScored(run, killed));
            normal.add(secondsUntilLag(run, loop, usual, killed));
            say(
                "round %d: scores again after %.1f s, lag as before (%d windows) after %.1f s",
                round, flowing.get(round - 1), usual, normal.get(round - 1));
          }
        } finally {
          loop.close();
        }
        run.ended(loop);
        LoadBench.await(
            run.watch(), run.job(), run.sentWindows(), WITHIN_SECONDS, "windows of all rounds");
        // What came twice would come late.
        run.rest(LAST_SECONDS);
        windows = run.sentWindows();
        repeated = run.watch().repeated();
        missing = windows - (run.watch().scores() - repeated);
      }
    }
    say("%d windows, %d without a score, %d scores too many", windows, missing, repeated);
    return Summary.result(
        "recovery",
        60,
        "After a crash",
        settings.command("recovery"),
        settings.devices()
            + " devices send without pause at half of "
            + Sample.text(throughput)
            + " windows/s, the throughput measured just before; exactly-once, parallelism 2. "
            + rounds
            + " times the job's process is killed with SIGKILL and a new one started at once from"
            + " the newest checkpoint: Java machine, Flink cluster, job, network and all. Times are"
            + " from the kill until a committed reader sees the score of a window that was"
            + " completed after it, and until no more windows wait than at most did before.",
        List.of(
            Table.of(
                "Seconds from the kill",
                List.of("until", "median (least to most)"),
                List.of(
                    List.of("scores flow again", Sample.of(flowing).text()),
                    List.of("the lag is as before", Sample.of(normal).text()))),
            Table.of(
                "Windows of all rounds",
                List.of("windows", "sent", "without a score", "scored more than once"),
                List.of(
                    List.of(
                        "",
                        Long.toString(windows),
                        Long.toString(missing),
                        Long.toString(repeated))))),
        List.of(
            new Goal("Windows lost in " + rounds + " crashes, exactly-once", missing, 0, false),
            new Goal(
                "Windows scored twice in " + rounds + " crashes, exactly-once",
                repeated,
                0,
                false)),
        List.of());
  }

  /** The most windows that wait while all is well: with exactly-once they come in bursts. */
  private long mostLag(OpenRun run, OpenLoop loop) throws InterruptedException {
    long most = 0;
    long end = System.nanoTime() + (long) (settings.seconds(STEADY_SECONDS) * 1e9);
    while (System.nanoTime() < end) {
      most = Math.max(most, run.lag(loop.next()));
      run.rest(GLANCE_SECONDS);
    }
    return most;
  }

  private static double secondsUntilScored(OpenRun run, long killed) throws InterruptedException {
    while (run.times().toScore(killed, Long.MAX_VALUE).length == 0) {
      requireSoon(killed, "scores");
      run.rest(GLANCE_SECONDS);
    }
    return (System.currentTimeMillis() - killed) / 1000.0;
  }

  private static double secondsUntilLag(OpenRun run, OpenLoop loop, long usual, long killed)
      throws InterruptedException {
    while (run.lag(loop.next()) > usual) {
      requireSoon(killed, "the lag of before");
      run.rest(GLANCE_SECONDS);
    }
    return (System.currentTimeMillis() - killed) / 1000.0;
  }

  private static void requireSoon(long killed, String what) {
    if (System.currentTimeMillis() - killed > 1000 * WITHIN_SECONDS) {
      throw new IllegalStateException(
          "No sign of " + what + " " + WITHIN_SECONDS + " s after the job was killed");
    }
  }

  /** The newest checkpoint that is complete. */
  private static Path newest(Path checkpoints) throws IOException {
    try (Stream<Path> all = Files.walk(checkpoints)) {
      return all.filter(path -> path.endsWith("_metadata"))
          .max(Comparator.comparingLong(path -> path.toFile().lastModified()))
          .orElseThrow(() -> new IllegalStateException("No checkpoint in " + checkpoints))
          .getParent();
    }
  }
}
