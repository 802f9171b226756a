// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.alert;

import io.monolead.job.control.ControlReports;
import io.monolead.job.identity.LeadKey;
import io.monolead.job.infer.ScoredWindow;
import io.monolead.schemas.EcgAlert;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * {@link AlertFunction}, and reports on policies that do not wait for a window: those who sent a
 * policy are told at once, even if no device sends anything.
 */
public final class AlertOperator
    extends KeyedCoProcessOperator<LeadKey, ScoredWindow, IncomingAction, EcgAlert> {
  private static final long serialVersionUID = 1L;
  private static final long LOOK_MILLIS = 500;

  private final AlertFunction function;
  private transient ScheduledFuture<?> look;

  /**
   * @param function what to do with windows and actions
   */
  public AlertOperator(AlertFunction function) {
    super(function);
    this.function = function;
  }

  @Override
  public void open() throws Exception {
    super.open();
    // Whatever the parallelism was before, these are the leads of this subtask's own key groups.
    this.<LeadKey>getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            AlertFunction.descriptor(),
            (key, state) -> function.restored());
    lookAgain();
  }

  private void lookAgain() {
    long due = getProcessingTimeService().getCurrentProcessingTime() + LOOK_MILLIS;
    look =
        getProcessingTimeService()
            .registerTimer(
                due,
                time -> {
                  report();
                  lookAgain();
                });
  }

  private void report() {
    function
        .takeReports()
        .forEach(report -> output.collect(ControlReports.TAG, new StreamRecord<>(report)));
  }

  /** Event time is what the segments say; those who act hold it back, or on, for nobody. */
  @Override
  public void processWatermark1(Watermark mark) throws Exception {
    processWatermark(mark);
  }

  @Override
  public void processWatermark2(Watermark mark) {}

  @Override
  public void finish() throws Exception {
    look.cancel(false);
    report();
    super.finish();
  }
}
