// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import io.monolead.benchmarks.report.BenchmarkResult;
import io.monolead.benchmarks.report.PerformancePage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command: one part after the other, each with a result of its own. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Generator, broker, job and topics under load; each part writes a result of its own below"
          + " docs/results/performance and draws docs/performance.md anew."
    })
public final class LoadRun implements Callable<Integer> {
  static final int DEFAULT_DEVICES = 1000;
  static final double DEFAULT_MINUTES = 60;

  private static final long ENDS_WITHIN_SECONDS = 60;

  /** What can be measured. */
  enum Part {
    throughput,
    latency,
    batching,
    devices,
    state,
    recovery,
    startup,
    memory,
    all
  }

  /** A part of the benchmark. */
  interface Measurement {
    /** Measures, printing how it goes. */
    BenchmarkResult measure() throws Exception;
  }

  @Parameters(
      arity = "1..*",
      paramLabel = "PART",
      description = "What to measure: ${COMPLETION-CANDIDATES}.")
  private List<Part> parts;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Length of each measurement in place of the part's own, for a smoke run.")
  private Double seconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds in place of the part's own, for a smoke run.")
  private Integer rounds;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "" + DEFAULT_DEVICES,
      description = "Devices that send (default: ${DEFAULT-VALUE}).")
  private int devices;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "" + DEFAULT_MINUTES,
      description = "Length of the soak for memory (default: ${DEFAULT-VALUE}).")
  private double minutes;

  @Option(
      names = "--profiles",
      paramLabel = "FOLDER",
      description =
          "Record flights of the job while it drains a topic, and keep them here; see jfr(1).")
  private Path profiles;

  @Option(
      names = "--option",
      paramLabel = "NAME=VALUE",
      description = "An option of the job, or of Flink, in every run; to be given several times.")
  private Map<String, String> jobOptions;

  @Option(names = "--root", paramLabel = "FOLDER", required = true, hidden = true)
  private Path root;

  private volatile boolean interrupted;
  private final CountDownLatch done = new CountDownLatch(1);

  private LoadRun() {}

  /** The command line; see {@code benchmarks/load --help}. */
  public static void main(String[] arguments) {
    LoadRun run = new LoadRun();
    Thread worker = Thread.currentThread();
    // Whatever ends the command, it still closes what it opened; a soak still gives its result.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> run.endEarly(worker), "end-early"));
    int code = 1;
    try {
      code = new CommandLine(run).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments);
    } finally {
      run.done.countDown();
    }
    System.exit(code);
  }

  private void endEarly(Thread worker) {
    if (done.getCount() == 0) {
      return;
    }
    interrupted = true;
    worker.interrupt();
    try {
      if (!done.await(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
        LoadBench.say("load: something was left behind");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Integer call() throws Exception {
    LoadSettings settings =
        new LoadSettings(
            root,
            root.resolve("models/monitoring-lead-i.mlb"),
            root.resolve("benchmarks/target/load"),
            seconds == null ? OptionalDouble.empty() : OptionalDouble.of(seconds),
            rounds == null ? OptionalInt.empty() : OptionalInt.of(rounds),
            devices,
            minutes,
            Optional.ofNullable(profiles),
            jobOptions == null ? Map.of() : jobOptions);
    Set<Part> wanted = new LinkedHashSet<>(parts);
    if (wanted.contains(Part.all)) {
      wanted.addAll(List.of(Part.values()));
      wanted.remove(Part.all);
    }
    List<BenchmarkResult.Goal> missed = new ArrayList<>();
    for (Part part : wanted) {
      LoadBench.say("%n== %s", part);
      BenchmarkResult result = measurement(part, settings).measure();
      PerformancePage.publish(root, result);
      Summary.print(result);
      result.goals().stream().filter(goal -> !goal.isMet()).forEach(missed::add);
      if (interrupted) {
        break;
      }
    }
    return missed.isEmpty() ? 0 : 2;
  }

  private Measurement measurement(Part part, LoadSettings settings) {
    return switch (part) {
      case throughput -> new ThroughputPart(settings);
      case latency -> new LatencyPart(settings);
      case batching -> new BatchingPart(settings);
      case devices -> new DevicesPart(settings);
      case state -> new StatePart(settings);
      case recovery -> new RecoveryPart(settings);
      case startup -> new StartupPart(settings);
      case memory -> new MemoryPart(settings, () -> interrupted);
      case all -> throw new IllegalStateException("All parts are no single one");
    };
  }
}
