// SPDX-License-Identifier: Apache-2.0
package io.monolead.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.monolead.signal.ConditioningStep;
import io.monolead.signal.Lead;
import io.monolead.training.export.Precision;
import io.monolead.training.loss.MultiLabelDistillation;
import io.monolead.training.mvkt.LessonSpec;
import io.monolead.training.mvkt.TeacherView;
import io.monolead.training.trainer.TrainingOptions;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What to train, on what, and how.
 *
 * @param modelId name of the model, such as {@code monitoring-lead-i}
 * @param modelVersion version of the model
 * @param task what is to be recognised: the name of a task of PTB-XL, or {@code own} for the labels
 *     of a folder of recordings
 * @param leads leads the network sees, in order
 * @param network name of the architecture
 * @param filters conditioning before the training set's scale, which is measured and appended
 * @param trainingFolds folds to learn from
 * @param validationFolds folds to calibrate and choose thresholds on
 * @param testFolds folds for the card's figures, looked at once, at the end
 * @param options how to train
 * @param teaching what the network is taught beside the labels; null for nothing
 */
public record TrainingPlan(
    String modelId,
    String modelVersion,
    String task,
    List<Lead> leads,
    String network,
    List<ConditioningStep> filters,
    Set<Integer> trainingFolds,
    Set<Integer> validationFolds,
    Set<Integer> testFolds,
    TrainingOptions options,
    @JsonInclude(JsonInclude.Include.NON_NULL) Teaching teaching) {
  /** The task of the shipped networks. */
  private static final String MONITORING = "monitoring";

  /** Sampling rate that networks see, and that PTB-XL is published at. */
  public static final double SAMPLING_RATE_HZ = 100;

  /** Samples of a window: 10 s. */
  public static final int WINDOW_SAMPLES = 1000;

  /**
   * Removes baseline wander and electrode offset, which devices have in any amount, forwards and
   * backwards over the window, so that no wave moves.
   */
  public static final List<ConditioningStep> DEFAULT_FILTERS =
      List.of(new ConditioningStep.HighPass(0.5, 2, true));

  /**
   * MVKT-ECG: a teacher of all twelve leads, trained first on the same folds, then frozen.
   *
   * @param network the teacher's architecture
   * @param options how the teacher is trained
   * @param view what of a recording it sees while it teaches
   * @param lessons what it teaches
   */
  public record Teaching(
      String network, TrainingOptions options, TeacherView view, List<LessonSpec> lessons) {
    public Teaching {
      lessons = List.copyOf(lessons);
      if (lessons.isEmpty()) {
        throw new IllegalArgumentException("A teacher that teaches nothing need not be trained");
      }
    }
  }

  /** A plan without a teacher. */
  public TrainingPlan(
      String modelId,
      String modelVersion,
      String task,
      List<Lead> leads,
      String network,
      List<ConditioningStep> filters,
      Set<Integer> trainingFolds,
      Set<Integer> validationFolds,
      Set<Integer> testFolds,
      TrainingOptions options) {
    this(
        modelId,
        modelVersion,
        task,
        leads,
        network,
        filters,
        trainingFolds,
        validationFolds,
        testFolds,
        options,
        null);
  }

  public TrainingPlan {
    leads = List.copyOf(leads);
    filters = List.copyOf(filters);
    trainingFolds = Set.copyOf(trainingFolds);
    validationFolds = Set.copyOf(validationFolds);
    testFolds = Set.copyOf(testFolds);
    if (leads.isEmpty()) {
      throw new IllegalArgumentException("A plan needs at least one lead");
    }
    Set<Integer> all = new TreeSet<>();
    for (Set<Integer> folds : List.of(trainingFolds, validationFolds, testFolds)) {
      if (folds.isEmpty()) {
        throw new IllegalArgumentException(
            "Training, validation and test each need a fold, not "
                + trainingFolds
                + ", "
                + validationFolds
                + " and "
                + testFolds);
      }
      for (int fold : folds) {
        if (!all.add(fold)) {
          throw new IllegalArgumentException(
              "Fold "
                  + fold
                  + " may serve one purpose only: training "
                  + new TreeSet<>(trainingFolds)
                  + ", validation "
                  + new TreeSet<>(validationFolds)
                  + ", test "
                  + new TreeSet<>(testFolds));
        }
      }
    }
  }

  /**
   * The plan of a shipped student: the monitoring task from one lead, taught by a network of the
   * same architecture that sees all leads; folds 1-7 to learn from, 8 to choose on, 9 to test on.
   *
   * @param lead the lead that the student sees
   * @param modelVersion version of the model
   */
  public static TrainingPlan monitoring(Lead lead, String modelVersion) {
    TrainingOptions options = TrainingOptions.DEFAULT.withPrecision(Precision.BFLOAT16);
    return new TrainingPlan(
        "monitoring-lead-" + lead.name().toLowerCase(Locale.ROOT),
        modelVersion,
        MONITORING,
        List.of(lead),
        "xresnet1d50",
        DEFAULT_FILTERS,
        Set.of(1, 2, 3, 4, 5, 6, 7),
        Set.of(8),
        Set.of(9),
        options,
        new Teaching(
            "xresnet1d50",
            options,
            TeacherView.CROP,
            LessonSpec.mvkt(1, MultiLabelDistillation.Form.LOGIT, 0.1)));
  }

  /** All folds, in order. */
  Set<Integer> folds() {
    Set<Integer> all = new TreeSet<>(trainingFolds);
    all.addAll(validationFolds);
    all.addAll(testFolds);
    return all;
  }
}
