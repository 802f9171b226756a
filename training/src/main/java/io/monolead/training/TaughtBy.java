// SPDX-License-Identifier: Apache-2.0
package io.monolead.training;

import io.monolead.signal.Conditioning;
import io.monolead.signal.Lead;
import io.monolead.training.data.LabelledWindows;
import io.monolead.training.data.WindowSet;
import io.monolead.training.evaluation.EvaluationReport;
import io.monolead.training.mvkt.Distillation;
import io.monolead.training.mvkt.Teacher;
import io.monolead.training.mvkt.TeachingObjective;
import io.monolead.training.network.NetworkCatalogue;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.TrainedNetwork;
import io.monolead.training.trainer.Trainer;
import io.monolead.training.trainer.TrainingListener;
import io.monolead.training.trainer.TrainingOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A trained teacher of a plan.
 *
 * @param trained the network of all twelve leads
 * @param training the recordings it learned from, as it sees them
 * @param validationMacroAuc on whole windows of the validation folds, before any calibration
 * @param testMacroAuc likewise of the test folds
 */
record TaughtBy(
    TrainedNetwork trained, WindowSet training, double validationMacroAuc, double testMacroAuc) {

  /** Folder of the teacher's training in that of the run. */
  private static final String FOLDER = "teacher";

  /** Trains the teacher of a plan, or takes up where that was broken off. */
  static TaughtBy train(
      TrainingPlan plan, LabelledWindows data, Path runFolder, TrainingListener listener)
      throws IOException {
    Conditioning conditioning =
        data.scaled(
            plan.filters(),
            TrainingPlan.SAMPLING_RATE_HZ,
            TrainingPlan.WINDOW_SAMPLES,
            plan.trainingFolds());
    WindowSet training = windows(data, conditioning, plan.trainingFolds());
    WindowSet validation = windows(data, conditioning, plan.validationFolds());
    NetworkDescription network =
        NetworkCatalogue.describe(
            plan.teaching().network(), Lead.STANDARD.size(), data.labelSpace().size());
    TrainingOutcome outcome =
        new Trainer(
                network,
                plan.teaching().options(),
                training,
                validation,
                runFolder.resolve(FOLDER),
                listener)
            .train();
    TrainedNetwork trained = new TrainedNetwork(network, outcome.weights());
    return new TaughtBy(
        trained,
        training,
        macroAuc(trained, validation),
        macroAuc(trained, windows(data, conditioning, plan.testFolds())));
  }

  /** The objective of a student whose training set has the same recordings, row by row. */
  Distillation objective(TrainingPlan plan, NetworkDescription student) {
    int crop = plan.options().cropSamples();
    return TeachingObjective.of(
        plan.teaching().lessons(),
        student,
        new Teacher(
            List.of(Teacher.Member.of(trained)),
            training,
            plan.teaching().view(),
            crop,
            plan.options().precision()),
        crop,
        plan.options().seed());
  }

  private static WindowSet windows(
      LabelledWindows data, Conditioning conditioning, Set<Integer> folds) {
    return data.windows(conditioning, TrainingPlan.WINDOW_SAMPLES, folds);
  }

  private static double macroAuc(TrainedNetwork trained, WindowSet windows) {
    return EvaluationReport.macroAuc(
        Trainer.logits(trained.network(), trained.weights(), windows),
        windows.truth(),
        windows.labelSpace().size());
  }
}
