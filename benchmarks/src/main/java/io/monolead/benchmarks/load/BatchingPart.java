// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import static io.monolead.benchmarks.load.LoadBench.say;

import io.monolead.benchmarks.report.BenchmarkResult;
import io.monolead.benchmarks.report.BenchmarkResult.Table;
import io.monolead.benchmarks.report.PerformancePage;
import io.monolead.benchmarks.report.Sample;
import io.monolead.job.config.JobOptions;
import io.monolead.training.report.Chart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What it costs and brings to let windows wait for their batch to fill. */
final class BatchingPart implements LoadRun.Measurement {
  private static final int[] WAIT_MILLIS = {0, 5, 10, 25, 50, 100};
  private static final int[] PERCENT = {10, 50, 90};
  private static final double DRAIN_SECONDS = 8;
  private static final double SECONDS = 8;
  private static final double WARM_SECONDS = 2;

  private final LoadSettings settings;

  BatchingPart(LoadSettings settings) {
    this.settings = settings;
  }

  @Override
  public BenchmarkResult measure() throws IOException, InterruptedException {
    double seconds = settings.seconds(SECONDS);
    double[][] p50 = new double[PERCENT.length][WAIT_MILLIS.length];
    double[][] p99 = new double[PERCENT.length][WAIT_MILLIS.length];
    List<List<String>> rows = new ArrayList<>();
    double throughput;
    try (LoadBench bench = new LoadBench(settings)) {
      throughput = bench.throughput(settings.devices(), Math.min(DRAIN_SECONDS, seconds));
      for (int wait = 0; wait < WAIT_MILLIS.length; wait++) {
        Map<String, String> options =
            Map.of(
                JobOptions.BATCH_WAIT.key().substring(JobOptions.PREFIX.length()),
                WAIT_MILLIS[wait] + " ms");
        try (OpenRun run =
            new OpenRun(bench, OpenRun.Setup.timed(settings.devices(), options, false))) {
          for (int load = 0; load < PERCENT.length; load++) {
            OpenRun.Step step = run.step(throughput * PERCENT[load] / 100, WARM_SECONDS, seconds);
            p50[load][wait] = OpenRun.Step.quantile(step.toScore(), 0.5);
            p99[load][wait] = OpenRun.Step.quantile(step.toScore(), 0.99);
            rows.add(
                List.of(
                    WAIT_MILLIS[wait] + " ms, " + PERCENT[load] + " %",
                    Sample.text(step.scored()),
                    Sample.text(p50[load][wait]),
                    Sample.text(p99[load][wait]),
                    Sample.text(step.batchWindows())));
            say(
                "wait %d ms at %d %%: %.0f windows/s, p50 %.0f ms, p99 %.0f ms, batches of %.1f",
                WAIT_MILLIS[wait],
                PERCENT[load],
                step.scored(),
                p50[load][wait],
                p99[load][wait],
                step.batchWindows());
          }
        }
      }
    }
    Path folder = PerformancePage.folder(settings.root());
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("batching.svg"), chart(p50, p99));
    return Summary.result(
        "batching",
        45,
        "The wait for a batch to fill",
        settings.command("batching"),
        "`"
            + JobOptions.BATCH_WAIT.key()
            + "` at each of these values with at-least-once delivery, parallelism 2, "
            + settings.devices()
            + " devices that send at a tenth, half and nine tenths of "
            + Sample.text(throughput)
            + " windows/s, the throughput measured just before with the default; "
            + Sample.text(seconds)
            + " s each. Latency is from the append of the segment that completes a window until a"
            + " reader sees the score.",
        List.of(
            new Table(
                "Latency and batches by the longest wait",
                List.of("wait, load", "windows/s", "p50, ms", "p99, ms", "windows of a batch"),
                rows,
                "batching.svg")),
        List.of(),
        List.of());
  }

  private static String chart(double[][] p50, double[][] p99) {
    double[] waits = new double[WAIT_MILLIS.length];
    for (int i = 0; i < waits.length; i++) {
      waits[i] = WAIT_MILLIS[i];
    }
    List<Chart.Series> lines = new ArrayList<>();
    for (int load = 0; load < PERCENT.length; load++) {
      lines.add(new Chart.Series(PERCENT[load] + " % p50", waits, p50[load], new double[0]));
      lines.add(new Chart.Series(PERCENT[load] + " % p99", waits, p99[load], new double[0]));
    }
    return Chart.lines(
        "Latency from segment to score by the longest wait for a batch, at three loads",
        "ms from segment to score",
        "longest wait, ms",
        lines);
  }
}
