// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.alert;

import io.monolead.job.control.ControlLog;
import io.monolead.job.identity.LeadKey;
import io.monolead.job.infer.ScoredWindow;
import io.monolead.job.serialize.MessageTypeInformation;
import io.monolead.schemas.EcgAlert;
import java.time.Duration;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** The alert operator by itself, with policies that nobody changes and nobody who acts. */
public final class AlertHarness
    extends KeyedTwoInputStreamOperatorTestHarness<
        LeadKey, ScoredWindow, IncomingAction, EcgAlert> {

  public AlertHarness(AlertPolicies policies, Duration evidenceGap, Duration expiry)
      throws Exception {
    super(
        new AlertOperator(
            new AlertFunction(
                policies, ControlLog::empty, Duration.ZERO, evidenceGap, expiry, expiry)),
        window -> new LeadKey(window.deviceId(), window.lead()),
        action -> new LeadKey(action.deviceId(), action.lead()),
        TypeInformation.of(LeadKey.class));
    setup(
        MessageTypeInformation.forMessage(EcgAlert.class)
            .createSerializer(new SerializerConfigImpl()));
  }

  public void processElement(ScoredWindow window, long millis) throws Exception {
    processElement1(window, millis);
  }

  public void processWatermark(long millis) throws Exception {
    processWatermark1(new Watermark(millis));
    processWatermark2(Watermark.MAX_WATERMARK);
  }
}
