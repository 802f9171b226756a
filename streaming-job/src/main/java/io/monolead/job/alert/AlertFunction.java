// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.alert;

import static io.monolead.job.alert.LeadAlerts.NONE;

import io.monolead.job.identity.LeadKey;
import io.monolead.job.infer.ScoredWindow;
import io.monolead.job.serialize.MessageTypeInformation;
import io.monolead.schemas.EcgAlert;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** {@link AlertRules} as a function of Flink: keeps its state, and its one timer per key. */
public final class AlertFunction extends KeyedProcessFunction<LeadKey, ScoredWindow, EcgAlert>
    implements ResultTypeQueryable<EcgAlert> {
  private static final long serialVersionUID = 1L;

  private final AlertPolicies policies;
  private final Duration evidenceGap;
  private final Duration expiry;
  private transient AlertRules rules;
  private transient ValueState<LeadAlerts> states;
  private transient Map<String, Counter> transitions;

  /** As {@link AlertRules#AlertRules}. */
  public AlertFunction(AlertPolicies policies, Duration evidenceGap, Duration expiry) {
    this.policies = policies;
    this.evidenceGap = evidenceGap;
    this.expiry = expiry;
  }

  @Override
  public void open(OpenContext context) {
    rules = new AlertRules(policies, evidenceGap, expiry);
    states =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("alerts", TypeInformation.of(LeadAlerts.class)));
    transitions = new HashMap<>();
  }

  @Override
  public void processElement(ScoredWindow window, Context context, Collector<EcgAlert> out)
      throws Exception {
    LeadAlerts state = states.value();
    if (state == null) {
      state = new LeadAlerts();
    }
    rules.accept(state, window, counted(out));
    long watermark = context.timerService().currentWatermark();
    long fromMillis = Math.max(Math.floorDiv(state.lastEndMicros, 1000) + 1, watermark);
    if (fromMillis != Long.MAX_VALUE) {
      state.expiryDueMillis = fromMillis + rules.expiryMicros() / 1000;
      if (state.timerMillis == NONE) {
        state.timerMillis = state.expiryDueMillis;
        context.timerService().registerEventTimeTimer(state.timerMillis);
      }
    }
    states.update(state);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<EcgAlert> out)
      throws Exception {
    LeadAlerts state = states.value();
    if (state == null || state.timerMillis != timestamp) {
      return;
    }
    if (context.timerService().currentWatermark() == Long.MAX_VALUE) {
      // The input has ended, which says nothing of the patient.
      state.timerMillis = NONE;
      states.update(state);
      return;
    }
    if (timestamp < state.expiryDueMillis) {
      state.timerMillis = state.expiryDueMillis;
      context.timerService().registerEventTimeTimer(state.timerMillis);
      states.update(state);
      return;
    }
    rules.expire(state, context.getCurrentKey(), counted(out));
    states.clear();
  }

  @Override
  public TypeInformation<EcgAlert> getProducedType() {
    return MessageTypeInformation.forMessage(EcgAlert.class);
  }

  private Consumer<EcgAlert> counted(Collector<EcgAlert> out) {
    return alert -> {
      transitions
          .computeIfAbsent(
              alert.getLabel() + "/" + alert.getState(),
              any ->
                  getRuntimeContext()
                      .getMetricGroup()
                      .addGroup("label", alert.getLabel())
                      .addGroup("state", alert.getState().name())
                      .counter("alerts"))
          .inc();
      out.collect(alert);
    };
  }
}
