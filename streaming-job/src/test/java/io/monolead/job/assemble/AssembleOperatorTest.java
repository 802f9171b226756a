// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.assemble;

import static io.monolead.job.TestSegments.EPOCH;
import static io.monolead.job.TestSegments.incoming;
import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.job.decode.IncomingSegment;
import io.monolead.job.identity.LeadKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Event time is 5 s behind; the wall clock counts from 0; silence is reported after 10 s. */
class AssembleOperatorTest {
  private static final Optional<Duration> LIVE = Optional.of(Duration.ofSeconds(10));

  private KeyedOneInputStreamOperatorTestHarness<LeadKey, IncomingSegment, Window> harness;
  private final List<String> technical = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    open(LIVE, null);
  }

  private void open(Optional<Duration> silence, OperatorSubtaskState state) throws Exception {
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new AssembleOperator(AssemblyRules.defaults(), silence),
            segment -> new LeadKey(segment.deviceId(), segment.lead()),
            TypeInformation.of(LeadKey.class));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  /** Segments of one second from one second to another, each when its last sample is taken. */
  private void live(int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      wallClock(i + 1);
      harness.processElement(incoming(i, i), 0);
      eventTime(i - 5);
    }
  }

  private void wallClock(double seconds) throws Exception {
    harness.setProcessingTime(Math.round(seconds * 1000));
    var side = harness.getSideOutput(TechnicalAlerts.TAG);
    if (side != null) {
      side.forEach(record -> technical.add(RecordingOutput.text(record.getValue())));
      side.clear();
    }
  }

  private void eventTime(double seconds) throws Exception {
    harness.processWatermark(EPOCH / 1000 + Math.round(seconds * 1000));
  }

  private void allSilent() throws Exception {
    harness.processWatermarkStatus(WatermarkStatus.IDLE);
  }

  private void tick(int from, int to) throws Exception {
    for (int second = from; second <= to; second++) {
      wallClock(second);
    }
  }

  @Test
  void ifAllDevicesFallSilentTheSignalIsLostAllTheSame() throws Exception {
    live(0, 20);
    wallClock(30);
    allSilent();
    // The last segment, of second 19, left event time at 14 s: at 20 s by the wall clock. What was
    // seen ends at 20 s and is lost 30 s later: when the wall clock has moved on by 36 s.
    tick(31, 56);
    assertThat(technical).isEmpty();
    tick(57, 57);
    assertThat(technical).containsExactly("SIGNAL_LOST RAISED 20");
    tick(58, 200);
    assertThat(technical).hasSize(1);
  }

  @Test
  void stateOfDevicesThatNeverReturnGoes() throws Exception {
    live(0, 20);
    wallClock(30);
    allSilent();
    tick(31, 40);
    wallClock(90_000);
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(technical).containsExactly("SIGNAL_LOST RAISED 20", "SIGNAL_LOST CLEARED 20-86420");
  }

  @Test
  void whatComesAfterTheSilenceClearsTheAlertAndMovesEventTimeAgain() throws Exception {
    live(0, 20);
    wallClock(30);
    allSilent();
    tick(31, 60);
    harness.processWatermarkStatus(WatermarkStatus.ACTIVE);
    // The backlog of the silence comes at once; its watermarks lie behind and must not go back.
    for (int i = 20; i < 61; i++) {
      harness.processElement(incoming(i, i), 0);
      eventTime(i - 5);
    }
    live(61, 100);
    tick(101, 101);
    assertThat(technical).containsExactly("SIGNAL_LOST RAISED 20", "SIGNAL_LOST CLEARED 20-20");
    assertThat(
            harness.getOutput().stream()
                .filter(o -> o instanceof org.apache.flink.streaming.api.watermark.Watermark)
                .map(o -> ((org.apache.flink.streaming.api.watermark.Watermark) o).getTimestamp()))
        .isSorted()
        .last()
        .isEqualTo(EPOCH / 1000 + 94_000);
  }

  @Test
  void aRestartInTheMiddleOfTheSilenceDoesNotHideIt() throws Exception {
    live(0, 20);
    OperatorSubtaskState state = harness.snapshot(1, 1);
    close();
    open(LIVE, state);
    wallClock(50);
    assertThat(technical).isEmpty();
    wallClock(60);
    allSilent();
    wallClock(61);
    assertThat(technical).containsExactly("SIGNAL_LOST RAISED 20");
  }

  @Test
  void aRestartWithABacklogReadsItBeforeItSpeaksOfSilence() throws Exception {
    live(0, 20);
    OperatorSubtaskState state = harness.snapshot(1, 1);
    close();
    open(LIVE, state);
    wallClock(1000);
    for (int i = 20; i < 990; i++) {
      harness.processElement(incoming(i, i), 0);
      eventTime(i - 5);
    }
    wallClock(1010);
    allSilent();
    tick(1011, 1030);
    assertThat(technical).isEmpty();
    tick(1031, 1037);
    assertThat(technical).containsExactly("SIGNAL_LOST RAISED 990");
  }

  @Test
  void aWallClockThatIsSetBackRaisesNothing() throws Exception {
    live(0, 20);
    wallClock(30);
    allSilent();
    tick(31, 40);
    harness.setProcessingTime(-1_000_000);
    wallClock(41);
    assertThat(technical).isEmpty();
  }

  @Test
  void aRunThatIsNotLiveStandsStillInSilence() throws Exception {
    close();
    open(Optional.empty(), null);
    live(0, 20);
    wallClock(30);
    allSilent();
    tick(31, 100);
    wallClock(200_000);
    assertThat(technical).isEmpty();
    assertThat(harness.getOutput()).last().isEqualTo(WatermarkStatus.IDLE);
  }

  @Test
  void withoutAnySegmentEverNothingMoves() throws Exception {
    allSilent();
    tick(1, 100);
    assertThat(harness.getOutput()).isEmpty();
  }
}
