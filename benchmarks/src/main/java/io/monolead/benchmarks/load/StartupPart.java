// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import static io.monolead.benchmarks.load.LoadBench.say;

import io.monolead.benchmarks.report.BenchmarkResult;
import io.monolead.benchmarks.report.BenchmarkResult.Goal;
import io.monolead.benchmarks.report.BenchmarkResult.Table;
import io.monolead.benchmarks.report.Sample;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From launching a process to its first score. */
final class StartupPart implements LoadRun.Measurement {
  private static final int ROUNDS = 5;
  private static final long WINDOWS = 2000;
  private static final double MOST_DEMO_SECONDS = 25;
  private static final Duration BUILD = Duration.ofMinutes(15);
  private static final Duration DEMO = Duration.ofMinutes(3);
  private static final Pattern FIRST_SCORE = Pattern.compile("first score (?:after )?([0-9.]+) s");

  private final LoadSettings settings;

  StartupPart(LoadSettings settings) {
    this.settings = settings;
  }

  @Override
  public BenchmarkResult measure() throws IOException, InterruptedException {
    int rounds = settings.rounds(ROUNDS);
    List<Double> job = new ArrayList<>();
    List<Double> demo = new ArrayList<>();
    Files.createDirectories(settings.work());
    Path said = Files.createTempFile(settings.work(), "demo-", ".log");
    try (LoadBench bench = new LoadBench(settings)) {
      say("building the command line, unless it is built");
      command(said, BUILD, "--version");
      LoadBench.Stock stock = bench.fill(100, WINDOWS);
      for (int round = 1; round <= rounds; round++) {
        job.add(bench.drain(stock, 2).startSeconds());
        demo.add(firstScore(command(said, DEMO, "demo", "--duration", "20s")));
        say(
            "round %d: first score of the job after %.1f s, of the demo after %.1f s",
            round, job.get(round - 1), demo.get(round - 1));
      }
    } finally {
      Files.deleteIfExists(said);
    }
    return Summary.result(
        "startup",
        65,
        "Start",
        settings.command("startup"),
        "The job: from launching its process, Flink cluster included, until the broker has appended"
            + " the first score; segments wait in the topic, parallelism 2. The demo: what"
            + " `./monolead demo --duration 20s` says of itself; it starts a broker, a cluster and"
            + " simulated devices, whose first window takes ten seconds to fill unless it is sent"
            + " faster. "
            + rounds
            + " rounds in turns; everything is built and has been read from the disk before.",
        List.of(
            Table.of(
                "Seconds to the first score",
                List.of("", "median (least to most)"),
                List.of(
                    List.of("job", Sample.of(job).text()),
                    List.of("demo", Sample.of(demo).text())))),
        List.of(
            new Goal(
                "First score of the demo, s", Sample.of(demo).median(), MOST_DEMO_SECONDS, false)),
        List.of());
  }

  /** What the command said. */
  private String command(Path said, Duration atMost, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(settings.root().resolve("monolead").toAbsolutePath().toString());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(settings.root().toFile())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(said.toFile()))
            .start();
    try {
      boolean ended = process.waitFor(atMost.toSeconds(), TimeUnit.SECONDS);
      String text = Files.readString(said);
      if (!ended || process.exitValue() != 0) {
        throw new IllegalStateException(
            String.join(" ", command)
                + (ended ? " ended with " + process.exitValue() : " does not end")
                + ":\n"
                + text);
      }
      return text;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** The time of the first score, seconds, as the demo says it. */
  static double firstScore(String said) {
    Matcher matcher = FIRST_SCORE.matcher(said);
    if (!matcher.find()) {
      throw new IllegalStateException("The demo says nothing of a first score:\n" + said);
    }
    return Double.parseDouble(matcher.group(1));
  }
}
