// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import io.monolead.training.evaluation.Bootstrap;
import io.monolead.training.evaluation.EvaluationReport;
import io.monolead.training.evaluation.Interval;
import io.monolead.training.evaluation.PairedDifference;
import io.monolead.training.evaluation.Predictions;
import io.monolead.training.evaluation.SeedSummary;
import io.monolead.training.experiment.SystemRuns.Role;
import io.monolead.training.report.Chart;
import io.monolead.training.report.Report;
import io.monolead.training.trainer.EpochResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Makes the report of an experiment from the predictions in the known.
 *
 * <p>A system counts with the seeds whose runs are finished; what is missing is said. The figures
 * are those of {@link ExperimentFigures}.
 */
public final class ExperimentReport {
  private static final String MISSING = "-";

  /** Lines that a chart of curves stays readable with. */
  private static final int LINES = 4;

  /** AUC of a network that knows nothing. */
  private static final double CHANCE = 0.5;

  private final Experiment experiment;
  private final KnownRuns known;
  private final Bootstrap bootstrap;
  private final String atHand;
  private final FeatureSource features;
  private final ExperimentFigures figures;

  /**
   * A report to be made.
   *
   * @param experiment what was run
   * @param known its finished runs
   * @param bootstrap how to draw the intervals
   * @param atHand what of the data set is there, in a sentence: {@link DataSets#atHand}
   * @param features runs networks, where a figure shows what they see
   */
  public ExperimentReport(
      Experiment experiment,
      KnownRuns known,
      Bootstrap bootstrap,
      String atHand,
      FeatureSource features) {
    this.experiment = experiment;
    this.known = known;
    this.bootstrap = bootstrap;
    this.atHand = atHand;
    this.features = features;
    figures = new ExperimentFigures(experiment, known, bootstrap);
  }

  /** Runs the networks of finished runs: {@link RunExecution#features}. */
  public interface FeatureSource {
    /** Whether a run's weights are at hand. */
    boolean has(RunSpec run);

    /** The features of a run's test fold. */
    double[][] of(RunSpec run) throws IOException;
  }

  /** Makes the report. */
  public Report make() throws IOException {
    List<Report.Block> blocks = new ArrayList<>();
    blocks.add(new Report.Text(atHand));
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
    if (experiment instanceof Steps) {
      blocks.add(new Report.Heading("On the validation folds"));
      blocks.add(validationTable());
    }
    if (!(experiment instanceof Figure3)) {
      blocks.add(plot());
    }
    if (experiment instanceof Figure4) {
      blocks.add(new Report.Heading("Features"));
      blocks.addAll(featurePlots());
    }
    if (experiment instanceof Figure3) {
      blocks.add(leadPlot());
    }
    if (experiment instanceof Figure5 shares) {
      blocks.add(sharePlot(shares));
    }
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
        "Data set %s, task %s, %s. Seeds %s with validation and test folds %s; all other"
            + " folds of %s are learned from. AUC, accuracy (mean over labels) and F1 are macro"
            + " figures of the test folds, mean over seeds with their standard deviation;"
            + " thresholds were chosen on the validation folds. The interval of the AUC is that of"
            + " the first seed's test fold, patients resampled. A difference to the baseline is"
            + " paired: same seed, same recordings; its intervals say what other patients, other"
            + " seeds, or both could have given. The paper's figures are of its own data, beside"
            + " which ours are a small sample.",
        setting.dataSet(),
        setting.task(),
        experiment instanceof Figure3 ? "each lead by itself" : "lead " + setting.lead(),
        setting.seeds(),
        setting.foldPairs().stream().limit(setting.seeds().size()).toList(),
        setting.folds().stream().sorted().toList());
  }

  private List<String> row(SystemRuns system) throws IOException {
    List<RunSpec> runs = figures.finished(system);
    List<String> cells = new ArrayList<>();
    cells.add(system.name());
    cells.add(runs.size() + " of " + system.runs().size());
    cells.add(summary(figures.overSeeds(system, EvaluationReport::macroAuc)));
    cells.add(
        runs.isEmpty()
            ? MISSING
            : interval(figures.evaluation(runs.get(0)).macroAucInterval(), ""));
    cells.add(figure(figures.overSeeds(system, EvaluationReport::accuracy).mean()));
    cells.add(figure(figures.overSeeds(system, EvaluationReport::macroF1).mean()));
    OptionalDouble printed = figures.paperFigure(system, "AUC");
    cells.add(printed.isPresent() ? figure(printed.getAsDouble() / 100) : MISSING);
    List<PairedDifference.Pair> pairs = figures.pairs(system, KnownRuns.Part.TEST);
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

  /** What steps are judged by. */
  private Report.Table validationTable() throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (SystemRuns system : experiment.systems()) {
      List<String> cells =
          new ArrayList<>(List.of(system.name(), summary(figures.validationAuc(system))));
      List<PairedDifference.Pair> pairs = figures.pairs(system, KnownRuns.Part.VALIDATION);
      if (pairs.isEmpty()) {
        cells.addAll(List.of(MISSING, MISSING));
      } else {
        PairedDifference difference = PairedDifference.of(pairs, bootstrap);
        cells.add(signed(difference.mean()));
        cells.add(interval(difference.overBoth(), "+"));
      }
      rows.add(cells);
    }
    return new Report.Table(
        experiment.name() + "-validation",
        List.of("system", "AUC (deviation)", "difference to the baseline", "95 % of both"),
        rows);
  }

  /** All students together against their baselines, and all controls likewise. */
  private Report.Text overall() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Role role : List.of(Role.STUDENT, Role.CONTROL)) {
      List<PairedDifference.Pair> pairs = new ArrayList<>();
      for (SystemRuns system : experiment.systems()) {
        if (system.role() == role) {
          pairs.addAll(figures.pairs(system, KnownRuns.Part.TEST));
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
      SeedSummary summary = figures.overSeeds(systems.get(i), EvaluationReport::macroAuc);
      ours[i] = summary.mean();
      errors[i] = Double.isNaN(summary.deviation()) ? 0 : summary.deviation();
      printed[i] = figures.paperFigure(systems.get(i), "AUC").orElse(Double.NaN) / 100;
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
        Chart.dots(description, "macro AUC", categories, series));
  }

  /** Features of the first seed, of the recordings that carry one label alone. */
  private List<Report.Block> featurePlots() throws IOException {
    List<Report.Block> plots = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (SystemRuns system : experiment.systems()) {
      RunSpec first = system.runs().get(0);
      if (!features.has(first)) {
        plots.add(
            new Report.Text(
                "The weights of "
                    + system.name()
                    + ", first seed, are not in the store, so that its features cannot be drawn."));
        continue;
      }
      Predictions test = known.predictions(first, KnownRuns.Part.TEST);
      FeatureClouds clouds = FeatureClouds.of(test, features.of(first));
      rows.add(List.of(system.name(), Integer.toString(clouds.size()), figure(clouds.agreement())));
      String description =
          "Features of "
              + system.name()
              + ": recordings of the test fold with one label (t-SNE, perplexity 30).";
      plots.add(
          new Report.Plot(
              "figure4-" + system.role().name().toLowerCase(Locale.ROOT),
              description,
              Chart.points(description, clouds.drawn())));
    }
    plots.add(
        new Report.Table(
            "figure4-agreement",
            List.of("system", "recordings", "share of the 10 nearest with the same label"),
            rows));
    return plots;
  }

  /** Before and after, lead by lead. */
  private Report.Plot leadPlot() throws IOException {
    List<String> leads = new ArrayList<>();
    List<Double> before = new ArrayList<>();
    List<Double> after = new ArrayList<>();
    for (SystemRuns system : experiment.systems()) {
      if (system.role() == Role.BASELINE) {
        leads.add(system.runs().get(0).leads().get(0).name());
        before.add(figures.overSeeds(system, EvaluationReport::macroAuc).mean());
      } else {
        after.add(figures.overSeeds(system, EvaluationReport::macroAuc).mean());
      }
    }
    String description = "Macro AUC from each lead, before and after knowledge transfer.";
    return new Report.Plot(
        "figure3-leads",
        description,
        Chart.bars(
            description,
            "macro AUC",
            CHANCE,
            leads,
            List.of(
                Chart.Series.of(
                    "baseline", before.stream().mapToDouble(Double::doubleValue).toArray()),
                Chart.Series.of(
                    "MVKT", after.stream().mapToDouble(Double::doubleValue).toArray()))));
  }

  /** Random and pre-trained start over the share of the training recordings. */
  private Report.Plot sharePlot(Figure5 figure) throws IOException {
    double[] shares = figure.shares().stream().mapToDouble(Double::doubleValue).toArray();
    double[] random = new double[shares.length];
    double[] pretrained = new double[shares.length];
    List<SystemRuns> systems = experiment.systems();
    for (int i = 0; i < shares.length; i++) {
      random[i] = figures.overSeeds(systems.get(2 * i), EvaluationReport::macroAuc).mean();
      pretrained[i] = figures.overSeeds(systems.get(2 * i + 1), EvaluationReport::macroAuc).mean();
    }
    String description = "Macro AUC of MVKT students over the share of the training recordings.";
    return new Report.Plot(
        "figure5-shares",
        description,
        Chart.lines(
            description,
            "macro AUC",
            "share of the training recordings",
            List.of(
                new Chart.Series("random start", shares, random, new double[0]),
                new Chart.Series("CLECG start", shares, pretrained, new double[0]))));
  }

  private Report.Table labelTable() throws IOException {
    List<String> columns = new ArrayList<>(List.of("system"));
    List<List<String>> rows = new ArrayList<>();
    for (SystemRuns system : experiment.systems()) {
      List<RunSpec> runs = figures.finished(system);
      if (runs.isEmpty()) {
        continue;
      }
      if (columns.size() == 1) {
        figures.evaluation(runs.get(0)).labels().forEach(label -> columns.add(label.label()));
        columns.add("mean");
      }
      List<String> cells = new ArrayList<>(List.of(system.name()));
      for (int label = 0; label < columns.size() - 2; label++) {
        int at = label;
        SeedSummary f1 = figures.overSeeds(system, report -> report.labels().get(at).f1());
        OptionalDouble printed = figures.paperFigure(system, "F1 " + columns.get(label + 1));
        cells.add(
            figure(f1.mean())
                + (printed.isPresent() ? " (" + figure(printed.getAsDouble() / 100) + ")" : ""));
      }
      cells.add(figure(figures.overSeeds(system, EvaluationReport::macroF1).mean()));
      rows.add(cells);
    }
    return new Report.Table(experiment.name() + "-labels", columns, rows);
  }

  /** Validation AUC over epochs, of the first seed. */
  private Report.Block curves() throws IOException {
    List<Chart.Series> lines = new ArrayList<>();
    for (SystemRuns system : experiment.systems()) {
      RunSpec first = system.runs().get(0);
      if (!known.knows(first) || lines.size() == LINES) {
        continue;
      }
      List<EpochResult> epochs = known.log(first).stream().filter(EpochResult::validated).toList();
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
    long missing = experiment.runs().stream().filter(run -> !known.knows(run)).count();
    return String.format(
        Locale.ROOT,
        "%s Training: %s. Lessons: %s. Bootstrap: %d resamples, seed %d. %s",
        DataSets.isPtbXl(setting.dataSet())
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
    return Double.isNaN(value) ? MISSING : String.format(Locale.ROOT, "%+.4f", value);
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
