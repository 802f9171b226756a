// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.monolead.connectors.kafka.SourceRecord;
import io.monolead.connectors.registry.RegistrySettings;
import io.monolead.job.assemble.TechnicalAlerts;
import io.monolead.job.control.ControlEntry;
import io.monolead.job.control.ControlLog;
import io.monolead.job.control.ControlLogFactory;
import io.monolead.job.control.ControlReports;
import io.monolead.job.decode.DeadLetters;
import io.monolead.job.identity.AlertId;
import io.monolead.job.identity.LeadKey;
import io.monolead.job.infer.ScoredWindow;
import io.monolead.job.serialize.MessageTypeInformation;
import io.monolead.schemas.AlertAction;
import io.monolead.schemas.AlertActionKind;
import io.monolead.schemas.AlertPolicy;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.ControlVerdict;
import io.monolead.schemas.DeadLetterReason;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.TechnicalCondition;
import io.monolead.schemas.TechnicalState;
import io.monolead.schemas.WireFormat;
import io.monolead.signal.SignalQuality;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlertFunctionTest {
  private static final TypeSerializer<EcgAlert> ALERTS =
      MessageTypeInformation.forMessage(EcgAlert.class)
          .createSerializer(new SerializerConfigImpl());

  private KeyedTwoInputStreamOperatorTestHarness<LeadKey, ScoredWindow, IncomingAction, EcgAlert>
      harness;

  /** What the control topic holds; the function is copied by serialisation, so it lies here. */
  private static final ThreadLocal<List<ControlEntry<AlertPolicy>>> COMMANDED =
      ThreadLocal.withInitial(List::of);

  private static final ControlLogFactory<AlertPolicy> POLICIES =
      () ->
          new ControlLog<>() {
            @Override
            public List<ControlEntry<AlertPolicy>> entries() {
              return COMMANDED.get();
            }

            @Override
            public void close() {}
          };

  @BeforeEach
  void open() throws Exception {
    harness = newHarness();
    harness.setup(ALERTS);
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @AfterEach
  void forgetCommands() {
    COMMANDED.remove();
  }

  private void passTime(long millis) throws Exception {
    harness.processWatermark1(new Watermark(millis));
    harness.processWatermark2(Watermark.MAX_WATERMARK);
  }

  private static IncomingAction action(AlertAction.Builder action) {
    byte[] value = WireFormat.of(AlertAction.class).encode(action.build());
    return new IncomingAction(new SourceRecord("actions", 0, 7, 15_000, null, value), "d", "I");
  }

  private static AlertAction.Builder action(AlertActionKind kind) {
    return AlertAction.newBuilder().setDeviceId("d").setLead("I").setKind(kind).setBy("nurse 1");
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          LeadKey, ScoredWindow, IncomingAction, EcgAlert>
      newHarness() throws Exception {
    return newHarness(OptionalLong.empty());
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          LeadKey, ScoredWindow, IncomingAction, EcgAlert>
      newHarness(OptionalLong rangeEndMicros) throws Exception {
    return new KeyedTwoInputStreamOperatorTestHarness<>(
        new AlertOperator(
            new AlertFunction(
                AlertPolicies.defaults(),
                POLICIES,
                Duration.ZERO,
                Duration.ofSeconds(60),
                Duration.ofHours(24),
                Duration.ofHours(24),
                RegistrySettings.NONE,
                rangeEndMicros)),
        window -> new LeadKey(window.deviceId(), window.lead()),
        action -> new LeadKey(action.deviceId(), action.lead()),
        TypeInformation.of(LeadKey.class));
  }

  private static ScoredWindow window(int index, float afib) {
    return new ScoredWindow(
        "d",
        "I",
        index * 5_000_000L,
        index * 5_000_000L + 10_000_000,
        new SignalQuality(1, Set.of()),
        "m",
        "1",
        List.of("NORM", "AFIB"),
        new float[] {1 - afib, afib},
        new float[] {0.5f, 0.5f});
  }

  @Test
  void oneLeadIsOneStateEntryAndOneTimer() throws Exception {
    for (int i = 0; i < 50; i++) {
      harness.processElement1(window(i, 0.1f), 0);
    }
    assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
    assertThat(harness.numEventTimeTimers()).isEqualTo(1);
  }

  @Test
  void aLeadSilentForADayIsClearedAndForgotten() throws Exception {
    for (int i = 0; i < 2; i++) {
      harness.processElement1(window(i, 0.9f), 0);
    }
    passTime(86_416_000);
    assertThat(harness.extractOutputValues())
        .extracting(EcgAlert::getState)
        .containsExactly(AlertState.RAISED, AlertState.CLEARED);
    assertThat(harness.extractOutputValues().get(1).getTransitionMicros())
        .isEqualTo(86_415_000_000L);
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numEventTimeTimers()).isZero();
  }

  @Test
  void theEndOfABoundedReplayClearsNothing() throws Exception {
    for (int i = 0; i < 2; i++) {
      harness.processElement1(window(i, 0.9f), 0);
    }
    passTime(Long.MAX_VALUE);
    assertThat(harness.extractOutputValues()).hasSize(1);
  }

  @Test
  void aRestoredFunctionGoesOnWhereTheSnapshotWasTaken() throws Exception {
    Random random = new Random(7);
    List<ScoredWindow> windows = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      windows.add(window(i, random.nextFloat()));
    }
    for (ScoredWindow window : windows) {
      harness.processElement1(window, 0);
    }
    List<EcgAlert> plain = harness.extractOutputValues();
    assertThat(plain).hasSizeGreaterThan(4);
    for (int cut = 1; cut < 60; cut += 7) {
      close();
      open();
      for (ScoredWindow window : windows.subList(0, cut)) {
        harness.processElement1(window, 0);
      }
      List<EcgAlert> restored = new ArrayList<>(harness.extractOutputValues());
      OperatorSubtaskState snapshot = harness.snapshot(1, 1);
      close();
      harness = newHarness();
      harness.setup(ALERTS);
      harness.initializeState(snapshot);
      harness.open();
      for (ScoredWindow window : windows.subList(cut, 60)) {
        harness.processElement1(window, 0);
      }
      restored.addAll(harness.extractOutputValues());
      assertThat(restored).isEqualTo(plain);
    }
  }

  @Test
  void anAcknowledgementIsPartOfTheAlertFromThenOn() throws Exception {
    harness.processElement1(window(0, 0.9f), 0);
    harness.processElement1(window(1, 0.9f), 0);
    String id = harness.extractOutputValues().get(0).getAlertId();
    harness.processElement2(action(action(AlertActionKind.ACKNOWLEDGE).setAlertId(id)), 0);
    harness.processElement1(window(2, 0.1f), 0);
    harness.processElement1(window(3, 0.1f), 0);
    assertThat(harness.extractOutputValues())
        .extracting(EcgAlert::getState, EcgAlert::getAcknowledgedBy, EcgAlert::getAlertId)
        .containsExactly(
            tuple(AlertState.RAISED, null, id),
            tuple(AlertState.UPDATED, "nurse 1", id),
            tuple(AlertState.CLEARED, "nurse 1", id));
    // The next episode is another alert.
    harness.processElement1(window(4, 0.9f), 0);
    harness.processElement1(window(5, 0.9f), 0);
    assertThat(harness.extractOutputValues())
        .last()
        .extracting(EcgAlert::getAcknowledgedBy)
        .isNull();
  }

  @Test
  void anAcknowledgementOfWhatIsNotRaisedIsADeadLetter() throws Exception {
    IncomingAction action = action(action(AlertActionKind.ACKNOWLEDGE).setAlertId("none"));
    harness.processElement2(action, 0);
    harness.processElement1(window(0, 0.9f), 0);
    harness.processElement2(action, 0);
    assertThat(harness.getSideOutput(DeadLetters.TAG))
        .extracting(record -> record.getValue().getReason())
        .containsExactly(DeadLetterReason.INVALID_ACTION, DeadLetterReason.INVALID_ACTION);
    assertThat(harness.getSideOutput(DeadLetters.TAG))
        .extracting(record -> record.getValue().getDetail())
        .containsExactly(
            "nothing has been scored of this lead of the device",
            "no such alert is raised; it may have been cleared meanwhile");
  }

  @Test
  void whatOutlastsASilenceIsRaisedThenWithItsTrueOnset() throws Exception {
    harness.processElement1(window(0, 0.1f), 0);
    harness.processElement2(
        action(action(AlertActionKind.SILENCE).setLabel("AFIB").setUntilMicros(40_000_000L)), 0);
    for (int i = 1; i < 6; i++) {
      harness.processElement1(window(i, 0.9f), 0);
    }
    assertThat(harness.extractOutputValues()).isEmpty();
    // Window 6 ends at 40 s.
    harness.processElement1(window(6, 0.9f), 0);
    assertThat(harness.extractOutputValues())
        .extracting(EcgAlert::getState, EcgAlert::getOnsetMicros, EcgAlert::getTransitionMicros)
        .containsExactly(tuple(AlertState.RAISED, 5_000_000L, 40_000_000L));
  }

  @Test
  void aResumedLabelIsRaisedBeforeTheSilenceWouldHaveEnded() throws Exception {
    harness.processElement1(window(0, 0.1f), 0);
    harness.processElement2(
        action(action(AlertActionKind.SILENCE).setUntilMicros(4_000_000_000L)), 0);
    harness.processElement1(window(1, 0.9f), 0);
    harness.processElement1(window(2, 0.9f), 0);
    assertThat(harness.extractOutputValues()).isEmpty();
    harness.processElement2(action(action(AlertActionKind.RESUME)), 0);
    harness.processElement1(window(3, 0.9f), 0);
    assertThat(harness.extractOutputValues()).hasSize(1);
  }

  @Test
  void resumingALeadEndsTheSilenceOfEachOfItsLabels() throws Exception {
    harness.processElement1(window(0, 0.1f), 0);
    harness.processElement2(
        action(action(AlertActionKind.SILENCE).setLabel("AFIB").setUntilMicros(4_000_000_000L)), 0);
    harness.processElement2(action(action(AlertActionKind.RESUME)), 0);
    harness.processElement1(window(1, 0.9f), 0);
    harness.processElement1(window(2, 0.9f), 0);
    assertThat(harness.extractOutputValues()).hasSize(1);
  }

  @Test
  void oneLabelOfALeadThatIsSilencedAsAWholeCannotBeResumed() throws Exception {
    harness.processElement1(window(0, 0.1f), 0);
    harness.processElement2(
        action(action(AlertActionKind.SILENCE).setUntilMicros(4_000_000_000L)), 0);
    harness.processElement2(action(action(AlertActionKind.RESUME).setLabel("AFIB")), 0);
    assertThat(harness.getSideOutput(DeadLetters.TAG))
        .singleElement()
        .satisfies(
            record ->
                assertThat(record.getValue().getDetail()).contains("can only be resumed together"));
  }

  @Test
  void eventTimeIsWhatTheSegmentsSayEvenIfTheyFallSilent() throws Exception {
    harness.processElement1(window(0, 0.9f), 0);
    harness.processElement1(window(1, 0.9f), 0);
    harness.processWatermark2(Watermark.MAX_WATERMARK);
    harness.processWatermarkStatus1(WatermarkStatus.IDLE);
    harness.processWatermarkStatus1(WatermarkStatus.ACTIVE);
    harness.processWatermark1(new Watermark(86_416_000));
    assertThat(harness.extractOutputValues())
        .extracting(EcgAlert::getState)
        .containsExactly(AlertState.RAISED, AlertState.CLEARED);
  }

  @Test
  void aPolicyTakesEffectAtItsEventTimeAndIsReportedOnce() throws Exception {
    AlertPolicy strict =
        AlertPolicy.newBuilder()
            .setLabel("AFIB")
            .setVersion("strict")
            .setThreshold(0.95f)
            .setEffectiveFromMicros(20_000_000)
            .build();
    AlertPolicy wrong = AlertPolicy.newBuilder(strict).setClearRatio(7).build();
    COMMANDED.set(
        List.of(
            new ControlEntry<>("policies", 0, 0, 0, Optional.of(strict), ""),
            new ControlEntry<>("policies", 0, 1, 0, Optional.of(wrong), "")));
    for (int i = 0; i < 4; i++) {
      // Ends at 10, 15, 20 and 25 s.
      harness.processElement1(window(i, 0.9f), 0);
    }
    assertThat(harness.extractOutputValues())
        .extracting(EcgAlert::getState, EcgAlert::getTransitionMicros, EcgAlert::getPolicyVersion)
        .containsExactly(tuple(AlertState.RAISED, 15_000_000L, AlertPolicies.DEFAULT_VERSION));
    harness.processElement1(window(4, 0.1f), 0);
    harness.processElement1(window(5, 0.1f), 0);
    assertThat(harness.extractOutputValues())
        .last()
        .extracting(EcgAlert::getState, EcgAlert::getPolicyVersion)
        .containsExactly(AlertState.CLEARED, "strict");
    harness.setProcessingTime(harness.getProcessingTime() + 500);
    assertThat(harness.getSideOutput(ControlReports.TAG))
        .extracting(
            record -> record.getValue().getOffset(), record -> record.getValue().getVerdict())
        .containsExactly(tuple(0L, ControlVerdict.ACCEPTED), tuple(1L, ControlVerdict.REFUSED));
    assertThat(harness.getSideOutput(ControlReports.TAG))
        .last()
        .extracting(record -> record.getValue().getDetail())
        .isEqualTo("Alert policy of AFIB: clearRatio is 7.0; allowed: above 0, at most 1");
  }

  private static ScoredWindow unscored(int index) {
    ScoredWindow window = window(index, 0);
    return new ScoredWindow(
        window.deviceId(),
        window.lead(),
        window.startMicros(),
        window.endMicros(),
        window.quality(),
        window.modelId(),
        window.modelVersion(),
        List.of(),
        new float[0],
        new float[0],
        "the model was trained for lead II, not I");
  }

  @Test
  void aLeadThatNoModelLooksAtIsOneTechnicalAlertUntilOneDoes() throws Exception {
    for (int i = 0; i < 100; i++) {
      harness.processElement1(unscored(i), 0);
    }
    harness.processElement1(window(100, 0.1f), 0);
    harness.processElement1(window(101, 0.1f), 0);
    // Window 100 ends at 510 s.
    assertThat(harness.getSideOutput(TechnicalAlerts.TAG))
        .extracting(
            record -> record.getValue().getState(),
            record -> record.getValue().getOnsetMicros(),
            record -> record.getValue().getEndMicros())
        .containsExactly(
            tuple(TechnicalState.RAISED, 0L, null),
            tuple(TechnicalState.CLEARED, 0L, 510_000_000L));
    assertThat(harness.getSideOutput(TechnicalAlerts.TAG))
        .first()
        .satisfies(
            record -> {
              assertThat(record.getValue().getDetail()).contains("trained for lead II");
              assertThat(record.getValue().getAlertId())
                  .as("the assembler may have raised the same condition from the same window on")
                  .isNotEqualTo(
                      AlertId.of(new LeadKey("d", "I"), TechnicalCondition.POOR_QUALITY.name(), 0));
            });
  }

  @Test
  void windowsThatAreNotScoredNeitherRaiseNorClear() throws Exception {
    harness.processElement1(window(0, 0.9f), 0);
    harness.processElement1(window(1, 0.9f), 0);
    for (int i = 2; i < 8; i++) {
      harness.processElement1(unscored(i), 0);
    }
    assertThat(harness.extractOutputValues()).hasSize(1);
  }

  @Test
  void aLeadThatWasNeverScoredIsForgottenLikeAnyOther() throws Exception {
    harness.processElement1(unscored(0), 0);
    assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
    passTime(86_410_001);
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numEventTimeTimers()).isZero();
    assertThat(harness.getSideOutput(TechnicalAlerts.TAG))
        .extracting(record -> record.getValue().getState())
        .containsExactly(TechnicalState.RAISED, TechnicalState.CLEARED);
  }

  /** States of the alerts of three windows in fibrillation, the last of which ends at 20 s. */
  private List<AlertState> endOfRange(long rangeEndMicros) throws Exception {
    close();
    harness = newHarness(OptionalLong.of(rangeEndMicros));
    harness.setup(ALERTS);
    harness.open();
    for (int i = 0; i < 3; i++) {
      harness.processElement1(window(i, 0.9f), 0);
    }
    passTime(Long.MAX_VALUE);
    return harness.extractOutputValues().stream().map(EcgAlert::getState).toList();
  }

  @Test
  void atTheEndOfARangeAnAlertOfALeadThatWasSilentForADayIsClearedAndNoOther() throws Exception {
    long dayAfter = 20_000_000L + Duration.ofHours(24).toMillis() * 1000;
    assertThat(endOfRange(dayAfter - 1)).containsExactly(AlertState.RAISED);
    assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
    assertThat(endOfRange(dayAfter)).containsExactly(AlertState.RAISED, AlertState.CLEARED);
    assertThat(harness.extractOutputValues().get(1).getTransitionMicros()).isEqualTo(dayAfter);
    assertThat(harness.numKeyedStateEntries()).isZero();
  }
}
