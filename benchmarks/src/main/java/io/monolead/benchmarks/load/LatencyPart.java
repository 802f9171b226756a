// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import static io.monolead.benchmarks.load.LoadBench.say;

import io.monolead.benchmarks.report.BenchmarkResult;
import io.monolead.benchmarks.report.BenchmarkResult.Goal;
import io.monolead.benchmarks.report.BenchmarkResult.Table;
import io.monolead.benchmarks.report.Sample;
import io.monolead.job.config.JobOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** From the segment that completes a window until a reader sees its score and its alert. */
final class LatencyPart implements LoadRun.Measurement {
  private static final double DRAIN_SECONDS = 10;
  private static final double SECONDS = 60;
  private static final double WARM_SECONDS = 5;
  private static final List<String> GUARANTEES = List.of("at-least-once", "exactly-once");
  private static final int[] PERCENT = {50, 90};
  private static final double[] SHARES = {0.5, 0.95, 0.99, 0.999};
  private static final double MOST_MILLIS = 250;
  private static final double MOST_INTERVAL_MILLIS = 500;
  private static final double NINETY_NINE = 0.99;

  private final LoadSettings settings;

  LatencyPart(LoadSettings settings) {
    this.settings = settings;
  }

  @Override
  public BenchmarkResult measure() throws IOException, InterruptedException {
    double seconds = settings.seconds(SECONDS);
    long intervalMillis = JobOptions.EXACTLY_ONCE_CHECKPOINTS.toMillis();
    List<List<String>> rows = new ArrayList<>();
    Map<String, Double> alertAtHalf = new HashMap<>();
    Map<String, Double> alertAtFull = new HashMap<>();
    List<String> notes = new ArrayList<>();
    double throughput;
    try (LoadBench bench = new LoadBench(settings)) {
      throughput = bench.throughput(settings.devices(), Math.min(DRAIN_SECONDS, seconds));
      for (String guarantee : GUARANTEES) {
        try (OpenRun run =
            new OpenRun(
                bench,
                OpenRun.Setup.timed(
                    settings.devices(), Map.of("delivery.guarantee", guarantee), true))) {
          for (int percent : PERCENT) {
            OpenRun.Step step = run.step(throughput * percent / 100, WARM_SECONDS, seconds);
            rows.add(row(guarantee, percent, "score", step, step.toScore()));
            rows.add(row(guarantee, percent, "alert", step, step.toAlert()));
            double p99 = OpenRun.Step.quantile(step.toAlert(), NINETY_NINE);
            (percent == PERCENT[0] ? alertAtHalf : alertAtFull).put(guarantee, p99);
            say(
                "%s at %d %%: offered %.0f, scored %.0f windows/s; segment to score p50 %.0f ms,"
                    + " p99 %.0f ms; to alert p50 %.0f ms, p99 %.0f ms; %d lost; sent at most %.0f"
                    + " ms late",
                guarantee,
                percent,
                step.offered(),
                step.scored(),
                OpenRun.Step.quantile(step.toScore(), 0.5),
                OpenRun.Step.quantile(step.toScore(), NINETY_NINE),
                OpenRun.Step.quantile(step.toAlert(), 0.5),
                p99,
                step.lost(),
                1000 * step.worstLateSeconds());
            if (step.lost() > 0) {
              notes.add(
                  step.lost()
                      + " windows had no score 20 s after the load had ended ("
                      + guarantee
                      + ", "
                      + percent
                      + " %): the job could not keep up.");
            }
          }
        }
      }
    }
    return Summary.result(
        "latency",
        40,
        "From segment to alert",
        settings.command("latency"),
        settings.devices()
            + " devices send at a rate that does not wait for the job, at half and at nine tenths"
            + " of "
            + Sample.text(throughput)
            + " windows/s, the throughput measured just before; parallelism 2, default options,"
            + " checkpoints every "
            + intervalMillis
            + " ms. Alerts are made frequent: every window raises or updates one. Latency is from"
            + " the moment at which the broker appended the segment that completes a window until"
            + " a reader of committed records gets the score, or the alert; it is taken over every"
            + " window completed within "
            + Sample.text(seconds)
            + " s, after "
            + Sample.text(WARM_SECONDS)
            + " s of the same load.",
        List.of(
            Table.of(
                "Milliseconds from segment to result",
                List.of(
                    "delivery, load, result",
                    "windows",
                    "p50",
                    "p95",
                    "p99",
                    "p99.9",
                    "most",
                    "windows of a batch"),
                rows)),
        List.of(
            new Goal(
                "Segment to alert at half load, at-least-once, p99, ms",
                alertAtHalf.get(GUARANTEES.get(0)),
                MOST_MILLIS,
                false),
            new Goal(
                "Segment to alert at half load, exactly-once over at-least-once, p99, ms",
                alertAtHalf.get(GUARANTEES.get(1)) - alertAtHalf.get(GUARANTEES.get(0)),
                intervalMillis,
                false),
            new Goal(
                "Segment to alert at nine tenths, exactly-once over at-least-once, p99, ms",
                alertAtFull.get(GUARANTEES.get(1)) - alertAtFull.get(GUARANTEES.get(0)),
                intervalMillis,
                false),
            new Goal(
                "Default time between checkpoints, ms",
                intervalMillis,
                MOST_INTERVAL_MILLIS,
                false)),
        notes);
  }

  private static List<String> row(
      String guarantee, int percent, String result, OpenRun.Step step, double[] latency) {
    List<String> row = new ArrayList<>();
    row.add(guarantee + ", " + percent + " %, " + result);
    row.add(Integer.toString(latency.length));
    for (double share : SHARES) {
      row.add(Sample.text(OpenRun.Step.quantile(latency, share)));
    }
    row.add(Sample.text(OpenRun.Step.quantile(latency, 1)));
    row.add(Sample.text(step.batchWindows()));
    return row;
  }
}
