// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation;

import io.monolead.connectors.recordings.Sex;
import io.monolead.evaluation.alert.StreamName;
import io.monolead.evaluation.figure.Figure;
import io.monolead.evaluation.figure.StreamTally;
import io.monolead.evaluation.figure.StreamTally.JudgedAlert;
import io.monolead.evaluation.figure.StreamTally.TrueEpisode;
import io.monolead.evaluation.result.AlertFact;
import io.monolead.evaluation.result.AlertFact.Verdict;
import io.monolead.evaluation.result.Change;
import io.monolead.evaluation.result.EpisodeFact;
import io.monolead.evaluation.result.EvaluatedStream;
import io.monolead.evaluation.result.FigureDifference;
import io.monolead.evaluation.result.GroupFigures;
import io.monolead.evaluation.result.GroupFigures.Dimension;
import io.monolead.evaluation.result.LabelComparison;
import io.monolead.evaluation.result.LabelEvaluation;
import io.monolead.evaluation.result.RunComparison;
import io.monolead.evaluation.result.StreamEvaluation;
import io.monolead.evaluation.truth.SpanSet;
import io.monolead.evaluation.truth.TimeSpan;
import io.monolead.job.infer.ScoredWindow;
import io.monolead.training.evaluation.Bootstrap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Sets what runs said of streams against the truth.
 *
 * @param bootstrap how to draw patients
 */
public record StreamEvaluator(Bootstrap bootstrap) {
  private static final double MICROS = 1e6;

  /** Up to so many streams each has figures of its own. */
  private static final int MOST_DEVICES = 200;

  private static final String UNKNOWN = "unknown";

  /** A label that says that all is well: its episodes are not looked for by alerts. */
  private static final String NORMAL = "NORM";

  /**
   * Evaluates one run.
   *
   * @param streams the streams; every device and lead once
   * @throws IllegalArgumentException if there is none, one stands twice, or the run has scores of
   *     others
   */
  public StreamEvaluation evaluate(List<ObservedStream> streams, ObservedRun run) {
    return evaluate(streams, run, Optional.empty());
  }

  /**
   * Evaluates a run, and compares it with a second one over the same streams.
   *
   * @throws IllegalArgumentException see {@link #evaluate(List, ObservedRun)}
   */
  public StreamEvaluation evaluate(
      List<ObservedStream> streams, ObservedRun run, Optional<ObservedRun> against) {
    check(streams, run);
    against.ifPresent(second -> check(streams, second));
    List<ObservedStream> sorted = new ArrayList<>(streams);
    sorted.sort(Comparator.comparing(ObservedStream::name));
    List<LabelEvaluation> labels = new ArrayList<>();
    List<EpisodeFact> episodes = new ArrayList<>();
    List<AlertFact> alerts = new ArrayList<>();
    Map<String, LabelAnalysis> analyses = new LinkedHashMap<>();
    for (String label : run.scores().labels()) {
      LabelAnalysis analysis = LabelAnalysis.of(label, sorted, run, usable(run, label), bootstrap);
      analyses.put(label, analysis);
      labels.add(
          new LabelEvaluation(
              label,
              analysis.policy().threshold(),
              analysis.truthKnown(),
              analysis.figures(true),
              groups(label, sorted, run)));
      strips(label, sorted, run, analysis, episodes, alerts);
    }
    Comparator<EpisodeFact> byEpisode =
        Comparator.comparing(EpisodeFact::device)
            .thenComparing(EpisodeFact::lead)
            .thenComparing(EpisodeFact::fromMicros)
            .thenComparing(EpisodeFact::label);
    Comparator<AlertFact> byAlert =
        Comparator.comparing(AlertFact::device)
            .thenComparing(AlertFact::lead)
            .thenComparing(AlertFact::fromMicros)
            .thenComparing(AlertFact::label);
    episodes.sort(byEpisode);
    alerts.sort(byAlert);
    return new StreamEvaluation(
        StreamEvaluation.FORMAT,
        run.facts(),
        bootstrap.resamples(),
        bootstrap.seed(),
        sorted.stream().map(stream -> evaluated(stream, run)).toList(),
        labels,
        episodes,
        alerts,
        against.map(second -> compare(sorted, run, analyses, second)));
  }

  private static void check(List<ObservedStream> streams, ObservedRun run) {
    if (streams.isEmpty()) {
      throw new IllegalArgumentException("There is no stream to evaluate");
    }
    Set<StreamName> names = new HashSet<>();
    for (ObservedStream stream : streams) {
      if (!names.add(stream.name())) {
        throw new IllegalArgumentException(
            "Device " + stream.name().device() + " has lead " + stream.name().lead() + " twice");
      }
    }
    for (StreamName scored : run.scores().windows().keySet()) {
      if (!names.contains(scored)) {
        throw new IllegalArgumentException(
            "There are scores of device "
                + scored.device()
                + ", lead "
                + scored.lead()
                + ", which is none of the streams");
      }
    }
  }

  private static java.util.function.Predicate<ScoredWindow> usable(ObservedRun run, String label) {
    double minimum = run.policy(label).minimumQuality();
    return window -> window.quality().usableShare() >= minimum;
  }

  private static EvaluatedStream evaluated(ObservedStream stream, ObservedRun run) {
    List<ScoredWindow> windows = run.scores().of(stream.name());
    return new EvaluatedStream(
        stream.name().device(),
        stream.name().lead(),
        stream.recording(),
        stream.span().fromMicros(),
        stream.span().toMicros(),
        stream.subject().patient(),
        stream.subject().sex().map(StreamEvaluator::word),
        stream.subject().ageYears(),
        List.copyOf(stream.truth().labels().keySet()),
        windows.size(),
        quality(windows));
  }

  private static double quality(List<ScoredWindow> windows) {
    return windows.stream()
        .mapToDouble(window -> window.quality().usableShare())
        .average()
        .orElse(Double.NaN);
  }

  private static String word(Sex sex) {
    return sex.name().toLowerCase(Locale.ROOT);
  }

  private List<GroupFigures> groups(String label, List<ObservedStream> streams, ObservedRun run) {
    List<GroupFigures> groups = new ArrayList<>();
    groups.addAll(
        split(
            Dimension.SEX,
            label,
            streams,
            run,
            stream -> stream.subject().sex().map(StreamEvaluator::word).orElse(UNKNOWN)));
    groups.addAll(
        split(Dimension.AGE, label, streams, run, stream -> age(stream.subject().ageYears())));
    if (streams.size() <= MOST_DEVICES) {
      groups.addAll(split(Dimension.DEVICE, label, streams, run, stream -> stream.name().device()));
    }
    groups.addAll(split(Dimension.LEAD, label, streams, run, stream -> stream.name().lead()));
    groups.addAll(
        split(
            Dimension.STREAM_QUALITY,
            label,
            streams,
            run,
            stream -> streamQuality(quality(run.scores().of(stream.name())))));
    double minimum = run.policy(label).minimumQuality();
    Map<String, Integer> windows = new TreeMap<>();
    run.scores()
        .windows()
        .values()
        .forEach(
            list ->
                list.forEach(
                    window -> windows.merge(windowQuality(window, minimum), 1, Integer::sum)));
    for (String group : windows.keySet()) {
      LabelAnalysis analysis =
          LabelAnalysis.of(
              label,
              streams,
              run,
              window -> windowQuality(window, minimum).equals(group),
              bootstrap);
      groups.add(new GroupFigures(Dimension.WINDOW_QUALITY, group, analysis.figures(false)));
    }
    return groups;
  }

  /** One group for each name; none if nothing is known, or all are in one but for devices. */
  private List<GroupFigures> split(
      Dimension dimension,
      String label,
      List<ObservedStream> streams,
      ObservedRun run,
      Function<ObservedStream, String> by) {
    Map<String, List<ObservedStream>> parts = new TreeMap<>();
    streams.forEach(
        stream -> parts.computeIfAbsent(by.apply(stream), any -> new ArrayList<>()).add(stream));
    if (parts.keySet().equals(Set.of(UNKNOWN))) {
      return List.of();
    }
    List<GroupFigures> groups = new ArrayList<>();
    parts.forEach(
        (name, part) ->
            groups.add(
                new GroupFigures(
                    dimension,
                    name,
                    LabelAnalysis.of(label, part, run, usable(run, label), bootstrap)
                        .figures(true))));
    return groups;
  }

  private static String age(OptionalDouble years) {
    if (years.isEmpty()) {
      return UNKNOWN;
    }
    double age = years.getAsDouble();
    if (age < 40) {
      return "below 40";
    }
    if (age < 60) {
      return "40 to 59";
    }
    return age < 80 ? "60 to 79" : "80 and above";
  }

  private static String streamQuality(double mean) {
    if (Double.isNaN(mean)) {
      return UNKNOWN;
    }
    if (mean >= 0.99) {
      return "99 % and above";
    }
    return mean >= 0.9 ? "90 to 99 %" : "below 90 %";
  }

  private static String windowQuality(ScoredWindow window, double minimum) {
    double share = window.quality().usableShare();
    if (share < minimum) {
      return "too poor for alerts";
    }
    if (share >= 1) {
      return "100 %";
    }
    return share >= 0.9 ? "90 to 100 %" : "below 90 %";
  }

  private static void strips(
      String label,
      List<ObservedStream> streams,
      ObservedRun run,
      LabelAnalysis analysis,
      List<EpisodeFact> episodes,
      List<AlertFact> alerts) {
    int index = run.scores().labels().indexOf(label);
    for (ObservedStream stream : streams) {
      StreamTally tally = analysis.tallies().get(stream.name());
      List<ScoredWindow> windows = run.scores().of(stream.name());
      if (!label.equals(NORMAL)) {
        for (TrueEpisode episode : tally.episodes()) {
          Peak peak = Peak.of(windows, index, episode.span());
          episodes.add(
              new EpisodeFact(
                  stream.name().device(),
                  stream.name().lead(),
                  label,
                  episode.span().fromMicros(),
                  episode.span().toMicros(),
                  episode.found(),
                  episode.alertedMicros() / MICROS,
                  episode.secondsToAlert(),
                  peak.probability(),
                  peak.startMicros()));
        }
      }
      for (JudgedAlert alert : tally.alerts()) {
        Verdict verdict =
            !alert.judged() ? Verdict.UNKNOWN : alert.right() ? Verdict.TRUE : Verdict.FALSE;
        Peak peak = Peak.of(windows, index, alert.span());
        alerts.add(
            new AlertFact(
                alert.alert().alertId(),
                stream.name().device(),
                stream.name().lead(),
                label,
                alert.span().fromMicros(),
                alert.alert().raisedMicros(),
                alert.span().toMicros(),
                alert.alert().cleared(),
                verdict,
                // An alert that was not cleared has not told of its latest windows.
                alert.alert().cleared() || Double.isNaN(peak.probability())
                    ? alert.alert().peakProbability()
                    : Math.max(alert.alert().peakProbability(), peak.probability()),
                peak.startMicros()));
      }
    }
  }

  /** The window with the highest probability among those that a span overlaps. */
  private record Peak(double probability, long startMicros) {
    static Peak of(List<ScoredWindow> windows, int index, TimeSpan span) {
      Peak best = new Peak(Double.NaN, span.fromMicros());
      for (ScoredWindow window : windows) {
        if (window.startMicros() < span.toMicros()
            && window.endMicros() > span.fromMicros()
            && !(window.probabilities()[index] <= best.probability)) {
          best = new Peak(window.probabilities()[index], window.startMicros());
        }
      }
      return best;
    }
  }

  private RunComparison compare(
      List<ObservedStream> streams,
      ObservedRun first,
      Map<String, LabelAnalysis> analyses,
      ObservedRun second) {
    List<LabelComparison> labels = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    for (String label : first.scores().labels()) {
      if (!second.scores().labels().contains(label)) {
        continue;
      }
      LabelAnalysis a = analyses.get(label);
      LabelAnalysis b = LabelAnalysis.of(label, streams, second, usable(second, label), bootstrap);
      Map<String, Figure> ofB = b.comparable();
      List<FigureDifference> figures = new ArrayList<>();
      a.comparable()
          .forEach(
              (name, figure) ->
                  figures.add(
                      new FigureDifference(
                          name,
                          a.draws().value(figure),
                          b.draws().value(ofB.get(name)),
                          // Both analyses number the patients alike: of the same streams.
                          a.draws().estimate(figure.until(ofB.get(name))))));
      labels.add(new LabelComparison(label, figures));
      if (!label.equals(NORMAL)) {
        changes(label, streams, first, a, second, b, changes);
      }
    }
    changes.sort(
        Comparator.comparing(Change::device)
            .thenComparing(Change::lead)
            .thenComparing(Change::fromMicros)
            .thenComparing(Change::label));
    return new RunComparison(second.facts(), labels, changes);
  }

  private static void changes(
      String label,
      List<ObservedStream> streams,
      ObservedRun first,
      LabelAnalysis a,
      ObservedRun second,
      LabelAnalysis b,
      List<Change> changes) {
    for (ObservedStream stream : streams) {
      StreamTally ofA = a.tallies().get(stream.name());
      StreamTally ofB = b.tallies().get(stream.name());
      for (int i = 0; i < ofA.episodes().size(); i++) {
        boolean foundByA = ofA.episodes().get(i).found();
        if (foundByA != ofB.episodes().get(i).found()) {
          changes.add(
              change(
                  foundByA ? Change.Kind.LOST : Change.Kind.FOUND,
                  stream.name(),
                  label,
                  ofA.episodes().get(i).span(),
                  first,
                  second));
        }
      }
      addAlone(Change.Kind.FALSE_ALARM_GONE, ofA, ofB, stream, label, first, second, changes);
      addAlone(Change.Kind.FALSE_ALARM_NEW, ofB, ofA, stream, label, first, second, changes);
    }
  }

  /** False alarms of one run that no alert of the other overlaps. */
  private static void addAlone(
      Change.Kind kind,
      StreamTally one,
      StreamTally other,
      ObservedStream stream,
      String label,
      ObservedRun first,
      ObservedRun second,
      List<Change> changes) {
    SpanSet others = SpanSet.of(other.alerts().stream().map(JudgedAlert::span).toList());
    for (JudgedAlert alert : one.alerts()) {
      if (alert.judged() && !alert.right() && !others.overlaps(alert.span())) {
        changes.add(change(kind, stream.name(), label, alert.span(), first, second));
      }
    }
  }

  private static Change change(
      Change.Kind kind,
      StreamName stream,
      String label,
      TimeSpan span,
      ObservedRun first,
      ObservedRun second) {
    Peak ofA = Peak.of(first.scores().of(stream), first.scores().labels().indexOf(label), span);
    Peak ofB = Peak.of(second.scores().of(stream), second.scores().labels().indexOf(label), span);
    boolean higherInB = ofB.probability() > ofA.probability() || Double.isNaN(ofA.probability());
    return new Change(
        kind,
        stream.device(),
        stream.lead(),
        label,
        span.fromMicros(),
        span.toMicros(),
        ofA.probability(),
        ofB.probability(),
        (higherInB ? ofB : ofA).startMicros());
  }
}
