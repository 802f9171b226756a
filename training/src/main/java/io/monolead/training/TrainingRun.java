// SPDX-License-Identifier: Apache-2.0
package io.monolead.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.monolead.inference.GoldenSet;
import io.monolead.inference.LabelOperatingPoint;
import io.monolead.inference.Model;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.inference.NetworkForm;
import io.monolead.inference.ServingOptions;
import io.monolead.signal.Conditioning;
import io.monolead.signal.Lead;
import io.monolead.training.data.DataSource;
import io.monolead.training.data.LabelledWindows;
import io.monolead.training.data.TrainingFolder;
import io.monolead.training.data.WindowSet;
import io.monolead.training.evaluation.Bootstrap;
import io.monolead.training.evaluation.EvaluationReport;
import io.monolead.training.evaluation.Interval;
import io.monolead.training.evaluation.LabelResult;
import io.monolead.training.evaluation.PredictionsFile;
import io.monolead.training.evaluation.ThresholdRule;
import io.monolead.training.export.BundledAttention;
import io.monolead.training.export.FoldedNetwork;
import io.monolead.training.export.NetworkWriter;
import io.monolead.training.network.NetworkCatalogue;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.trainer.Trainer;
import io.monolead.training.trainer.TrainingListener;
import io.monolead.training.trainer.TrainingOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Trains a student and exports it as a bundle with its card.
 *
 * <p>Everything lands in the run folder, so that any figure can be computed again: {@code
 * plan.json}, the trainer's checkpoint and log, those of its teacher in {@code teacher/},
 * predictions and reports of the exported bundle on validation and test folds, {@code card.md}, and
 * the bundle itself. Running the same plan in the same folder again continues where it stopped.
 *
 * @param plan what to train
 * @param dataFolder PTB-XL in its official layout, or a folder of labelled recordings
 * @param runFolder where everything goes; created if it is not there
 * @param commit revision of the code that trains, for the provenance; empty if unknown
 */
public record TrainingRun(TrainingPlan plan, Path dataFolder, Path runFolder, String commit) {
  /** Name of the bundle in the run folder. */
  public static final String BUNDLE_FILE = "model" + ModelBundle.EXTENSION;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * What a run leaves behind.
   *
   * @param bundle the bundle's file
   * @param test the exported bundle on the test folds, in the plain form
   * @param formsLeftOut which other forms of the network the bundle does not hold, and why
   */
  public record Result(Path bundle, BundleEvaluation test, List<String> formsLeftOut) {}

  /**
   * Carries out the plan.
   *
   * @param listener told of the training's progress
   * @throws io.monolead.training.trainer.TrainingFailure if training diverges, or the folder holds
   *     a run of another plan
   */
  public Result carryOut(TrainingListener listener) throws IOException {
    Files.createDirectories(runFolder);
    LabelledWindows all =
        TrainingFolder.open(
            dataFolder,
            plan.task(),
            plan.teaching() == null ? plan.leads() : Lead.STANDARD,
            plan.folds());
    LabelledWindows data = all.select(plan.leads());
    Conditioning conditioning =
        data.scaled(
            plan.filters(),
            TrainingPlan.SAMPLING_RATE_HZ,
            TrainingPlan.WINDOW_SAMPLES,
            plan.trainingFolds());
    WindowSet training =
        data.windows(conditioning, TrainingPlan.WINDOW_SAMPLES, plan.trainingFolds());
    WindowSet validation =
        data.windows(conditioning, TrainingPlan.WINDOW_SAMPLES, plan.validationFolds());
    NetworkDescription network =
        NetworkCatalogue.describe(plan.network(), plan.leads().size(), data.labelSpace().size());
    Files.writeString(runFolder.resolve("plan.json"), JSON.writeValueAsString(plan));

    Trainer.Builder trainer =
        Trainer.builder(network, plan.options())
            .setTraining(training)
            .setRunFolder(runFolder)
            .optValidation(validation)
            .optListener(listener);
    TaughtBy teacher = null;
    if (plan.teaching() != null) {
      listener.stageStarted("teacher: " + plan.teaching().network() + " of all twelve leads");
      teacher = TaughtBy.train(plan, all, runFolder, listener);
      listener.stageStarted("student: " + plan.network());
      trainer.optObjective(teacher.objective(plan, network));
    }
    TrainingOutcome outcome = trainer.build().train();
    List<LabelOperatingPoint> points =
        OperatingPoints.choose(
            Trainer.logits(network, outcome.weights(), validation),
            validation,
            ThresholdRule.DEFAULT);
    GoldenSet golden = GoldenWindows.of(network, outcome.weights(), validation, points);
    FoldedNetwork folded = FoldedNetwork.of(network, outcome.weights());
    ModelManifest manifest =
        new ModelManifest(
            ModelManifest.FORMAT_VERSION,
            plan.modelId(),
            plan.modelVersion(),
            plan.leads(),
            TrainingPlan.SAMPLING_RATE_HZ,
            TrainingPlan.WINDOW_SAMPLES,
            data.labelSpace(),
            conditioning,
            points,
            Map.of());

    // The card's figures are those of the exported network, so it is exported once to be measured
    // and once more with the figures; network, manifest's contract and self-test are the same.
    BundleEvaluation onValidation;
    BundleEvaluation onTest;
    byte[] plain = NetworkWriter.write(NetworkForm.PLAIN, folded);
    try (Model model = Model.open(ModelBundle.of(manifest, "", plain, golden))) {
      onValidation = BundleEvaluation.of(model, data, plan.validationFolds(), Bootstrap.DEFAULT);
      onTest = BundleEvaluation.of(model, data, plan.testFolds(), Bootstrap.DEFAULT);
    }
    keep("validation", onValidation);
    keep("test", onTest);
    String card =
        new ModelCard(
                plan,
                data.source(),
                network,
                conditioning,
                training,
                outcome,
                teacher,
                onValidation.report(),
                onTest.report())
            .toMarkdown();
    Path bundle = runFolder.resolve(BUNDLE_FILE);
    ServedForms forms = ServedForms.of(folded, manifest, golden, training, validation);
    ModelBundle made =
        BundledAttention.add(
            forms.bundle(
                manifest.withProvenance(
                    provenance(data.source(), outcome, teacher, onTest.report())),
                card,
                golden));
    Files.writeString(runFolder.resolve("card.md"), made.modelCard());
    made.write(bundle);
    // Opening runs the self-test: a bundle that nobody could load is not handed out.
    Model.open(bundle).close();
    Model.open(ModelBundle.read(bundle), ServingOptions.FASTEST).close();
    return new Result(bundle, onTest, forms.leftOut());
  }

  private Map<String, String> provenance(
      DataSource source, TrainingOutcome outcome, TaughtBy teacher, EvaluationReport test) {
    Map<String, String> facts = new TreeMap<>();
    facts.put("network", plan.network());
    facts.put("dataSet", source.name());
    facts.put("folds.training", new TreeSet<>(plan.trainingFolds()).toString());
    facts.put("folds.validation", new TreeSet<>(plan.validationFolds()).toString());
    facts.put("folds.test", new TreeSet<>(plan.testFolds()).toString());
    facts.put("options", plan.options().toString());
    facts.put("epoch", Integer.toString(outcome.chosenEpoch()));
    facts.put("seed", Long.toString(plan.options().seed()));
    if (teacher != null) {
      facts.put("teacher.network", plan.teaching().network());
      facts.put("teacher.options", plan.teaching().options().toString());
      facts.put("teacher.view", plan.teaching().view().name());
      facts.put("teacher.lessons", plan.teaching().lessons().toString());
      facts.put(
          "teacher.weights.crc32",
          String.format(Locale.ROOT, "%08x", teacher.trained().weights().checksum()));
      facts.put("teacher.validation.macroAuc", figure(teacher.validationMacroAuc()));
      facts.put("teacher.test.macroAuc", figure(teacher.testMacroAuc()));
    }
    if (!commit.isEmpty()) {
      facts.put("commit", commit);
    }
    facts.put("bootstrap", test.bootstrap().resamples() + " seed " + test.bootstrap().seed());
    facts.put("test.macroAuc", figure(test.macroAuc(), test.macroAucInterval()));
    for (LabelResult label : test.labels()) {
      facts.put("test.auc." + label.label(), figure(label.auc(), label.aucInterval()));
    }
    return facts;
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static String figure(double value, Interval interval) {
    return String.format(
        Locale.ROOT, "%.4f [%.4f, %.4f]", value, interval.lower(), interval.upper());
  }

  private void keep(String fold, BundleEvaluation evaluation) throws IOException {
    PredictionsFile.write(evaluation.predictions(), runFolder.resolve(fold + ".csv"));
    Files.writeString(runFolder.resolve(fold + ".json"), evaluation.report().toJson());
  }
}
