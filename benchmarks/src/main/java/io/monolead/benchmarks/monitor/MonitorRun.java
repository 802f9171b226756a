// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.monitor;

import io.monolead.benchmarks.report.BenchmarkResult;
import io.monolead.benchmarks.report.BenchmarkResult.Goal;
import io.monolead.benchmarks.report.BenchmarkResult.Table;
import io.monolead.benchmarks.report.Machine;
import io.monolead.benchmarks.report.PerformancePage;
import io.monolead.benchmarks.report.Sample;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicLayout;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.TopicSpec;
import io.monolead.connectors.kafka.Topics;
import io.monolead.embedded.EmbeddedKafka;
import io.monolead.monitor.Monitor;
import io.monolead.monitor.MonitorOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** From a record in Kafka to pixels on the monitor's page, and the page's frames. */
@Command(name = "monitor", description = "Measures the live monitor's page in a real browser.")
public final class MonitorRun implements java.util.concurrent.Callable<Integer> {
  private static final int STRIPS = 12;
  private static final double WARM_SECONDS = 10;
  private static final double MOST_MILLIS = 300;
  private static final double LEAST_FRAMES = 58;

  /** More than one and a half times the 16.7 ms of a frame: one was left out. */
  private static final double LATE_MILLIS = 25;

  private static final int RIGHT = 0;
  private static final int GOAL_MISSED = 2;

  @Option(names = "--root", required = true, description = "Root of the project.")
  private Path root;

  @Option(names = "--browser", required = true, description = "Chromium, or what is like it.")
  private Path program;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description = "Seconds that each page is watched. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(names = "--no-page", description = "Print only; leave docs/ as it is.")
  private boolean printOnly;

  /** A page, and what is sent to it. */
  private record Sight(String name, int devices, int samples, boolean wall) {}

  private static final List<Sight> SIGHTS =
      List.of(
          new Sight("wall of 12 strips, 1 s", STRIPS, StripSender.RATE_HZ, true),
          new Sight("wall of 12 strips, 0.2 s", STRIPS, StripSender.RATE_HZ / 5, true),
          new Sight("page of one device, 1 s", STRIPS, StripSender.RATE_HZ, false));

  /** What was found of one. */
  private record Found(Sight sight, PageWatch.Seen seen, Sample millis, int missed) {}

  /** Runs the command and ends the process. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new MonitorRun()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Found> all = new ArrayList<>();
    try (EmbeddedKafka broker = EmbeddedKafka.start();
        PageWatch browser = new PageWatch(program)) {
      KafkaConnection kafka = KafkaConnection.to(broker.bootstrapServers());
      int run = 0;
      for (Sight sight : SIGHTS) {
        Found found = measure(kafka, "m" + run++ + ".", browser, sight);
        all.add(found);
        say(
            "%s: %d segments, p50 %.0f ms, p95 %.0f ms, p99 %.0f ms, most %.0f ms; %d not seen;"
                + " %.1f frames/s, p95 of their work %.1f ms",
            sight.name(),
            found.millis().values().length,
            found.millis().median(),
            found.millis().quantile(0.95),
            found.millis().quantile(0.99),
            found.millis().most(),
            found.missed(),
            found.seen().framesPerSecond(),
            Sample.of(found.seen().work()).quantile(0.95));
      }
    }
    BenchmarkResult result = result(all);
    if (!printOnly) {
      PerformancePage.publish(root, result);
    }
    say("");
    for (Goal goal : result.goals()) {
      say(
          "%s: %s, asked %s %s: %s",
          goal.what(),
          Sample.text(goal.measured()),
          goal.atLeast() ? "at least" : "at most",
          Sample.text(goal.asked()),
          goal.isMet() ? "holds" : "DOES NOT HOLD");
    }
    return result.goals().stream().allMatch(Goal::isMet) ? RIGHT : GOAL_MISSED;
  }

  private Found measure(KafkaConnection kafka, String prefix, PageWatch browser, Sight sight)
      throws IOException, InterruptedException {
    TopicNames names = new TopicNames(prefix);
    createTopics(kafka, names);
    try (Monitor monitor = Monitor.start(MonitorOptions.builder(kafka, names).optPort(0).build());
        StripSender sender =
            new StripSender(kafka, names, "bed-", sight.devices(), sight.samples())) {
      PageWatch.Seen seen =
          browser.watch(
              monitor.address().resolve(sight.wall() ? "#/" : "#/device/bed-0/II"),
              sight.wall() ? sight.devices() : 1,
              WARM_SECONDS,
              seconds);
      Map<Long, StripSender.Appended> appended = sender.appended();
      List<Double> millis = new ArrayList<>();
      long first = Long.MAX_VALUE;
      long last = Long.MIN_VALUE;
      for (Map.Entry<Long, Long> drawn : seen.drawnMillis().entrySet()) {
        StripSender.Appended at = appended.get(drawn.getKey());
        if (at != null) {
          millis.add((double) (drawn.getValue() - at.millis()));
          first = Math.min(first, drawn.getKey());
          last = Math.max(last, drawn.getKey());
        }
      }
      if (millis.isEmpty()) {
        throw new IllegalStateException("No segment was seen on " + sight.name());
      }
      return new Found(sight, seen, Sample.of(millis), missed(sight, appended, seen, first, last));
    }
  }

  /** Segments, of devices on the page, between the first and the last drawn that were not. */
  private static int missed(
      Sight sight,
      Map<Long, StripSender.Appended> appended,
      PageWatch.Seen seen,
      long first,
      long last) {
    int shown = sight.wall() ? sight.devices() : 1;
    // Devices are out of step by less than a stretch: at both ends some come too early or late.
    long stretch = Math.round(sight.samples() * 1e6 / StripSender.RATE_HZ);
    return (int)
        appended.entrySet().stream()
            .filter(each -> each.getValue().device() < shown)
            .map(Map.Entry::getKey)
            .filter(start -> start > first + stretch && start < last - stretch)
            .filter(start -> !seen.drawnMillis().containsKey(start))
            .count();
  }

  private static void createTopics(KafkaConnection kafka, TopicNames names) {
    List<TopicSpec> specs = new ArrayList<>();
    for (TopicSpec spec :
        new TopicLayout(2, Optional.of((short) 1), Optional.empty(), Optional.of(64L << 20))
            .topics(names, List.of("AFIB", "PVC"))) {
      Map<String, String> settings = new HashMap<>(spec.settings());
      if (spec.name().equals(names.segments())) {
        settings.put("message.timestamp.type", "LogAppendTime");
      }
      specs.add(new TopicSpec(spec.name(), spec.partitions(), spec.replication(), settings));
    }
    new Topics(kafka, Duration.ofSeconds(60)).create(specs);
  }

  private BenchmarkResult result(List<Found> all) {
    List<List<String>> latency = new ArrayList<>();
    List<List<String>> frames = new ArrayList<>();
    for (Found found : all) {
      Sample millis = found.millis();
      latency.add(
          List.of(
              found.sight().name(),
              Integer.toString(millis.values().length),
              Integer.toString(found.missed()),
              Sample.text(millis.median()),
              Sample.text(millis.quantile(0.95)),
              Sample.text(millis.quantile(0.99)),
              Sample.text(millis.most())));
      Sample intervals = Sample.of(found.seen().intervals());
      Sample work = Sample.of(found.seen().work());
      double late =
          100.0
              * found.seen().intervals().stream().filter(each -> each > LATE_MILLIS).count()
              / found.seen().intervals().size();
      frames.add(
          List.of(
              found.sight().name(),
              Integer.toString(found.seen().strips()),
              Sample.text(found.seen().framesPerSecond()),
              Sample.text(intervals.quantile(0.99)),
              String.format(Locale.ROOT, "%.2f %%", late),
              Sample.text(work.median()),
              Sample.text(work.quantile(0.95)),
              Sample.text(work.quantile(0.99))));
    }
    Found wall = all.get(0);
    return new BenchmarkResult(
        "monitor",
        95,
        "From a record in Kafka to pixels",
        seconds == 60 ? "benchmarks/monitor" : "benchmarks/monitor --seconds " + seconds,
        LocalDate.now(ZoneOffset.UTC).toString(),
        Machine.here(),
        STRIPS
            + " devices send a lead each at "
            + StripSender.RATE_HZ
            + " Hz, each segment as soon as it is over, evenly out of step; a broker, the monitor"
            + " and a Chromium that draws without a graphics card share the machine. Time is from"
            + " the broker's append of a segment until its newest sample is on the screen: the"
            + " page reads the clock at the beginning of the animation frame after the one that"
            + " drew it. After "
            + Sample.text(WARM_SECONDS)
            + " s, over "
            + Sample.text(seconds)
            + " s; frames are the latest 2,000 of them.",
        List.of(
            Table.of(
                "Milliseconds from the broker's append to the screen",
                List.of(
                    "page, length of segments",
                    "segments",
                    "not seen",
                    "p50",
                    "p95",
                    "p99",
                    "most"),
                latency),
            Table.of(
                "Animation frames: how often, and how long drawing the strips takes, ms",
                List.of(
                    "page, length of segments",
                    "strips",
                    "frames/s",
                    "p99 between frames",
                    "later than 25 ms",
                    "drawing p50",
                    "p95",
                    "p99"),
                frames)),
        List.of(
            new Goal(
                "Record in Kafka to pixels with 12 strips, p95, ms",
                wall.seen().strips() < STRIPS ? Double.NaN : wall.millis().quantile(0.95),
                MOST_MILLIS,
                false),
            new Goal(
                "Frames a second with 12 strips",
                wall.seen().strips() < STRIPS ? Double.NaN : wall.seen().framesPerSecond(),
                LEAST_FRAMES,
                true)),
        List.of());
  }

  private static void say(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }
}
