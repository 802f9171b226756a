// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.monolead.signal.Conditioning;
import io.monolead.signal.Lead;
import io.monolead.training.TrainingPlan;
import io.monolead.training.clecg.Clecg;
import io.monolead.training.clecg.ContrastiveViews;
import io.monolead.training.clecg.CropAndResize;
import io.monolead.training.clecg.ViewBatches;
import io.monolead.training.clecg.WaveletPerturbation;
import io.monolead.training.data.AnyLeadSampler;
import io.monolead.training.data.LabelledWindows;
import io.monolead.training.data.MixedLeadSampler;
import io.monolead.training.data.WindowSet;
import io.monolead.training.evaluation.Predictions;
import io.monolead.training.mvkt.Teacher;
import io.monolead.training.mvkt.TeachingObjective;
import io.monolead.training.network.NetworkCatalogue;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.NetworkWeights;
import io.monolead.training.network.TrainedNetwork;
import io.monolead.training.objective.Objective;
import io.monolead.training.objective.Supervised;
import io.monolead.training.trainer.NetworkValues;
import io.monolead.training.trainer.Trainer;
import io.monolead.training.trainer.TrainingListener;
import io.monolead.training.trainer.TrainingOptions;
import io.monolead.training.trainer.TrainingOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Carries out single runs in this process and keeps what they leave in the store.
 *
 * <p>One run at a time per process: the engine records gradients globally.
 */
public final class RunExecution {
  /** Epochs between two measurements and checkpoints of a run. */
  private static final int EVERY_EPOCHS = 4;

  private final RunStore store;
  private final LabelledWindows data;

  /**
   * Prepares to carry out runs.
   *
   * @param store where runs are kept
   * @param data the data set of the runs, with all leads that they and their teachers see
   */
  public RunExecution(RunStore store, LabelledWindows data) {
    this.store = store;
    this.data = data;
  }

  /**
   * Carries out a run, from its checkpoint if it was broken off; does nothing if it is finished.
   *
   * @param listener told of progress
   * @throws IllegalStateException if a run that it needs is not finished
   * @throws IOException if the store cannot be read or written
   */
  public void carryOut(RunSpec spec, TrainingListener listener) throws IOException {
    if (store.knows(spec)) {
      return;
    }
    for (RunSpec needed : spec.needs()) {
      if (!store.knows(needed)) {
        throw new IllegalStateException(
            "Run " + spec.id() + " needs " + needed.id() + ", which is not finished");
      }
    }
    store.begin(spec);
    final long started = System.nanoTime();
    int labels = data.labelSpace().size();
    NetworkDescription network =
        NetworkCatalogue.describe(spec.network(), spec.leads().size(), labels);
    Set<Integer> folds = spec.folds().training();
    WindowSet training = windows(spec, spec.leads(), folds, folds).share(spec.share());
    WindowSet validation = windows(spec, spec.leads(), folds, Set.of(spec.folds().validation()));
    Trainer.Builder builder =
        Trainer.builder(network, spec.options())
            .setTraining(training)
            .setRunFolder(store.folderOf(spec))
            .optValidation(validation)
            .optEveryEpochs(EVERY_EPOCHS)
            .optListener(listener)
            .optObjective(objective(spec, network));
    if (spec.objective() instanceof ObjectiveSpec.Views views) {
      pretrain(builder, spec, views, network, training);
    }
    if (spec.start() != null) {
      builder.optInitial(
          NetworkWeights.startedFrom(store.arrays(spec.start()), network, spec.options().seed()));
    }
    if (!spec.drawnLeads().isEmpty()) {
      List<WindowSet> leads = new ArrayList<>();
      for (Lead lead : spec.drawnLeads()) {
        leads.add(windows(spec, List.of(lead), folds, folds).share(spec.share()));
      }
      TrainingOptions options = spec.options();
      builder.optBatches(
          spec.leadMixing() > 0
              ? new MixedLeadSampler(
                  training,
                  leads,
                  spec.leadMixing(),
                  options.batchSize(),
                  options.cropSamples(),
                  options.augmentation(),
                  options.seed())
              : new AnyLeadSampler(
                  leads,
                  options.batchSize(),
                  options.cropSamples(),
                  options.augmentation(),
                  options.seed()));
    }
    TrainingOutcome outcome = builder.build().train();
    TrainedNetwork trained = new TrainedNetwork(network, outcome.weights());
    WindowSet test = windows(spec, spec.leads(), folds, Set.of(spec.folds().test()));
    store.keep(spec, KnownRuns.Part.VALIDATION, predict(trained, validation, spec.options()));
    store.keep(spec, KnownRuns.Part.TEST, predict(trained, test, spec.options()));
    store.finish(spec, trained, summary(outcome, training, started));
  }

  /**
   * The features that the network of a finished run sees in the recordings of its test fold.
   *
   * @return {@code [recording][feature]}, in the order of the run's predictions
   */
  public double[][] features(RunSpec spec) throws IOException {
    TrainedNetwork trained = store.network(spec, data.labelSpace().size());
    WindowSet test =
        windows(spec, spec.leads(), spec.folds().training(), Set.of(spec.folds().test()));
    float[] values =
        NetworkValues.of(
                trained,
                List.of(trained.network().features()),
                test,
                spec.options().view(),
                spec.options().cropSamples())
            .get(0);
    int size = values.length / test.size();
    double[][] features = new double[test.size()][size];
    for (int i = 0; i < values.length; i++) {
      features[i / size][i % size] = values[i];
    }
    return features;
  }

  private static void pretrain(
      Trainer.Builder builder,
      RunSpec spec,
      ObjectiveSpec.Views views,
      NetworkDescription network,
      WindowSet training) {
    int samples = spec.options().cropSamples();
    long seed = spec.options().seed();
    builder
        .optObjective(new Clecg(network, views.temperature(), views.dimension(), seed))
        // Its head learns nothing, so that there is nothing to measure.
        .optValidation(null)
        .optBatches(
            new ViewBatches(
                training,
                new ContrastiveViews(
                    training,
                    samples,
                    new CropAndResize(views.smallestShare()),
                    new WaveletPerturbation(
                        views.wavelet(), views.levels(), views.scaleSpread(), views.dropShare()),
                    seed),
                samples,
                spec.options().batchSize(),
                seed));
  }

  private WindowSet windows(
      RunSpec spec, List<Lead> leads, Set<Integer> training, Set<Integer> folds) {
    double rate = DataSets.samplingRateHz(spec.dataSet());
    int samples = data.windowSamples(rate);
    LabelledWindows seen = data.select(leads);
    Conditioning conditioning = seen.scaled(TrainingPlan.DEFAULT_FILTERS, rate, samples, training);
    return seen.windows(conditioning, samples, folds);
  }

  private Objective objective(RunSpec spec, NetworkDescription student) throws IOException {
    if (spec.objective() instanceof ObjectiveSpec.Teaching teaching) {
      List<Teacher.Member> members = new ArrayList<>();
      for (RunSpec teacher : teaching.teachers()) {
        Set<String> learned =
            teaching.heldOut() ? data.recordings(teacher.folds().training()) : Set.of();
        members.add(new Teacher.Member(store.network(teacher, data.labelSpace().size()), learned));
      }
      RunSpec first = teaching.teachers().get(0);
      Set<Integer> folds = spec.folds().training();
      WindowSet seen =
          windows(spec, first.leads(), first.folds().training(), folds).share(spec.share());
      TrainingOptions options = spec.options();
      return TeachingObjective.of(
          teaching.lessons(),
          student,
          new Teacher(
              members,
              teaching.shuffled() ? seen.withShuffledSignals(options.seed()) : seen,
              teaching.view(),
              options.cropSamples(),
              options.precision()),
          options.cropSamples(),
          options.seed());
    }
    return new Supervised();
  }

  private static Predictions predict(
      TrainedNetwork trained, WindowSet windows, TrainingOptions options) {
    float[] values =
        NetworkValues.of(
                trained,
                List.of(trained.network().logits()),
                windows,
                options.view(),
                options.cropSamples())
            .get(0);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (1 / (1 + Math.exp(-values[i])));
    }
    return new Predictions(
        windows.labelSpace(), windows.recordings(), windows.patients(), values, windows.truth());
  }

  private static String summary(TrainingOutcome outcome, WindowSet training, long started)
      throws IOException {
    Map<String, Object> facts = new TreeMap<>();
    facts.put("trainingRecordings", training.size());
    facts.put("chosenEpoch", outcome.chosenEpoch());
    facts.put("secondsOfLastSession", Math.round((System.nanoTime() - started) / 1e9));
    facts.put(
        "validationMacroAuc",
        outcome.epochs().get(outcome.epochs().size() - 1).validationMacroAuc());
    return new ObjectMapper().writeValueAsString(facts);
  }
}
