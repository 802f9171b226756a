// SPDX-License-Identifier: Apache-2.0
package io.monolead.training;

import io.monolead.signal.Conditioning;
import io.monolead.signal.ConditioningStep;
import io.monolead.signal.Lead;
import io.monolead.training.data.DataSource;
import io.monolead.training.data.WindowSet;
import io.monolead.training.evaluation.EvaluationReport;
import io.monolead.training.export.Precision;
import io.monolead.training.loss.MultiLabelDistillation;
import io.monolead.training.mvkt.LessonSpec;
import io.monolead.training.mvkt.TeacherView;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.trainer.TrainingOptions;
import io.monolead.training.trainer.TrainingOutcome;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The page that goes with a model: what it is for, what it learned from, how good it is, and where
 * it stops.
 *
 * @param plan what was trained
 * @param source the data that it learned from
 * @param network its architecture
 * @param conditioning what is done to a window before the network
 * @param training the windows it learned from
 * @param outcome the training
 * @param teacher who taught it; null for nobody
 * @param validation figures of the exported bundle on the validation folds
 * @param test figures of the exported bundle on the test folds
 */
record ModelCard(
    TrainingPlan plan,
    DataSource source,
    NetworkDescription network,
    Conditioning conditioning,
    WindowSet training,
    TrainingOutcome outcome,
    TaughtBy teacher,
    EvaluationReport validation,
    EvaluationReport test) {

  /** The card as Markdown. */
  String toMarkdown() {
    return String.join(
        "\n",
        "# " + plan.modelId() + " " + plan.modelVersion(),
        "",
        "Probability of each of "
            + network.labels()
            + " labels from "
            + seconds()
            + " s of ECG "
            + (plan.leads().size() == 1 ? "lead " : "leads ")
            + plan.leads().stream().map(Lead::name).collect(Collectors.joining(", "))
            + ". Task `"
            + plan.task()
            + "`.",
        "",
        "## Figures",
        "",
        "Test folds "
            + sorted(plan.testFolds())
            + ", never used for a choice: "
            + basis(test)
            + ".",
        "Computed from this bundle through the predictor that serving uses; `monolead evaluate`",
        "computes them again. Intervals are 95 % percentile intervals of "
            + test.bootstrap().resamples()
            + " bootstrap resamples of patients (seed "
            + test.bootstrap().seed()
            + ").",
        "AP is average precision; F1, sensitivity and specificity hold at the threshold.",
        "",
        test.toTable(),
        unranked(test)
            + "Mean accuracy over labels "
            + number("%.3f", test.accuracy())
            + "; 95 % interval of the macro F1 "
            + number("%.3f", test.macroF1Interval().lower())
            + " to "
            + number("%.3f", test.macroF1Interval().upper())
            + ".",
        "",
        "Validation folds "
            + sorted(plan.validationFolds())
            + ", on which calibration and thresholds were chosen: "
            + basis(validation)
            + ", macro AUC "
            + number("%.3f", validation.macroAuc())
            + ".",
        "",
        "## Signal",
        "",
        "One window is "
            + plan.leads().size()
            + " x "
            + TrainingPlan.WINDOW_SAMPLES
            + " samples at "
            + number("%.0f", conditioning.samplingRateHz())
            + " Hz in millivolts, conditioned by: "
            + conditioning.steps().stream()
                .map(ModelCard::describe)
                .collect(Collectors.joining("; "))
            + ". The amplitude of a single window is not normalised: low voltage is a finding.",
        "",
        "## Training",
        "",
        "* Data: "
            + source.reference()
            + ", folds "
            + sorted(plan.trainingFolds())
            + " of the recordings at hand: "
            + training.size()
            + " recordings of "
            + new TreeSet<>(training.patients()).size()
            + " patients.",
        "* Recordings with each label: " + counts() + ".",
        "* Network: " + network.name() + ", " + network.parameterCount() + " parameters.",
        "* " + describe(plan.options()) + " Weights after epoch " + outcome.chosenEpoch() + ".",
        taught(),
        "* Calibration: Platt's, per label. Threshold: highest F1 on the validation folds; 0.5 for"
            + " labels with fewer than five recordings there.",
        "",
        "## Intended use and limits",
        "",
        "For research and engineering on streams of single-lead ECG. Not a medical device; not for"
            + " diagnosis or for",
        "monitoring patients without other means.",
        "",
        source.limits().stream().map(limit -> "* " + limit).collect(Collectors.joining("\n")),
        "* Rare labels rest on few recordings; read the intervals, not the figures alone.",
        "* One lead shows some findings poorly: ST depression away from its axis, and the side of a"
            + " bundle-branch block.",
        "* A statement is about the whole recording. When within the window the finding occurs is"
            + " not said.",
        "");
  }

  /** The teacher and its lessons. */
  private String taught() {
    if (teacher == null) {
      return "* Taught by the labels alone.";
    }
    TrainingPlan.Teaching teaching = plan.teaching();
    return "* Taught by the labels and, as in MVKT-ECG, by a frozen "
        + teaching.network()
        + " that sees all twelve leads of the same recordings, "
        + (teaching.view() == TeacherView.CROP ? "the same crops" : "as a whole")
        + ": "
        + teaching.lessons().stream().map(ModelCard::describe).collect(Collectors.joining("; "))
        + ".\n* Teacher: "
        + teacher.trained().network().parameterCount()
        + " parameters; "
        + describe(teaching.options())
        + " Its own macro AUC on whole windows: validation folds "
        + number("%.3f", teacher.validationMacroAuc())
        + ", test folds "
        + number("%.3f", teacher.testMacroAuc())
        + ".";
  }

  private String seconds() {
    return number("%.0f", TrainingPlan.WINDOW_SAMPLES / conditioning.samplingRateHz());
  }

  private String counts() {
    List<String> labels = training.labelSpace().labels();
    int[] counts = new int[labels.size()];
    for (int i = 0; i < training.targets().length; i++) {
      counts[i % counts.length] += training.targets()[i] > 0.5f ? 1 : 0;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < counts.length; i++) {
      text.append(i == 0 ? "" : ", ").append(labels.get(i)).append(' ').append(counts[i]);
    }
    return text.toString();
  }

  private static String unranked(EvaluationReport report) {
    return report.unrankedLabels() == 0
        ? ""
        : report.unrankedLabels()
            + " labels have no AUC, because the folds lack recordings with or without them, and are"
            + " left out of the macro AUC. ";
  }

  private static String basis(EvaluationReport report) {
    return report.recordings() + " recordings of " + report.patients() + " patients";
  }

  private static String sorted(Collection<Integer> folds) {
    return new TreeSet<>(folds).stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String describe(ConditioningStep step) {
    if (step instanceof ConditioningStep.HighPass filter) {
      return "high-pass " + filter.cutoffHz() + " Hz, " + describe(filter.zeroPhase());
    }
    if (step instanceof ConditioningStep.LowPass filter) {
      return "low-pass " + filter.cutoffHz() + " Hz, " + describe(filter.zeroPhase());
    }
    if (step instanceof ConditioningStep.Scale scale) {
      return "divided by the training set's deviation, " + scale.deviation() + " mV";
    }
    return step.toString();
  }

  private static String describe(LessonSpec lesson) {
    String weight = String.format(Locale.ROOT, ", weight %s", lesson.weight());
    if (lesson instanceof LessonSpec.Mkd mkd) {
      return String.format(
          Locale.ROOT,
          "MKD on %s at temperature %s%s",
          mkd.form() == MultiLabelDistillation.Form.LOGIT ? "logits" : "probabilities",
          mkd.temperature(),
          weight);
    }
    if (lesson instanceof LessonSpec.Clt clt) {
      return String.format(
          Locale.ROOT,
          "CLT (%s, temperature %s, %d negatives, %d dimensions)%s",
          clt.form(),
          clt.temperature(),
          clt.negatives(),
          clt.dimension(),
          weight);
    }
    return lesson.toString();
  }

  private static String describe(boolean zeroPhase) {
    return zeroPhase ? "forwards and backwards" : "forwards";
  }

  private static String describe(TrainingOptions options) {
    return String.format(
        Locale.ROOT,
        "%d epochs of batches of %d random crops of %.1f s; binary cross-entropy; AdamW, weight"
            + " decay %s; one-cycle learning rate up to %s; augmentation: gain %s, wander %s,"
            + " noise %s, stretch %s%s%s%s; seed %d.",
        options.epochs(),
        options.batchSize(),
        options.cropSamples() / TrainingPlan.SAMPLING_RATE_HZ,
        options.weightDecay(),
        options.peakLearningRate(),
        options.augmentation().gainSpread(),
        options.augmentation().wander(),
        options.augmentation().noise(),
        options.augmentation().stretch(),
        options.augmentation().leadOff() == 0
            ? ""
            : ", lead off " + options.augmentation().leadOff(),
        options.averageDecay() == 0
            ? ""
            : "; weights averaged with decay " + options.averageDecay(),
        options.precision() == Precision.BFLOAT16 ? "; convolutions in bfloat16" : "",
        options.seed());
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
