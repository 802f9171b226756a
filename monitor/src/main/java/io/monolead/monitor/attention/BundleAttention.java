// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.attention;

import io.monolead.inference.ActivationMap;
import io.monolead.inference.Attention;
import io.monolead.inference.ModelManifest;
import io.monolead.monitor.wall.HeldSegment;
import io.monolead.signal.Conditioner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The attention of a model bundle. Computes one window after the other on a thread of its own; few
 * may wait.
 */
public final class BundleAttention implements AttentionSource {
  private static final int LONGEST_QUEUE = 16;
  private static final double MILLIVOLTS_PER_NANOVOLT = 1e-6;
  private static final long PATIENCE_SECONDS = 30;

  private final Attention attention;
  private final ThreadPoolExecutor thread;

  /**
   * @param attention of a model of one lead; closed with this
   * @throws IllegalArgumentException if the model has more leads
   */
  public BundleAttention(Attention attention) {
    if (attention.manifest().leads().size() != 1) {
      throw new IllegalArgumentException(
          "A strip has one lead, but "
              + attention.manifest().modelId()
              + " takes "
              + attention.manifest().leads());
    }
    this.attention = attention;
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(LONGEST_QUEUE),
            task -> {
              Thread made = new Thread(task, "monitor-attention");
              made.setDaemon(true);
              return made;
            });
  }

  /**
   * Opens a bundle's attention; takes a second or two.
   *
   * @throws io.monolead.inference.BundleException if the bundle holds none; the message says how to
   *     add it
   */
  public static BundleAttention open(Path bundle) throws IOException {
    return new BundleAttention(Attention.open(bundle));
  }

  @Override
  public CompletableFuture<AttentionSource.Explanation> explain(
      List<HeldSegment> segments, long startMicros, long endMicros, String label) {
    return CompletableFuture.supplyAsync(
        () -> compute(segments, startMicros, endMicros, label), thread);
  }

  private AttentionSource.Explanation compute(
      List<HeldSegment> segments, long startMicros, long endMicros, String label) {
    ModelManifest manifest = attention.manifest();
    int index = manifest.labelSpace().labels().indexOf(label);
    if (index < 0) {
      throw new IllegalArgumentException(
          manifest.modelId()
              + " "
              + manifest.modelVersion()
              + " has no such label; it has "
              + manifest.labelSpace().labels());
    }
    double seconds = (endMicros - startMicros) / 1e6;
    double wanted = manifest.windowSamples() / manifest.samplingRateHz();
    if (Math.abs(seconds - wanted) * manifest.samplingRateHz() > 1) {
      throw new IllegalArgumentException(
          "A window of "
              + manifest.modelId()
              + " lasts "
              + wanted
              + " s, not "
              + seconds
              + " s; ask for a window as the scores give it");
    }
    double rateHz = rateOf(segments, startMicros, endMicros);
    float[] millivolts = millivolts(segments, startMicros, wanted, rateHz);
    Conditioner conditioner =
        manifest.conditioning().forSource(rateHz, millivolts.length, manifest.windowSamples());
    float[] window = new float[manifest.windowValues()];
    conditioner.apply(millivolts, 0, window, 0);
    ActivationMap map = attention.map(window);
    return new AttentionSource.Explanation(
        label, map.probabilities()[index], weights(map.maps()[index]));
  }

  private static double rateOf(List<HeldSegment> segments, long startMicros, long endMicros) {
    List<Double> rates =
        segments.stream()
            .filter(one -> one.endMicros() > startMicros && one.startMicros() < endMicros)
            .map(HeldSegment::samplingRateHz)
            .distinct()
            .toList();
    if (rates.isEmpty()) {
      throw new IllegalArgumentException(
          "There are no samples of this window any more, neither here nor in Kafka");
    }
    if (rates.size() > 1) {
      throw new IllegalArgumentException("The sampling rate changed within this window: " + rates);
    }
    return rates.get(0);
  }

  /** The samples of a window on its own grid, NaN where one is missing. */
  static float[] millivolts(
      List<HeldSegment> segments, long startMicros, double seconds, double rateHz) {
    float[] millivolts = new float[(int) Math.max(1, Math.round(seconds * rateHz))];
    Arrays.fill(millivolts, Float.NaN);
    for (HeldSegment segment : segments) {
      long first = Math.round((segment.startMicros() - startMicros) * rateHz / 1e6);
      ShortBuffer samples =
          ByteBuffer.wrap(segment.samples()).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
      double scale = segment.resolutionNanovolts() * MILLIVOLTS_PER_NANOVOLT;
      for (int i = 0; i < samples.limit(); i++) {
        long at = first + i;
        if (at >= 0 && at < millivolts.length && samples.get(i) != Short.MIN_VALUE) {
          millivolts[(int) at] = (float) (samples.get(i) * scale);
        }
      }
    }
    return millivolts;
  }

  /** What speaks for the label, as a share of what speaks most for it. */
  static float[] weights(float[] map) {
    float most = 0;
    for (float step : map) {
      most = Math.max(most, step);
    }
    float[] weights = new float[map.length];
    if (most > 0) {
      for (int i = 0; i < map.length; i++) {
        weights[i] = Math.max(0, map[i]) / most;
      }
    }
    return weights;
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    attention.close();
  }
}
