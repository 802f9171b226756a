// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * How good a network's scores are on a fold.
 *
 * <p>Macro figures are means over labels. A label without both positive and negative recordings has
 * no AUC: it is left out of the macro AUC and counted in {@code unrankedLabels}.
 *
 * @param task name of the label space
 * @param recordings number of recordings
 * @param patients number of patients
 * @param bootstrap how the intervals were drawn
 * @param labels one result per label, in the order of the label space
 * @param macroAuc mean AUC of the ranked labels; NaN if there are none
 * @param macroAucInterval its 95 % bootstrap interval; each resample averages the labels that it
 *     can rank
 * @param unrankedLabels labels left out of the macro AUC
 * @param macroAveragePrecision mean over the labels with positive recordings
 * @param macroF1 mean over all labels
 * @param macroF1Interval its 95 % bootstrap interval
 * @param accuracy mean over all labels
 */
public record EvaluationReport(
    String task,
    int recordings,
    int patients,
    Bootstrap bootstrap,
    List<LabelResult> labels,
    double macroAuc,
    Interval macroAucInterval,
    int unrankedLabels,
    double macroAveragePrecision,
    double macroF1,
    Interval macroF1Interval,
    double accuracy) {

  public EvaluationReport {
    labels = List.copyOf(labels);
  }

  /**
   * Evaluates predictions.
   *
   * @param predictions at least one recording
   * @param thresholds probability from which on each label is called, in order
   * @param bootstrap how to draw the intervals
   */
  public static EvaluationReport of(
      Predictions predictions, float[] thresholds, Bootstrap bootstrap) {
    int labelCount = predictions.labelSpace().size();
    if (thresholds.length != labelCount || predictions.size() == 0) {
      throw new IllegalArgumentException(
          "An evaluation needs recordings and one threshold per label; there are "
              + predictions.size()
              + " recordings, "
              + labelCount
              + " labels and "
              + thresholds.length
              + " thresholds");
    }
    int[][] draws = bootstrap.draw(predictions.patients());
    double[] drawnAucSum = new double[draws.length];
    int[] drawnAucCount = new int[draws.length];
    double[] drawnF1Sum = new double[draws.length];
    List<LabelResult> results = new ArrayList<>();
    for (int label = 0; label < labelCount; label++) {
      float[] probabilities = predictions.probabilitiesOf(label);
      boolean[] truth = predictions.truthOf(label);
      Ranking ranking = new Ranking(probabilities, truth);
      double[] drawnAuc = new double[draws.length];
      for (int i = 0; i < draws.length; i++) {
        drawnAuc[i] = ranking.auc(draws[i]);
        if (!Double.isNaN(drawnAuc[i])) {
          drawnAucSum[i] += drawnAuc[i];
          drawnAucCount[i]++;
        }
        drawnF1Sum[i] += f1(probabilities, truth, thresholds[label], draws[i]);
      }
      Decisions decisions = Decisions.count(probabilities, truth, thresholds[label]);
      results.add(
          new LabelResult(
              predictions.labelSpace().labels().get(label),
              predictions.positives(label),
              ranking.auc(),
              Interval.of(drawnAuc),
              ranking.averagePrecision(),
              thresholds[label],
              decisions.f1(),
              decisions.sensitivity(),
              decisions.specificity(),
              decisions.accuracy()));
    }
    double[] drawnMacroAuc = new double[draws.length];
    double[] drawnMacroF1 = new double[draws.length];
    for (int i = 0; i < draws.length; i++) {
      drawnMacroAuc[i] = drawnAucSum[i] / drawnAucCount[i]; // NaN where nothing could be ranked
      drawnMacroF1[i] = drawnF1Sum[i] / labelCount;
    }
    return new EvaluationReport(
        predictions.labelSpace().task(),
        predictions.size(),
        new HashSet<>(predictions.patients()).size(),
        bootstrap,
        results,
        mean(results, LabelResult::auc),
        Interval.of(drawnMacroAuc),
        (int) results.stream().filter(result -> !result.ranked()).count(),
        mean(results, LabelResult::averagePrecision),
        mean(results, LabelResult::f1),
        Interval.of(drawnMacroF1),
        mean(results, LabelResult::accuracy));
  }

  /**
   * Mean AUC of the labels that can be ranked, without intervals: cheap enough for every epoch.
   *
   * @param scores {@code [recording][label]}, flat; probabilities or logits, none of them NaN
   * @param truth {@code [recording][label]}, flat
   * @param labels number of labels
   * @return NaN if no label can be ranked
   */
  public static double macroAuc(float[] scores, boolean[] truth, int labels) {
    int rows = scores.length / labels;
    double sum = 0;
    int count = 0;
    for (int label = 0; label < labels; label++) {
      float[] column = new float[rows];
      boolean[] truthColumn = new boolean[rows];
      for (int row = 0; row < rows; row++) {
        column[row] = scores[row * labels + label];
        truthColumn[row] = truth[row * labels + label];
      }
      double auc = new Ranking(column, truthColumn).auc();
      if (!Double.isNaN(auc)) {
        sum += auc;
        count++;
      }
    }
    return sum / count;
  }

  /** A Markdown table, readable as it is. */
  public String toTable() {
    StringBuilder table =
        new StringBuilder(
            """
            | label | recordings | AUC | 95 % interval | AP | threshold | F1 | sensitivity | specificity |
            |---|---:|---:|---|---:|---:|---:|---:|---:|
            """);
    for (LabelResult label : labels) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %d | %s | %s | %s | %.4f | %s | %s | %s |%n",
              label.label(),
              label.positives(),
              figure(label.auc()),
              interval(label.aucInterval()),
              figure(label.averagePrecision()),
              label.threshold(),
              figure(label.f1()),
              figure(label.sensitivity()),
              figure(label.specificity())));
    }
    table.append(
        String.format(
            Locale.ROOT,
            "| **macro** | %d | **%s** | %s | %s | | %s | | |%n",
            recordings,
            figure(macroAuc),
            interval(macroAucInterval),
            figure(macroAveragePrecision),
            figure(macroF1)));
    return table.toString().replace(System.lineSeparator(), "\n");
  }

  /** All figures in full precision as indented JSON. */
  public String toJson() {
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A report of plain numbers must be writable", e);
    }
  }

  private static double f1(float[] scores, boolean[] truth, float threshold, int[] multiplicity) {
    long tp = 0;
    long wrong = 0;
    for (int i = 0; i < scores.length; i++) {
      boolean called = scores[i] >= threshold;
      if (called && truth[i]) {
        tp += multiplicity[i];
      } else if (called != truth[i]) {
        wrong += multiplicity[i];
      }
    }
    return tp == 0 ? 0 : 2.0 * tp / (2.0 * tp + wrong);
  }

  private static double mean(List<LabelResult> labels, ToDoubleFunction<LabelResult> figure) {
    return labels.stream()
        .mapToDouble(figure)
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }

  private static String figure(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
  }

  private static String interval(Interval interval) {
    return Double.isNaN(interval.lower())
        ? "-"
        : figure(interval.lower()) + " to " + figure(interval.upper());
  }
}
