// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.monolead.evaluation.alert.Episode;
import io.monolead.evaluation.truth.LabelTruth;
import io.monolead.evaluation.truth.LabelTruth.Kind;
import io.monolead.evaluation.truth.SpanSet;
import io.monolead.evaluation.truth.TimeSpan;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * ANSI/AAMI EC57 worked by hand on a stream of 100 s.
 *
 * <pre>
 * truth   10-20, 30-60, 80-90
 * alerts  15-35 (raised at 25), 50-55 (raised at 54), 65-75 (raised at 70)
 * </pre>
 */
class StreamTallyTest {
  private static final TimeSpan WHOLE = span(0, 100);
  private static final LabelTruth TRUTH = truth(span(10, 20), span(30, 60), span(80, 90));
  private static final List<Episode> ALERTS =
      List.of(alert(15, 25, 35), alert(50, 54, 55), alert(65, 70, 75));

  private final StreamTally tally = StreamTally.of(0, WHOLE, Optional.of(TRUTH), ALERTS);

  @Test
  void anEpisodeIsFoundAndAnAlertIsRightIfTheyHaveAnyTimeInCommon() {
    assertThat(tally.episodes())
        .extracting(StreamTally.TrueEpisode::found)
        .containsExactly(true, true, false);
    assertThat(tally.alerts())
        .extracting(StreamTally.JudgedAlert::right)
        .containsExactly(true, true, false);
    assertThat(tally.falseAlarms()).isEqualTo(1);
  }

  @Test
  void durationsAreThoseOfTheOverlap() {
    // 15-20, 30-35 and 50-55 are both; 10 + 30 + 10 s are true; 20 + 5 + 10 s are in alert.
    assertThat(tally.bothMicros()).isEqualTo(15_000_000);
    assertThat(tally.trueMicros()).isEqualTo(50_000_000);
    assertThat(tally.alertedMicros()).isEqualTo(35_000_000);
    assertThat(tally.inAlertMicros()).isEqualTo(35_000_000);
    assertThat(tally.episodes())
        .extracting(StreamTally.TrueEpisode::alertedMicros)
        .containsExactly(5_000_000L, 10_000_000L, 0L);
  }

  @Test
  void anAlertComesWhenItIsRaisedAndAtOnceIfItWasRaisedBefore() {
    assertThat(tally.episodes().get(0).secondsToAlert()).hasValue(15);
    assertThat(tally.episodes().get(1).secondsToAlert()).hasValue(0);
    assertThat(tally.episodes().get(2).secondsToAlert()).isEmpty();
  }

  @Test
  void timeThatNobodyCanJudgeIsCutOffTheAlerts() {
    StreamTally partly = with(span(60, 70));
    assertThat(partly.judgedAlerts()).isEqualTo(3);
    assertThat(partly.falseAlarms()).isEqualTo(1);
    assertThat(partly.alertedMicros()).isEqualTo(30_000_000);

    StreamTally altogether = with(span(64, 76));
    assertThat(altogether.judgedAlerts()).isEqualTo(2);
    assertThat(altogether.falseAlarms()).isZero();
    assertThat(altogether.alertedMicros()).isEqualTo(25_000_000);
    assertThat(altogether.inAlertMicros()).isEqualTo(35_000_000);
  }

  @Test
  void anAlertThatWasNeverClearedLastsToTheEndOfTheStream() {
    Episode open =
        new Episode("o", "d", "I", "AFIB", micros(85), micros(95), OptionalLong.empty(), 0.9f);
    StreamTally left = StreamTally.of(0, WHOLE, Optional.of(TRUTH), List.of(open));

    assertThat(left.inAlertMicros()).isEqualTo(15_000_000);
    assertThat(left.bothMicros()).isEqualTo(5_000_000);
  }

  @Test
  void grossFiguresAreOfAllStreamsTogetherAndAverageOnesOfEachAlike() {
    StreamTally silent = StreamTally.of(1, WHOLE, Optional.of(truth(span(0, 10))), List.of());
    StreamFigures figures = new StreamFigures(List.of(tally, silent));
    int[] once = {1, 1};

    assertThat(figures.grossSensitivity().of(once)).isEqualTo(2 / 4.0);
    assertThat(figures.averageSensitivity().of(once)).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(figures.grossPredictivity().of(once)).isEqualTo(2 / 3.0);
    // The second stream has no alert, so it has no predictivity to average.
    assertThat(figures.averagePredictivity().of(once)).isEqualTo(2 / 3.0);
    assertThat(figures.grossDurationSensitivity().of(once)).isEqualTo(15 / 60.0);
    assertThat(figures.averageDurationSensitivity().of(once)).isCloseTo(0.15, within(1e-12));
    assertThat(figures.grossDurationPredictivity().of(once)).isEqualTo(15 / 35.0);
    assertThat(figures.alertsPerHour().of(once)).isCloseTo(3 / (200 / 3600.0), within(1e-9));
    assertThat(figures.timeInAlert().of(once)).isEqualTo(35 / 200.0);
    assertThat(figures.falseAlarmsPerDay().of(once)).isCloseTo(1 / (200 / 86_400.0), within(1e-9));
  }

  @Test
  void aPatientWhoIsDrawnTwiceCountsTwice() {
    StreamTally silent = StreamTally.of(1, WHOLE, Optional.of(truth(span(0, 10))), List.of());
    StreamFigures figures = new StreamFigures(List.of(tally, silent));

    assertThat(figures.grossSensitivity().of(new int[] {2, 1})).isEqualTo(4 / 7.0);
    assertThat(figures.grossSensitivity().of(new int[] {0, 2})).isEqualTo(0);
    // Seconds to alert are 0 and 15, each twice: 0, 0, 15, 15.
    assertThat(figures.secondsToAlert(0.5).of(new int[] {2, 0})).isEqualTo(7.5);
    assertThat(figures.secondsToAlert(0.5).of(new int[] {0, 1})).isNaN();
  }

  @Test
  void theQuantilesOfTheTimeToAlertAreInterpolated() {
    StreamFigures figures = new StreamFigures(List.of(tally));

    assertThat(figures.secondsToAlert(0.5).of(new int[] {1})).isEqualTo(7.5);
    assertThat(figures.secondsToAlert(0.95).of(new int[] {1})).isCloseTo(14.25, within(1e-12));
  }

  @Test
  void aStreamOfUnknownTruthHasAlertsButNoFalseOnes() {
    StreamTally unknown = StreamTally.of(0, WHOLE, Optional.empty(), ALERTS);
    StreamFigures figures = new StreamFigures(List.of(unknown));
    int[] once = {1};

    assertThat(unknown.falseAlarms()).isZero();
    assertThat(figures.falseAlarmsPerDay().of(once)).isNaN();
    assertThat(figures.timeInAlert().of(once)).isEqualTo(0.35);
  }

  private static StreamTally with(TimeSpan unknown) {
    return StreamTally.of(
        0,
        WHOLE,
        Optional.of(new LabelTruth(Kind.EPISODE, TRUTH.there(), SpanSet.of(List.of(unknown)))),
        ALERTS);
  }

  private static LabelTruth truth(TimeSpan... spans) {
    return new LabelTruth(Kind.EPISODE, SpanSet.of(Arrays.asList(spans)), SpanSet.EMPTY);
  }

  private static Episode alert(long from, long raised, long to) {
    return new Episode(
        "a" + from,
        "d",
        "I",
        "AFIB",
        micros(from),
        micros(raised),
        OptionalLong.of(micros(to)),
        0.9f);
  }

  private static TimeSpan span(long from, long to) {
    return new TimeSpan(micros(from), micros(to));
  }

  private static long micros(long seconds) {
    return seconds * 1_000_000;
  }
}
