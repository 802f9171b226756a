// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.monolead.connectors.recordings.Sex;
import io.monolead.evaluation.alert.Episode;
import io.monolead.evaluation.alert.ScoredStreams;
import io.monolead.evaluation.alert.StreamName;
import io.monolead.evaluation.result.AlarmFigures;
import io.monolead.evaluation.result.AlertFact.Verdict;
import io.monolead.evaluation.result.Change;
import io.monolead.evaluation.result.EpisodeFigures;
import io.monolead.evaluation.result.FigureDifference;
import io.monolead.evaluation.result.GroupFigures;
import io.monolead.evaluation.result.GroupFigures.Dimension;
import io.monolead.evaluation.result.LabelEvaluation;
import io.monolead.evaluation.result.RunFacts;
import io.monolead.evaluation.result.StreamEvaluation;
import io.monolead.evaluation.result.WindowFigures;
import io.monolead.evaluation.truth.DeviceTruth;
import io.monolead.evaluation.truth.LabelTruth;
import io.monolead.evaluation.truth.LabelTruth.Kind;
import io.monolead.evaluation.truth.SpanSet;
import io.monolead.evaluation.truth.Subject;
import io.monolead.evaluation.truth.TimeSpan;
import io.monolead.job.alert.AlertPolicies;
import io.monolead.job.infer.ScoredWindow;
import io.monolead.signal.SignalQuality;
import io.monolead.training.evaluation.Bootstrap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Three streams of 100 s, windows of 10 s one after the other, threshold 0.5, worked by hand.
 *
 * <pre>
 * a  AFIB is there from 20 to 60; probability 0.9 there, else 0.1; alert 20-60, raised at 40
 * b  AFIB is never there; probability 0.8 at 30, else 0.1; too poor at 90; alert 30-40
 * c  nobody knows; never scored; no alert
 * </pre>
 */
class StreamEvaluatorTest {
  private static final StreamEvaluator EVALUATOR = new StreamEvaluator(new Bootstrap(200, 5));
  private static final StreamName A = new StreamName("a", "II");
  private static final StreamName B = new StreamName("b", "II");
  private static final StreamName C = new StreamName("c", "II");

  private final StreamEvaluation evaluation = EVALUATOR.evaluate(streams(), first());
  private final LabelEvaluation label = evaluation.labels().get(0);

  @Test
  void windowsOfSufficientQualityAndKnownTruthAreJudged() {
    WindowFigures windows = label.overall().windows();

    assertThat(windows.windows()).isEqualTo(19);
    assertThat(windows.positives()).isEqualTo(4);
    assertThat(windows.truePositives()).isEqualTo(4);
    assertThat(windows.falsePositives()).isEqualTo(1);
    assertThat(windows.falseNegatives()).isZero();
    assertThat(windows.trueNegatives()).isEqualTo(14);
    assertThat(windows.auc().value()).isEqualTo(1);
    assertThat(windows.averagePrecision().value()).isEqualTo(1);
    assertThat(windows.specificity().value()).isCloseTo(14 / 15.0, within(1e-12));
    assertThat(windows.positivePredictiveValue().value()).isEqualTo(0.8);
    // 14 windows say 0.1 and 0 are there, 1 says 0.8 and 0 are, 4 say 0.9 and all are.
    assertThat(windows.calibrationError().value())
        .isCloseTo((14 * 0.1 + 0.8 + 4 * 0.1) / 19, within(1e-6));
  }

  @Test
  void episodesAreThoseOfStreamsWhoseTruthIsKnown() {
    EpisodeFigures episodes = label.overall().episodes().orElseThrow();

    assertThat(episodes.episodes()).isEqualTo(1);
    assertThat(episodes.found()).isEqualTo(1);
    assertThat(episodes.alerts()).isEqualTo(2);
    assertThat(episodes.trueAlerts()).isEqualTo(1);
    assertThat(episodes.trueSeconds()).isEqualTo(40);
    assertThat(episodes.alertedSeconds()).isEqualTo(50);
    assertThat(episodes.bothSeconds()).isEqualTo(40);
    assertThat(episodes.grossDurationPredictivity().value()).isEqualTo(0.8);
    assertThat(episodes.averageDurationPredictivity().value()).isEqualTo(0.5);
  }

  @Test
  void alarmsAreCountedPerTimeOfTheStreams() {
    AlarmFigures alarms = label.overall().alarms().orElseThrow();

    assertThat(alarms.devices()).isEqualTo(3);
    assertThat(alarms.falseAlarms()).isEqualTo(1);
    assertThat(alarms.falseAlarmsPerDeviceDay().value()).isCloseTo(432, within(1e-9));
    // 4.744 is the upper limit of a Poisson count of 1.
    assertThat(alarms.falseAlarmsPerDeviceDayUpper()).isCloseTo(4.744 * 432, within(0.2));
    assertThat(alarms.alertsPerHour().value()).isCloseTo(24, within(1e-9));
    assertThat(alarms.timeInAlert().value()).isCloseTo(50 / 300.0, within(1e-12));
    assertThat(alarms.timeToAlertMedian().value()).isEqualTo(20);
    assertThat(alarms.suppressedSeconds()).isEqualTo(10);
    assertThat(alarms.suppressedShare().value()).isCloseTo(10 / 300.0, within(1e-12));
    assertThat(alarms.unscoredSeconds()).isEqualTo(100);
  }

  @Test
  void intervalsAreOfPatientsDrawnWithReplacement() {
    assertThat(label.overall().patients()).isEqualTo(3);
    // Drawn without the patient with a false alarm, there is none; drawn alone, 864 a day.
    assertThat(label.overall().alarms().orElseThrow().falseAlarmsPerDeviceDay().lower()).isZero();
    assertThat(label.overall().alarms().orElseThrow().falseAlarmsPerDeviceDay().upper())
        .isEqualTo(864);
    // One patient cannot tell what another would have given.
    assertThat(group(Dimension.DEVICE, "b").figures().windows().specificity().hasInterval())
        .isFalse();
  }

  @Test
  void groupsArePartsOfTheWhole() {
    assertThat(group(Dimension.SEX, "female").figures().windows().windows()).isEqualTo(10);
    assertThat(group(Dimension.SEX, "unknown").figures().windows().windows()).isZero();
    assertThat(group(Dimension.AGE, "60 to 79").figures().windows().falsePositives()).isEqualTo(1);
    assertThat(group(Dimension.LEAD, "II").figures()).isEqualTo(label.overall());
    assertThat(group(Dimension.WINDOW_QUALITY, "100 %").figures().windows().windows())
        .isEqualTo(19);
    GroupFigures poor = group(Dimension.WINDOW_QUALITY, "too poor for alerts");
    assertThat(poor.figures().windows().windows()).isEqualTo(1);
    assertThat(poor.figures().episodes()).isEmpty();
    assertThat(poor.figures().alarms()).isEmpty();
  }

  @Test
  void everyEpisodeAndAlertIsListedWithTheWindowThatSpeaksMostForIt() {
    assertThat(evaluation.episodes())
        .singleElement()
        .satisfies(
            episode -> {
              assertThat(episode.found()).isTrue();
              assertThat(episode.peakProbability()).isCloseTo(0.9, within(1e-6));
              assertThat(episode.peakWindowMicros()).isEqualTo(20_000_000);
              assertThat(episode.timeToAlertSeconds()).hasValue(20);
            });
    assertThat(evaluation.falseAlarms())
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.device()).isEqualTo("b");
              assertThat(alert.verdict()).isEqualTo(Verdict.FALSE);
              assertThat(alert.peakWindowMicros()).isEqualTo(30_000_000);
            });
    assertThat(evaluation.missed()).isEmpty();
  }

  @Test
  void twoRunsAreComparedPatientByPatientAndStripByStrip() {
    // The second run misses the episode, drops the false alarm and raises another one.
    ObservedRun second = run(List.of(alert("b", 60, 70, 75)));

    StreamEvaluation both = EVALUATOR.evaluate(streams(), first(), Optional.of(second));

    assertThat(both.comparison().orElseThrow().changes())
        .extracting(change -> change.kind() + " " + change.device() + " " + change.fromMicros())
        .containsExactly(
            Change.Kind.LOST + " a 20000000",
            Change.Kind.FALSE_ALARM_GONE + " b 30000000",
            Change.Kind.FALSE_ALARM_NEW + " b 60000000");
    FigureDifference sensitivity = difference(both, "episode sensitivity");
    assertThat(sensitivity.first()).isEqualTo(1);
    assertThat(sensitivity.second()).isZero();
    assertThat(sensitivity.difference().value()).isEqualTo(-1);
    // The same scores, patient by patient: nothing can differ, however they are drawn.
    FigureDifference area = difference(both, "window AUC");
    assertThat(area.difference().value()).isZero();
    assertThat(area.difference().lower()).isZero();
    assertThat(area.difference().upper()).isZero();
  }

  @Test
  void scoresOfAnotherStreamAreRefused() {
    assertThatThrownBy(() -> EVALUATOR.evaluate(streams().subList(0, 1), first()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("device b, lead II");
  }

  private static FigureDifference difference(StreamEvaluation evaluation, String name) {
    return evaluation.comparison().orElseThrow().labels().get(0).figures().stream()
        .filter(figure -> figure.figure().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private GroupFigures group(Dimension dimension, String name) {
    return label.groups().stream()
        .filter(group -> group.dimension() == dimension && group.group().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The three streams. */
  static List<ObservedStream> streams() {
    return List.of(
        stream(
            A,
            new Subject("p1", Optional.of(Sex.FEMALE), OptionalDouble.of(50)),
            truth(new TimeSpan(20_000_000, 60_000_000))),
        stream(B, new Subject("p2", Optional.of(Sex.MALE), OptionalDouble.of(70)), truth()),
        stream(C, Subject.named("p3"), DeviceTruth.UNKNOWN));
  }

  private static ObservedStream stream(StreamName name, Subject subject, DeviceTruth truth) {
    return new ObservedStream(name, Optional.empty(), new TimeSpan(0, 100_000_000), subject, truth);
  }

  private static DeviceTruth truth(TimeSpan... spans) {
    return new DeviceTruth(
        Map.of("AFIB", new LabelTruth(Kind.EPISODE, SpanSet.of(List.of(spans)), SpanSet.EMPTY)));
  }

  /** The first run. */
  static ObservedRun first() {
    return run(List.of(alert("a", 20, 40, 60), alert("b", 30, 40, 40)));
  }

  private static ObservedRun run(List<Episode> alerts) {
    List<String> labels = List.of("AFIB");
    float[] thresholds = {0.5f};
    return new ObservedRun(
        new RunFacts(
            "A",
            "model",
            "1",
            "test",
            ObservedRun.policies(AlertPolicies.defaults(), labels, thresholds),
            Map.of()),
        scores(),
        alerts);
  }

  /** The scores of both scored streams. */
  static ScoredStreams scores() {
    List<ScoredWindow> a = new ArrayList<>();
    List<ScoredWindow> b = new ArrayList<>();
    for (int at = 0; at < 100; at += 10) {
      a.add(window("a", at, at >= 20 && at < 60 ? 0.9f : 0.1f, 1));
      b.add(window("b", at, at == 30 ? 0.8f : 0.1f, at == 90 ? 0.4f : 1));
    }
    return new ScoredStreams(List.of("AFIB"), Map.of(A, a, B, b));
  }

  private static ScoredWindow window(String device, int at, float probability, float quality) {
    return new ScoredWindow(
        device,
        "II",
        at * 1_000_000L,
        (at + 10) * 1_000_000L,
        new SignalQuality(quality, quality == 1 ? Set.of() : Set.of(SignalQuality.Issue.FLAT_LINE)),
        "model",
        "1",
        List.of("AFIB"),
        new float[] {probability},
        new float[] {0.5f});
  }

  private static Episode alert(String device, int from, int raised, int to) {
    return new Episode(
        device + from,
        device,
        "II",
        "AFIB",
        from * 1_000_000L,
        raised * 1_000_000L,
        OptionalLong.of(to * 1_000_000L),
        0.9f);
  }
}
