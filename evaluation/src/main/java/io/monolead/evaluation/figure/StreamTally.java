// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.figure;

import io.monolead.evaluation.alert.Episode;
import io.monolead.evaluation.truth.LabelTruth;
import io.monolead.evaluation.truth.SpanSet;
import io.monolead.evaluation.truth.TimeSpan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One label of one stream, counted: its true episodes against its alerts.
 *
 * <p>After ANSI/AAMI EC57:1998 as its reference implementation, {@code epicmp} of the WFDB Software
 * Package, applies it to atrial fibrillation: a true episode is found, and an alert is right, if
 * they have any time in common; time that cannot be judged is cut off the alerts, and an alert that
 * lies within it altogether is not counted.
 *
 * @param patient number of the patient
 * @param whole all of the stream
 * @param known whether the truth of the label is known
 * @param episodes the true episodes, in order
 * @param alerts the alerts, in order
 * @param trueMicros length of the true episodes
 * @param alertedMicros length of the alerts that is judged
 * @param bothMicros length of what is both
 * @param inAlertMicros length of the alerts, judged or not
 */
public record StreamTally(
    int patient,
    TimeSpan whole,
    boolean known,
    List<TrueEpisode> episodes,
    List<JudgedAlert> alerts,
    long trueMicros,
    long alertedMicros,
    long bothMicros,
    long inAlertMicros) {
  private static final double MICROS = 1e6;

  /**
   * A true episode.
   *
   * @param span when
   * @param found whether an alert overlaps it
   * @param alertedMicros how much of it is in alert
   * @param secondsToAlert from its begin to the first alert; empty if it was missed
   */
  public record TrueEpisode(
      TimeSpan span, boolean found, long alertedMicros, OptionalDouble secondsToAlert) {}

  /**
   * An alert.
   *
   * @param alert the alert
   * @param span when, within the stream
   * @param judged whether the truth is known of some of its time
   * @param right whether it overlaps a true episode
   */
  public record JudgedAlert(Episode alert, TimeSpan span, boolean judged, boolean right) {}

  public StreamTally {
    episodes = List.copyOf(episodes);
    alerts = List.copyOf(alerts);
  }

  /**
   * Counts.
   *
   * @param patient number of the patient
   * @param whole all of the stream
   * @param truth the truth of the label; empty where it is not known
   * @param alerts the alerts of this label and stream
   */
  public static StreamTally of(
      int patient, TimeSpan whole, Optional<LabelTruth> truth, Collection<Episode> alerts) {
    SpanSet unknown = truth.map(LabelTruth::unknown).orElse(SpanSet.EMPTY);
    List<TimeSpan> trueSpans = truth.map(LabelTruth::episodes).orElse(List.of());
    SpanSet there = SpanSet.of(trueSpans);
    List<JudgedAlert> judged = new ArrayList<>();
    List<TimeSpan> spans = new ArrayList<>();
    for (Episode alert : alerts) {
      TimeSpan all = alert.span(whole.toMicros());
      long from = Math.min(Math.max(all.fromMicros(), whole.fromMicros()), whole.toMicros());
      TimeSpan span =
          new TimeSpan(from, Math.max(from, Math.min(all.toMicros(), whole.toMicros())));
      spans.add(span);
      boolean any = truth.isPresent() && unknown.overlapMicros(span) < Math.max(1, span.micros());
      judged.add(new JudgedAlert(alert, span, any, any && there.overlaps(span)));
    }
    SpanSet inAlert = SpanSet.of(spans);
    SpanSet judgedTime = truth.isPresent() ? inAlert.minus(unknown) : SpanSet.EMPTY;
    List<TrueEpisode> episodes = new ArrayList<>();
    for (TimeSpan span : trueSpans) {
      OptionalDouble seconds = OptionalDouble.empty();
      for (JudgedAlert alert : judged) {
        if (alert.span().overlaps(span)) {
          double after = Math.max(0, (alert.alert().raisedMicros() - span.fromMicros()) / MICROS);
          seconds = OptionalDouble.of(Math.min(after, seconds.orElse(after)));
        }
      }
      episodes.add(
          new TrueEpisode(span, seconds.isPresent(), inAlert.overlapMicros(span), seconds));
    }
    return new StreamTally(
        patient,
        whole,
        truth.isPresent(),
        episodes,
        judged,
        there.micros(),
        judgedTime.micros(),
        judgedTime.and(there).micros(),
        inAlert.micros());
  }

  /** Episodes that an alert overlaps. */
  public int found() {
    return (int) episodes.stream().filter(TrueEpisode::found).count();
  }

  /** Alerts that count: those of which some time can be judged. */
  public int judgedAlerts() {
    return (int) alerts.stream().filter(JudgedAlert::judged).count();
  }

  /** Alerts that overlap a true episode. */
  public int rightAlerts() {
    return (int) alerts.stream().filter(JudgedAlert::right).count();
  }

  /** Alerts that count and overlap none. */
  public int falseAlarms() {
    return judgedAlerts() - rightAlerts();
  }
}
