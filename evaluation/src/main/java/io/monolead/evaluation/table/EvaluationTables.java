// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.table;

import io.monolead.evaluation.ObservedRun;
import io.monolead.evaluation.ObservedStream;
import io.monolead.evaluation.result.AlarmFigures;
import io.monolead.evaluation.result.AlertFact;
import io.monolead.evaluation.result.CalibrationBin;
import io.monolead.evaluation.result.Change;
import io.monolead.evaluation.result.EpisodeFact;
import io.monolead.evaluation.result.EpisodeFigures;
import io.monolead.evaluation.result.Estimate;
import io.monolead.evaluation.result.EvaluatedStream;
import io.monolead.evaluation.result.EvaluationJson;
import io.monolead.evaluation.result.FigureDifference;
import io.monolead.evaluation.result.Figures;
import io.monolead.evaluation.result.GroupFigures;
import io.monolead.evaluation.result.LabelComparison;
import io.monolead.evaluation.result.LabelEvaluation;
import io.monolead.evaluation.result.StreamEvaluation;
import io.monolead.evaluation.result.WindowFigures;
import io.monolead.evaluation.table.Table.CellType;
import io.monolead.evaluation.table.Table.Column;
import io.monolead.evaluation.truth.LabelTruth;
import io.monolead.evaluation.truth.TimeSpan;
import io.monolead.job.infer.ScoredWindow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * An evaluation as tables: windows, streams, episodes, alerts, figures, reliability, and of two
 * runs changes and differences. docs/evaluation.md tells their columns.
 */
public final class EvaluationTables {
  /** Name of the file that holds the evaluation as one tree. */
  public static final String JSON = "evaluation.json";

  private EvaluationTables() {}

  /**
   * Writes an evaluation into a folder: {@value #JSON}, and each table as CSV and as Parquet.
   *
   * @param folder made if it is not there; files of the same names are written over
   * @param evaluation the evaluation
   * @param streams the streams that it is of
   * @param run the run that it is of
   * @return the files, in order
   */
  public static List<Path> write(
      Path folder, StreamEvaluation evaluation, List<ObservedStream> streams, ObservedRun run)
      throws IOException {
    Files.createDirectories(folder);
    List<Path> files = new ArrayList<>();
    files.add(folder.resolve(JSON));
    new EvaluationJson().write(evaluation, files.get(0));
    List<Table> tables = new ArrayList<>(of(evaluation));
    tables.add(windows(streams, run));
    for (Table table : tables) {
      Path csv = folder.resolve(table.name() + ".csv");
      Path parquet = folder.resolve(table.name() + ".parquet");
      CsvFile.write(table, csv);
      ParquetFile.write(table, parquet);
      files.add(csv);
      files.add(parquet);
    }
    return files;
  }

  /** The tables of an evaluation, all but the one of windows. */
  public static List<Table> of(StreamEvaluation evaluation) {
    List<Table> tables = new ArrayList<>();
    tables.add(streams(evaluation));
    tables.add(figures(evaluation));
    tables.add(reliability(evaluation));
    tables.add(episodes(evaluation));
    tables.add(alerts(evaluation));
    if (evaluation.comparison().isPresent()) {
      tables.add(differences(evaluation.comparison().get().labels()));
      tables.add(changes(evaluation.comparison().get().changes()));
    }
    return tables;
  }

  /**
   * One row per window: its probability of each label, and whether the label is there, which is
   * empty where nobody knows.
   */
  public static Table windows(List<ObservedStream> streams, ObservedRun run) {
    List<Column> columns =
        new ArrayList<>(
            List.of(
                text("device"),
                text("lead"),
                time("from"),
                time("to"),
                number("quality"),
                text("model"),
                text("model_version")));
    for (String label : run.scores().labels()) {
      columns.add(number(label));
      columns.add(new Column(label + "_there", CellType.TRUTH));
    }
    Table table = new Table("windows", columns);
    for (ObservedStream stream : streams) {
      for (ScoredWindow window : run.scores().of(stream.name())) {
        TimeSpan span = new TimeSpan(window.startMicros(), window.endMicros());
        List<Object> cells = new ArrayList<>();
        cells.add(stream.name().device());
        cells.add(stream.name().lead());
        cells.add(window.startMicros());
        cells.add(window.endMicros());
        cells.add((double) window.quality().usableShare());
        cells.add(window.modelId());
        cells.add(window.modelVersion());
        for (int i = 0; i < window.labels().size(); i++) {
          LabelTruth truth = stream.truth().labels().get(window.labels().get(i));
          cells.add((double) window.probabilities()[i]);
          cells.add((truth == null || !truth.knows(span)) ? null : (Boolean) truth.holds(span));
        }
        table.row(cells.toArray());
      }
    }
    return table;
  }

  private static Table streams(StreamEvaluation evaluation) {
    Table table =
        new Table(
            "streams",
            List.of(
                text("device"),
                text("lead"),
                text("recording"),
                time("from"),
                time("to"),
                text("patient"),
                text("sex"),
                number("age_years"),
                text("known_labels"),
                whole("windows"),
                number("mean_quality")));
    for (EvaluatedStream stream : evaluation.streams()) {
      table.row(
          stream.device(),
          stream.lead(),
          stream.recording().orElse(null),
          stream.fromMicros(),
          stream.toMicros(),
          stream.patient(),
          stream.sex().orElse(null),
          orNull(stream.ageYears()),
          String.join(" ", stream.knownLabels()),
          stream.windows(),
          stream.meanQuality());
    }
    return table;
  }

  private static Table figures(StreamEvaluation evaluation) {
    Table table =
        new Table(
            "figures",
            List.of(
                text("label"),
                text("dimension"),
                text("group"),
                text("figure"),
                number("value"),
                number("lower"),
                number("upper")));
    for (LabelEvaluation label : evaluation.labels()) {
      add(table, label.label(), "all", "all", label.overall());
      for (GroupFigures group : label.groups()) {
        add(
            table,
            label.label(),
            group.dimension().name().toLowerCase(Locale.ROOT),
            group.group(),
            group.figures());
      }
    }
    return table;
  }

  private static void add(
      Table table, String label, String dimension, String group, Figures figures) {
    FigureRows rows = new FigureRows(table, label, dimension, group);
    rows.add("patients", figures.patients());
    if (figures.alarms().isPresent() || figures.windows().windows() > 0) {
      WindowFigures windows = figures.windows();
      rows.add("windows", windows.windows());
      rows.add("window positives", windows.positives());
      rows.add("window true positives", windows.truePositives());
      rows.add("window false positives", windows.falsePositives());
      rows.add("window false negatives", windows.falseNegatives());
      rows.add("window true negatives", windows.trueNegatives());
      rows.add("window AUC", windows.auc());
      rows.add("window average precision", windows.averagePrecision());
      rows.add("window F1", windows.f1());
      rows.add("window sensitivity", windows.sensitivity());
      rows.add("window specificity", windows.specificity());
      rows.add("window positive predictive value", windows.positivePredictiveValue());
      rows.add("calibration error", windows.calibrationError());
    }
    if (figures.episodes().isPresent()) {
      EpisodeFigures episodes = figures.episodes().get();
      rows.add("episodes", episodes.episodes());
      rows.add("episodes found", episodes.found());
      rows.add("judged alerts", episodes.alerts());
      rows.add("true alerts", episodes.trueAlerts());
      rows.add("true seconds", episodes.trueSeconds());
      rows.add("alerted seconds", episodes.alertedSeconds());
      rows.add("true and alerted seconds", episodes.bothSeconds());
      rows.add("episode sensitivity, gross", episodes.grossSensitivity());
      rows.add("episode positive predictivity, gross", episodes.grossPredictivity());
      rows.add("duration sensitivity, gross", episodes.grossDurationSensitivity());
      rows.add("duration positive predictivity, gross", episodes.grossDurationPredictivity());
      rows.add("episode sensitivity, average", episodes.averageSensitivity());
      rows.add("episode positive predictivity, average", episodes.averagePredictivity());
      rows.add("duration sensitivity, average", episodes.averageDurationSensitivity());
      rows.add("duration positive predictivity, average", episodes.averageDurationPredictivity());
    }
    if (figures.alarms().isPresent()) {
      AlarmFigures alarms = figures.alarms().get();
      rows.add("streams", alarms.devices());
      rows.add("device-days", alarms.deviceDays());
      rows.add("alerts", alarms.alerts());
      rows.add("false alarms", alarms.falseAlarms());
      rows.add("device-days of known truth", alarms.knownDeviceDays());
      rows.add("false alarms per device-day", alarms.falseAlarmsPerDeviceDay());
      rows.add(
          "false alarms per device-day, upper Poisson limit",
          alarms.falseAlarmsPerDeviceDayUpper());
      rows.add("alerts per hour", alarms.alertsPerHour());
      rows.add("time in alert", alarms.timeInAlert());
      rows.add("seconds to alert, median", alarms.timeToAlertMedian());
      rows.add("seconds to alert, 95th percentile", alarms.timeToAlert95());
      rows.add("quality-suppressed seconds", alarms.suppressedSeconds());
      rows.add("quality-suppressed time", alarms.suppressedShare());
      rows.add("unscored seconds", alarms.unscoredSeconds());
    }
  }

  /** Where the figures of one group go. */
  private record FigureRows(Table table, String label, String dimension, String group) {
    void add(String figure, double value) {
      table.row(label, dimension, group, figure, value, null, null);
    }

    void add(String figure, Estimate estimate) {
      table.row(
          label, dimension, group, figure, estimate.value(), estimate.lower(), estimate.upper());
    }
  }

  private static Table reliability(StreamEvaluation evaluation) {
    Table table =
        new Table(
            "reliability",
            List.of(
                text("label"),
                number("from"),
                number("to"),
                whole("windows"),
                number("mean_probability"),
                number("positive_share")));
    for (LabelEvaluation label : evaluation.labels()) {
      for (CalibrationBin bin : label.overall().windows().reliability()) {
        table.row(
            label.label(),
            bin.from(),
            bin.to(),
            bin.windows(),
            bin.meanProbability(),
            bin.positiveShare());
      }
    }
    return table;
  }

  private static Table episodes(StreamEvaluation evaluation) {
    Table table =
        new Table(
            "episodes",
            List.of(
                text("device"),
                text("lead"),
                text("label"),
                time("from"),
                time("to"),
                new Column("found", CellType.TRUTH),
                number("alerted_seconds"),
                number("seconds_to_alert"),
                number("peak_probability"),
                time("peak_window")));
    for (EpisodeFact episode : evaluation.episodes()) {
      table.row(
          episode.device(),
          episode.lead(),
          episode.label(),
          episode.fromMicros(),
          episode.toMicros(),
          episode.found(),
          episode.alertedSeconds(),
          orNull(episode.timeToAlertSeconds()),
          episode.peakProbability(),
          episode.peakWindowMicros());
    }
    return table;
  }

  private static Table alerts(StreamEvaluation evaluation) {
    Table table =
        new Table(
            "alerts",
            List.of(
                text("alert_id"),
                text("device"),
                text("lead"),
                text("label"),
                time("from"),
                time("raised"),
                time("to"),
                new Column("cleared", CellType.TRUTH),
                text("verdict"),
                number("peak_probability"),
                time("peak_window")));
    for (AlertFact alert : evaluation.alerts()) {
      table.row(
          alert.alertId(),
          alert.device(),
          alert.lead(),
          alert.label(),
          alert.fromMicros(),
          alert.raisedMicros(),
          alert.toMicros(),
          alert.cleared(),
          alert.verdict().name().toLowerCase(Locale.ROOT),
          alert.peakProbability(),
          alert.peakWindowMicros());
    }
    return table;
  }

  private static Table differences(List<LabelComparison> labels) {
    Table table =
        new Table(
            "differences",
            List.of(
                text("label"),
                text("figure"),
                number("first"),
                number("second"),
                number("difference"),
                number("lower"),
                number("upper")));
    for (LabelComparison label : labels) {
      for (FigureDifference figure : label.figures()) {
        table.row(
            label.label(),
            figure.figure(),
            figure.first(),
            figure.second(),
            figure.difference().value(),
            figure.difference().lower(),
            figure.difference().upper());
      }
    }
    return table;
  }

  private static Table changes(List<Change> changes) {
    Table table =
        new Table(
            "changes",
            List.of(
                text("kind"),
                text("device"),
                text("lead"),
                text("label"),
                time("from"),
                time("to"),
                number("peak_probability_first"),
                number("peak_probability_second"),
                time("peak_window")));
    for (Change change : changes) {
      table.row(
          change.kind().name().toLowerCase(Locale.ROOT),
          change.device(),
          change.lead(),
          change.label(),
          change.fromMicros(),
          change.toMicros(),
          change.peakProbabilityA(),
          change.peakProbabilityB(),
          change.peakWindowMicros());
    }
    return table;
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? (Double) value.getAsDouble() : null;
  }

  private static Column text(String name) {
    return new Column(name, CellType.TEXT);
  }

  private static Column time(String name) {
    return new Column(name, CellType.TIME);
  }

  private static Column number(String name) {
    return new Column(name, CellType.NUMBER);
  }

  private static Column whole(String name) {
    return new Column(name, CellType.WHOLE);
  }
}
