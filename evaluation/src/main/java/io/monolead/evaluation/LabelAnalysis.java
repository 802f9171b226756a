// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation;

import io.monolead.evaluation.alert.Episode;
import io.monolead.evaluation.alert.StreamName;
import io.monolead.evaluation.figure.Draws;
import io.monolead.evaluation.figure.Figure;
import io.monolead.evaluation.figure.PoissonLimit;
import io.monolead.evaluation.figure.StreamFigures;
import io.monolead.evaluation.figure.StreamTally;
import io.monolead.evaluation.figure.WindowSample;
import io.monolead.evaluation.result.AlarmFigures;
import io.monolead.evaluation.result.EpisodeFigures;
import io.monolead.evaluation.result.Estimate;
import io.monolead.evaluation.result.Figures;
import io.monolead.evaluation.result.PolicyFacts;
import io.monolead.evaluation.result.WindowFigures;
import io.monolead.evaluation.truth.LabelTruth;
import io.monolead.evaluation.truth.SpanSet;
import io.monolead.evaluation.truth.TimeSpan;
import io.monolead.job.infer.ScoredWindow;
import io.monolead.training.evaluation.Bootstrap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** One label over some streams of one run. */
final class LabelAnalysis {
  private static final double MICROS = 1e6;

  private final PolicyFacts policy;
  private final Draws draws;
  private final WindowSample windows;
  private final Map<StreamName, StreamTally> tallies;
  private final StreamFigures streams;
  private final Figure suppressed;
  private final Figure unscored;
  private final Figure length;

  private LabelAnalysis(
      PolicyFacts policy,
      Draws draws,
      WindowSample windows,
      Map<StreamName, StreamTally> tallies,
      Figure suppressed,
      Figure unscored,
      Figure length) {
    this.policy = policy;
    this.draws = draws;
    this.windows = windows;
    this.tallies = tallies;
    this.streams = new StreamFigures(List.copyOf(tallies.values()));
    this.suppressed = suppressed;
    this.unscored = unscored;
    this.length = length;
  }

  /**
   * Counts.
   *
   * @param label the label
   * @param some the streams
   * @param run what was said of them
   * @param chosen the windows that count
   * @param bootstrap how to draw
   */
  static LabelAnalysis of(
      String label,
      List<ObservedStream> some,
      ObservedRun run,
      Predicate<ScoredWindow> chosen,
      Bootstrap bootstrap) {
    List<String> patients =
        some.stream().map(stream -> stream.subject().patient()).distinct().toList();
    Map<String, Integer> numbers = new LinkedHashMap<>();
    patients.forEach(patient -> numbers.put(patient, numbers.size()));
    PolicyFacts policy = run.policy(label);
    int index = run.scores().labels().indexOf(label);
    List<float[]> scores = new ArrayList<>();
    List<Boolean> truths = new ArrayList<>();
    List<Integer> owners = new ArrayList<>();
    Map<StreamName, StreamTally> tallies = new LinkedHashMap<>();
    Map<StreamName, List<Episode>> alerts = new LinkedHashMap<>();
    for (Episode alert : run.alerts()) {
      if (alert.label().equals(label)) {
        alerts
            .computeIfAbsent(
                new StreamName(alert.deviceId(), alert.lead()), any -> new ArrayList<>())
            .add(alert);
      }
    }
    int[] owner = new int[some.size()];
    double[] suppressed = new double[some.size()];
    double[] unscored = new double[some.size()];
    double[] length = new double[some.size()];
    for (int s = 0; s < some.size(); s++) {
      ObservedStream stream = some.get(s);
      Optional<LabelTruth> truth = Optional.ofNullable(stream.truth().labels().get(label));
      owner[s] = numbers.get(stream.subject().patient());
      List<TimeSpan> good = new ArrayList<>();
      List<TimeSpan> poor = new ArrayList<>();
      for (ScoredWindow window : run.scores().of(stream.name())) {
        TimeSpan span = new TimeSpan(window.startMicros(), window.endMicros());
        boolean usable = window.quality().usableShare() >= policy.minimumQuality();
        (usable ? good : poor).add(span);
        float probability = window.probabilities()[index];
        if (chosen.test(window)
            && Float.isFinite(probability)
            && truth.isPresent()
            && truth.get().knows(span)) {
          scores.add(new float[] {probability});
          truths.add(truth.get().holds(span));
          owners.add(owner[s]);
        }
      }
      SpanSet whole = SpanSet.of(List.of(stream.span()));
      SpanSet judged = SpanSet.of(good);
      SpanSet unjudged = SpanSet.of(poor).minus(judged);
      suppressed[s] = unjudged.and(whole).micros() / MICROS;
      unscored[s] = whole.minus(judged).minus(unjudged).micros() / MICROS;
      length[s] = stream.span().micros() / MICROS;
      tallies.put(
          stream.name(),
          StreamTally.of(
              owner[s], stream.span(), truth, alerts.getOrDefault(stream.name(), List.of())));
    }
    float[] flat = new float[scores.size()];
    boolean[] there = new boolean[flat.length];
    int[] patient = new int[flat.length];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = scores.get(i)[0];
      there[i] = truths.get(i);
      patient[i] = owners.get(i);
    }
    return new LabelAnalysis(
        policy,
        Draws.of(patients, bootstrap),
        new WindowSample(flat, there, patient, patients.size(), (float) policy.threshold()),
        tallies,
        sum(suppressed, owner),
        sum(unscored, owner),
        sum(length, owner));
  }

  private static Figure sum(double[] values, int[] owner) {
    return counts -> {
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[i] * counts[owner[i]];
      }
      return sum;
    };
  }

  /** The patients and their resamples. */
  Draws draws() {
    return draws;
  }

  /** The counts of each stream. */
  Map<StreamName, StreamTally> tallies() {
    return tallies;
  }

  /** Whether the truth is known of at least one stream. */
  boolean truthKnown() {
    return tallies.values().stream().anyMatch(StreamTally::known);
  }

  /** All figures; those of episodes and alerts only of whole streams. */
  Figures figures(boolean wholeStreams) {
    return new Figures(
        draws.patients().size(),
        windowFigures(),
        wholeStreams && truthKnown() ? Optional.of(episodeFigures()) : Optional.empty(),
        wholeStreams ? Optional.of(alarmFigures()) : Optional.empty());
  }

  /** Figures that two runs can be compared by, by name, in the order of a report. */
  Map<String, Figure> comparable() {
    Map<String, Figure> figures = new LinkedHashMap<>();
    if (truthKnown()) {
      figures.put("window AUC", windows::auc);
      figures.put("window average precision", windows::averagePrecision);
      figures.put("window F1", windows::f1);
      figures.put("window sensitivity", sensitivity());
      figures.put("window specificity", specificity());
      figures.put("window positive predictive value", predictiveValue());
      figures.put("calibration error", windows::calibrationError);
      figures.put("episode sensitivity", streams.grossSensitivity());
      figures.put("episode positive predictivity", streams.grossPredictivity());
      figures.put("duration sensitivity", streams.grossDurationSensitivity());
      figures.put("duration positive predictivity", streams.grossDurationPredictivity());
      figures.put("false alarms per device-day", streams.falseAlarmsPerDay());
      figures.put("median seconds to alert", streams.secondsToAlert(0.5));
    }
    figures.put("alerts per hour", streams.alertsPerHour());
    figures.put("time in alert", streams.timeInAlert());
    figures.put("quality-suppressed time", Figure.ratio(suppressed, length));
    return figures;
  }

  private Figure sensitivity() {
    return Figure.ratio(windows::truePositives, windows::positives);
  }

  private Figure specificity() {
    return Figure.ratio(
        windows::trueNegatives,
        counts -> windows.trueNegatives(counts) + windows.falsePositives(counts));
  }

  private Figure predictiveValue() {
    return Figure.ratio(
        windows::truePositives,
        counts -> windows.truePositives(counts) + windows.falsePositives(counts));
  }

  private int count(Figure figure) {
    return (int) Math.round(draws.value(figure));
  }

  private Estimate estimate(Figure figure) {
    return draws.estimate(figure);
  }

  private WindowFigures windowFigures() {
    return new WindowFigures(
        windows.size(),
        count(windows::positives),
        count(windows::truePositives),
        count(windows::falsePositives),
        count(windows::falseNegatives),
        count(windows::trueNegatives),
        estimate(windows::auc),
        estimate(windows::averagePrecision),
        estimate(windows::f1),
        estimate(sensitivity()),
        estimate(specificity()),
        estimate(predictiveValue()),
        estimate(windows::calibrationError),
        windows.reliability());
  }

  private EpisodeFigures episodeFigures() {
    return new EpisodeFigures(
        count(streams.sum(tally -> tally.episodes().size())),
        count(streams.sum(StreamTally::found)),
        count(streams.sum(StreamTally::judgedAlerts)),
        count(streams.sum(StreamTally::rightAlerts)),
        draws.value(streams.sum(StreamTally::trueMicros)) / MICROS,
        draws.value(streams.sum(StreamTally::alertedMicros)) / MICROS,
        draws.value(streams.sum(StreamTally::bothMicros)) / MICROS,
        estimate(streams.grossSensitivity()),
        estimate(streams.grossPredictivity()),
        estimate(streams.grossDurationSensitivity()),
        estimate(streams.grossDurationPredictivity()),
        estimate(streams.averageSensitivity()),
        estimate(streams.averagePredictivity()),
        estimate(streams.averageDurationSensitivity()),
        estimate(streams.averageDurationPredictivity()));
  }

  private AlarmFigures alarmFigures() {
    int falseAlarms = count(streams.sum(StreamTally::falseAlarms));
    double knownDays = draws.value(streams.knownDays());
    return new AlarmFigures(
        tallies.size(),
        draws.value(streams.days()),
        count(streams.sum(tally -> tally.alerts().size())),
        falseAlarms,
        knownDays,
        estimate(streams.falseAlarmsPerDay()),
        knownDays == 0 ? Double.NaN : PoissonLimit.upper(falseAlarms) / knownDays,
        estimate(streams.alertsPerHour()),
        estimate(streams.timeInAlert()),
        estimate(streams.secondsToAlert(0.5)),
        estimate(streams.secondsToAlert(0.95)),
        draws.value(suppressed),
        estimate(Figure.ratio(suppressed, length)),
        draws.value(unscored));
  }

  /** The policy that judged the label. */
  PolicyFacts policy() {
    return policy;
  }
}
