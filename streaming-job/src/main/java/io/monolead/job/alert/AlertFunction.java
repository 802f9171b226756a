// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.alert;

import static io.monolead.job.alert.LeadAlerts.NONE;

import io.monolead.connectors.registry.RegistrySettings;
import io.monolead.job.assemble.TechnicalAlerts;
import io.monolead.job.control.ControlEntry;
import io.monolead.job.control.ControlLog;
import io.monolead.job.control.ControlLogFactory;
import io.monolead.job.control.ControlReports;
import io.monolead.job.control.PolicySchedule;
import io.monolead.job.decode.DeadLetters;
import io.monolead.job.identity.LeadKey;
import io.monolead.job.infer.ScoredWindow;
import io.monolead.job.metrics.JobMetric;
import io.monolead.job.metrics.LabelledCounters;
import io.monolead.job.metrics.OperatorMetrics;
import io.monolead.job.metrics.StateEntries;
import io.monolead.job.serialize.MessageTypeInformation;
import io.monolead.schemas.AlertAction;
import io.monolead.schemas.AlertPolicy;
import io.monolead.schemas.AlertPriority;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.ControlReport;
import io.monolead.schemas.ControlVerdict;
import io.monolead.schemas.DeadLetterReason;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.TechnicalCondition;
import io.monolead.schemas.TechnicalState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * {@link AlertRules} as a function of Flink: keeps its state, and its one timer per key. Takes
 * scored windows, and what people do about the alerts.
 */
public final class AlertFunction
    extends KeyedCoProcessFunction<LeadKey, ScoredWindow, IncomingAction, EcgAlert>
    implements CheckpointedFunction, ResultTypeQueryable<EcgAlert> {
  private static final long serialVersionUID = 1L;

  private final AlertPolicies policies;
  private final ControlLogFactory<AlertPolicy> commandedPolicies;
  private final Duration notice;
  private final Duration evidenceGap;
  private final Duration expiry;
  private final Duration longestSilence;
  private final RegistrySettings registry;

  /** Event time at which the range of a run with an end ends; {@code NONE} if it states none. */
  private final long rangeEndMicros;

  private transient AlertRules rules;
  private transient ValueState<LeadAlerts> states;
  private transient LabelledCounters transitions;
  private transient LabelledCounters transitionsByPriority;
  private transient LabelledCounters technicalAlerts;
  private transient LabelledCounters policiesByVerdict;
  private transient LabelledCounters deadLetters;
  private transient StateEntries<LeadAlerts> stateEntries;

  /** Labels whose transitions are counted from 0 on. */
  private transient List<String> countedLabels;

  private transient ControlLog<AlertPolicy> log;
  private transient List<ControlEntry<AlertPolicy>> entries;
  private transient PolicySchedule schedule;
  private transient ActionDecoder actions;
  private transient ListState<Integer> reportedState;
  private transient int reported;
  private transient int subtask;

  /**
   * @param policies of the job's options
   * @param commandedPolicies where policies are that hold over those
   * @param notice see {@link PolicySchedule#of}
   * @param evidenceGap see {@link AlertRules}
   * @param expiry see {@link AlertRules}
   * @param longestSilence see {@link ActionDecoder}
   */
  public AlertFunction(
      AlertPolicies policies,
      ControlLogFactory<AlertPolicy> commandedPolicies,
      Duration notice,
      Duration evidenceGap,
      Duration expiry,
      Duration longestSilence) {
    this(
        policies,
        commandedPolicies,
        notice,
        evidenceGap,
        expiry,
        longestSilence,
        RegistrySettings.NONE,
        OptionalLong.empty());
  }

  /**
   * @param policies of the job's options
   * @param commandedPolicies where policies are that hold over those
   * @param notice see {@link PolicySchedule#of}
   * @param evidenceGap see {@link AlertRules}
   * @param expiry see {@link AlertRules}
   * @param longestSilence see {@link ActionDecoder}
   * @param registry where schemas are that actions name by an id
   * @param rangeEndMicros event time at which the range of a run with an end ends: a lead that was
   *     silent then for as long as the expiry is forgotten at the end
   */
  public AlertFunction(
      AlertPolicies policies,
      ControlLogFactory<AlertPolicy> commandedPolicies,
      Duration notice,
      Duration evidenceGap,
      Duration expiry,
      Duration longestSilence,
      RegistrySettings registry,
      OptionalLong rangeEndMicros) {
    this.policies = policies;
    this.commandedPolicies = commandedPolicies;
    this.notice = notice;
    this.evidenceGap = evidenceGap;
    this.expiry = expiry;
    this.longestSilence = longestSilence;
    this.registry = registry;
    this.rangeEndMicros = rangeEndMicros.orElse(NONE);
  }

  @Override
  public void open(OpenContext context) throws Exception {
    rules = new AlertRules(policies, evidenceGap, expiry);
    log = commandedPolicies.open();
    actions = new ActionDecoder(longestSilence, registry.open());
    subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    refresh();
    states = getRuntimeContext().getState(descriptor());
    OperatorMetrics metrics = OperatorMetrics.of(getRuntimeContext().getMetricGroup());
    transitions = metrics.counters(JobMetric.ALERTS);
    transitionsByPriority = metrics.counters(JobMetric.ALERTS_BY_PRIORITY);
    for (AlertPriority priority : AlertPriority.values()) {
      for (AlertState state : AlertState.values()) {
        transitionsByPriority.of(priority.name(), state.name());
      }
    }
    technicalAlerts =
        TechnicalAlerts.counters(metrics, EnumSet.of(TechnicalCondition.POOR_QUALITY));
    policiesByVerdict = metrics.counters(JobMetric.POLICIES);
    policiesByVerdict.of(ControlVerdict.ACCEPTED.name());
    policiesByVerdict.of(ControlVerdict.REFUSED.name());
    deadLetters = DeadLetters.counters(metrics, EnumSet.of(DeadLetterReason.INVALID_ACTION));
    stateEntries =
        new StateEntries<>(
            metrics, getRuntimeContext().createSerializer(TypeInformation.of(LeadAlerts.class)));
    countedLabels = List.of();
  }

  /** What the function keeps for each lead of a device. */
  static ValueStateDescriptor<LeadAlerts> descriptor() {
    return new ValueStateDescriptor<>("alerts", TypeInformation.of(LeadAlerts.class));
  }

  /** Counts an entry that was there when the operator started. */
  void restored() {
    stateEntries.added();
  }

  private void update(LeadAlerts state) throws IOException {
    states.update(state);
    stateEntries.touched(state);
  }

  private void refresh() {
    List<ControlEntry<AlertPolicy>> now = log.entries();
    if (now != entries) {
      entries = now;
      schedule = PolicySchedule.of(now, notice.toMillis() * 1000, AlertPolicies::check);
      rules.use(schedule);
    }
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    reportedState =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>("reported-policies", Types.INT));
    for (int count : reportedState.get()) {
      reported = Math.max(reported, count);
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    reportedState.clear();
    if (reported > 0) {
      reportedState.add(reported);
    }
  }

  /** What the first subtask says of each policy, once. */
  List<ControlReport> takeReports() {
    refresh();
    List<ControlReport> reports = new ArrayList<>();
    for (; subtask == 0 && reported < schedule.verdicts().size(); reported++) {
      PolicySchedule.Verdict verdict = schedule.verdicts().get(reported);
      Optional<AlertPolicy> policy = verdict.entry().record();
      ControlVerdict what =
          verdict.refusal().isPresent() ? ControlVerdict.REFUSED : ControlVerdict.ACCEPTED;
      policiesByVerdict.of(what.name()).inc();
      reports.add(
          ControlReports.of(
              verdict.entry(),
              policy.map(AlertPolicy::getLabel).orElse(""),
              what,
              verdict.refusal().orElseGet(() -> "version " + policy.orElseThrow().getVersion()),
              verdict.effectiveFromMicros(),
              subtask));
    }
    return reports;
  }

  @Override
  public void processElement2(IncomingAction incoming, Context context, Collector<EcgAlert> out)
      throws Exception {
    refresh();
    LeadAlerts state = states.value();
    Optional<String> refusal;
    try {
      AlertAction action = actions.decode(incoming.source());
      refusal =
          state == null
              ? Optional.of("nothing has been scored of this lead of the device")
              : rules.act(state, context.getCurrentKey(), action, counted(out));
    } catch (RejectedActionException e) {
      refusal = Optional.of(e.getMessage());
    }
    if (refusal.isPresent()) {
      deadLetters.of(DeadLetterReason.INVALID_ACTION.name()).inc();
      context.output(
          DeadLetters.TAG,
          DeadLetters.of(
              incoming.source(), DeadLetterReason.INVALID_ACTION, refusal.orElseThrow()));
    } else {
      update(state);
    }
  }

  @Override
  public void processElement1(ScoredWindow window, Context context, Collector<EcgAlert> out)
      throws Exception {
    refresh();
    LeadAlerts state = states.value();
    if (state == null) {
      state = new LeadAlerts();
      stateEntries.added();
    }
    if (window.isScored()) {
      watched(state, context, window.endMicros());
      countLabels(window.labels());
      rules.accept(state, window, counted(out));
    } else {
      unscored(state, context, window);
    }
    long watermark = context.timerService().currentWatermark();
    long lastEndMicros = Math.max(state.lastEndMicros, state.unscoredEndMicros);
    long fromMillis = Math.max(Math.floorDiv(lastEndMicros, 1000) + 1, watermark);
    if (fromMillis != Long.MAX_VALUE) {
      state.expiryDueMillis = fromMillis + rules.expiryMicros() / 1000;
      if (state.timerMillis == NONE) {
        state.timerMillis = state.expiryDueMillis;
        context.timerService().registerEventTimeTimer(state.timerMillis);
      }
    }
    update(state);
  }

  /** No model looks at this lead, whatever the signal is like: one alert until one does. */
  private void unscored(LeadAlerts state, Context context, ScoredWindow window) {
    if (state.unscoredSinceMicros == NONE) {
      state.unscoredSinceMicros = window.startMicros();
      technical(
          context,
          TechnicalState.RAISED,
          state.unscoredSinceMicros,
          null,
          "window not scored by " + window.modelId() + ": " + window.unscored());
    }
    state.unscoredEndMicros = Math.max(state.unscoredEndMicros, window.endMicros());
  }

  private void watched(LeadAlerts state, Context context, long endMicros) {
    if (state.unscoredSinceMicros != NONE) {
      technical(
          context,
          TechnicalState.CLEARED,
          state.unscoredSinceMicros,
          endMicros,
          "after " + (endMicros - state.unscoredSinceMicros) / 1e6 + " s");
      state.unscoredSinceMicros = NONE;
      state.unscoredEndMicros = NONE;
    }
  }

  private void technical(
      Context context, TechnicalState state, long onsetMicros, Long endMicros, String detail) {
    technicalAlerts.of(TechnicalCondition.POOR_QUALITY.name(), state.name()).inc();
    context.output(
        TechnicalAlerts.TAG,
        TechnicalAlerts.unscored(context.getCurrentKey(), state, onsetMicros, endMicros, detail));
  }

  /** Of a counter that appears with its first alert no monitor sees an increase. */
  private void countLabels(List<String> labels) {
    if (labels == countedLabels) {
      return;
    }
    countedLabels = labels;
    for (String label : labels) {
      for (AlertState state : AlertState.values()) {
        transitions.of(label, state.name());
      }
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<EcgAlert> out)
      throws Exception {
    refresh();
    LeadAlerts state = states.value();
    if (state == null || state.timerMillis != timestamp) {
      return;
    }
    boolean ended = context.timerService().currentWatermark() == Long.MAX_VALUE;
    long silentMicros = rangeEndMicros - Math.max(state.lastEndMicros, state.unscoredEndMicros);
    if (ended && (rangeEndMicros == NONE || silentMicros < rules.expiryMicros())) {
      // The input has ended, which says nothing of the patient.
      state.timerMillis = NONE;
      update(state);
      return;
    }
    if (!ended && timestamp < state.expiryDueMillis) {
      state.timerMillis = state.expiryDueMillis;
      context.timerService().registerEventTimeTimer(state.timerMillis);
      update(state);
      return;
    }
    watched(state, context, state.unscoredEndMicros + rules.expiryMicros());
    rules.expire(state, context.getCurrentKey(), counted(out));
    states.clear();
    stateEntries.removed();
  }

  @Override
  public void close() {
    if (log != null) {
      log.close();
    }
  }

  @Override
  public TypeInformation<EcgAlert> getProducedType() {
    return MessageTypeInformation.forMessage(EcgAlert.class);
  }

  private Consumer<EcgAlert> counted(Collector<EcgAlert> out) {
    return alert -> {
      transitions.of(alert.getLabel(), alert.getState().name()).inc();
      transitionsByPriority.of(alert.getPriority().name(), alert.getState().name()).inc();
      out.collect(alert);
    };
  }
}
