// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.kafka.SourceRecord;
import io.monolead.job.control.ControlLog;
import io.monolead.job.identity.LeadKey;
import io.monolead.job.infer.ScoredWindow;
import io.monolead.job.metrics.JobMetric;
import io.monolead.job.metrics.RecordedMetrics;
import io.monolead.job.serialize.MessageTypeInformation;
import io.monolead.schemas.EcgAlert;
import io.monolead.signal.SignalQuality;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlertMetricsTest {
  private RecordedMetrics metrics;
  private Harness harness;

  /** Flink's own harness for two inputs takes no environment, so no metric group either. */
  private static final class Harness extends AbstractStreamOperatorTestHarness<EcgAlert> {
    Harness(RecordedMetrics metrics) throws Exception {
      super(
          new AlertOperator(
              new AlertFunction(
                  AlertPolicies.defaults(),
                  ControlLog::empty,
                  Duration.ZERO,
                  Duration.ofSeconds(60),
                  Duration.ofHours(24),
                  Duration.ofHours(24))),
          metrics.newEnvironment());
      KeySelector<ScoredWindow, LeadKey> window = one -> new LeadKey(one.deviceId(), one.lead());
      KeySelector<IncomingAction, LeadKey> action = one -> new LeadKey(one.deviceId(), one.lead());
      config.setStatePartitioner(0, window);
      config.setStatePartitioner(1, action);
      config.setStateKeySerializer(
          TypeInformation.of(LeadKey.class).createSerializer(new SerializerConfigImpl()));
      config.serializeAllConfigs();
      setup(
          MessageTypeInformation.forMessage(EcgAlert.class)
              .createSerializer(new SerializerConfigImpl()));
    }

    @SuppressWarnings("unchecked")
    private TwoInputStreamOperator<ScoredWindow, IncomingAction, EcgAlert> two() {
      return (TwoInputStreamOperator<ScoredWindow, IncomingAction, EcgAlert>) operator;
    }

    void window(String device, int index, float afib) throws Exception {
      StreamRecord<ScoredWindow> record =
          new StreamRecord<>(
              new ScoredWindow(
                  device,
                  "I",
                  index * 5_000_000L,
                  index * 5_000_000L + 10_000_000,
                  new SignalQuality(1, Set.of()),
                  "m",
                  "1",
                  List.of("PVC", "AFIB"),
                  new float[] {0, afib},
                  new float[] {0.5f, 0.5f}));
      two().setKeyContextElement1(record);
      two().processElement1(record);
    }

    void action(byte[] value) throws Exception {
      StreamRecord<IncomingAction> record =
          new StreamRecord<>(
              new IncomingAction(new SourceRecord("actions", 0, 7, 0, null, value), "d", "I"));
      two().setKeyContextElement2(record);
      two().processElement2(record);
    }

    void passTime(long millis) throws Exception {
      two().processWatermark1(new Watermark(millis));
      two().processWatermark2(Watermark.MAX_WATERMARK);
    }
  }

  @BeforeEach
  void open() throws Exception {
    open(null);
  }

  private void open(OperatorSubtaskState state) throws Exception {
    metrics = new RecordedMetrics();
    harness = new Harness(metrics);
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void alertsAreCountedByLabelAndTransitionFromZeroOn() throws Exception {
    harness.window("d", 0, 0.9f);
    assertThat(metrics.value(JobMetric.ALERTS, "AFIB", "RAISED")).isZero();
    assertThat(metrics.value(JobMetric.ALERTS, "PVC", "CLEARED")).isZero();
    harness.window("d", 1, 0.9f);
    harness.window("e", 0, 0.9f);
    harness.window("e", 1, 0.9f);
    for (int i = 2; i < 5; i++) {
      harness.window("d", i, 0.1f);
    }
    assertThat(metrics.counts(JobMetric.ALERTS))
        .isEqualTo(Map.of("{label=AFIB, state=RAISED}", 2.0, "{label=AFIB, state=CLEARED}", 1.0));
  }

  @Test
  void alertsAreCountedByPriorityToo() throws Exception {
    assertThat(metrics.value(JobMetric.ALERTS_BY_PRIORITY, "HIGH", "RAISED")).isZero();
    harness.window("d", 0, 0.9f);
    harness.window("d", 1, 0.9f);
    // Atrial fibrillation is of medium priority unless a policy says otherwise.
    assertThat(metrics.counts(JobMetric.ALERTS_BY_PRIORITY))
        .isEqualTo(Map.of("{priority=MEDIUM, state=RAISED}", 1.0));
  }

  @Test
  void entriesAreCountedAsTheyComeAndGoAndAfterARestart() throws Exception {
    harness.window("d", 0, 0.1f);
    harness.window("d", 1, 0.1f);
    harness.window("e", 0, 0.1f);
    assertThat(metrics.value(JobMetric.STATE_ENTRIES)).isEqualTo(2);
    OperatorSubtaskState state = harness.snapshot(1, 1);
    close();
    open(state);
    assertThat(metrics.value(JobMetric.STATE_ENTRIES)).isEqualTo(2);
    assertThat(metrics.value(JobMetric.STATE_BYTES)).isNaN();
    harness.window("e", 1, 0.1f);
    assertThat(metrics.value(JobMetric.STATE_ENTRIES)).isEqualTo(2);
    assertThat(metrics.value(JobMetric.STATE_BYTES)).isBetween(100.0, 8000.0);
    harness.passTime(2 * 86_400_000L);
    assertThat(metrics.value(JobMetric.STATE_ENTRIES)).isZero();
  }

  @Test
  void anActionThatCannotBeCarriedOutIsADeadLetter() throws Exception {
    assertThat(metrics.value(JobMetric.DEAD_LETTERS, "INVALID_ACTION")).isZero();
    harness.action(new byte[] {1});
    assertThat(metrics.counts(JobMetric.DEAD_LETTERS))
        .isEqualTo(Map.of("{reason=INVALID_ACTION}", 1.0));
  }
}
