// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import io.monolead.inference.Model;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.Predictor;
import io.monolead.inference.ServingOptions;
import io.monolead.job.config.JobOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The network alone: nothing but predictors, each on a thread of its own. */
final class BareEngine implements AutoCloseable {
  /** Windows of a call, the job's default. */
  static final int BATCH = JobOptions.BATCH_SIZE.defaultValue();

  private static final double NANOS = 1e-9;
  private static final double WARM_SECONDS = 1;

  private final Model model;
  private final float[] windows;

  /**
   * What it reached.
   *
   * @param windowsPerSecond windows per second, all threads together
   * @param cpuSecondsPerWindow processor time of a window
   */
  record Speed(double windowsPerSecond, double cpuSecondsPerWindow) {}

  private record Share(double windowsPerSecond, long windows, double cpuSeconds) {}

  /**
   * @param precision form of the network, as the job is told
   */
  BareEngine(Path bundle, String precision) throws IOException {
    ModelBundle read = ModelBundle.read(bundle);
    model = Model.open(read, new ServingOptions("cpu", precision));
    float[] golden = read.golden().windows();
    windows = new float[BATCH * read.manifest().windowValues()];
    for (int i = 0; i < windows.length; i++) {
      windows[i] = golden[i % golden.length];
    }
  }

  /** Measures predictors that all run at once. */
  Speed measure(int threads, double seconds) throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Share>> shares = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        shares.add(pool.submit(() -> predict(seconds)));
      }
      double perSecond = 0;
      double cpuSeconds = 0;
      long count = 0;
      for (Future<Share> share : shares) {
        perSecond += share.get().windowsPerSecond();
        cpuSeconds += share.get().cpuSeconds();
        count += share.get().windows();
      }
      return new Speed(perSecond, cpuSeconds / count);
    } catch (ExecutionException e) {
      throw new IllegalStateException("The network failed", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private Share predict(double seconds) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    try (Predictor predictor = model.newPredictor(BATCH)) {
      float[] probabilities = new float[BATCH * predictor.manifest().labelSpace().size()];
      long warmUntil = System.nanoTime() + (long) (WARM_SECONDS / NANOS);
      while (System.nanoTime() < warmUntil) {
        predictor.predict(windows, BATCH, probabilities);
      }
      long count = 0;
      long cpu = threads.getCurrentThreadCpuTime();
      long begin = System.nanoTime();
      long now = begin;
      while (now - begin < seconds / NANOS) {
        predictor.predict(windows, BATCH, probabilities);
        count += BATCH;
        now = System.nanoTime();
      }
      return new Share(
          count / ((now - begin) * NANOS),
          count,
          (threads.getCurrentThreadCpuTime() - cpu) * NANOS);
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
