// SPDX-License-Identifier: Apache-2.0
package io.monolead.training;

import io.monolead.inference.LabelOperatingPoint;
import io.monolead.inference.Model;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.inference.Predictor;
import io.monolead.inference.ServingOptions;
import io.monolead.signal.LabelSpace;
import io.monolead.training.data.LabelledWindows;
import io.monolead.training.data.TrainingFolder;
import io.monolead.training.data.WindowSet;
import io.monolead.training.evaluation.Bootstrap;
import io.monolead.training.evaluation.EvaluationReport;
import io.monolead.training.evaluation.Predictions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A bundle's figures from the bundle and the data alone.
 *
 * <p>Windows are conditioned as the bundle says and scored by the predictor that serving uses, so
 * the figures are those of what is served.
 *
 * @param predictions the calibrated probabilities beside the truth
 * @param report the figures at the bundle's thresholds
 */
public record BundleEvaluation(Predictions predictions, EvaluationReport report) {
  private static final int BATCH = 32;

  /**
   * Evaluates a bundle on folds of PTB-XL, or of a folder of labelled recordings.
   *
   * @param bundle the bundle's file
   * @param serving where and in which form the network is computed
   * @param dataFolder PTB-XL in its official layout, or a folder of labelled recordings
   * @param folds folds to evaluate on
   * @param bootstrap how to draw the intervals
   * @throws IllegalArgumentException if there is no task of the bundle's name, or its labels are
   *     others than the data set's
   */
  public static BundleEvaluation of(
      Path bundle, ServingOptions serving, Path dataFolder, Set<Integer> folds, Bootstrap bootstrap)
      throws IOException {
    try (Model model = Model.open(ModelBundle.read(bundle), serving)) {
      ModelManifest manifest = model.manifest();
      LabelledWindows data =
          TrainingFolder.open(dataFolder, manifest.labelSpace().task(), manifest.leads(), folds);
      return of(model, data, folds, bootstrap);
    }
  }

  /** Evaluates an open model on some of the folds that were read, of its leads and task. */
  static BundleEvaluation of(
      Model model, LabelledWindows data, Set<Integer> folds, Bootstrap bootstrap) {
    ModelManifest manifest = model.manifest();
    LabelSpace labels = manifest.labelSpace();
    if (!labels.equals(data.labelSpace())) {
      throw new IllegalArgumentException(
          "The bundle's labels are " + labels + ", the data set's " + data.labelSpace());
    }
    WindowSet windows = data.windows(manifest.conditioning(), manifest.windowSamples(), folds);
    float[] probabilities = new float[windows.size() * labels.size()];
    try (Predictor predictor = model.newPredictor(BATCH)) {
      float[] input = new float[BATCH * windows.stride()];
      float[] output = new float[BATCH * labels.size()];
      for (int first = 0; first < windows.size(); first += BATCH) {
        int count = Math.min(BATCH, windows.size() - first);
        System.arraycopy(
            windows.signals(), first * windows.stride(), input, 0, count * windows.stride());
        predictor.predict(input, count, output);
        System.arraycopy(output, 0, probabilities, first * labels.size(), count * labels.size());
      }
    }
    Predictions predictions =
        new Predictions(
            labels, windows.recordings(), windows.patients(), probabilities, windows.truth());
    return new BundleEvaluation(
        predictions,
        EvaluationReport.of(predictions, thresholds(manifest.operatingPoints()), bootstrap));
  }

  private static float[] thresholds(List<LabelOperatingPoint> points) {
    float[] thresholds = new float[points.size()];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = points.get(i).threshold();
    }
    return thresholds;
  }
}
