// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.assemble;

import io.monolead.connectors.registry.RegistrySettings;
import io.monolead.job.decode.IncomingSegment;
import io.monolead.job.identity.LeadKey;
import io.monolead.job.metrics.JobMetric;
import io.monolead.job.metrics.OperatorMetrics;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * {@link AssembleFunction}, and event time that does not stand still when nothing arrives at all.
 *
 * <p>Watermarks come from segments. If every device falls silent at once, because a gateway or a
 * network is down, no segment moves event time and nobody would be told. In a live run event time
 * therefore goes on with the wall clock from the moment on when the last partition fell silent,
 * until segments arrive again. That holds through a restart in the middle of the silence: the
 * checkpoint holds what event time it was, and when.
 *
 * <p>Windows, scores and alerts do not depend on watermarks, so they stay as they are in every
 * replay; "signal lost" and the expiry of state come when a person at the wall would say so.
 */
public final class AssembleOperator extends KeyedProcessOperator<LeadKey, IncomingSegment, Window> {
  private static final long serialVersionUID = 1L;
  private static final long TICK_MILLIS = 1000;
  private static final long NONE = Long.MIN_VALUE;

  /** Length of silence after which the source reports it; negative if only segments move time. */
  private final long reportedAfterMillis;

  private final AssembleFunction function;

  private transient ListState<long[]> states;

  /** The watermark that the functions have seen; read by the threads of reporters. */
  private transient volatile long emittedMillis;

  /** What event time it was... */
  private transient long eventMillis;

  /** ...at this time by the wall clock. */
  private transient long wallMillis;

  /** Nothing has come since a restart: both times are from before it. */
  private transient boolean restored;

  private transient boolean silent;
  private transient ScheduledFuture<?> tick;

  /**
   * @param rules the figures
   * @param silenceReportedAfter in a live run, how long all partitions have been silent when the
   *     source says so; empty if event time is to stand still in silence, as in a bounded run
   */
  public AssembleOperator(AssemblyRules rules, Optional<Duration> silenceReportedAfter) {
    this(rules, RegistrySettings.NONE, silenceReportedAfter);
  }

  /**
   * @param rules the figures
   * @param registry where schemas are that records name by an id
   * @param silenceReportedAfter as above
   */
  public AssembleOperator(
      AssemblyRules rules, RegistrySettings registry, Optional<Duration> silenceReportedAfter) {
    this(new AssembleFunction(rules, registry, OptionalLong.empty()), silenceReportedAfter);
  }

  /**
   * The operator of a run with an end.
   *
   * @param rules the figures
   * @param rangeEndMicros event time at which its range ends; empty if it ends at no given time
   */
  public static AssembleOperator ofRange(AssemblyRules rules, OptionalLong rangeEndMicros) {
    return ofRange(rules, RegistrySettings.NONE, rangeEndMicros);
  }

  /**
   * The operator of a run with an end.
   *
   * @param rules the figures
   * @param registry where schemas are that records name by an id
   * @param rangeEndMicros as above
   */
  public static AssembleOperator ofRange(
      AssemblyRules rules, RegistrySettings registry, OptionalLong rangeEndMicros) {
    return new AssembleOperator(
        new AssembleFunction(rules, registry, rangeEndMicros), Optional.empty());
  }

  private AssembleOperator(AssembleFunction function, Optional<Duration> silenceReportedAfter) {
    super(function);
    this.function = function;
    this.reportedAfterMillis = silenceReportedAfter.map(Duration::toMillis).orElse(-1L);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    emittedMillis = NONE;
    eventMillis = NONE;
    states =
        context
            .getOperatorStateStore()
            .getUnionListState(
                new ListStateDescriptor<>(
                    "event-time", PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO));
    // Every subtask sees the same event time, but for the moment of the snapshot.
    for (long[] state : states.get()) {
      if (state[0] > eventMillis) {
        eventMillis = state[0];
        wallMillis = state[1];
        restored = true;
      }
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    // Whatever the parallelism was before, these are the leads of this subtask's own key groups.
    this.<LeadKey>getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            AssembleFunction.descriptor(),
            (key, state) -> function.restored(state.value()));
    OperatorMetrics.of(getMetricGroup()).gauge(JobMetric.WATERMARK_LAG, this::watermarkLagSeconds);
  }

  private double watermarkLagSeconds() {
    long watermark = emittedMillis;
    return watermark == NONE || watermark == Long.MAX_VALUE
        ? Double.NaN
        : (getProcessingTimeService().getCurrentProcessingTime() - watermark) / 1e3;
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    states.clear();
    if (eventMillis != NONE) {
      states.add(new long[] {eventMillis, wallMillis});
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    // While the wall clock moved event time, a backlog may have gathered that lies before it.
    if (mark.getTimestamp() > emittedMillis) {
      emit(mark.getTimestamp(), getProcessingTimeService().getCurrentProcessingTime());
      restored = false;
    }
  }

  private void emit(long watermarkMillis, long nowMillis) throws Exception {
    emittedMillis = watermarkMillis;
    if (watermarkMillis != Long.MAX_VALUE) {
      eventMillis = watermarkMillis;
      wallMillis = nowMillis;
    }
    super.processWatermark(new Watermark(watermarkMillis));
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    if (reportedAfterMillis < 0) {
      super.processWatermarkStatus(status);
      return;
    }
    // Not passed on: what follows would ignore the watermarks of a silent input.
    boolean before = silent;
    silent = status.isIdle();
    if (!silent && tick != null) {
      tick.cancel(false);
      tick = null;
    }
    if (silent && !before) {
      if (!restored) {
        wallMillis = getProcessingTimeService().getCurrentProcessingTime() - reportedAfterMillis;
      }
      goOn();
    }
  }

  /** One tick of event time by the wall clock, and the next one in a second. */
  private void goOn() throws Exception {
    if (!silent || emittedMillis == Long.MAX_VALUE) {
      return;
    }
    long nowMillis = getProcessingTimeService().getCurrentProcessingTime();
    long passedMillis = nowMillis - wallMillis;
    // The wall clock may be set back; event time then waits for it.
    if (eventMillis != NONE && passedMillis > 0 && eventMillis + passedMillis > emittedMillis) {
      emit(eventMillis + passedMillis, nowMillis);
    }
    tick = getProcessingTimeService().registerTimer(nowMillis + TICK_MILLIS, time -> goOn());
  }
}
