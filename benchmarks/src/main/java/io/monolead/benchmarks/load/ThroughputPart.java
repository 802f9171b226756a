// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import static io.monolead.benchmarks.load.LoadBench.say;

import io.monolead.benchmarks.report.BenchmarkResult;
import io.monolead.benchmarks.report.BenchmarkResult.Goal;
import io.monolead.benchmarks.report.BenchmarkResult.Table;
import io.monolead.benchmarks.report.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Windows per second of the whole job beside those of the network alone. */
final class ThroughputPart implements LoadRun.Measurement {
  private static final int ROUNDS = 3;
  private static final double DRAIN_SECONDS = 60;
  private static final double BARE_SECONDS = 4;
  private static final double LEAST_SHARE = 0.85;
  private static final double LEAST_SCALING = 1.8;
  private static final int[] PERCENT = {25, 50, 75, 90, 100, 110};
  private static final double STEP_SECONDS = 10;
  private static final double STEP_WARM_SECONDS = 3;
  private static final double MILLIS_PER_SECOND = 1000;

  private final LoadSettings settings;

  ThroughputPart(LoadSettings settings) {
    this.settings = settings;
  }

  @Override
  public BenchmarkResult measure() throws IOException, InterruptedException {
    int rounds = settings.rounds(ROUNDS);
    double seconds = settings.seconds(DRAIN_SECONDS);
    double bareSeconds = Math.min(BARE_SECONDS, seconds);
    List<List<BareEngine.Speed>> bare = List.of(new ArrayList<>(), new ArrayList<>());
    List<List<Drained>> job = List.of(new ArrayList<>(), new ArrayList<>());
    List<List<String>> steps;
    long windows;
    try (BareEngine engine = new BareEngine(settings.bundle(), settings.precision());
        LoadBench bench = new LoadBench(settings)) {
      // So many that two subtasks take the time asked for, and one twice that.
      windows = (long) (engine.measure(2, bareSeconds).windowsPerSecond() * seconds);
      say("filling a topic with %d windows of %d devices", windows, settings.devices());
      LoadBench.Stock stock = bench.fill(settings.devices(), windows);
      windows = stock.windows();
      for (int round = 0; round < rounds; round++) {
        for (int parallelism = 1; parallelism <= 2; parallelism++) {
          BareEngine.Speed alone = engine.measure(parallelism, bareSeconds);
          Drained drained = bench.drain(stock, parallelism);
          bare.get(parallelism - 1).add(alone);
          job.get(parallelism - 1).add(drained);
          say(
              "round %d, parallelism %d: network alone %.0f windows/s, job %.0f (%.3f); in the"
                  + " network %.0f %% of the time, batches of %.1f; processor %.2f ms a window, of"
                  + " the network alone %.2f ms",
              round + 1,
              parallelism,
              alone.windowsPerSecond(),
              drained.windowsPerSecond(),
              drained.windowsPerSecond() / alone.windowsPerSecond(),
              100 * drained.networkShare(),
              drained.batchWindows(),
              MILLIS_PER_SECOND * drained.cpuSecondsPerWindow(),
              MILLIS_PER_SECOND * alone.cpuSecondsPerWindow());
        }
      }
      steps = steps(bench, speeds(job.get(1)).median());
    }
    Sample bareOne = bareSpeeds(bare.get(0));
    Sample bareTwo = bareSpeeds(bare.get(1));
    Sample jobOne = speeds(job.get(0));
    Sample jobTwo = speeds(job.get(1));
    Sample shareOne = jobOne.over(bareOne);
    Sample shareTwo = jobTwo.over(bareTwo);
    Sample scaling = jobTwo.over(jobOne);
    String form = settings.isAuto() ? "" : ", network in " + settings.precision();
    return Summary.result(
        settings.isAuto() ? "throughput" : "throughput-" + settings.precision(),
        settings.isAuto() ? 30 : 31,
        "Windows per second from topic to topic"
            + (settings.isAuto() ? "" : ", the network in " + settings.precision()),
        settings.command("throughput"),
        "A topic is filled with "
            + windows
            + " windows of "
            + settings.devices()
            + " devices (segments of 1 s at 250 Hz, windows of 10 s every 5 s). A new process of"
            + " the job with default options reads it to its end; windows per second are counted "
            + CountedWindows.IN_WORDS
            + ", by the times at which the broker appended the scores. Before each run the predictor runs alone for "
            + Sample.text(bareSeconds)
            + " s with as many threads as the job has subtasks, in batches of "
            + BareEngine.BATCH
            + ". Broker, job and reader of the scores share the cores. "
            + rounds
            + " rounds.",
        List.of(
            Table.of(
                "Windows per second",
                List.of("", "parallelism 1", "parallelism 2", "2 over 1"),
                List.of(
                    List.of(
                        "network alone",
                        bareOne.text(),
                        bareTwo.text(),
                        bareTwo.over(bareOne).text()),
                    List.of("job", jobOne.text(), jobTwo.text(), scaling.text()),
                    List.of("job over network alone", shareOne.text(), shareTwo.text(), ""))),
            duties(bare, job),
            Table.of(
                "Load that does not wait, parallelism 2: each rate for "
                    + Sample.text(settings.seconds(STEP_SECONDS))
                    + " s; latency from the append of the segment that completes a window until"
                    + " a reader sees the score, ms",
                List.of(
                    "of the throughput",
                    "offered windows/s",
                    "scored windows/s",
                    "lag grew by, windows",
                    "p50",
                    "p99",
                    "windows of a batch"),
                steps)),
        List.of(
            new Goal(
                "Job over network alone, parallelism 1" + form,
                shareOne.median(),
                LEAST_SHARE,
                true),
            new Goal(
                "Job over network alone, parallelism 2" + form,
                shareTwo.median(),
                LEAST_SHARE,
                true),
            new Goal(
                "Job, parallelism 2 over parallelism 1" + form,
                scaling.median(),
                LEAST_SCALING,
                true)),
        List.of(
            "Scaling of the network alone from one thread to two is the machine's own: what two"
                + " cores give where they share caches and memory."));
  }

  private List<List<String>> steps(LoadBench bench, double throughput)
      throws IOException, InterruptedException {
    List<List<String>> rows = new ArrayList<>();
    try (OpenRun run =
        new OpenRun(bench, OpenRun.Setup.timed(settings.devices(), Map.of(), false))) {
      for (int percent : PERCENT) {
        OpenRun.Step step =
            run.step(throughput * percent / 100, STEP_WARM_SECONDS, settings.seconds(STEP_SECONDS));
        double p50 = OpenRun.Step.quantile(step.toScore(), 0.5);
        double p99 = OpenRun.Step.quantile(step.toScore(), 0.99);
        rows.add(
            List.of(
                percent + " %",
                Sample.text(step.offered()),
                Sample.text(step.scored()),
                Sample.text(step.lagGrowth()),
                Sample.text(p50),
                Sample.text(p99),
                Sample.text(step.batchWindows())));
        say(
            "%d %% of the throughput: offered %.0f, scored %.0f windows/s, lag %+.0f, p50 %.0f ms,"
                + " p99 %.0f ms, batches of %.1f; sent at most %.0f ms late",
            percent,
            step.offered(),
            step.scored(),
            step.lagGrowth(),
            p50,
            p99,
            step.batchWindows(),
            MILLIS_PER_SECOND * step.worstLateSeconds());
      }
    }
    return rows;
  }

  private static Sample speeds(List<Drained> all) {
    return Sample.of(all.stream().map(Drained::windowsPerSecond).toList());
  }

  private static Sample bareSpeeds(List<BareEngine.Speed> all) {
    return Sample.of(all.stream().map(BareEngine.Speed::windowsPerSecond).toList());
  }

  private static Table duties(List<List<BareEngine.Speed>> bare, List<List<Drained>> job) {
    Map<String, List<String>> rows = new TreeMap<>();
    List<String> whole = new ArrayList<>(List.of("**the job's process**"));
    List<String> alone = new ArrayList<>(List.of("network alone"));
    List<String> share = new ArrayList<>(List.of("time of its subtasks in the network, %"));
    for (int i = 0; i < job.size(); i++) {
      List<Drained> runs = job.get(i);
      whole.add(millis(runs.stream().map(Drained::cpuSecondsPerWindow).toList()));
      alone.add(millis(bare.get(i).stream().map(BareEngine.Speed::cpuSecondsPerWindow).toList()));
      share.add(
          Sample.text(100 * Sample.of(runs.stream().map(Drained::networkShare).toList()).median()));
      for (String duty : runs.get(0).dutySecondsPerWindow().keySet()) {
        rows.computeIfAbsent(duty, any -> new ArrayList<>(List.of(duty)))
            .add(
                millis(
                    runs.stream()
                        .map(run -> run.dutySecondsPerWindow().getOrDefault(duty, 0.0))
                        .toList()));
      }
    }
    List<List<String>> all = new ArrayList<>(rows.values());
    all.add(whole);
    all.add(alone);
    all.add(share);
    return Table.of(
        "Processor time of a window, ms",
        List.of("threads that", "parallelism 1", "parallelism 2"),
        all);
  }

  private static String millis(List<Double> seconds) {
    return Sample.text(MILLIS_PER_SECOND * Sample.of(seconds).median());
  }
}
