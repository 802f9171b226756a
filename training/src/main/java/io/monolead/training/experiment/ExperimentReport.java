// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.monolead.training.evaluation.Bootstrap;
import io.monolead.training.evaluation.EvaluationReport;
import io.monolead.training.evaluation.Interval;
import io.monolead.training.evaluation.PairedDifference;
import io.monolead.training.evaluation.Predictions;
import io.monolead.training.evaluation.SeedSummary;
import io.monolead.training.evaluation.ThresholdRule;
import io.monolead.training.experiment.SystemRuns.Role;
import io.monolead.training.report.Chart;
import io.monolead.training.report.Report;
import io.monolead.training.trainer.EpochResult;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Makes the report of an experiment from the predictions in the store.
 *
 * <p>A system counts with the seeds whose runs are finished; what is missing is said. Thresholds
 * are chosen on each run's validation fold, figures are those of its test fold.
 */
public final class ExperimentReport {
  private static final String MISSING = "-";

  /** Lines that a chart of curves stays readable with. */
  private static final int LINES = 4;

  private final Experiment experiment;
  private final RunStore store;
  private final Bootstrap bootstrap;
  private final PaperFigures paper = PaperFigures.read();
  private final Map<String, EvaluationReport> evaluations = new LinkedHashMap<>();

  /**
   * A report to be made.
   *
   * @param experiment what was run
   * @param store where its runs are
   * @param bootstrap how to draw the intervals
   */
  public ExperimentReport(Experiment experiment, RunStore store, Bootstrap bootstrap) {
    this.experiment = experiment;
    this.store = store;
    this.bootstrap = bootstrap;
  }

  /** Makes the report. */
  public Report make() throws IOException {
    List<Report.Block> blocks = new ArrayList<>();
    blocks.add(new Report.Text(introduction()));
    List<List<String>> rows = new ArrayList<>();
    for (SystemRuns system : experiment.systems()) {
      rows.add(row(system));
    }
    blocks.add(new Report.Heading("Figures"));
    blocks.add(
        new Report.Table(
            experiment.name(),
            List.of(
                "system",
                "seeds",
                "AUC (deviation)",
                "95 % of patients",
                "accuracy",
                "F1",
                "AUC in the paper",
                "difference to the baseline",
                "95 % of patients",
                "95 % of seeds",
                "95 % of both"),
            rows));
    blocks.add(overall());
    blocks.add(plot());
    blocks.add(new Report.Heading("F1 of each label"));
    blocks.add(labelTable());
    blocks.add(new Report.Heading("Training"));
    blocks.add(curves());
    blocks.add(new Report.Heading("How it was made"));
    blocks.add(new Report.Text(provenance()));
    return new Report(experiment.name() + ": " + experiment.title(), blocks);
  }

  private String introduction() {
    Setting setting = experiment.setting();
    return String.format(
        Locale.ROOT,
        "Data set %s, task %s, lead %s. Seeds %s with validation and test folds %s; all other"
            + " folds of %s are learned from. AUC, accuracy (mean over labels) and F1 are macro"
            + " figures of the test folds, mean over seeds with their standard deviation;"
            + " thresholds were chosen on the validation folds. The interval of the AUC is that of"
            + " the first seed's test fold, patients resampled. A difference to the baseline is"
            + " paired: same seed, same recordings; its intervals say what other patients, other"
            + " seeds, or both could have given. The paper's figures are of its own data, beside"
            + " which ours are a small sample.",
        setting.dataSet(),
        setting.task(),
        setting.lead(),
        setting.seeds(),
        setting.foldPairs().stream().limit(setting.seeds().size()).toList(),
        setting.folds().stream().sorted().toList());
  }

  private List<RunSpec> finished(List<RunSpec> runs) {
    return runs.stream().filter(store::isFinished).toList();
  }

  private EvaluationReport evaluation(RunSpec run) throws IOException {
    EvaluationReport known = evaluations.get(run.id());
    if (known == null) {
      Predictions validation = store.predictions(run, RunStore.Part.VALIDATION);
      float[] thresholds = new float[validation.labelSpace().size()];
      for (int label = 0; label < thresholds.length; label++) {
        thresholds[label] =
            ThresholdRule.DEFAULT.choose(
                validation.probabilitiesOf(label), validation.truthOf(label));
      }
      known =
          EvaluationReport.of(store.predictions(run, RunStore.Part.TEST), thresholds, bootstrap);
      evaluations.put(run.id(), known);
    }
    return known;
  }

  private List<String> row(SystemRuns system) throws IOException {
    List<Double> auc = new ArrayList<>();
    List<Double> accuracy = new ArrayList<>();
    List<Double> f1 = new ArrayList<>();
    List<RunSpec> runs = finished(system.runs());
    for (RunSpec run : runs) {
      EvaluationReport figures = evaluation(run);
      auc.add(figures.macroAuc());
      accuracy.add(figures.accuracy());
      f1.add(figures.macroF1());
    }
    List<String> cells = new ArrayList<>();
    cells.add(system.name());
    cells.add(runs.size() + " of " + system.runs().size());
    cells.add(summary(SeedSummary.of(auc)));
    cells.add(runs.isEmpty() ? MISSING : interval(evaluation(runs.get(0)).macroAucInterval(), ""));
    cells.add(figure(SeedSummary.of(accuracy).mean()));
    cells.add(figure(SeedSummary.of(f1).mean()));
    OptionalDouble printed = paperFigure(system, "AUC");
    cells.add(printed.isPresent() ? figure(printed.getAsDouble() / 100) : MISSING);
    List<PairedDifference.Pair> pairs = pairs(system);
    if (pairs.isEmpty()) {
      cells.addAll(List.of(MISSING, MISSING, MISSING, MISSING));
    } else {
      PairedDifference difference = PairedDifference.of(pairs, bootstrap);
      cells.add(signed(difference.mean()));
      cells.add(interval(difference.overPatients(), "+"));
      cells.add(interval(difference.overSeeds(), "+"));
      cells.add(interval(difference.overBoth(), "+"));
    }
    return cells;
  }

  private OptionalDouble paperFigure(SystemRuns system, String metric) {
    String task =
        experiment.setting().dataSet().equals(DataSets.PTB_XL)
            ? experiment.setting().task()
            : experiment.setting().dataSet();
    OptionalDouble byName =
        paper.percent(experiment.name(), task, system.name(), system.role(), metric);
    return byName.isPresent()
        ? byName
        : paper.percent(
            experiment.name().equals("table2") || experiment.name().startsWith("figure")
                ? "table2"
                : experiment.name(),
            task,
            system.network(),
            system.role(),
            metric);
  }

  private List<PairedDifference.Pair> pairs(SystemRuns system) throws IOException {
    List<PairedDifference.Pair> pairs = new ArrayList<>();
    for (int seed = 0; seed < system.baseline().size(); seed++) {
      RunSpec run = system.runs().get(seed);
      RunSpec baseline = system.baseline().get(seed);
      if (store.isFinished(run) && store.isFinished(baseline)) {
        pairs.add(
            new PairedDifference.Pair(
                store.predictions(run, RunStore.Part.TEST),
                store.predictions(baseline, RunStore.Part.TEST)));
      }
    }
    return pairs;
  }

  /** All students together against their baselines, and all controls likewise. */
  private Report.Text overall() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Role role : List.of(Role.STUDENT, Role.CONTROL)) {
      List<PairedDifference.Pair> pairs = new ArrayList<>();
      for (SystemRuns system : experiment.systems()) {
        if (system.role() == role) {
          pairs.addAll(pairs(system));
        }
      }
      if (!pairs.isEmpty()) {
        PairedDifference all = PairedDifference.of(pairs, bootstrap);
        text.append(
            String.format(
                Locale.ROOT,
                "Over all %s and seeds, %d pairs: %s AUC; 95 %% of patients %s, of seeds %s, of"
                    + " both %s. ",
                role == Role.STUDENT ? "students" : "controls from shuffled records",
                pairs.size(),
                signed(all.mean()),
                interval(all.overPatients(), "+"),
                interval(all.overSeeds(), "+"),
                interval(all.overBoth(), "+")));
      }
    }
    return new Report.Text(
        text.isEmpty()
            ? "No pair of student and baseline is finished yet."
            : text.toString().strip());
  }

  private Report.Plot plot() throws IOException {
    List<String> categories = new ArrayList<>();
    List<SystemRuns> systems = experiment.systems();
    double[] ours = new double[systems.size()];
    double[] errors = new double[systems.size()];
    double[] printed = new double[systems.size()];
    boolean anyPrinted = false;
    for (int i = 0; i < systems.size(); i++) {
      categories.add(systems.get(i).name());
      List<Double> auc = new ArrayList<>();
      for (RunSpec run : finished(systems.get(i).runs())) {
        auc.add(evaluation(run).macroAuc());
      }
      SeedSummary summary = SeedSummary.of(auc);
      ours[i] = summary.mean();
      errors[i] = Double.isNaN(summary.deviation()) ? 0 : summary.deviation();
      printed[i] = paperFigure(systems.get(i), "AUC").orElse(Double.NaN) / 100;
      anyPrinted |= !Double.isNaN(printed[i]);
    }
    List<Chart.Series> series = new ArrayList<>();
    series.add(new Chart.Series("measured here", new double[0], ours, errors));
    if (anyPrinted) {
      series.add(Chart.Series.of("printed in the paper", printed));
    }
    String description =
        "Macro AUC of each system, with the standard deviation over seeds"
            + (anyPrinted ? ", beside the paper's figure." : ".");
    return new Report.Plot(
        experiment.name() + "-auc",
        description,
        Chart.bars(description, "macro AUC", categories, series));
  }

  private Report.Table labelTable() throws IOException {
    List<String> columns = new ArrayList<>(List.of("system"));
    List<List<String>> rows = new ArrayList<>();
    for (SystemRuns system : experiment.systems()) {
      List<RunSpec> runs = finished(system.runs());
      if (runs.isEmpty()) {
        continue;
      }
      if (columns.size() == 1) {
        evaluation(runs.get(0)).labels().forEach(label -> columns.add(label.label()));
        columns.add("mean");
      }
      List<String> cells = new ArrayList<>(List.of(system.name()));
      for (int label = 0; label < columns.size() - 2; label++) {
        List<Double> f1 = new ArrayList<>();
        for (RunSpec run : runs) {
          f1.add(evaluation(run).labels().get(label).f1());
        }
        OptionalDouble printed = paperFigure(system, "F1 " + columns.get(label + 1));
        cells.add(
            figure(SeedSummary.of(f1).mean())
                + (printed.isPresent() ? " (" + figure(printed.getAsDouble() / 100) + ")" : ""));
      }
      List<Double> mean = new ArrayList<>();
      for (RunSpec run : runs) {
        mean.add(evaluation(run).macroF1());
      }
      cells.add(figure(SeedSummary.of(mean).mean()));
      rows.add(cells);
    }
    return new Report.Table(experiment.name() + "-labels", columns, rows);
  }

  /** Validation AUC over epochs, of the first seed. */
  private Report.Block curves() throws IOException {
    List<Chart.Series> lines = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    for (SystemRuns system : experiment.systems()) {
      RunSpec first = system.runs().get(0);
      if (!store.isFinished(first) || lines.size() == LINES) {
        continue;
      }
      List<EpochResult> epochs = new ArrayList<>();
      for (String line : Files.readAllLines(store.log(first))) {
        EpochResult epoch = json.readValue(line, EpochResult.class);
        if (epoch.validated()) {
          epochs.add(epoch);
        }
      }
      lines.add(
          new Chart.Series(
              system.name(),
              epochs.stream().mapToDouble(EpochResult::epoch).toArray(),
              epochs.stream().mapToDouble(EpochResult::validationMacroAuc).toArray(),
              new double[0]));
    }
    if (lines.isEmpty()) {
      return new Report.Text("No run is finished yet.");
    }
    String description = "Validation AUC while training, first seed, first systems of the table.";
    return new Report.Plot(
        experiment.name() + "-curves",
        description,
        Chart.lines(description, "validation macro AUC", "epoch", lines));
  }

  private String provenance() {
    Setting setting = experiment.setting();
    long missing = experiment.runs().stream().filter(run -> !store.isFinished(run)).count();
    return String.format(
        Locale.ROOT,
        "%s Training: %s. Lessons: %s. Bootstrap: %d resamples, seed %d. %s",
        setting.dataSet().equals(DataSets.PTB_XL)
            ? "PTB-XL 1.0.3 (Wagner et al. 2020, CC BY 4.0), the recordings at hand."
            : "ICBEB2018 (Liu et al. 2018), the recordings at hand.",
        setting.options().withSeed(0),
        setting.lessons(),
        bootstrap.resamples(),
        bootstrap.seed(),
        missing == 0
            ? "All runs are finished."
            : missing + " of " + experiment.runs().size() + " runs are not finished.");
  }

  private static String summary(SeedSummary summary) {
    if (summary.count() == 0) {
      return MISSING;
    }
    return Double.isNaN(summary.deviation())
        ? figure(summary.mean())
        : String.format(Locale.ROOT, "%.4f (%.4f)", summary.mean(), summary.deviation());
  }

  private static String figure(double value) {
    return Double.isNaN(value) ? MISSING : String.format(Locale.ROOT, "%.4f", value);
  }

  private static String signed(double value) {
    return String.format(Locale.ROOT, "%+.4f", value);
  }

  private static String interval(Interval interval, String sign) {
    return Double.isNaN(interval.lower())
        ? MISSING
        : String.format(
            Locale.ROOT,
            "%" + sign + ".4f to %" + sign + ".4f",
            interval.lower(),
            interval.upper());
  }
}
