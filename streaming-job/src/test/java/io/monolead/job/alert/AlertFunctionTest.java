// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.job.identity.LeadKey;
import io.monolead.job.infer.ScoredWindow;
import io.monolead.job.serialize.MessageTypeInformation;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.signal.SignalQuality;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlertFunctionTest {
  private static final TypeSerializer<EcgAlert> ALERTS =
      MessageTypeInformation.forMessage(EcgAlert.class)
          .createSerializer(new SerializerConfigImpl());

  private KeyedOneInputStreamOperatorTestHarness<LeadKey, ScoredWindow, EcgAlert> harness;

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

  private static KeyedOneInputStreamOperatorTestHarness<LeadKey, ScoredWindow, EcgAlert>
      newHarness() throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new KeyedProcessOperator<>(
            new AlertFunction(
                AlertPolicies.defaults(), Duration.ofSeconds(60), Duration.ofHours(24))),
        window -> new LeadKey(window.deviceId(), window.lead()),
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
      harness.processElement(window(i, 0.1f), 0);
    }
    assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
    assertThat(harness.numEventTimeTimers()).isEqualTo(1);
  }

  @Test
  void aLeadSilentForADayIsClearedAndForgotten() throws Exception {
    for (int i = 0; i < 2; i++) {
      harness.processElement(window(i, 0.9f), 0);
    }
    harness.processWatermark(86_416_000);
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
      harness.processElement(window(i, 0.9f), 0);
    }
    harness.processWatermark(Long.MAX_VALUE);
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
      harness.processElement(window, 0);
    }
    List<EcgAlert> plain = harness.extractOutputValues();
    assertThat(plain).hasSizeGreaterThan(4);
    for (int cut = 1; cut < 60; cut += 7) {
      close();
      open();
      for (ScoredWindow window : windows.subList(0, cut)) {
        harness.processElement(window, 0);
      }
      List<EcgAlert> restored = new ArrayList<>(harness.extractOutputValues());
      OperatorSubtaskState snapshot = harness.snapshot(1, 1);
      close();
      harness = newHarness();
      harness.setup(ALERTS);
      harness.initializeState(snapshot);
      harness.open();
      for (ScoredWindow window : windows.subList(cut, 60)) {
        harness.processElement(window, 0);
      }
      restored.addAll(harness.extractOutputValues());
      assertThat(restored).isEqualTo(plain);
    }
  }
}
