// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import io.monolead.job.assemble.TechnicalAlerts;
import io.monolead.job.assemble.Window;
import io.monolead.job.identity.LeadKey;
import io.monolead.schemas.TechnicalState;
import java.util.Arrays;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Scores windows in micro-batches across devices.
 *
 * <p>A network takes 32 windows in far less than 32 times the time of one, so windows are collected
 * until the batch is full, or the first of them has waited long enough, or a checkpoint barrier or
 * the end of the input comes. Because the batch is empty whenever a checkpoint is taken, nothing
 * here needs state. Watermarks that arrive while windows wait are held back until those windows are
 * out, so that no watermark overtakes a window and no batch is cut short by one.
 *
 * <p>Windows leave in the order in which they came, with the scores they would have got alone. A
 * window that the model cannot take, or whose output is not finite, becomes a low-priority
 * technical alert, raised and cleared with the window; its neighbours are not affected.
 */
public final class InferOperator extends AbstractStreamOperator<ScoredWindow>
    implements OneInputStreamOperator<Window, ScoredWindow>, BoundedOneInput {
  private static final long serialVersionUID = 1L;
  private static final int HISTOGRAM_WINDOW = 1000;

  private final WindowScorerFactory factory;
  private final Batching batching;

  private transient WindowScorer scorer;
  private transient Window[] windows;
  private transient long[] timestamps;
  private transient boolean[] stamped;
  private transient float[] probabilities;
  private transient int count;
  private transient long firstNanos;
  private transient Watermark heldWatermark;
  private transient ScheduledFuture<?> waiting;

  private transient Counter windowsScored;
  private transient Counter windowsUnscored;
  private transient Counter batches;
  private transient Histogram batchSize;
  private transient Histogram batchWaitMillis;
  private transient Histogram batchDurationMillis;

  /**
   * @param factory opens the scorer of each subtask
   * @param batching when a batch is scored
   */
  public InferOperator(WindowScorerFactory factory, Batching batching) {
    this.factory = factory;
    this.batching = batching;
  }

  @Override
  public void open() throws Exception {
    super.open();
    scorer = factory.open(batching.size());
    windows = new Window[batching.size()];
    timestamps = new long[batching.size()];
    stamped = new boolean[batching.size()];
    probabilities = new float[batching.size() * scorer.labels().size()];
    count = 0;
    windowsScored = getMetricGroup().counter("windowsScored");
    windowsUnscored = getMetricGroup().counter("windowsUnscored");
    batches = getMetricGroup().counter("batches");
    batchSize = histogram("batchSize");
    batchWaitMillis = histogram("batchWaitMillis");
    batchDurationMillis = histogram("batchDurationMillis");
    getMetricGroup().gauge("windowsInBatch", () -> count);
  }

  private Histogram histogram(String name) {
    return getMetricGroup().histogram(name, new DescriptiveStatisticsHistogram(HISTOGRAM_WINDOW));
  }

  @Override
  public void processElement(StreamRecord<Window> element) {
    Window window = element.getValue();
    try {
      scorer.put(count, window);
    } catch (UnscorableWindowException e) {
      unscored(window, e.getMessage(), element.hasTimestamp(), element.getTimestamp());
      return;
    }
    windows[count] = window;
    stamped[count] = element.hasTimestamp();
    timestamps[count] = element.getTimestamp();
    if (count++ == 0) {
      firstNanos = System.nanoTime();
      waitForMore();
    }
    if (count == batching.size()) {
      flush();
    }
  }

  private void waitForMore() {
    if (batching.size() > 1) {
      long due = getProcessingTimeService().getCurrentProcessingTime() + batching.maxWaitMillis();
      waiting = getProcessingTimeService().registerTimer(due, time -> flush());
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (count == 0) {
      super.processWatermark(mark);
    } else {
      heldWatermark = mark;
    }
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    flush();
    super.processWatermarkStatus(status);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    flush();
  }

  @Override
  public void endInput() {
    flush();
  }

  private void flush() {
    if (waiting != null) {
      waiting.cancel(false);
      waiting = null;
    }
    if (count == 0) {
      return;
    }
    long start = System.nanoTime();
    scorer.score(count, probabilities);
    long end = System.nanoTime();
    batches.inc();
    batchSize.update(count);
    batchWaitMillis.update((start - firstNanos) / 1_000_000);
    batchDurationMillis.update((end - start) / 1_000_000);

    int rows = count;
    count = 0;
    int labels = scorer.labels().size();
    for (int row = 0; row < rows; row++) {
      emit(row, Arrays.copyOfRange(probabilities, row * labels, (row + 1) * labels));
      windows[row] = null;
    }
    if (heldWatermark != null) {
      output.emitWatermark(heldWatermark);
      heldWatermark = null;
    }
  }

  private void emit(int row, float[] scores) {
    Window window = windows[row];
    for (float score : scores) {
      if (!Float.isFinite(score)) {
        unscored(window, "the network's output is not finite", stamped[row], timestamps[row]);
        return;
      }
    }
    windowsScored.inc();
    ScoredWindow scored =
        new ScoredWindow(
            window.deviceId(),
            window.lead(),
            window.startMicros(),
            window.endMicros(),
            window.quality(),
            scorer.modelId(),
            scorer.modelVersion(),
            scorer.labels(),
            scores,
            scorer.thresholds());
    output.collect(record(scored, stamped[row], timestamps[row]));
  }

  private void unscored(Window window, String why, boolean stamp, long timestamp) {
    windowsUnscored.inc();
    LeadKey key = new LeadKey(window.deviceId(), window.lead());
    String detail = "window not scored by " + scorer.modelId() + ": " + why;
    output.collect(
        TechnicalAlerts.TAG,
        record(
            TechnicalAlerts.unscored(
                key, TechnicalState.RAISED, window.startMicros(), null, detail),
            stamp,
            timestamp));
    output.collect(
        TechnicalAlerts.TAG,
        record(
            TechnicalAlerts.unscored(
                key, TechnicalState.CLEARED, window.startMicros(), window.endMicros(), detail),
            stamp,
            timestamp));
  }

  private static <T> StreamRecord<T> record(T value, boolean stamp, long timestamp) {
    return stamp ? new StreamRecord<>(value, timestamp) : new StreamRecord<>(value);
  }

  @Override
  public void close() throws Exception {
    try {
      if (scorer != null) {
        scorer.close();
      }
    } finally {
      super.close();
    }
  }
}
