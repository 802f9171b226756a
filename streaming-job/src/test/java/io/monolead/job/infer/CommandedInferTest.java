// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.monolead.job.assemble.Window;
import io.monolead.job.control.ControlEntries;
import io.monolead.job.control.ControlEntry;
import io.monolead.job.control.ControlLog;
import io.monolead.job.control.ControlReports;
import io.monolead.job.control.ModelRef;
import io.monolead.schemas.ControlReport;
import io.monolead.schemas.ControlVerdict;
import io.monolead.schemas.ModelAction;
import io.monolead.schemas.ModelCommand;
import io.monolead.signal.SignalQuality;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Models that commands deploy, shadow, try on a share of the devices, and roll back. */
class CommandedInferTest {
  private static final long SECOND = 1_000_000;
  private static final List<String> LABELS = List.of("AFIB");

  // The operator is copied by serialisation, so what it talks to lies here.
  private static volatile List<ControlEntry<ModelCommand>> log = List.of();
  private static final Map<String, MeanScorer> OPENED = new ConcurrentHashMap<>();
  private static volatile CountDownLatch loading = new CountDownLatch(0);

  private OneInputStreamOperatorTestHarness<Window, ScoredWindow> harness;

  private static final class Log implements ControlLog<ModelCommand> {
    @Override
    public List<ControlEntry<ModelCommand>> entries() {
      return log;
    }

    @Override
    public void close() {}
  }

  /** Says of which bundle it is; everything else is a mean. */
  private static final class Named implements PreparedModel {
    private final String name;

    Named(String name) {
      this.name = name;
    }

    @Override
    public String modelId() {
      return name;
    }

    @Override
    public String modelVersion() {
      return "1";
    }

    @Override
    public WindowScorer newScorer(int batchSize) {
      MeanScorer scorer = new MeanScorer(name, LABELS, batchSize);
      OPENED.put(name, scorer);
      return scorer;
    }

    @Override
    public void close() {}
  }

  private static PreparedModel prepare(ModelRef model) throws Exception {
    loading.await();
    if (model.uri().startsWith("away")) {
      throw new ModelUnavailableException("the broker does not answer", null);
    }
    if (model.uri().startsWith("bad")) {
      throw new IOException("its golden windows are not reproduced");
    }
    return new Named(model.uri());
  }

  @BeforeEach
  void open() throws Exception {
    log = List.of();
    OPENED.clear();
    harness = newHarness();
    harness.setProcessingTime(1000);
    harness.open();
  }

  private static OneInputStreamOperatorTestHarness<Window, ScoredWindow> newHarness()
      throws Exception {
    return new OneInputStreamOperatorTestHarness<>(
        new InferOperator(
            batchSize -> new MeanScorer("options", LABELS, batchSize),
            CommandedInferTest::prepare,
            Log::new,
            Duration.ZERO,
            new Batching(4, 50),
            TestClock::nanos));
  }

  @AfterEach
  void close() throws Exception {
    loading.countDown();
    harness.close();
    assertThat(OPENED.values()).as("every scorer that was opened").allMatch(one -> one.closed);
  }

  private static ModelCommand command(
      ModelAction action, String bundle, long fromSeconds, double share) {
    return ModelCommand.newBuilder()
        .setLead("I")
        .setAction(action)
        .setBundleUri(bundle)
        .setBundleSha256("0".repeat(64))
        .setCanaryShare((float) share)
        .setEffectiveFromMicros(fromSeconds * SECOND)
        .build();
  }

  private void send(String device, long endSeconds) throws Exception {
    send(device, "I", endSeconds);
  }

  private void send(String device, String lead, long endSeconds) throws Exception {
    Window window =
        new Window(
            device,
            lead,
            (endSeconds - 10) * SECOND,
            endSeconds * SECOND,
            100,
            new float[] {0.5f},
            new SignalQuality(1, Set.of()));
    harness.processElement(new StreamRecord<>(window));
  }

  private List<String> models() {
    return harness.extractOutputValues().stream().map(ScoredWindow::modelId).toList();
  }

  private List<ControlReport> reports() {
    List<ControlReport> reports = new ArrayList<>();
    if (harness.getSideOutput(ControlReports.TAG) != null) {
      harness.getSideOutput(ControlReports.TAG).forEach(record -> reports.add(record.getValue()));
    }
    return reports;
  }

  @Test
  void aBatchMayHoldTheLastWindowsOfOneModelAndTheFirstOfTheNext() throws Exception {
    log = ControlEntries.at(0, command(ModelAction.DEPLOY, "next", 100, 0));
    send("a", 95);
    send("b", 100);
    send("a", 105);
    send("c", 99);
    assertThat(models()).containsExactly("options", "next", "next", "options");
    assertThat(OPENED.get("next").batches).containsExactly(2);
  }

  @Test
  void aWindowWaitsForItsModelRatherThanBeScoredByAnother() throws Exception {
    loading = new CountDownLatch(1);
    log = ControlEntries.at(0, command(ModelAction.DEPLOY, "next", 100, 0));
    send("a", 95);
    Thread release =
        new Thread(
            () -> {
              try {
                Thread.sleep(300);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              loading.countDown();
            });
    release.start();
    send("a", 100);
    release.join();
    harness.endInput();
    assertThat(models()).containsExactly("options", "next");
    assertThat(reports())
        .filteredOn(report -> report.getVerdict() == ControlVerdict.IN_USE)
        .singleElement()
        .satisfies(report -> assertThat(report.getPauseMicros()).isGreaterThan(100_000));
  }

  @Test
  void aBadBundleChangesNothingAndIsReportedOnce() throws Exception {
    log =
        ControlEntries.at(
            0,
            command(ModelAction.DEPLOY, "good", 50, 0),
            command(ModelAction.DEPLOY, "bad", 100, 0));
    for (int end = 40; end <= 120; end += 20) {
      send("a", end);
    }
    harness.endInput();
    assertThat(models()).containsExactly("options", "good", "good", "good", "good");
    assertThat(reports())
        .extracting(ControlReport::getOffset, ControlReport::getVerdict)
        .containsExactlyInAnyOrder(
            tuple(0L, ControlVerdict.ACCEPTED),
            tuple(0L, ControlVerdict.IN_USE),
            tuple(1L, ControlVerdict.REFUSED));
    assertThat(reports())
        .filteredOn(report -> report.getVerdict() == ControlVerdict.REFUSED)
        .extracting(ControlReport::getDetail)
        .containsExactly("its golden windows are not reproduced");
  }

  @Test
  void aModelThatCannotBeHadNowFailsTheTaskRatherThanScoreWithAnother() throws Exception {
    log = ControlEntries.at(0, command(ModelAction.DEPLOY, "away", 100, 0));
    send("a", 95);
    assertThatThrownBy(() -> send("a", 100))
        .isInstanceOf(IOException.class)
        .hasMessage("Model command control-0@0: the broker does not answer");
    assertThat(reports()).isEmpty();
  }

  @Test
  void modelsInForceAreNotReloadedHoweverManyTheyAre() throws Exception {
    List<ModelCommand> commands = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      commands.add(
          ModelCommand.newBuilder(command(ModelAction.DEPLOY, "model-" + i, 0, 0))
              .setLead("X" + i)
              .build());
    }
    log = ControlEntries.at(0, commands.toArray(new ModelCommand[0]));
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 9; i++) {
        send("a", "X" + i, 100);
      }
    }
    harness.endInput();
    assertThat(models()).hasSize(27);
    assertThat(reports())
        .filteredOn(report -> report.getVerdict() == ControlVerdict.IN_USE)
        .hasSize(9);
  }

  @Test
  void aChallengersScoresLeaveBesideTheChampionsAndRaiseNothing() throws Exception {
    log =
        ControlEntries.at(
            0,
            command(ModelAction.SHADOW, "challenger", 100, 0),
            command(ModelAction.SHADOW, "", 110, 0));
    send("a", 95);
    send("a", 100);
    send("a", 105);
    send("a", 110);
    assertThat(models()).containsOnly("options").hasSize(4);
    assertThat(harness.getSideOutput(InferOperator.SHADOW))
        .extracting(record -> record.getValue().modelId(), record -> record.getValue().endMicros())
        .containsExactly(tuple("challenger", 100 * SECOND), tuple("challenger", 105 * SECOND));
  }

  @Test
  void aCanaryScoresSomeDevicesUntilItIsRolledBack() throws Exception {
    log =
        ControlEntries.at(
            0,
            command(ModelAction.CANARY, "canary", 100, 0.5),
            command(ModelAction.ROLL_BACK, "", 200, 0));
    for (int i = 0; i < 40; i++) {
      send("device-" + i, 150);
    }
    assertThat(models()).hasSize(40).contains("canary", "options");
    for (int i = 0; i < 40; i++) {
      send("device-" + i, 200);
    }
    assertThat(models().subList(40, 80)).containsOnly("options");
  }

  @Test
  void aRestoredOperatorScoresTheSameWindowsWithTheSameModelsAndReportsNothingTwice()
      throws Exception {
    log =
        ControlEntries.at(
            0,
            command(ModelAction.DEPLOY, "first", 50, 0),
            command(ModelAction.DEPLOY, "second", 100, 0));
    harness.setProcessingTime(2000);
    send("a", 60);
    send("a", 110);
    // Both bundles have been tried when the next look says so.
    while (reports().stream().filter(one -> one.getVerdict() == ControlVerdict.ACCEPTED).count()
        < 2) {
      Thread.sleep(10);
      harness.setProcessingTime(harness.getProcessingTime() + 500);
    }
    harness.prepareSnapshotPreBarrier(1);
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    harness.close();
    harness = newHarness();
    harness.initializeState(snapshot);
    harness.open();
    send("a", 60);
    send("a", 110);
    send("a", 45);
    harness.endInput();
    assertThat(models()).containsExactly("first", "second", "options");
    assertThat(reports()).extracting(ControlReport::getVerdict).containsOnly(ControlVerdict.IN_USE);
  }
}
