// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.cluster;

import static io.monolead.benchmarks.load.LoadBench.say;

import io.monolead.benchmarks.load.CountedWindows;
import io.monolead.benchmarks.load.LoadBench;
import io.monolead.benchmarks.load.Summary;
import io.monolead.benchmarks.process.HostNetwork;
import io.monolead.benchmarks.process.LinkLimits;
import io.monolead.benchmarks.report.BenchmarkResult;
import io.monolead.benchmarks.report.BenchmarkResult.Goal;
import io.monolead.benchmarks.report.BenchmarkResult.Table;
import io.monolead.benchmarks.report.Sample;
import io.monolead.job.config.JobOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The same segments of the same broker, read by the job in one process and spread over several. */
final class SpreadPart {
  private static final int ROUNDS = 2;
  private static final long WINDOWS = 80_000;

  /** The column names and row names that the capacity planner looks for. */
  private static final String BETWEEN = "between task managers";

  private static final Arrangement TOGETHER = new Arrangement(1, 2, false, Optional.empty());
  private static final Arrangement ONE_OF_ONE = Arrangement.apart(1, 1);
  private static final Arrangement ONE_OF_TWO = Arrangement.apart(1, 2);
  private static final Arrangement TWO = Arrangement.apart(2, 1);
  private static final Arrangement FOUR = Arrangement.apart(4, 1);
  private static final double LEAST_SPEED = 0.9;
  private static final double MOST_COST = 1.15;

  /** The prediction leaves out what does not grow with the segments: headers and heartbeats. */
  private static final double MOST_OFF = 1.1;

  private static final int[] FLEETS = {10, 100, 1000, 10_000};
  private static final int[] PARALLELISMS = {2, 4, 16, 64};
  private static final int MAX_PARALLELISM = JobOptions.MAX_PARALLELISM.defaultValue();
  private static final double KB = 1000;

  /** A device sends so many segments more or less than another within one topic. */
  private static final double SHARES_AGREE_WITHIN = 0.02;

  private final ClusterSettings settings;

  SpreadPart(ClusterSettings settings) {
    this.settings = settings;
  }

  BenchmarkResult measure(HostNetwork network) throws IOException, InterruptedException {
    int rounds = settings.rounds().orElse(ROUNDS);
    List<Arrangement> arrangements =
        new ArrayList<>(List.of(TOGETHER, ONE_OF_ONE, ONE_OF_TWO, TWO, FOUR));
    List<String> notes = new ArrayList<>();
    settings
        .limits()
        .map(limits -> possible(network, limits, notes))
        .ifPresent(limits -> arrangements.add(new Arrangement(2, 1, true, Optional.of(limits))));
    Map<Arrangement, List<SpreadRun>> runs = new LinkedHashMap<>();
    arrangements.forEach(each -> runs.put(each, new ArrayList<>()));
    long windows;
    LoadBench.Stock stock;
    try (LoadBench bench = new LoadBench(settings.load(), settings.brokerPlace(network))) {
      say("filling a topic with %d windows", settings.windows().orElse(WINDOWS));
      stock = bench.fill(settings.devices(), settings.windows().orElse(WINDOWS));
      windows = stock.windows();
      for (int round = 1; round <= rounds; round++) {
        for (Arrangement arrangement : arrangements) {
          SpreadRun run = run(network, arrangement, bench, stock, round == 1);
          runs.get(arrangement).add(run);
          say(
              "round %d, %s: %.0f windows/s; processor %.3f ms a window, broker %.3f, with reader"
                  + " %.3f; others took %.2f cores; on the wire %s; task manager %.0f MiB resident, %.0f proportional",
              round,
              arrangement.text(),
              run.windowsPerSecond(),
              run.jobMillis(),
              run.brokerMillis(),
              run.allMillis(),
              run.strangersCores(),
              run.wire()
                  .map(
                      wire ->
                          String.format(
                              Locale.ROOT,
                              "%.0f bytes between task managers, %.0f from and %.0f to the broker",
                              wire.betweenTaskManagers(),
                              wire.brokerToJob(),
                              wire.jobToBroker()))
                  .orElse("not counted"),
              run.taskManager().residentMib(),
              run.taskManager().proportionalMib());
        }
      }
    }
    return result(rounds, windows, stock, runs, notes);
  }

  private static LinkLimits possible(HostNetwork network, LinkLimits limits, List<String> notes) {
    LinkLimits possible = network.limit(limits);
    network.unlimit();
    if (possible.delayMillis() < limits.delayMillis()) {
      String note =
          "No link has the delay of "
              + limits.delayMillis()
              + " ms that was asked for: this kernel has no netem.";
      say("%s", note);
      notes.add(note);
    }
    return possible;
  }

  private static SpreadRun run(
      HostNetwork network,
      Arrangement arrangement,
      LoadBench bench,
      LoadBench.Stock stock,
      boolean countsRecords)
      throws IOException, InterruptedException {
    arrangement.limits().ifPresent(network::limit);
    try {
      return SpreadRun.of(network, arrangement, bench, stock, countsRecords);
    } finally {
      if (arrangement.limits().isPresent()) {
        network.unlimit();
      }
    }
  }

  private BenchmarkResult result(
      int rounds,
      long windows,
      LoadBench.Stock stock,
      Map<Arrangement, List<SpreadRun>> runs,
      List<String> notes) {
    Sample together = sample(runs.get(TOGETHER), SpreadRun::windowsPerSecond);
    Sample togetherCost = sample(runs.get(TOGETHER), SpreadRun::jobMillis);
    List<List<String>> speeds = new ArrayList<>();
    List<List<String>> wires = new ArrayList<>();
    List<List<String>> memories = new ArrayList<>();
    runs.forEach(
        (arrangement, each) -> {
          Sample speed = sample(each, SpreadRun::windowsPerSecond);
          Sample cost = sample(each, SpreadRun::jobMillis);
          boolean same = arrangement.parallelism() == TOGETHER.parallelism();
          speeds.add(
              List.of(
                  arrangement.text(),
                  speed.text(),
                  same ? speed.over(together).text() : "",
                  cost.text(),
                  cost.over(togetherCost).text(),
                  Sample.text(sample(each, SpreadRun::brokerMillis).median()),
                  Sample.text(sample(each, SpreadRun::allMillis).median())));
          if (arrangement.apart()) {
            wires.add(
                List.of(
                    arrangement.text(),
                    kilobytes(each, WireBytes::betweenTaskManagers),
                    kilobytes(each, WireBytes::brokerToJob),
                    kilobytes(each, WireBytes::jobToBroker)));
          }
          memories.add(
              List.of(
                  arrangement.text(),
                  Sample.text(sample(each, run -> run.taskManager().residentMib()).median()),
                  Sample.text(sample(each, run -> run.taskManager().proportionalMib()).median()),
                  Sample.text(sample(each, run -> run.jobManager().residentMib()).median())));
        });
    double ofTwo = between(runs.get(TWO));
    double ofFour = between(runs.get(FOUR));
    double predicted = WireBytes.scaled(ofTwo, TWO.taskManagers(), FOUR.taskManagers());
    notes.add(
        "Between four task managers the two's figure lets expect "
            + Sample.text(predicted / KB)
            + " kB: of n task managers' segments the share (n - 1)/n goes to another one.");
    notes.add(
        "Links between namespaces carry segments of up to 64 KiB under one header; on an Ethernet"
            + " of 1,500 bytes a frame, headers make these bytes some 5 % more.");
    double strangers =
        Sample.of(
                runs.values().stream()
                    .flatMap(List::stream)
                    .map(SpreadRun::strangersCores)
                    .toList())
            .median();
    notes.add(
        "What does not belong to the benchmark kept "
            + Sample.text(Math.max(0, strangers))
            + " cores busy meanwhile, the median of all runs: kernel threads, and whatever else ran"
            + " on the machine.");
    notes.add(
        "All processes share "
            + Runtime.getRuntime().availableProcessors()
            + " cores, so these are the costs of several processes and of TCP between them, and"
            + " no gain of more machines: four task managers have no more cores than one.");
    return Summary.result(
        "cluster",
        56,
        "Several task managers",
        settings.command("spread"),
        "A topic of 4 partitions is filled with "
            + windows
            + " windows of "
            + stock.fleet().devices()
            + " devices (segments of 1 s at 250 Hz, windows of 10 s every 5 s). Broker, job manager"
            + " and task managers are processes of their own, each in a network namespace of its"
            + " own, tied by virtual links to one bridge, with real TCP between them; beside them"
            + " the same job with job manager and one task manager of two slots in one namespace,"
            + " and the broker in its own. In turns each reads the topic to its end with new"
            + " processes and default options; what counts is counted "
            + CountedWindows.IN_WORDS
            + ", by the times at which the broker appended the scores. Processor time is that of"
            + " job manager and task managers together. Bytes are those of the links' counters"
            + " over the whole topic, Ethernet headers included; who sent them to whom follows from all links together."
            + " Memory is read at the end; a task manager's heap is "
            + JobCluster.memoryInWords()
            + ", its pages touched at the start; proportional counts a page that n processes"
            + " share as 1/n. Broker, job and reader of the scores share the cores. "
            + rounds
            + " rounds.",
        List.of(
            Table.of(
                "Windows per second and processor time of a window, ms",
                List.of(
                    "",
                    "windows/s",
                    "over all in one",
                    "job, ms",
                    "over all in one, ms",
                    "broker, ms",
                    "all with the reader, ms"),
                speeds),
            Table.of(
                "Bytes of a window on the wire, kB",
                List.of("", BETWEEN, "broker to job", "job to broker"),
                wires),
            Table.of(
                "Memory, MiB",
                List.of("", "task manager, resident", "task manager, proportional", "job manager"),
                memories),
            fleets(),
            shares(stock, runs)),
        List.of(
            new Goal(
                "Two task managers of one slot over one of two, windows/s",
                sample(runs.get(TWO), SpreadRun::windowsPerSecond).over(together).median(),
                LEAST_SPEED,
                true),
            new Goal(
                "Two task managers of one slot over one of two, processor time of a window",
                sample(runs.get(TWO), SpreadRun::jobMillis).over(togetherCost).median(),
                MOST_COST,
                false),
            new Goal(
                "Bytes between four task managers over what two let expect",
                ofFour / predicted,
                MOST_OFF,
                false),
            new Goal(
                "Share of segments of the busiest subtask, measured and reckoned differ by",
                worstDifference(stock, runs),
                SHARES_AGREE_WITHIN,
                false)),
        notes);
  }

  private static double between(List<SpreadRun> runs) {
    return sample(runs, run -> run.wire().orElseThrow().betweenTaskManagers()).median();
  }

  private static Sample sample(List<SpreadRun> runs, ToDoubleFunction<SpreadRun> figure) {
    return new Sample(runs.stream().mapToDouble(figure).toArray());
  }

  private static String kilobytes(List<SpreadRun> runs, ToDoubleFunction<WireBytes> figure) {
    return String.format(
        Locale.ROOT,
        "%.3f",
        sample(runs, run -> figure.applyAsDouble(run.wire().orElseThrow())).median() / KB);
  }

  private static KeyGroupShares reckoned(LoadBench.Stock stock, Arrangement arrangement) {
    return KeyGroupShares.of(stock.fleet().keys(), MAX_PARALLELISM, arrangement.parallelism());
  }

  /** What Flink's hash makes of fleets that nobody has run. */
  private static Table fleets() {
    List<List<String>> rows = new ArrayList<>();
    for (int devices : FLEETS) {
      List<String> row = new ArrayList<>(List.of(Integer.toString(devices)));
      for (int parallelism : PARALLELISMS) {
        row.add(
            Sample.text(
                KeyGroupShares.of(LoadBench.fleet(devices).keys(), MAX_PARALLELISM, parallelism)
                    .busiestOverMean()));
      }
      rows.add(row);
    }
    List<String> columns = new ArrayList<>(List.of("devices"));
    IntStream.of(PARALLELISMS).forEach(each -> columns.add(each + " subtasks"));
    return Table.of(
        "Devices of the busiest subtask over the mean, as Flink's hash places them in "
            + MAX_PARALLELISM
            + " groups: few devices spread unevenly, whatever the cluster is",
        columns,
        rows);
  }

  private static Table shares(LoadBench.Stock stock, Map<Arrangement, List<SpreadRun>> runs) {
    List<List<String>> rows = new ArrayList<>();
    runs.forEach(
        (arrangement, each) -> {
          if (arrangement.parallelism() > 1) {
            rows.add(
                List.of(
                    arrangement.text(),
                    Sample.text(reckoned(stock, arrangement).busiestOverMean()),
                    Sample.text(measuredShare(each.get(0)))));
          }
        });
    return Table.of(
        "Of these " + stock.fleet().devices() + " devices, busiest subtask over the mean",
        List.of("", "devices, reckoned", "segments, counted by Flink"),
        rows);
  }

  private static double measuredShare(SpreadRun run) {
    return new KeyGroupShares(run.assembledRecords().stream().map(Math::toIntExact).toList())
        .busiestOverMean();
  }

  private static double worstDifference(
      LoadBench.Stock stock, Map<Arrangement, List<SpreadRun>> runs) {
    double worst = 0;
    for (Map.Entry<Arrangement, List<SpreadRun>> each : runs.entrySet()) {
      double reckoned = reckoned(stock, each.getKey()).busiestOverMean();
      worst = Math.max(worst, Math.abs(measuredShare(each.getValue().get(0)) - reckoned));
    }
    return worst;
  }
}
