// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.assemble;

import static io.monolead.job.TestSegments.EPOCH;
import static io.monolead.job.TestSegments.incoming;
import static io.monolead.job.TestSegments.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.job.TestSegments;
import io.monolead.job.decode.DeadLetters;
import io.monolead.job.decode.IncomingSegment;
import io.monolead.job.identity.LeadKey;
import io.monolead.schemas.DeadLetter;
import io.monolead.schemas.DeadLetterReason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AssembleFunctionTest {
  private KeyedOneInputStreamOperatorTestHarness<LeadKey, IncomingSegment, Window> harness;
  private final List<String> windows = new ArrayList<>();
  private final List<String> technical = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    harness = newHarness();
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static KeyedOneInputStreamOperatorTestHarness<LeadKey, IncomingSegment, Window>
      newHarness() throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new KeyedProcessOperator<>(new AssembleFunction(AssemblyRules.defaults())),
        segment -> new LeadKey(segment.deviceId(), segment.lead()),
        TypeInformation.of(LeadKey.class));
  }

  private void send(IncomingSegment segment) throws Exception {
    harness.processElement(segment, EPOCH / 1000);
    collect();
  }

  private void watermark(double seconds) throws Exception {
    harness.processWatermark(EPOCH / 1000 + Math.round(seconds * 1000));
    collect();
  }

  private void collect() {
    for (Window window : harness.extractOutputValues()) {
      windows.add(RecordingOutput.text(window));
    }
    harness.getOutput().clear();
    var side = harness.getSideOutput(TechnicalAlerts.TAG);
    if (side != null) {
      side.forEach(record -> technical.add(RecordingOutput.text(record.getValue())));
      side.clear();
    }
  }

  @Test
  void oneLeadIsOneStateEntryAndOneTimerHoweverMuchItSends() throws Exception {
    for (int i = 0; i < 100; i++) {
      send(incoming(i, i));
    }
    assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
    assertThat(harness.numEventTimeTimers()).isEqualTo(1);
    assertThat(windows).hasSize(19);
  }

  @Test
  void theSignalIsLostWhenTheWatermarkHasPassedTheTimeout() throws Exception {
    send(incoming(0, 0));
    watermark(31);
    assertThat(technical).isEmpty();
    watermark(31.002);
    assertThat(technical).containsExactly("SIGNAL_LOST RAISED 1");
    watermark(1000);
    assertThat(technical).hasSize(1);
    send(incoming(1, 2000));
    assertThat(technical).containsExactly("SIGNAL_LOST RAISED 1", "SIGNAL_LOST CLEARED 1-2000");
    assertThat(harness.numEventTimeTimers()).isEqualTo(1);
  }

  @Test
  void aReplayAtFullSpeedWithoutWatermarksSaysTheSame() throws Exception {
    List<IncomingSegment> segments = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      double start = i < 20 ? i : i < 40 ? 100 + i : 90_000 + i;
      segments.add(incoming(segment(i, start).setLeadOff(i % 19 == 0)));
    }
    for (IncomingSegment segment : segments) {
      send(segment);
    }
    List<String> fastWindows = List.copyOf(windows);
    List<String> fastTechnical = List.copyOf(technical);
    windows.clear();
    technical.clear();
    close();
    open();
    for (int i = 0; i < 60; i++) {
      double start = i < 20 ? i : i < 40 ? 100 + i : 90_000 + i;
      // A live watermark follows closely; in silence it comes from other devices.
      watermark(start - 1);
      send(segments.get(i));
    }
    assertThat(windows).isEqualTo(fastWindows).isNotEmpty();
    assertThat(technical).isEqualTo(fastTechnical).contains("SIGNAL_LOST RAISED 20");
  }

  @Test
  void aDeviceWithABacklogIsNotLostWhileItDelivers() throws Exception {
    watermark(10_000);
    for (int i = 0; i < 20; i++) {
      send(incoming(i, i));
    }
    watermark(10_020);
    assertThat(technical).isEmpty();
    watermark(10_031);
    assertThat(technical).containsExactly("SIGNAL_LOST RAISED 20");
  }

  @Test
  void rejectedSegmentsAreNoSignOfLife() throws Exception {
    for (int i = 0; i < 10; i++) {
      send(incoming(i, 1000 + i));
    }
    for (int i = 10; i < 60; i++) {
      watermark(1000 + i);
      send(incoming(i, i));
    }
    assertThat(technical).containsExactly("SIGNAL_LOST RAISED 1010");
  }

  @Test
  void aLongSilentDeviceLeavesNoStateAndNoTimer() throws Exception {
    send(incoming(0, 0));
    watermark(86_402);
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numEventTimeTimers()).isZero();
    assertThat(technical).containsExactly("SIGNAL_LOST RAISED 1", "SIGNAL_LOST CLEARED 1-86401");
  }

  @Test
  void theEndOfABoundedReplayUsesWhatWaitsAndRaisesNothing() throws Exception {
    // Number 1 before number 0: it waits for a 0 that never comes.
    send(incoming(segment(1, 0).setSamples(TestSegments.ramp(0, 1000))));
    assertThat(windows).isEmpty();
    harness.processWatermark(Long.MAX_VALUE);
    collect();
    assertThat(windows).hasSize(1);
    assertThat(technical).isEmpty();
    assertThat(harness.numEventTimeTimers()).isZero();
  }

  @Test
  void aDeadLetterCarriesOriginReasonAndTheOriginalBytes() throws Exception {
    IncomingSegment late = incoming(3, 1);
    for (int i = 0; i < 3; i++) {
      send(incoming(i, i));
    }
    send(late);
    DeadLetter letter = harness.getSideOutput(DeadLetters.TAG).poll().getValue();
    assertThat(letter.getReason()).isEqualTo(DeadLetterReason.INVALID_TIME);
    assertThat(letter.getTopic()).isEqualTo("ecg.segments");
    assertThat(letter.getPartition()).isEqualTo(3);
    assertThat(letter.getOffset()).isEqualTo(3);
    assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(late.value()));
    assertThat(letter.getKey()).isEqualTo(ByteBuffer.wrap(late.key()));
  }

  @Test
  void aRestoredFunctionGoesOnWhereTheSnapshotWasTaken() throws Exception {
    List<IncomingSegment> segments = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      // Every seventh swaps with its successor, so that a snapshot meets waiting segments.
      int number = i % 7 == 3 ? i + 1 : i % 7 == 4 ? i - 1 : i;
      segments.add(incoming(segment(number, number).setLeadOff(number == 17)));
    }
    for (IncomingSegment segment : segments) {
      send(segment);
    }
    List<String> plainWindows = List.copyOf(windows);
    List<String> plainTechnical = List.copyOf(technical);
    for (int cut = 1; cut < 40; cut += 3) {
      windows.clear();
      technical.clear();
      close();
      open();
      for (IncomingSegment segment : segments.subList(0, cut)) {
        send(segment);
      }
      OperatorSubtaskState snapshot = harness.snapshot(1, 1);
      close();
      harness = newHarness();
      harness.setup();
      harness.initializeState(snapshot);
      harness.open();
      for (IncomingSegment segment : segments.subList(cut, 40)) {
        send(segment);
      }
      assertThat(windows).as("restored after %d segments", cut).isEqualTo(plainWindows);
      assertThat(technical).isEqualTo(plainTechnical);
    }
  }

  /** What a run over a range says of a device that sends some segments and then no more. */
  private void endOfRange(double rangeEndSeconds, IncomingSegment... segments) throws Exception {
    windows.clear();
    technical.clear();
    close();
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            AssembleOperator.ofRange(
                AssemblyRules.defaults(),
                OptionalLong.of(EPOCH + Math.round(rangeEndSeconds * 1_000_000))),
            segment -> new LeadKey(segment.deviceId(), segment.lead()),
            TypeInformation.of(LeadKey.class));
    harness.open();
    for (IncomingSegment segment : segments) {
      send(segment);
    }
    harness.processWatermark(Long.MAX_VALUE);
    collect();
  }

  @Test
  void atTheEndOfARangeALeadThatWasSilentThenIsLostAndOneThatWasNotIsNot() throws Exception {
    endOfRange(31, incoming(0, 0));
    assertThat(technical).containsExactly("SIGNAL_LOST RAISED 1");
    endOfRange(30.999999, incoming(0, 0));
    assertThat(technical).isEmpty();
    assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
  }

  @Test
  void atTheEndOfARangeWaitingSegmentsAreUsedBeforeSilenceIsJudged() throws Exception {
    endOfRange(40, incoming(0, 0), incoming(2, 2));
    assertThat(technical)
        .containsExactly("GAP RAISED 1", "GAP CLEARED 1-2", "SIGNAL_LOST RAISED 3");
  }

  @Test
  void atTheEndOfARangeALeadThatWasSilentForADayIsForgottenAsInALiveRun() throws Exception {
    endOfRange(86_401, incoming(0, 0));
    assertThat(technical).containsExactly("SIGNAL_LOST RAISED 1", "SIGNAL_LOST CLEARED 1-86401");
    assertThat(harness.numKeyedStateEntries()).isZero();

    technical.clear();
    close();
    open();
    send(incoming(0, 0));
    watermark(100);
    watermark(90_000);
    assertThat(technical).containsExactly("SIGNAL_LOST RAISED 1", "SIGNAL_LOST CLEARED 1-86401");
  }
}
