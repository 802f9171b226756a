// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.assemble;

import static io.monolead.job.TestSegments.incoming;
import static io.monolead.job.TestSegments.ramp;
import static io.monolead.job.TestSegments.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.job.decode.IncomingSegment;
import io.monolead.job.decode.SegmentDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class SegmentAssemblerTest {
  private final AssemblyRules rules = AssemblyRules.defaults();
  private final SegmentAssembler assembler =
      new SegmentAssembler(rules, new SegmentDecoder(Duration.ofDays(1)));
  private final LeadState state = new LeadState();
  private final RecordingOutput out = new RecordingOutput();

  private void accept(IncomingSegment... segments) {
    for (IncomingSegment segment : segments) {
      assembler.accept(state, segment, out);
    }
  }

  private void acceptSeconds(int from, int to) {
    for (int second = from; second < to; second++) {
      accept(incoming(second, second));
    }
  }

  @Test
  void theFirstWindowComesWithTheTenthSecondAndThenOneEveryFive() {
    acceptSeconds(0, 9);
    assertThat(out.windows).isEmpty();
    acceptSeconds(9, 20);
    assertThat(out.windowsWithoutHash())
        .containsExactly(
            "0-10 1000@100.0 from 0", "5-15 1000@100.0 from 500", "10-20 1000@100.0 from 1000");
  }

  @Test
  void windowsAreInMillivoltsAndMissingSamplesAreNaN() {
    ByteBuffer samples = ByteBuffer.allocate(2000).order(ByteOrder.LITTLE_ENDIAN);
    samples.putShort(0, (short) 250).putShort(2, Short.MIN_VALUE).putShort(4, (short) -400);
    List<Window> windows = new ArrayList<>();
    assembler.accept(
        state,
        incoming(segment(0, 0).setSamples(samples).setResolutionNanovolts(4880)),
        new WindowsOnly(windows));
    // 250 x 4.88 uV = 1.22 mV, -400 x 4.88 uV = -1.952 mV
    assertThat(windows.get(0).millivolts()).startsWith(1.22f, Float.NaN, -1.952f);
    assertThat(windows.get(0).quality().usableShare()).isLessThan(1);
  }

  @Test
  void oneSegmentOfAMinuteGivesElevenWindows() {
    accept(incoming(segment(0, 0).setSamples(ramp(0, 6000))));
    assertThat(out.windows).hasSize(11);
    assertThat(out.windowsWithoutHash()).endsWith("50-60 1000@100.0 from 5000");
  }

  @Test
  void aDuplicateIsDroppedWhetherUsedOrWaiting() {
    accept(incoming(0, 0), incoming(0, 0), incoming(2, 2), incoming(2, 2), incoming(1, 1));
    accept(incoming(2, 2));
    assertThat(out.duplicates).isEqualTo(3);
    assertThat(out.rejected).isEmpty();
    assertThat(state.nextSequence).isEqualTo(3);
  }

  @Test
  void aUsedNumberWithOtherContentIsRejected() {
    acceptSeconds(0, 3);
    accept(incoming(segment(1, 1).setResolutionNanovolts(2000)));
    assertThat(out.rejected).containsExactly("TOO_LATE 1");
  }

  @Test
  void aWaitingNumberWithOtherContentIsRejected() {
    accept(incoming(0, 0), incoming(2, 2), incoming(segment(2, 2).setResolutionNanovolts(2000)));
    assertThat(out.rejected).containsExactly("INVALID_SEQUENCE 2");
  }

  @Test
  void aHoleIsGivenUpWhenTheDevicesClockHasPassedItByTheTolerance() {
    acceptSeconds(0, 3);
    acceptSeconds(4, 10);
    // The first that waits starts at 4 s, the latest at 9 s: not yet more than 5 s.
    assertThat(state.nextSequence).isEqualTo(3);
    acceptSeconds(10, 11);
    assertThat(state.nextSequence).isEqualTo(11);
    accept(incoming(3, 3));
    assertThat(out.rejected).containsExactly("TOO_LATE 3");
    acceptSeconds(11, 14);
    assertThat(out.windowsWithoutHash()).containsExactly("4-14 1000@100.0 from 400");
  }

  @Test
  void longSegmentsMaySwapPlacesToo() {
    accept(
        incoming(segment(1, 20).setSamples(ramp(2000, 2000))),
        incoming(segment(0, 0).setSamples(ramp(0, 2000))));
    assertThat(out.windows).hasSize(7);
    assertThat(out.rejected).isEmpty();
  }

  @Test
  void aFullWaitingRoomGivesTheHoleUp() {
    AssemblyRules narrow =
        new AssemblyRules(
            10_000_000,
            5_000_000,
            20_000,
            5_000_000,
            1000,
            1_000_000,
            0,
            30_000_000,
            86_400_000_000L);
    SegmentAssembler small = new SegmentAssembler(narrow, new SegmentDecoder(Duration.ofDays(1)));
    for (int second : new int[] {0, 2, 3}) {
      small.accept(state, incoming(second, second), out);
    }
    assertThat(state.nextSequence).isEqualTo(1);
    small.accept(state, incoming(4, 4), out);
    assertThat(state.nextSequence).isEqualTo(5);
    assertThat(state.waiting).isEmpty();
  }

  @Test
  void aWindowNeverSpansAGap() {
    acceptSeconds(0, 9);
    for (int i = 9; i < 20; i++) {
      accept(incoming(i, i + 2));
    }
    assertThat(out.windowsWithoutHash()).containsExactly("11-21 1000@100.0 from 1100");
    assertThat(out.technical).containsExactly("GAP RAISED 9", "GAP CLEARED 9-11");
  }

  @Test
  void aHoleShorterThanTheReportedOneEndsTheRunInSilence() {
    acceptSeconds(0, 9);
    accept(incoming(9, 9.9), incoming(10, 10.9));
    assertThat(out.technical).isEmpty();
    accept(incoming(11, 12.9));
    assertThat(out.technical).containsExactly("GAP RAISED 11.9", "GAP CLEARED 11.9-12.9");
  }

  @Test
  void aSegmentThatComesLateLeavesNoGap() {
    acceptSeconds(0, 3);
    acceptSeconds(4, 8);
    accept(incoming(3, 3));
    acceptSeconds(8, 20);
    assertThat(out.technical).isEmpty();
    assertThat(out.windows).hasSize(3);
  }

  @Test
  void aFlatSignalIsPoorFromItsFirstWindowToTheFirstGoodOne() {
    acceptSeconds(0, 10);
    ByteBuffer flat = ByteBuffer.allocate(200);
    for (int i = 10; i < 20; i++) {
      accept(incoming(segment(i, i).setSamples(flat.duplicate())));
    }
    acceptSeconds(20, 35);
    // Windows 0-10 and 5-15 are half a ramp or more; 10-20 is flat; 15-25 is half a ramp again.
    assertThat(out.technical)
        .containsExactly("POOR_QUALITY RAISED 10", "POOR_QUALITY CLEARED 10-25");
  }

  @Test
  void aChangedRateIsReportedUntilAWindowOfTheNewRateIsComplete() {
    acceptSeconds(0, 10);
    for (int i = 10; i < 21; i++) {
      accept(incoming(segment(i, i).setSamplingRateHz(200).setSamples(ramp(i * 200L, 200))));
    }
    assertThat(out.technical).containsExactly("RATE_CHANGE RAISED 10", "RATE_CHANGE CLEARED 10-20");
    assertThat(out.windows).hasSize(2);
  }

  @Test
  void everyConditionIsClearedWhenTheDeviceIsForgotten() {
    acceptSeconds(0, 3);
    accept(incoming(segment(3, 3).setSamplingRateHz(200).setSamples(ramp(0, 200))));
    accept(incoming(0, 100_000));
    assertThat(out.technical)
        .containsExactly(
            "RATE_CHANGE RAISED 3",
            "SIGNAL_LOST RAISED 4",
            "SIGNAL_LOST CLEARED 4-86404",
            "RATE_CHANGE CLEARED 3-86404");
  }

  @Test
  void aLittleJitterOfTheClockIsNoGapAndDoesNotAddUp() {
    for (int i = 0; i < 40; i++) {
      // The device's crystal is 1 % slow: each second of samples takes 1.01 s.
      accept(incoming(segment(i, i * 1.01).setSamples(ramp(i * 100L, 100))));
    }
    assertThat(out.windows).hasSize(7);
    // Sample 3000 was taken at 30.3 s; the last segment's start says so.
    assertThat(out.windowsWithoutHash().get(6)).startsWith("30.39-40.39").endsWith("from 3000");
  }

  @Test
  void timeGoingBackIsRejectedAndTheNextSegmentIsUsed() {
    acceptSeconds(0, 3);
    accept(incoming(3, 1), incoming(4, 3));
    assertThat(out.rejected).containsExactly("INVALID_TIME 3");
    assertThat(state.nextSequence).isEqualTo(5);
  }

  @Test
  void aDeviceThatRestartsItsCountGoesOn() {
    acceptSeconds(0, 12);
    for (int i = 0; i < 10; i++) {
      accept(incoming(i, 20 + i));
    }
    assertThat(out.rejected).isEmpty();
    assertThat(out.windowsWithoutHash())
        .containsExactly("0-10 1000@100.0 from 0", "20-30 1000@100.0 from 2000");
  }

  @Test
  void aCorruptNumberFarAheadDoesNotStopTheDevice() {
    acceptSeconds(0, 3);
    accept(incoming(Long.MAX_VALUE - 1, 3));
    acceptSeconds(4, 30);
    assertThat(out.windows).isNotEmpty();
    assertThat(state.lastEndMicros).isEqualTo(state.seenEndMicros);
  }

  @Test
  void aChangeOfRateOrResolutionBeginsANewRun() {
    acceptSeconds(0, 9);
    for (int i = 9; i < 18; i++) {
      accept(incoming(segment(i, i).setSamplingRateHz(200).setSamples(ramp(0, 200))));
    }
    for (int i = 18; i < 28; i++) {
      accept(
          incoming(
              segment(i, i)
                  .setSamplingRateHz(200)
                  .setSamples(ramp(i, 200))
                  .setResolutionNanovolts(1)));
    }
    assertThat(out.windows).hasSize(1);
    assertThat(out.windows.get(0)).startsWith("18-28 2000@200.0");
  }

  @Test
  void leadOffIsRaisedOnceClearedOnceAndInNoWindow() {
    acceptSeconds(0, 5);
    accept(incoming(segment(5, 5).setLeadOff(true)), incoming(segment(6, 6).setLeadOff(true)));
    acceptSeconds(7, 17);
    assertThat(out.technical).containsExactly("LEAD_OFF RAISED 5", "LEAD_OFF CLEARED 5-7");
    assertThat(out.windowsWithoutHash()).containsExactly("7-17 1000@100.0 from 700");
  }

  @Test
  void aLongSilenceFoundInTheDataIsRaisedAndCleared() {
    accept(incoming(0, 0), incoming(1, 40));
    assertThat(out.technical).containsExactly("SIGNAL_LOST RAISED 1", "SIGNAL_LOST CLEARED 1-40");
  }

  @Test
  void aSilenceOfADayForgetsTheDeviceAndClosesItsAlerts() {
    accept(incoming(segment(5, 0).setLeadOff(true)));
    accept(incoming(0, 100_000));
    assertThat(out.technical)
        .containsExactly(
            "LEAD_OFF RAISED 0",
            "SIGNAL_LOST RAISED 1",
            "SIGNAL_LOST CLEARED 1-86401",
            "LEAD_OFF CLEARED 0-86401");
    assertThat(state.nextSequence).isEqualTo(1);
  }

  @Test
  void streamsThatBeginInTheMiddleWaitForTheToleranceOnly() {
    for (int i = 500; i < 506; i++) {
      accept(incoming(i, i));
      assertThat(state.lastEndMicros).isEqualTo(LeadState.NONE);
    }
    accept(incoming(506, 506));
    assertThat(state.nextSequence).isEqualTo(507);
  }

  @Test
  void theFullestStateAt500HzStaysBelow64Kibibytes() throws Exception {
    for (int i = 0; i < 80; i++) {
      // Number 70 never comes: the rest waits until the room or the tolerance is used up.
      int number = i < 70 ? i : i + 1;
      accept(
          incoming(
              segment(number, number * 0.999).setSamplingRateHz(500).setSamples(ramp(0, 500))));
    }
    state.samples = new short[4999];
    DataOutputSerializer bytes = new DataOutputSerializer(1024);
    TypeInformation.of(LeadState.class)
        .createSerializer(new SerializerConfigImpl())
        .serialize(state, bytes);
    assertThat(bytes.length() + rules.reorderBytes() - state.waitingBytes())
        .as("serialised state with a full waiting room, bytes")
        .isBetween(40_000, 65_536);
  }

  private record WindowsOnly(List<Window> windows) implements AssemblyOutput {
    @Override
    public void window(Window window) {
      windows.add(window);
    }

    @Override
    public void technical(io.monolead.schemas.TechnicalAlert alert) {}

    @Override
    public void rejected(
        IncomingSegment segment, io.monolead.schemas.DeadLetterReason reason, String detail) {
      throw new AssertionError(reason + ": " + detail);
    }

    @Override
    public void duplicate() {}

    @Override
    public void late(long behindMicros) {}
  }
}
