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

/** What a window costs when the same windows come from few devices or from many. */
final class DevicesPart implements LoadRun.Measurement {
  private static final int[] DEVICES = {10, 100, 1000, 10_000};
  private static final int ROUNDS = 3;

  /** Of 10,000 devices each completes fifteen. */
  private static final long LEAST_WINDOWS = 150_000;

  private static final double BARE_SECONDS = 3;
  private static final double MOST_RATIO = 1.10;
  private static final double MILLIS_PER_SECOND = 1000;

  private final LoadSettings settings;

  DevicesPart(LoadSettings settings) {
    this.settings = settings;
  }

  @Override
  public BenchmarkResult measure() throws IOException, InterruptedException {
    int rounds = settings.rounds(ROUNDS);
    List<List<Drained>> runs = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    long windows = LEAST_WINDOWS;
    try (BareEngine engine = new BareEngine(settings.bundle(), settings.precision());
        LoadBench bench = new LoadBench(settings)) {
      if (settings.givenSeconds().isPresent()) {
        windows =
            (long)
                (engine.measure(2, 2).windowsPerSecond() * settings.givenSeconds().getAsDouble());
      }
      List<LoadBench.Stock> stocks = new ArrayList<>();
      for (int devices : DEVICES) {
        LoadBench.Stock stock = bench.fill(devices, windows);
        say("filled a topic with %d windows of %d devices", stock.windows(), devices);
        stocks.add(stock);
        runs.add(new ArrayList<>());
      }
      for (int round = 0; round < rounds; round++) {
        bare.add(engine.measure(2, BARE_SECONDS).cpuSecondsPerWindow());
        for (int i = 0; i < DEVICES.length; i++) {
          // Each round begins with another, so that none always follows the same.
          int at = (i + round) % DEVICES.length;
          Drained drained = bench.drain(stocks.get(at), 2);
          runs.get(at).add(drained);
          say(
              "round %d, %d devices: %.0f windows/s, processor %.3f ms a window (network alone"
                  + " %.3f ms)",
              round + 1,
              DEVICES[at],
              drained.windowsPerSecond(),
              MILLIS_PER_SECOND * drained.cpuSecondsPerWindow(),
              MILLIS_PER_SECOND * bare.get(round));
        }
      }
    }
    return result(windows, rounds, runs, Sample.of(bare));
  }

  private BenchmarkResult result(long windows, int rounds, List<List<Drained>> runs, Sample bare) {
    List<List<String>> rows = new ArrayList<>();
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (int i = 0; i < DEVICES.length; i++) {
      Sample cost = Sample.of(runs.get(i).stream().map(Drained::cpuSecondsPerWindow).toList());
      Sample speed = Sample.of(runs.get(i).stream().map(Drained::windowsPerSecond).toList());
      least = Math.min(least, cost.median());
      most = Math.max(most, cost.median());
      rows.add(
          List.of(
              Integer.toString(DEVICES[i]),
              millis(cost).text(),
              cost.over(bare).text(),
              speed.text()));
    }
    return Summary.result(
        "devices",
        50,
        "Many devices",
        settings.command("devices"),
        "A topic for each number of devices is filled with the same number of windows, at least "
            + windows
            + ": with fewer devices each sends for longer. New processes of the job (parallelism"
            + " 2, default options) read the topics to their ends in turns, "
            + rounds
            + " rounds, between them the network runs alone. The cost is the processor time of the"
            + " whole process "
            + CountedWindows.IN_WORDS
            + ".",
        List.of(
            Table.of(
                "Cost of a window by the number of devices",
                List.of(
                    "devices",
                    "processor time a window, ms",
                    "over the network alone",
                    "windows/s"),
                rows)),
        List.of(
            new Goal(
                "Cost of a window, the dearest over the cheapest of 10 to 10,000 devices",
                most / least,
                MOST_RATIO,
                false)),
        List.of());
  }

  private static Sample millis(Sample seconds) {
    double[] values = seconds.values();
    for (int i = 0; i < values.length; i++) {
      values[i] *= MILLIS_PER_SECOND;
    }
    return new Sample(values);
  }
}
