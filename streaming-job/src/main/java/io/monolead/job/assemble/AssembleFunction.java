// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.assemble;

import static io.monolead.job.assemble.LeadState.NONE;

import io.monolead.connectors.registry.RegistrySettings;
import io.monolead.job.decode.DeadLetters;
import io.monolead.job.decode.IncomingSegment;
import io.monolead.job.decode.SegmentDecoder;
import io.monolead.job.identity.LeadKey;
import io.monolead.job.metrics.JobMetric;
import io.monolead.job.metrics.LabelledCounters;
import io.monolead.job.metrics.OperatorMetrics;
import io.monolead.job.metrics.StateEntries;
import io.monolead.schemas.DeadLetterReason;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.TechnicalCondition;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.OptionalLong;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * {@link SegmentAssembler} as a function of Flink: keeps its state, and its one timer per key.
 *
 * <p>The timer raises "signal lost" when the watermark has passed the device's last segment by the
 * timeout, and later forgets the device. A replay may run so fast that the next segment is there
 * before the timer: then the assembler finds the silence itself and says the same.
 *
 * <p>A run with an end has one watermark only, which says that the input ended: waiting segments
 * are used, and what was silent is judged by the time at which the range ends, if it ends at one;
 * else nothing is raised. So nothing of such a run depends on how fast one partition was read
 * beside another.
 */
public final class AssembleFunction extends KeyedProcessFunction<LeadKey, IncomingSegment, Window> {
  private static final long serialVersionUID = 1L;
  private static final long MICROS_PER_MILLI = 1000;

  private final AssemblyRules rules;
  private final RegistrySettings registry;

  /** Event time at which the range of a run with an end ends; {@code NONE} if it states none. */
  private final long rangeEndMicros;

  private transient SegmentAssembler assembler;
  private transient ValueState<LeadState> states;
  private transient Counter windows;
  private transient Counter duplicates;
  private transient Counter late;
  private transient Histogram lateness;
  private transient LabelledCounters deadLetters;
  private transient LabelledCounters technicalAlerts;
  private transient DeviceCounts devices;

  /**
   * A function of a run that goes on, or whose range ends at no given time.
   *
   * @param rules the figures
   */
  public AssembleFunction(AssemblyRules rules) {
    this(rules, RegistrySettings.NONE, OptionalLong.empty());
  }

  /**
   * @param rules the figures
   * @param rangeEndMicros event time at which the range of a run with an end ends
   */
  public AssembleFunction(AssemblyRules rules, OptionalLong rangeEndMicros) {
    this(rules, RegistrySettings.NONE, rangeEndMicros);
  }

  /**
   * @param rules the figures
   * @param registry where schemas are that records name by an id
   * @param rangeEndMicros event time at which the range of a run with an end ends; empty if there
   *     is none
   */
  public AssembleFunction(
      AssemblyRules rules, RegistrySettings registry, OptionalLong rangeEndMicros) {
    this.rules = rules;
    this.registry = registry;
    this.rangeEndMicros = rangeEndMicros.orElse(NONE);
  }

  @Override
  public void open(OpenContext context) {
    // The decoder before this function compared the device's clock with Kafka's timestamp.
    Duration anyClock = Duration.ofSeconds(SegmentDecoder.LATEST_MICROS / 1_000_000);
    assembler = new SegmentAssembler(rules, new SegmentDecoder(anyClock, registry.open()));
    states = getRuntimeContext().getState(descriptor());
    OperatorMetrics metrics = OperatorMetrics.of(getRuntimeContext().getMetricGroup());
    windows = metrics.counter(JobMetric.WINDOWS_ASSEMBLED);
    duplicates = metrics.counter(JobMetric.SEGMENTS_DUPLICATE);
    late = metrics.counter(JobMetric.SEGMENTS_LATE);
    lateness = metrics.histogramOfMicros(JobMetric.SEGMENT_LATENESS);
    deadLetters =
        DeadLetters.counters(
            metrics,
            EnumSet.of(
                DeadLetterReason.INVALID_TIME,
                DeadLetterReason.INVALID_SEQUENCE,
                DeadLetterReason.TOO_LATE));
    technicalAlerts =
        TechnicalAlerts.counters(
            metrics, EnumSet.complementOf(EnumSet.of(TechnicalCondition.UNKNOWN)));
    devices =
        new DeviceCounts(
            metrics,
            new StateEntries<>(
                metrics,
                getRuntimeContext().createSerializer(TypeInformation.of(LeadState.class))));
  }

  /** What the function keeps for each lead of a device. */
  static ValueStateDescriptor<LeadState> descriptor() {
    return new ValueStateDescriptor<>("lead", TypeInformation.of(LeadState.class));
  }

  /** Counts an entry that was there when the operator started. */
  void restored(LeadState state) {
    devices.came(isSilent(state));
  }

  private static boolean isSilent(LeadState state) {
    return state.signalLostMicros != NONE;
  }

  @Override
  public void processElement(IncomingSegment segment, Context context, Collector<Window> out)
      throws Exception {
    LeadState state = states.value();
    boolean isNew = state == null;
    if (isNew) {
      state = new LeadState();
    }
    boolean wasSilent = isSilent(state);
    // A device whose segments are all rejected is not monitored, so only a taken one counts as
    // life.
    if (assembler.accept(state, segment, new FlinkOutput(context, out))) {
      arm(state, context.timerService());
    }
    if (state.seenEndMicros != NONE) {
      update(state);
      if (isNew) {
        devices.came(isSilent(state));
      } else {
        devices.changed(wasSilent, isSilent(state));
      }
    }
  }

  private void update(LeadState state) throws IOException {
    states.update(state);
    devices.touched(state);
  }

  /** Sets the times of silence and expiry, and the one timer to the earlier of what lies ahead. */
  private void arm(LeadState state, TimerService timers) {
    long seenMillis = Math.floorDiv(state.seenEndMicros, MICROS_PER_MILLI) + 1;
    // A device that delivers old segments late counts from when they came.
    long fromMillis = Math.max(seenMillis, timers.currentWatermark());
    if (fromMillis == Long.MAX_VALUE) {
      return;
    }
    long lostDueMillis = fromMillis + rules.signalLostMicros() / MICROS_PER_MILLI;
    long expiryDueMillis = fromMillis + rules.expiryMicros() / MICROS_PER_MILLI;
    if (state.timerMillis != NONE) {
      // After a restart there is no watermark yet, and a device in the middle of its backlog would
      // be lost by the first one.
      lostDueMillis = Math.max(lostDueMillis, state.lostDueMillis);
      expiryDueMillis = Math.max(expiryDueMillis, state.expiryDueMillis);
    }
    state.lostDueMillis = lostDueMillis;
    state.expiryDueMillis = expiryDueMillis;
    if (state.timerMillis == NONE || state.timerMillis > state.lostDueMillis) {
      if (state.timerMillis != NONE) {
        timers.deleteEventTimeTimer(state.timerMillis);
      }
      setTimer(state, timers, state.lostDueMillis);
    }
    // An earlier timer stays: it will find that nothing is due and move itself, which is cheaper
    // than to move it with every segment.
  }

  private static void setTimer(LeadState state, TimerService timers, long millis) {
    state.timerMillis = millis;
    timers.registerEventTimeTimer(millis);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Window> out)
      throws Exception {
    LeadState state = states.value();
    if (state == null || state.timerMillis != timestamp) {
      return;
    }
    boolean wasSilent = isSilent(state);
    FlinkOutput output = new FlinkOutput(context, out);
    LeadKey key = context.getCurrentKey();
    if (context.timerService().currentWatermark() == Long.MAX_VALUE) {
      state.timerMillis = NONE;
      assembler.drain(state, output);
      if (isSilentAtTheEnd(state, rules.expiryMicros())) {
        assembler.expire(state, key, output);
        states.clear();
        devices.went(wasSilent);
        return;
      }
      if (isSilentAtTheEnd(state, rules.signalLostMicros())) {
        assembler.silent(state, key, output);
      }
      update(state);
      devices.changed(wasSilent, isSilent(state));
      return;
    }
    if (timestamp >= state.expiryDueMillis) {
      assembler.expire(state, key, output);
      states.clear();
      devices.went(wasSilent);
      return;
    }
    if (timestamp >= state.lostDueMillis) {
      assembler.silent(state, key, output);
      setTimer(state, context.timerService(), state.expiryDueMillis);
    } else {
      setTimer(state, context.timerService(), state.lostDueMillis);
    }
    update(state);
    devices.changed(wasSilent, isSilent(state));
  }

  private boolean isSilentAtTheEnd(LeadState state, long timeoutMicros) {
    return rangeEndMicros != NONE
        && state.seenEndMicros != NONE
        && rangeEndMicros - state.seenEndMicros >= timeoutMicros;
  }

  private final class FlinkOutput implements AssemblyOutput {
    private final Context context;
    private final Collector<Window> out;

    FlinkOutput(Context context, Collector<Window> out) {
      this.context = context;
      this.out = out;
    }

    @Override
    public void window(Window window) {
      windows.inc();
      out.collect(window);
    }

    @Override
    public void technical(TechnicalAlert alert) {
      technicalAlerts.of(alert.getCondition().name(), alert.getState().name()).inc();
      output(TechnicalAlerts.TAG, alert);
    }

    @Override
    public void rejected(IncomingSegment segment, DeadLetterReason reason, String detail) {
      deadLetters.of(reason.name()).inc();
      output(DeadLetters.TAG, DeadLetters.of(segment, reason, detail));
    }

    @Override
    public void duplicate() {
      duplicates.inc();
    }

    @Override
    public void late(long behindMicros) {
      late.inc();
      lateness.update(behindMicros);
    }

    private <T> void output(OutputTag<T> tag, T value) {
      context.output(tag, value);
    }
  }
}
