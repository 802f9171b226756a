// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.monolead.job.assemble.Window;
import io.monolead.job.control.ControlLog;
import io.monolead.signal.SignalQuality;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InferOperatorTest {
  private static final List<String> LABELS = List.of("AFIB", "PVC");

  /** The operator is copied by serialisation, so the scorer it opens is handed over here. */
  private static final ThreadLocal<MeanScorer> OPENED = new ThreadLocal<>();

  private OneInputStreamOperatorTestHarness<Window, ScoredWindow> harness;
  private MeanScorer scorer;

  @BeforeEach
  void open() throws Exception {
    harness = newHarness();
    time(1000);
    harness.open();
    scorer = OPENED.get();
  }

  private static OneInputStreamOperatorTestHarness<Window, ScoredWindow> newHarness()
      throws Exception {
    return new OneInputStreamOperatorTestHarness<>(
        new InferOperator(
            batchSize -> {
              OPENED.set(new MeanScorer(LABELS, batchSize));
              return OPENED.get();
            },
            CommandedModels.none(),
            ControlLog::empty,
            Duration.ZERO,
            new Batching(4, 50),
            TestClock::nanos));
  }

  /** It is so late by both clocks. */
  private void time(long millis) throws Exception {
    TestClock.set(millis);
    harness.setProcessingTime(millis);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static Window window(String device, float first) {
    return window(device, first, 100);
  }

  private static Window window(String device, float first, double rateHz) {
    return new Window(
        device,
        "I",
        1_000_000,
        11_000_000,
        rateHz,
        new float[] {first},
        new SignalQuality(1, Set.of()));
  }

  private void send(Window window) throws Exception {
    harness.processElement(window, 11_000);
  }

  @Test
  void aFullBatchIsScoredAtOnceInOrder() throws Exception {
    for (int i = 0; i < 3; i++) {
      send(window("d" + i, i / 4f));
    }
    assertThat(harness.getOutput()).isEmpty();
    send(window("d3", 0.75f));
    List<ScoredWindow> scored = harness.extractOutputValues();
    assertThat(scored).extracting(ScoredWindow::deviceId).containsExactly("d0", "d1", "d2", "d3");
    assertThat(scored.get(3).probabilities()).containsExactly(0.75f, 0.375f);
    assertThat(scored.get(3).labels()).isEqualTo(LABELS);
    assertThat(scorer.batches).containsExactly(4);
  }

  @Test
  void aBatchThatDoesNotFillIsScoredWhenItsFirstWindowHasWaited() throws Exception {
    send(window("d0", 0.5f));
    time(1030);
    send(window("d1", 0.5f));
    time(1049);
    assertThat(harness.extractOutputValues()).isEmpty();
    time(1050);
    assertThat(harness.extractOutputValues()).hasSize(2);
  }

  @Test
  void theTimerOfAFullBatchDoesNotCutTheNextOneShort() throws Exception {
    for (int i = 0; i < 4; i++) {
      send(window("d" + i, 0.5f));
    }
    time(1010);
    send(window("d4", 0.5f));
    time(1040);
    assertThat(scorer.batches).containsExactly(4);
    time(1060);
    assertThat(scorer.batches).containsExactly(4, 1);
  }

  /** Windows one by one, so far apart that each finds the subtask idle. */
  private long lonelyWindows(int count, long fromMillis, long apartMillis) throws Exception {
    for (int i = 0; i < count; i++) {
      time(fromMillis + i * apartMillis);
      send(window("d" + i, 0.5f));
    }
    return fromMillis + count * apartMillis;
  }

  @Test
  void aWindowThatExpectsNoCompanyIsScoredAtOnce() throws Exception {
    long now = lonelyWindows(10, 2000, 200);
    int before = harness.extractOutputValues().size();
    time(now);
    send(window("alone", 0.5f));
    assertThat(harness.extractOutputValues()).hasSize(before + 1);
    assertThat(scorer.batches.get(scorer.batches.size() - 1)).isEqualTo(1);
  }

  @Test
  void batchesFillAgainWhenWindowsQueueWhileOneIsScored() throws Exception {
    lonelyWindows(10, 2000, 200);
    int before = scorer.batches.size();
    // From now on the next window is always there when the subtask looks.
    for (int i = 0; i < 80; i++) {
      send(window("d" + i, 0.5f));
    }
    List<Integer> since = scorer.batches.subList(before, scorer.batches.size());
    assertThat(since.subList(since.size() - 10, since.size())).containsOnly(4);
  }

  @Test
  void aBatchWhoseCompanyDoesNotComeWaitsNoLongerThanScoringTakes() throws Exception {
    long now = 2000;
    for (int i = 0; i < 80; i++) {
      time(now += 10);
      for (int k = 0; k < 4; k++) {
        send(window("d" + k, 0.5f));
      }
    }
    int before = scorer.batches.size();
    time(now += 8);
    send(window("last", 0.5f));
    // The average of what scoring took has come down from the first guess, 50 ms.
    time(now + MeanScorer.SCORING_MILLIS - 1);
    assertThat(scorer.batches).hasSize(before);
    time(now + MeanScorer.SCORING_MILLIS + 1);
    assertThat(scorer.batches).hasSize(before + 1);
  }

  @Test
  void nothingIsInFlightWhenACheckpointIsTaken() throws Exception {
    send(window("d0", 0.5f));
    harness.prepareSnapshotPreBarrier(1);
    assertThat(harness.extractOutputValues()).hasSize(1);
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    harness.close();
    harness = newHarness();
    harness.initializeState(snapshot);
    harness.open();
    harness.endInput();
    assertThat(harness.extractOutputValues()).isEmpty();
  }

  @Test
  void theEndOfTheInputScoresWhatWaits() throws Exception {
    send(window("d0", 0.5f));
    harness.endInput();
    assertThat(harness.extractOutputValues()).hasSize(1);
  }

  @Test
  void aWatermarkNeitherOvertakesAWindowNorCutsABatchShort() throws Exception {
    harness.processWatermark(new Watermark(1));
    send(window("d0", 0.5f));
    harness.processWatermark(new Watermark(2));
    harness.processWatermark(new Watermark(3));
    assertThat(harness.getOutput()).containsExactly(new Watermark(1));
    time(1050);
    assertThat(harness.getOutput()).hasSize(3);
    assertThat(harness.getOutput().toArray()[1]).isInstanceOf(StreamRecord.class);
    assertThat(harness.getOutput().toArray()[2]).isEqualTo(new Watermark(3));
  }

  @Test
  void anIdleInputScoresWhatWaitsBeforeItIsReported() throws Exception {
    send(window("d0", 0.5f));
    harness.processWatermarkStatus(WatermarkStatus.IDLE);
    assertThat(harness.getOutput().toArray()[0]).isInstanceOf(StreamRecord.class);
    assertThat(harness.getOutput().toArray()[1]).isEqualTo(WatermarkStatus.IDLE);
  }

  @Test
  void anOutputThatIsNotFiniteIsReportedAndItsNeighboursAreScored() throws Exception {
    send(window("d0", 0.5f));
    send(window("bad", Float.NaN));
    send(window("d2", 0.25f));
    send(window("d3", 0.125f));
    List<ScoredWindow> scored = harness.extractOutputValues();
    assertThat(scored).extracting(ScoredWindow::deviceId).containsExactly("d0", "bad", "d2", "d3");
    assertThat(scored.get(2).probabilities()).containsExactly(0.25f, 0.125f);
    assertThat(scored.get(1).isScored()).isFalse();
    assertThat(scored.get(1).unscored()).contains("not finite");
    assertThat(scored.get(1).labels()).isEmpty();
  }

  @Test
  void aWindowTheModelCannotTakeTakesNoPlaceAndKeepsItsTurn() throws Exception {
    send(window("first", 0.5f, 13));
    send(window("d0", 0.5f));
    send(window("odd", 0.5f, 13));
    for (int i = 1; i < 4; i++) {
      send(window("d" + i, 0.5f));
    }
    assertThat(scorer.batches).containsExactly(4);
    assertThat(harness.extractOutputValues())
        .extracting(ScoredWindow::deviceId, ScoredWindow::isScored)
        .containsExactly(
            tuple("first", false),
            tuple("d0", true),
            tuple("odd", false),
            tuple("d1", true),
            tuple("d2", true),
            tuple("d3", true));
  }

  @Test
  void windowsTheModelCannotTakeDoNotWaitForABatchForEver() throws Exception {
    send(window("d0", 0.5f));
    for (int i = 0; i < 15; i++) {
      send(window("odd", 0.5f, 13));
    }
    assertThat(scorer.batches).containsExactly(1);
    assertThat(harness.extractOutputValues()).hasSize(16);
  }

  @Test
  void timestampsStayWithTheirWindows() throws Exception {
    for (int i = 0; i < 4; i++) {
      harness.processElement(window("d" + i, 0.5f), i);
    }
    assertThat(harness.getOutput())
        .extracting(element -> ((StreamRecord<?>) element).getTimestamp())
        .containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void closingTheOperatorClosesItsScorer() throws Exception {
    harness.close();
    assertThat(scorer.closed).isTrue();
    open();
  }
}
