// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import static io.monolead.job.TestSegments.EPOCH;
import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.kafka.SourceRecord;
import io.monolead.job.alert.AlertHarness;
import io.monolead.job.alert.AlertPolicies;
import io.monolead.job.assemble.AssembleFunction;
import io.monolead.job.assemble.AssembleOperator;
import io.monolead.job.assemble.AssemblyRules;
import io.monolead.job.assemble.TechnicalAlerts;
import io.monolead.job.assemble.Window;
import io.monolead.job.decode.DeadLetters;
import io.monolead.job.decode.DecodeFunction;
import io.monolead.job.decode.HostileSegments;
import io.monolead.job.decode.IncomingSegment;
import io.monolead.job.identity.LeadKey;
import io.monolead.job.infer.Batching;
import io.monolead.job.infer.EcgScores;
import io.monolead.job.infer.InferOperator;
import io.monolead.job.infer.MeanScorer;
import io.monolead.job.infer.ScoredWindow;
import io.monolead.job.serialize.MessageTypeInformation;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.signal.SignalQuality;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.api.operators.StreamMap;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;

/**
 * Every operator of the job, interrupted at any place: a snapshot is taken, another instance goes
 * on from it, and what both put out together is what one would have put out alone, on the output
 * and on every side output.
 */
class OperatorRestoreTest {
  private static final int CUT_EVERY = 17;
  private static final long DAY_SECONDS = 86_400;

  /** An element, or a watermark where there is none. */
  private record Step<T>(T element, long millis) {}

  /** What a run put out, and what it kept at its end. */
  private record Outcome(
      List<String> output, List<String> sideOutputs, int stateEntries, int timers) {}

  /** Opens an operator that no state was given to yet. */
  @FunctionalInterface
  private interface Operators<I, O> {
    OneInputStreamOperatorTestHarness<I, O> newHarness() throws Exception;
  }

  /** An operator in its harness, however many inputs it has beside the one that is fed. */
  private interface Driven<I, O> {
    AbstractStreamOperatorTestHarness<O> harness();

    void element(I element, long millis) throws Exception;

    void watermark(long millis) throws Exception;

    void endInput() throws Exception;

    int stateEntries();

    int timers();
  }

  /** Opens an operator that no state was given to yet. */
  @FunctionalInterface
  private interface DrivenOperators<I, O> {
    Driven<I, O> open() throws Exception;
  }

  private record OneInput<I, O>(OneInputStreamOperatorTestHarness<I, O> harness)
      implements Driven<I, O> {
    @Override
    public void element(I element, long millis) throws Exception {
      harness.processElement(element, millis);
    }

    @Override
    public void watermark(long millis) throws Exception {
      harness.processWatermark(millis);
    }

    @Override
    public void endInput() throws Exception {
      harness.endInput();
    }

    @Override
    public int stateEntries() {
      return harness instanceof KeyedOneInputStreamOperatorTestHarness<?, ?, ?> keyed
          ? keyed.numKeyedStateEntries()
          : 0;
    }

    @Override
    public int timers() {
      return harness instanceof KeyedOneInputStreamOperatorTestHarness<?, ?, ?> keyed
          ? keyed.numEventTimeTimers()
          : 0;
    }
  }

  private record Alerts(AlertHarness harness) implements Driven<ScoredWindow, EcgAlert> {
    @Override
    public void element(ScoredWindow element, long millis) throws Exception {
      harness.processElement(element, millis);
    }

    @Override
    public void watermark(long millis) throws Exception {
      harness.processWatermark(millis);
    }

    @Override
    public void endInput() throws Exception {
      harness.endInput1();
      harness.endInput2();
    }

    @Override
    public int stateEntries() {
      return harness.numKeyedStateEntries();
    }

    @Override
    public int timers() {
      return harness.numEventTimeTimers();
    }
  }

  private static <T> Step<T> element(T element, double seconds) {
    return new Step<>(element, EPOCH / 1000 + Math.round(seconds * 1000));
  }

  private static <T> Step<T> watermark(double seconds) {
    return element(null, seconds);
  }

  private static <T extends SpecificRecord> TypeSerializer<T> serializer(Class<T> type) {
    return MessageTypeInformation.forMessage(type).createSerializer(new SerializerConfigImpl());
  }

  private static <I, O> Outcome run(DrivenOperators<I, O> operators, List<Step<I>> steps, int cut)
      throws Exception {
    List<String> output = new ArrayList<>();
    List<String> side = new ArrayList<>();
    Driven<I, O> driven = operators.open();
    try {
      driven.harness().open();
      for (int i = 0; i < steps.size(); i++) {
        if (i == cut) {
          driven.harness().prepareSnapshotPreBarrier(1);
          OperatorSubtaskState snapshot = driven.harness().snapshot(1, 1);
          collect(driven.harness(), output, side);
          int before = driven.stateEntries();
          driven.harness().close();
          driven = operators.open();
          driven.harness().initializeState(snapshot);
          driven.harness().open();
          assertThat(driven.stateEntries()).as("entries at step %d", cut).isEqualTo(before);
        }
        Step<I> step = steps.get(i);
        if (step.element() == null) {
          driven.watermark(step.millis());
        } else {
          driven.element(step.element(), step.millis());
        }
      }
      driven.endInput();
      collect(driven.harness(), output, side);
      // An element may be reported before another that came earlier and waits for its batch.
      side.sort(null);
      return new Outcome(output, side, driven.stateEntries(), driven.timers());
    } finally {
      driven.harness().close();
    }
  }

  private static void collect(
      AbstractStreamOperatorTestHarness<?> harness, List<String> output, List<String> side) {
    harness.extractOutputValues().forEach(value -> output.add(text(value)));
    harness.getOutput().clear();
    for (OutputTag<?> tag : List.of(TechnicalAlerts.TAG, DeadLetters.TAG)) {
      var queue = harness.getSideOutput(tag);
      if (queue != null) {
        queue.forEach(record -> side.add(text(record.getValue())));
        queue.clear();
      }
    }
  }

  /** Everything there is to say of a value; arrays as their content. */
  private static String text(Object value) {
    if (value instanceof Window window) {
      return window.deviceId()
          + " "
          + window.startMicros()
          + " "
          + Arrays.hashCode(window.millivolts());
    }
    if (value instanceof ScoredWindow scored) {
      return scored.deviceId()
          + " "
          + scored.startMicros()
          + " "
          + Arrays.toString(scored.probabilities());
    }
    if (value instanceof IncomingSegment segment) {
      return segment.origin() + " " + segment.deviceId() + " " + Arrays.hashCode(segment.value());
    }
    return value.toString();
  }

  private static <I, O> Outcome uninterruptedAndCutAnywhereAreTheSame(
      Operators<I, O> operators, List<Step<I>> steps) throws Exception {
    return drivenUninterruptedAndCutAnywhereAreTheSame(
        () -> new OneInput<>(operators.newHarness()), steps);
  }

  private static <I, O> Outcome drivenUninterruptedAndCutAnywhereAreTheSame(
      DrivenOperators<I, O> operators, List<Step<I>> steps) throws Exception {
    Outcome plain = run(operators, steps, -1);
    for (int cut = 1; cut < steps.size(); cut += CUT_EVERY) {
      assertThat(run(operators, steps, cut))
          .as("cut at step %d of %d", cut, steps.size())
          .isEqualTo(plain);
    }
    return plain;
  }

  @Test
  void decodeKeepsNothing() throws Exception {
    HostileSegments hostile = new HostileSegments(3);
    List<Step<SourceRecord>> steps = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      byte[] value = i % 3 == 0 ? TestSegments.bytes(TestSegments.segment(i, i)) : hostile.next();
      steps.add(element(new SourceRecord("ecg.segments", 1, i, -1, null, value), i));
    }

    Outcome outcome =
        uninterruptedAndCutAnywhereAreTheSame(
            () ->
                new OneInputStreamOperatorTestHarness<>(
                    new ProcessOperator<>(new DecodeFunction(Duration.ofMinutes(5)))),
            steps);

    assertThat(outcome.output()).hasSizeGreaterThanOrEqualTo(20);
    assertThat(outcome.sideOutputs()).isNotEmpty();
    assertThat(outcome.output().size() + outcome.sideOutputs().size()).isEqualTo(60);
  }

  /**
   * Three devices: one as it should be; one that swaps neighbours, repeats itself, loses contact
   * and goes back in time; one that falls silent, returns, and falls silent for good.
   */
  private static List<Step<IncomingSegment>> segments() {
    List<Step<IncomingSegment>> steps = new ArrayList<>();
    for (int second = 0; second < 150; second++) {
      steps.add(element(segment("plain", second, second, false), second));
      int swapped = second % 5 == 3 ? second + 1 : second % 5 == 4 ? second - 1 : second;
      steps.add(element(segment("odd", swapped, swapped, second % 50 == 20), second));
      if (second % 11 == 5) {
        steps.add(element(segment("odd", swapped, swapped, second % 50 == 20), second));
        steps.add(element(segment("odd", 1, 0.5, false), second));
      }
      if (second < 20 || (second >= 70 && second < 90)) {
        int number = second < 20 ? second : second - 50;
        steps.add(element(segment("silent", number, second, false), second));
      }
      steps.add(watermark(second - 3));
    }
    steps.add(watermark(150 + DAY_SECONDS - 40));
    steps.add(element(segment("plain", 150, DAY_SECONDS + 100, false), DAY_SECONDS + 100));
    steps.add(watermark(DAY_SECONDS + 95));
    return steps;
  }

  private static IncomingSegment segment(
      String device, int number, double seconds, boolean leadOff) {
    return TestSegments.incoming(
        TestSegments.segment(number, seconds).setDeviceId(device).setLeadOff(leadOff));
  }

  private static OneInputStreamOperatorTestHarness<IncomingSegment, Window> keyed(
      OneInputStreamOperator<IncomingSegment, Window> operator) throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        operator,
        (IncomingSegment segment) -> new LeadKey(segment.deviceId(), segment.lead()),
        TypeInformation.of(LeadKey.class));
  }

  private static void assembles(Supplier<OneInputStreamOperator<IncomingSegment, Window>> operators)
      throws Exception {
    Outcome outcome =
        uninterruptedAndCutAnywhereAreTheSame(() -> keyed(operators.get()), segments());

    assertThat(outcome.output()).filteredOn(text -> text.startsWith("plain")).hasSize(29);
    assertThat(outcome.output()).filteredOn(text -> text.startsWith("silent")).hasSize(6);
    assertThat(outcome.sideOutputs())
        .anyMatch(text -> text.contains("LEAD_OFF"))
        .anyMatch(text -> text.contains("\"SIGNAL_LOST\""))
        .anyMatch(text -> text.contains("INVALID_SEQUENCE") || text.contains("TOO_LATE"));
    assertThat(outcome.stateEntries()).as("the silent device is forgotten").isEqualTo(2);
    assertThat(outcome.timers()).isEqualTo(2);
  }

  @Test
  void assembleGoesOnWithItsWindowsItsWaitingSegmentsAndItsTimers() throws Exception {
    assembles(() -> new KeyedProcessOperator<>(new AssembleFunction(AssemblyRules.defaults())));
  }

  @Test
  void assembleInALiveRunGoesOnAsWell() throws Exception {
    assembles(
        () -> new AssembleOperator(AssemblyRules.defaults(), Optional.of(Duration.ofSeconds(10))));
  }

  @Test
  void aDeviceInTheMiddleOfItsBacklogIsNotLostByARestart() throws Exception {
    List<Step<IncomingSegment>> steps = new ArrayList<>();
    steps.add(element(segment("plain", 0, 9999, false), 9999));
    steps.add(watermark(10_000));
    for (int second = 0; second < 20; second++) {
      steps.add(element(segment("backlog", second, second, false), second));
      steps.add(watermark(10_000 + second / 10.0));
    }

    // From its first segment on.
    for (int cut = 3; cut < steps.size(); cut++) {
      Outcome outcome =
          run(
              () ->
                  new OneInput<>(
                      keyed(
                          new KeyedProcessOperator<>(
                              new AssembleFunction(AssemblyRules.defaults())))),
              steps,
              cut);
      assertThat(outcome.sideOutputs()).as("cut at step %d", cut).isEmpty();
      assertThat(outcome.output()).hasSize(3);
    }
  }

  @Test
  void inferEmptiesItsBatchSoThatNothingIsScoredTwiceOrNever() throws Exception {
    List<Step<Window>> steps = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      steps.add(
          element(
              new Window(
                  "d" + i % 5,
                  "I",
                  EPOCH + i * 1_000_000L,
                  EPOCH + i * 1_000_000L + 10_000_000,
                  i % 13 == 4 ? 13 : 100,
                  new float[] {i % 17 == 8 ? Float.NaN : i / 60f},
                  new SignalQuality(1, Set.of())),
              i));
      steps.add(watermark(i - 5));
    }

    Outcome outcome =
        uninterruptedAndCutAnywhereAreTheSame(
            () ->
                new OneInputStreamOperatorTestHarness<>(
                    new InferOperator(
                        batchSize -> new MeanScorer(List.of("AFIB", "PVC"), batchSize),
                        new Batching(8, 50))),
            steps);

    // 5 windows of a rate that is not taken, 4 whose score is not finite: they leave without
    // scores.
    assertThat(outcome.output()).hasSize(60);
    assertThat(outcome.output()).filteredOn(text -> text.endsWith(" []")).hasSize(9);
    assertThat(outcome.sideOutputs()).isEmpty();
  }

  @Test
  void scoresHaveTheirLabelsInTheModelsOrderAndTheirIssuesInTheSchemas() throws Exception {
    List<Step<ScoredWindow>> steps = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      steps.add(element(scored("d" + i % 3, i, i / 20f), i));
    }

    Outcome outcome =
        uninterruptedAndCutAnywhereAreTheSame(
            () -> {
              var harness =
                  new OneInputStreamOperatorTestHarness<>(new StreamMap<>(new EcgScores()));
              harness.setup(serializer(EcgScore.class));
              return harness;
            },
            steps);

    assertThat(outcome.output()).hasSize(20);
    assertThat(outcome.sideOutputs()).isEmpty();
    EcgScore score = new EcgScores().map(steps.get(10).element());
    assertThat(score.getDeviceId()).isEqualTo("d1");
    assertThat(score.getWindowStartMicros()).isEqualTo(EPOCH + 50_000_000);
    assertThat(score.getWindowEndMicros()).isEqualTo(EPOCH + 60_000_000);
    assertThat(score.getModelId()).isEqualTo("m");
    assertThat(score.getModelVersion()).isEqualTo("1");
    assertThat(score.getSignalQuality()).isEqualTo(0.75f);
    assertThat(score.getProbabilities())
        .extracting(each -> each.getLabel() + " " + each.getProbability())
        .containsExactly("NORM 0.5", "AFIB 0.5");
    assertThat(score.getQualityIssues())
        .extracting(Enum::name)
        .containsExactly("FLAT_LINE", "SATURATION", "MISSING_SAMPLES", "NON_FINITE");
  }

  private static ScoredWindow scored(String device, int index, float afib) {
    return new ScoredWindow(
        device,
        "I",
        EPOCH + index * 5_000_000L,
        EPOCH + index * 5_000_000L + 10_000_000,
        new SignalQuality(
            0.75f,
            Set.of(
                SignalQuality.Issue.NON_FINITE,
                SignalQuality.Issue.MISSING_SAMPLES,
                SignalQuality.Issue.SATURATION,
                SignalQuality.Issue.FLAT_LINE)),
        "m",
        "1",
        List.of("NORM", "AFIB"),
        new float[] {1 - afib, afib},
        new float[] {0.5f, 0.5f});
  }

  @Test
  void alertGoesOnWithWhatIsRaisedWhatIsConsideredAndItsTimers() throws Exception {
    List<Step<ScoredWindow>> steps = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      steps.add(element(scored("steady", i, 0.9f), 5 * i));
      steps.add(element(scored("changing", i, i % 9 < 5 ? 0.8f : 0.1f), 5 * i));
      if (i < 20) {
        steps.add(element(scored("silent", i, 0.7f), 5 * i));
      }
      steps.add(watermark(5 * i - 3));
    }
    steps.add(watermark(DAY_SECONDS));
    for (int i = 17_320; i < 17_330; i++) {
      steps.add(element(scored("steady", i, 0.9f), 5 * i));
      steps.add(watermark(5 * i - 3));
    }

    Outcome outcome =
        drivenUninterruptedAndCutAnywhereAreTheSame(
            () ->
                new Alerts(
                    new AlertHarness(
                        AlertPolicies.defaults(), Duration.ofMinutes(1), Duration.ofDays(1))),
            steps);

    for (String state : List.of("RAISED", "UPDATED", "CLEARED")) {
      assertThat(outcome.output()).anyMatch(text -> text.contains("\"" + state + "\""));
    }
    assertThat(outcome.output())
        .as("the silent device's alert is cleared by its timer")
        .anyMatch(text -> text.contains("\"silent\"") && text.contains("\"CLEARED\""));
    assertThat(outcome.sideOutputs()).isEmpty();
    assertThat(outcome.stateEntries()).isEqualTo(outcome.timers()).isBetween(1, 2);
  }
}
