// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.alert;

import io.monolead.connectors.kafka.SourceRecord;
import io.monolead.connectors.registry.RegistrySettings;
import io.monolead.job.decode.DeadLetters;
import io.monolead.job.metrics.LabelledCounters;
import io.monolead.job.metrics.OperatorMetrics;
import io.monolead.schemas.AlertAction;
import io.monolead.schemas.DeadLetterReason;
import io.monolead.signal.Lead;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Records of the topic of alert actions to checked actions; what cannot be used goes to {@link
 * DeadLetters#TAG}. Stateless, never throws on data.
 */
public final class ActionDecodeFunction extends ProcessFunction<SourceRecord, IncomingAction> {
  private static final long serialVersionUID = 1L;

  private final Duration longestSilence;
  private final RegistrySettings registry;
  private transient ActionDecoder decoder;
  private transient LabelledCounters deadLetters;

  /**
   * @param longestSilence how long after its record's timestamp a silence may end
   */
  public ActionDecodeFunction(Duration longestSilence) {
    this(longestSilence, RegistrySettings.NONE);
  }

  /**
   * @param longestSilence how long after its record's timestamp a silence may end
   * @param registry where schemas are that records name by an id
   */
  public ActionDecodeFunction(Duration longestSilence, RegistrySettings registry) {
    this.longestSilence = longestSilence;
    this.registry = registry;
  }

  @Override
  public void open(OpenContext context) {
    decoder = new ActionDecoder(longestSilence, registry.open());
    deadLetters =
        DeadLetters.counters(
            OperatorMetrics.of(getRuntimeContext().getMetricGroup()),
            EnumSet.of(
                DeadLetterReason.UNDECODABLE,
                DeadLetterReason.UNKNOWN_SCHEMA,
                DeadLetterReason.INVALID_ACTION));
  }

  @Override
  public void processElement(SourceRecord source, Context context, Collector<IncomingAction> out) {
    try {
      AlertAction action = decoder.decode(source);
      out.collect(
          new IncomingAction(source, action.getDeviceId(), Lead.parse(action.getLead()).name()));
    } catch (RejectedActionException e) {
      deadLetters.of(e.reason().name()).inc();
      context.output(DeadLetters.TAG, DeadLetters.of(source, e.reason(), e.getMessage()));
    }
  }
}
