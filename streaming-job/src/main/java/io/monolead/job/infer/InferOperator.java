// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import io.monolead.job.assemble.Window;
import io.monolead.job.control.ControlLog;
import io.monolead.job.control.ControlLogFactory;
import io.monolead.job.control.ControlReports;
import io.monolead.job.metrics.OperatorMetrics;
import io.monolead.schemas.ModelCommand;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

/**
 * Scores windows in micro-batches across devices.
 *
 * <p>A network takes 32 windows in far less than 32 times the time of one, so windows are collected
 * until the batch is full, or to wait for another is not worth it ({@link Patience}), or a
 * checkpoint barrier or the end of the input comes. Because the batch is empty whenever a
 * checkpoint is taken, nothing of it needs state. Watermarks that arrive while windows wait are
 * held back until those windows are out, so that no watermark overtakes a window and no batch is
 * cut short by one.
 *
 * <p>Which model scores a window follows from the commands, the device and the window's end; a
 * batch may hold windows of several models, each of which scores its own. A challenger's scores
 * leave by {@link #SHADOW}.
 *
 * <p>Windows leave in the order in which they came, with the scores they would have got alone. A
 * window that the model cannot take, or whose output is not finite, leaves without scores and with
 * the reason; its neighbours are not affected.
 */
public final class InferOperator extends AbstractStreamOperator<ScoredWindow>
    implements OneInputStreamOperator<Window, ScoredWindow>, BoundedOneInput {
  private static final long serialVersionUID = 1L;
  private static final long LOOK_MILLIS = 500;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private static final int MOST_ROWS_PER_WINDOW = 4;
  private static final float[] NO_VALUES = {};

  /** The side output that carries what challengers say. */
  public static final OutputTag<ScoredWindow> SHADOW =
      new OutputTag<>("shadow", TypeInformation.of(ScoredWindow.class));

  /** Nanoseconds of any origin. */
  interface NanoClock extends Serializable {
    long nanos();
  }

  /** A window of the batch, and where in the lanes it waits. */
  private record Row(
      Window window,
      boolean stamped,
      long timestamp,
      Lane champion,
      int championRow,
      Lane challenger,
      int challengerRow,
      String unscored) {}

  private final WindowScorerFactory ofOptions;
  private final CommandedModels models;
  private final ControlLogFactory<ModelCommand> commands;
  private final Duration notice;
  private final Batching batching;
  private final NanoClock clock;

  private transient ModelLineup lineup;
  private transient List<Row> rows;
  private transient int count;
  private transient long firstNanos;
  private transient Patience patience;
  private transient Watermark heldWatermark;
  private transient ScheduledFuture<?> waiting;
  private transient ScheduledFuture<?> look;
  private transient ListState<Integer> reported;
  private transient int restoredReported;

  private transient InferMetrics metricsOfInfer;
  private transient NetworkTime.Clock networkClock;

  /** An operator that takes no commands. */
  public InferOperator(WindowScorerFactory ofOptions, Batching batching) {
    this(ofOptions, CommandedModels.none(), ControlLog::empty, Duration.ZERO, batching);
  }

  /**
   * @param ofOptions opens the scorer of each subtask for the model of the job's options
   * @param models prepares the models that commands name
   * @param commands where the commands are
   * @param notice see {@link io.monolead.job.control.ModelSchedule#of}
   * @param batching when a batch is scored
   */
  public InferOperator(
      WindowScorerFactory ofOptions,
      CommandedModels models,
      ControlLogFactory<ModelCommand> commands,
      Duration notice,
      Batching batching) {
    this(ofOptions, models, commands, notice, batching, System::nanoTime);
  }

  InferOperator(
      WindowScorerFactory ofOptions,
      CommandedModels models,
      ControlLogFactory<ModelCommand> commands,
      Duration notice,
      Batching batching,
      NanoClock clock) {
    this.ofOptions = ofOptions;
    this.models = models;
    this.commands = commands;
    this.notice = notice;
    this.batching = batching;
    this.clock = clock;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    reported =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>("reported-commands", Types.INT));
    for (int entries : reported.get()) {
      restoredReported = Math.max(restoredReported, entries);
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    reported.clear();
    if (lineup.reported() > 0) {
      reported.add(lineup.reported());
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    lineup =
        new ModelLineup(
            ofOptions,
            models,
            commands.open(),
            notice.toMillis() * 1000,
            batching.size(),
            getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
    lineup.restoreReported(restoredReported);
    lineup.refresh();
    lookAgain();
    rows = new ArrayList<>();
    count = 0;
    networkClock = new NetworkTime.Clock(getRuntimeContext());
    patience = new Patience(Duration.ofMillis(batching.maxWaitMillis()).toNanos());
    metricsOfInfer =
        new InferMetrics(
            OperatorMetrics.of(getMetricGroup()),
            () -> count,
            lineup::longestPauseNanos,
            getProcessingTimeService()::getCurrentProcessingTime);
  }

  private void lookAgain() {
    long due = getProcessingTimeService().getCurrentProcessingTime() + LOOK_MILLIS;
    look =
        getProcessingTimeService()
            .registerTimer(
                due,
                time -> {
                  lineup.refresh();
                  report();
                  lookAgain();
                });
  }

  private void report() {
    lineup
        .takeReports()
        .forEach(
            report -> {
              metricsOfInfer.reported(report);
              output.collect(ControlReports.TAG, new StreamRecord<>(report));
            });
  }

  @Override
  public void processElement(StreamRecord<Window> element) throws Exception {
    Window window = element.getValue();
    lineup.refresh();
    Lane champion = lineup.champion(window);
    int championRow;
    try {
      championRow = champion.put(window);
    } catch (UnscorableWindowException e) {
      refused(element, champion, e.getMessage());
      return;
    }
    Lane challenger = lineup.challenger(window).orElse(null);
    int challengerRow = 0;
    if (challenger != null) {
      try {
        challengerRow = challenger.put(window);
      } catch (UnscorableWindowException e) {
        // A challenger that cannot take a window has nothing to say of it, and alarms nobody.
        challenger = null;
      }
    }
    rows.add(
        new Row(
            window,
            element.hasTimestamp(),
            element.getTimestamp(),
            champion,
            championRow,
            challenger,
            challengerRow,
            ""));
    metricsOfInfer.put(window);
    long now = clock.nanos();
    networkClock.window(now);
    patience.arrived(now, count == 0);
    if (count++ == 0) {
      firstNanos = now;
    }
    if (count == batching.size()) {
      flush();
    } else {
      waitOrFlush(now);
    }
  }

  /** A window that takes no place in the batch leaves when those that came before it have. */
  private void refused(StreamRecord<Window> element, Lane champion, String why) {
    Row row =
        new Row(
            element.getValue(),
            element.hasTimestamp(),
            element.getTimestamp(),
            champion,
            0,
            null,
            0,
            why);
    if (count == 0) {
      emit(row);
      return;
    }
    rows.add(row);
    // A model that can take next to nothing must not make a batch grow without end.
    if (rows.size() >= MOST_ROWS_PER_WINDOW * batching.size()) {
      flush();
    }
  }

  /** One timer at a time: it finds out by itself that windows came and the wait has moved. */
  private void waitOrFlush(long nowNanos) {
    long remainingNanos = patience.remainingNanos(nowNanos);
    if (remainingNanos <= 0) {
      flush();
    } else if (waiting == null) {
      long due =
          getProcessingTimeService().getCurrentProcessingTime()
              + (remainingNanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
      waiting =
          getProcessingTimeService()
              .registerTimer(
                  due,
                  time -> {
                    waiting = null;
                    waitOrFlush(clock.nanos());
                  });
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
    networkClock.ended(clock.nanos());
    look.cancel(false);
    lineup.finishReports();
    report();
  }

  private void flush() {
    if (waiting != null) {
      waiting.cancel(false);
      waiting = null;
    }
    if (count == 0) {
      return;
    }
    long start = clock.nanos();
    for (Lane lane : lineup.lanes()) {
      if (lane.isWaiting()) {
        lane.score();
      }
    }
    long end = clock.nanos();
    patience.scored(start, end);
    networkClock.scored(count, start, end);
    metricsOfInfer.batch(count, start - firstNanos, end - start, lineup);

    count = 0;
    rows.forEach(this::emit);
    rows.clear();
    report();
    lineup.trim();
    if (heldWatermark != null) {
      output.emitWatermark(heldWatermark);
      heldWatermark = null;
    }
  }

  private void emit(Row row) {
    if (!row.unscored().isEmpty()) {
      unscored(row, row.unscored());
      return;
    }
    float[] scores = row.champion().probabilities(row.championRow());
    if (isFinite(scores)) {
      metricsOfInfer.scored(row.champion(), scores);
      ScoredWindow scored = scored(row.champion(), row.window(), scores);
      output.collect(record(scored, row.stamped(), row.timestamp()));
    } else {
      unscored(row, "the network's output is not finite");
    }
    if (row.challenger() != null) {
      float[] other = row.challenger().probabilities(row.challengerRow());
      if (isFinite(other)) {
        ScoredWindow scored = scored(row.challenger(), row.window(), other);
        metricsOfInfer.shadowScored();
        output.collect(SHADOW, record(scored, row.stamped(), row.timestamp()));
      }
    }
  }

  private static boolean isFinite(float[] scores) {
    for (float score : scores) {
      if (!Float.isFinite(score)) {
        return false;
      }
    }
    return true;
  }

  private static ScoredWindow scored(Lane lane, Window window, float[] scores) {
    return new ScoredWindow(
        window.deviceId(),
        window.lead(),
        window.startMicros(),
        window.endMicros(),
        window.quality(),
        lane.modelId(),
        lane.modelVersion(),
        lane.labels(),
        scores,
        lane.thresholds());
  }

  private void unscored(Row row, String why) {
    metricsOfInfer.unscored();
    Window window = row.window();
    ScoredWindow unscored =
        new ScoredWindow(
            window.deviceId(),
            window.lead(),
            window.startMicros(),
            window.endMicros(),
            window.quality(),
            row.champion().modelId(),
            row.champion().modelVersion(),
            List.of(),
            NO_VALUES,
            NO_VALUES,
            why);
    output.collect(record(unscored, row.stamped(), row.timestamp()));
  }

  private static <T> StreamRecord<T> record(T value, boolean stamp, long timestamp) {
    return stamp ? new StreamRecord<>(value, timestamp) : new StreamRecord<>(value);
  }

  @Override
  public void close() throws Exception {
    try {
      if (lineup != null) {
        lineup.close();
      }
    } finally {
      super.close();
    }
  }
}
