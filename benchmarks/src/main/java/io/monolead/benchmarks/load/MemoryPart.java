// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import static io.monolead.benchmarks.load.LoadBench.say;

import io.monolead.benchmarks.report.BenchmarkResult;
import io.monolead.benchmarks.report.BenchmarkResult.Goal;
import io.monolead.benchmarks.report.BenchmarkResult.Table;
import io.monolead.benchmarks.report.PerformancePage;
import io.monolead.benchmarks.report.Sample;
import io.monolead.training.report.Chart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Heap and resident memory of the job over an hour under load. Linux only. */
final class MemoryPart implements LoadRun.Measurement {
  private static final double LOAD = 0.8;
  private static final double DRAIN_SECONDS = 12;
  private static final Duration EVERY = Duration.ofSeconds(30);

  /** Share of the time after which a run that is broken off tells something: 15 min of an hour. */
  private static final double ENOUGH = 1.0 / 4;

  private static final double MOST_GROWTH_PERCENT = 2;

  /** Of an hour: minutes 5 to 15, and the last 10. */
  private static final double REFERENCE_FROM = 1.0 / 12;

  private static final double REFERENCE_TO = 1.0 / 4;
  private static final double LAST = 1.0 / 6;

  private static final double MIB = 1 << 20;
  private static final double MILLIS_PER_MINUTE = 60_000;
  private static final int ROWS = 12;

  private final LoadSettings settings;
  private final BooleanSupplier interrupted;

  /**
   * One look at the job.
   *
   * @param minutes since the load began
   * @param heapMib heap in use after the latest full collection
   * @param residentMib resident memory of the process
   * @param directMib memory of direct buffers
   * @param windowsPerSecond windows scored since the look before
   * @param lag windows sent and not scored
   */
  record Look(
      double minutes,
      double heapMib,
      double residentMib,
      double directMib,
      double windowsPerSecond,
      long lag) {}

  MemoryPart(LoadSettings settings, BooleanSupplier interrupted) {
    this.settings = settings;
    this.interrupted = interrupted;
  }

  @Override
  public BenchmarkResult measure() throws IOException, InterruptedException {
    List<Look> looks = new ArrayList<>();
    double rate;
    try (LoadBench bench = new LoadBench(settings)) {
      rate = LOAD * bench.throughput(settings.devices(), settings.seconds(DRAIN_SECONDS));
      try (OpenRun run =
          new OpenRun(
              bench, new OpenRun.Setup(settings.devices(), 2, Map.of(), false, false, EVERY))) {
        watch(run, rate, looks);
      }
    } catch (InterruptedException e) {
      if (!interrupted.getAsBoolean() || !isEnough(looks)) {
        throw e;
      }
      say("broken off; what follows is of the time until now");
    }
    return result(looks, rateOf(looks));
  }

  private boolean isEnough(List<Look> looks) {
    return !looks.isEmpty() && looks.get(looks.size() - 1).minutes() >= ENOUGH * settings.minutes();
  }

  private static double rateOf(List<Look> looks) {
    return Sample.of(looks.stream().map(Look::windowsPerSecond).toList()).median();
  }

  private void watch(OpenRun run, double rate, List<Look> looks)
      throws IOException, InterruptedException {
    long begin = System.currentTimeMillis();
    long end = begin + (long) (settings.minutes() * MILLIS_PER_MINUTE);
    long scoredBefore = run.watch().scores();
    long before = begin;
    OpenLoop loop = run.send(rate);
    try {
      for (int number = 1; before < end; number++) {
        long next = Math.min(end, begin + number * EVERY.toMillis());
        run.rest(Math.max(0.001, (next - System.currentTimeMillis()) / 1000.0));
        long now = System.currentTimeMillis();
        long scored = run.watch().scores();
        Look look =
            new Look(
                (now - begin) / MILLIS_PER_MINUTE,
                run.job().heapBytes() / MIB,
                residentMib(run.job().pid()),
                run.job().directBytes() / MIB,
                1000.0 * (scored - scoredBefore) / (now - before),
                run.lag(loop.next()));
        looks.add(look);
        if (number % 2 == 0) {
          say(
              "minute %.0f: heap %.1f MiB, resident %.1f MiB, direct buffers %.1f MiB, %.0f"
                  + " windows/s, lag %d windows",
              look.minutes(),
              look.heapMib(),
              look.residentMib(),
              look.directMib(),
              look.windowsPerSecond(),
              look.lag());
        }
        scoredBefore = scored;
        before = now;
      }
    } finally {
      loop.close();
    }
  }

  private static double residentMib(long pid) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      String text =
          lines
              .filter(line -> line.startsWith("VmRSS:"))
              .findFirst()
              .orElseThrow(() -> new IOException("No resident size in /proc/" + pid + "/status"));
      return Long.parseLong(text.replaceAll("[^0-9]", "")) / 1024.0;
    }
  }

  /** By how many percent the median at the end is above that near the beginning. */
  static double growthPercent(List<Look> looks, ToDoubleFunction<Look> quantity) {
    double minutes = looks.get(looks.size() - 1).minutes();
    double reference = median(looks, quantity, REFERENCE_FROM * minutes, REFERENCE_TO * minutes);
    double last = median(looks, quantity, (1 - LAST) * minutes, minutes);
    return 100 * (last / reference - 1);
  }

  private static double median(
      List<Look> looks, ToDoubleFunction<Look> quantity, double from, double to) {
    double[] values =
        looks.stream()
            .filter(look -> look.minutes() > from && look.minutes() <= to)
            .mapToDouble(quantity)
            .filter(value -> value > 0)
            .toArray();
    return values.length == 0 ? Double.NaN : new Sample(values).median();
  }

  private BenchmarkResult result(List<Look> looks, double rate) throws IOException {
    double minutes = looks.get(looks.size() - 1).minutes();
    double heapGrowth = growthPercent(looks, Look::heapMib);
    double residentGrowth = growthPercent(looks, Look::residentMib);
    Path folder = PerformancePage.folder(settings.root());
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("memory.svg"), chart(looks));
    List<List<String>> rows = new ArrayList<>();
    int step = Math.max(1, looks.size() / ROWS);
    for (int i = step - 1; i < looks.size(); i += step) {
      Look look = looks.get(i);
      rows.add(
          List.of(
              String.format(Locale.ROOT, "%.1f", look.minutes()),
              mib(look.heapMib()),
              mib(look.residentMib()),
              mib(look.directMib()),
              Sample.text(look.windowsPerSecond()),
              Long.toString(look.lag())));
    }
    return Summary.result(
        "memory",
        70,
        "Memory over an hour",
        settings.command("memory"),
        String.format(
            Locale.ROOT,
            "%d devices send without pause at %.0f %% of the throughput that was measured just"
                + " before, parallelism %s; %.1f minutes. Every 30 s the job's process makes a full"
                + " collection and tells what is left, and its resident size is read. The heap has"
                + " a fixed size and all its pages are touched at the start (`%s`): otherwise the"
                + " resident size would grow while garbage spreads over the heap for the first"
                + " time, and hide what grows outside of it, such as memory of the network."
                + " Growth: median of the last sixth of the time over the median from its twelfth"
                + " to its fourth part; of an hour the last 10 minutes over minutes 5 to 15."
                + " Scored: %.0f windows/s, the median.",
            settings.devices(),
            100 * LOAD,
            settings.jobOptions().getOrDefault("parallelism", "2"),
            minutes,
            String.join(" ", LoadBench.JAVA_OPTIONS),
            rate),
        List.of(
            new Table(
                "Memory of the job's process, MiB",
                List.of(
                    "minute",
                    "heap after a collection",
                    "resident",
                    "direct buffers",
                    "windows/s",
                    "lag, windows"),
                rows,
                "memory.svg")),
        List.of(
            new Goal("Growth of the heap over an hour, %", heapGrowth, MOST_GROWTH_PERCENT, false),
            new Goal(
                "Growth of the resident size over an hour, %",
                residentGrowth, MOST_GROWTH_PERCENT, false)),
        notes(minutes));
  }

  private static List<String> notes(double minutes) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "A single step of the resident size is the just-in-time compiler's: some methods of Flink"
            + " that run once a checkpoint are compiled after a quarter of an hour, and the"
            + " allocator keeps what the compiler took for it. `JDK_JAVA_OPTIONS="
            + "-XX:NativeMemoryTracking=summary` and `jcmd PID VM.native_memory` show it as `Arena"
            + " Chunk`, `-Xlog:jit+compilation=debug` names the method.");
    if (minutes < LoadRun.DEFAULT_MINUTES - 1) {
      notes.add(String.format(Locale.ROOT, "This run lasted %.1f minutes, not an hour.", minutes));
    }
    return notes;
  }

  private static String chart(List<Look> looks) {
    double[] minutes = looks.stream().mapToDouble(Look::minutes).toArray();
    return Chart.lines(
        "Heap after a collection and resident size of the job's process over time",
        "MiB",
        "minutes",
        List.of(
            series("resident", minutes, looks, Look::residentMib),
            series("heap after a collection", minutes, looks, Look::heapMib)));
  }

  private static Chart.Series series(
      String name, double[] minutes, List<Look> looks, ToDoubleFunction<Look> quantity) {
    double[] values =
        looks.stream().mapToDouble(quantity).map(value -> value > 0 ? value : Double.NaN).toArray();
    return new Chart.Series(name, minutes, values, new double[0]);
  }

  private static String mib(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
