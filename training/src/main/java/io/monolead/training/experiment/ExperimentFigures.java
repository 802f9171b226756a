// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import io.monolead.signal.Lead;
import io.monolead.training.evaluation.Bootstrap;
import io.monolead.training.evaluation.EvaluationReport;
import io.monolead.training.evaluation.PairedDifference;
import io.monolead.training.evaluation.Predictions;
import io.monolead.training.evaluation.SeedSummary;
import io.monolead.training.evaluation.ThresholdRule;
import io.monolead.training.experiment.SystemRuns.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * Figures of the systems of an experiment, from the predictions of their finished runs.
 *
 * <p>Thresholds are chosen on each run's validation fold, figures are those of its test fold. For
 * one thread: what a run's evaluation gave is kept.
 */
final class ExperimentFigures {
  private final Experiment experiment;
  private final KnownRuns known;
  private final Bootstrap bootstrap;
  private final PaperFigures paper = PaperFigures.read();
  private final Map<String, EvaluationReport> evaluations = new LinkedHashMap<>();

  /**
   * @param bootstrap how to draw the intervals
   */
  ExperimentFigures(Experiment experiment, KnownRuns known, Bootstrap bootstrap) {
    this.experiment = experiment;
    this.known = known;
    this.bootstrap = bootstrap;
  }

  /** The finished runs of a system, in the order of their seeds. */
  List<RunSpec> finished(SystemRuns system) {
    return system.runs().stream().filter(known::knows).toList();
  }

  /** The evaluation of a finished run on its test fold. */
  EvaluationReport evaluation(RunSpec run) throws IOException {
    EvaluationReport made = evaluations.get(run.id());
    if (made == null) {
      Predictions validation = known.predictions(run, KnownRuns.Part.VALIDATION);
      float[] thresholds = new float[validation.labelSpace().size()];
      for (int label = 0; label < thresholds.length; label++) {
        thresholds[label] =
            ThresholdRule.DEFAULT.choose(
                validation.probabilitiesOf(label), validation.truthOf(label));
      }
      made =
          EvaluationReport.of(known.predictions(run, KnownRuns.Part.TEST), thresholds, bootstrap);
      evaluations.put(run.id(), made);
    }
    return made;
  }

  /** A figure of each finished run of a system, summed up over its seeds. */
  SeedSummary overSeeds(SystemRuns system, ToDoubleFunction<EvaluationReport> figure)
      throws IOException {
    List<Double> values = new ArrayList<>();
    for (RunSpec run : finished(system)) {
      values.add(figure.applyAsDouble(evaluation(run)));
    }
    return SeedSummary.of(values);
  }

  /** Macro AUC on the validation folds. */
  SeedSummary validationAuc(SystemRuns system) throws IOException {
    List<Double> auc = new ArrayList<>();
    for (RunSpec run : finished(system)) {
      Predictions predictions = known.predictions(run, KnownRuns.Part.VALIDATION);
      auc.add(
          EvaluationReport.macroAuc(
              predictions.probabilities(), predictions.truth(), predictions.labelSpace().size()));
    }
    return SeedSummary.of(auc);
  }

  /** A system's runs beside its baseline's of the same seed, where both are finished. */
  List<PairedDifference.Pair> pairs(SystemRuns system, KnownRuns.Part part) throws IOException {
    List<PairedDifference.Pair> pairs = new ArrayList<>();
    for (int seed = 0; seed < system.baseline().size(); seed++) {
      RunSpec run = system.runs().get(seed);
      RunSpec baseline = system.baseline().get(seed);
      if (known.knows(run) && known.knows(baseline)) {
        pairs.add(
            new PairedDifference.Pair(
                known.predictions(run, part), known.predictions(baseline, part)));
      }
    }
    return pairs;
  }

  /**
   * What the paper prints of a system, percent.
   *
   * @param metric as the paper's tables name it
   * @return empty if it prints nothing that compares
   */
  OptionalDouble paperFigure(SystemRuns system, String metric) {
    RunSpec run = system.runs().get(0);
    // The paper prints figures of lead I and of networks that learned from all recordings.
    if (run.share() < 1
        || run.start() != null
        || (system.role() != Role.TEACHER && !run.leads().equals(List.of(Lead.I)))) {
      return OptionalDouble.empty();
    }
    String task =
        DataSets.isPtbXl(experiment.setting().dataSet())
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
}
