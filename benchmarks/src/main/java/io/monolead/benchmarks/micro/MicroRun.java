// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.micro;

import io.monolead.benchmarks.report.BenchmarkResult;
import io.monolead.benchmarks.report.Machine;
import io.monolead.benchmarks.report.PerformancePage;
import io.monolead.benchmarks.report.Sample;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the microbenchmarks and publishes them. Takes JMH's own options. */
public final class MicroRun {
  private static final int WARM_UP = 3;
  private static final int ITERATIONS = 5;
  private static final String BUNDLE = "monolead.bundle";
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private MicroRun() {}

  /** Path of the shipped bundle; forked machines have it as a property. */
  static String bundle() {
    return System.getProperty(BUNDLE);
  }

  /**
   * Measures.
   *
   * @param args the project's root, then options of JMH, such as {@code -wi 1 -i 1 -r 200ms}
   */
  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[0]);
    CommandLineOptions given =
        new CommandLineOptions(List.of(args).subList(1, args.length).toArray(String[]::new));
    String bundle = root.resolve("models/monitoring-lead-i.mlb").toString();
    Options options =
        new OptionsBuilder()
            .parent(given)
            .warmupIterations(given.getWarmupIterations().orElse(WARM_UP))
            .measurementIterations(given.getMeasurementIterations().orElse(ITERATIONS))
            .warmupTime(given.getWarmupTime().orElse(TimeValue.seconds(1)))
            .measurementTime(given.getMeasurementTime().orElse(TimeValue.seconds(1)))
            .forks(given.getForkCount().orElse(1))
            .shouldFailOnError(true)
            .addProfiler(GCProfiler.class)
            .jvmArgsAppend("-D" + BUNDLE + "=" + bundle)
            .build();
    List<List<String>> rows = new ArrayList<>();
    for (RunResult run : new Runner(options).run()) {
      rows.add(row(run));
    }
    if (rows.isEmpty()) {
      throw new IllegalStateException("No benchmark fits these options, so nothing is published");
    }
    PerformancePage.publish(
        root,
        new BenchmarkResult(
            "micro",
            80,
            "Single steps",
            "benchmarks/micro",
            LocalDate.now(ZoneId.systemDefault()).toString(),
            Machine.here(),
            "Each step of the path by itself, in a Java machine of its own, by JMH. Segments are of"
                + " one second at 250 Hz, windows of ten. Microseconds per call: the median of the"
                + " iterations with the least and the most; bytes allocated per call by JMH's"
                + " garbage profiler. `batch32`, `predict32` and `assembleWindow` are calls of 32"
                + " windows, 32 windows and the five segments of a window.",
            List.of(
                BenchmarkResult.Table.of(
                    "", List.of("step", "microseconds", "bytes allocated"), rows)),
            List.of(),
            List.of()));
  }

  private static List<String> row(RunResult run) {
    BenchmarkParams params = run.getParams();
    String method = params.getBenchmark().replaceAll(".*\\.", "");
    String values =
        params.getParamsKeys().stream()
            .map(key -> key.equals("rateHz") ? params.getParam(key) + " Hz" : params.getParam(key))
            .collect(Collectors.joining(", "));
    List<Double> scores = new ArrayList<>();
    for (org.openjdk.jmh.results.BenchmarkResult fork : run.getBenchmarkResults()) {
      for (IterationResult iteration : fork.getIterationResults()) {
        scores.add(iteration.getPrimaryResult().getScore());
      }
    }
    Result<?> allocated = run.getSecondaryResults().get(ALLOCATED);
    return List.of(
        values.isEmpty() ? method : method + ", " + values,
        Sample.of(scores).text(),
        allocated == null ? "-" : Sample.text(allocated.getScore()));
  }
}
