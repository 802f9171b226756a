// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.trainer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.monolead.training.data.Batch;
import io.monolead.training.data.BatchSampler;
import io.monolead.training.data.BatchSource;
import io.monolead.training.data.WindowSet;
import io.monolead.training.evaluation.EvaluationReport;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.NetworkWeights;
import io.monolead.training.network.TrainedNetwork;
import io.monolead.training.objective.Objective;
import io.monolead.training.objective.StepValues;
import io.monolead.training.objective.Supervised;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains a network for an objective with AdamW.
 *
 * <p>While it trains, the run folder holds a {@value #CHECKPOINT_FILE}; training the same run again
 * continues from it. A run continues only under the options it was started with.
 */
public final class Trainer {
  /** Name of the checkpoint in the run folder. */
  public static final String CHECKPOINT_FILE = "checkpoint.bin";

  /** Name of the log in the run folder, one line of JSON per epoch. */
  public static final String LOG_FILE = "log.jsonl";

  private final NetworkDescription network;
  private final TrainingOptions options;
  private final WindowSet training;
  private final Optional<WindowSet> validation;
  private final Path runFolder;
  private final TrainingListener listener;
  private final Objective objective;
  private final NetworkWeights initial;
  private final BatchSource batches;
  private final int everyEpochs;
  private final long steps;

  /**
   * Prepares a training against the labels.
   *
   * @param network what to train; its leads and labels are those of the windows
   * @param options how
   * @param training windows to learn from
   * @param validation windows to be measured on after each epoch
   * @param runFolder where checkpoint and log go; created if it is not there
   * @param listener told of progress
   * @throws IllegalArgumentException if the parts do not fit each other
   */
  public Trainer(
      NetworkDescription network,
      TrainingOptions options,
      WindowSet training,
      WindowSet validation,
      Path runFolder,
      TrainingListener listener) {
    this(
        builder(network, options)
            .setTraining(training)
            .setRunFolder(runFolder)
            .optValidation(validation)
            .optListener(listener));
  }

  private Trainer(Builder builder) {
    network = builder.network;
    options = builder.options;
    training = builder.training;
    validation = Optional.ofNullable(builder.validation);
    runFolder = builder.runFolder;
    listener = builder.listener;
    objective = builder.objective;
    everyEpochs = builder.everyEpochs;
    initial =
        builder.initial == null ? NetworkWeights.initial(network, options.seed()) : builder.initial;
    validation.ifPresent(this::checkFit);
    checkFit(training);
    batches =
        builder.batches == null
            ? new BatchSampler(
                training,
                options.batchSize(),
                options.cropSamples(),
                options.augmentation(),
                options.seed())
            : builder.batches;
    steps = (long) options.epochs() * batches.stepsPerEpoch();
  }

  /**
   * Begins to prepare a training.
   *
   * @param network what to train; its leads and labels are those of the windows
   * @param options how
   */
  public static Builder builder(NetworkDescription network, TrainingOptions options) {
    return new Builder(network, options);
  }

  /** Collects what a training needs. */
  public static final class Builder {
    private final NetworkDescription network;
    private final TrainingOptions options;
    private WindowSet training;
    private WindowSet validation;
    private Path runFolder;
    private TrainingListener listener = TrainingListener.SILENT;
    private Objective objective = new Supervised();
    private NetworkWeights initial;
    private BatchSource batches;
    private int everyEpochs = 1;

    private Builder(NetworkDescription network, TrainingOptions options) {
      this.network = network;
      this.options = options;
    }

    /** The windows to learn from. */
    public Builder setTraining(WindowSet windows) {
      training = windows;
      return this;
    }

    /** Where checkpoint and log go; created if it is not there. */
    public Builder setRunFolder(Path folder) {
      runFolder = folder;
      return this;
    }

    /** Windows to be measured on; without them nothing is measured. */
    public Builder optValidation(WindowSet windows) {
      validation = windows;
      return this;
    }

    /** What to minimise; by default binary cross-entropy. */
    public Builder optObjective(Objective value) {
      objective = value;
      return this;
    }

    /** Weights to start from; by default random ones that follow from the options' seed. */
    public Builder optInitial(NetworkWeights weights) {
      initial = weights;
      return this;
    }

    /** Where batches come from; by default crops of the training windows. */
    public Builder optBatches(BatchSource source) {
      batches = source;
      return this;
    }

    /**
     * Measures and writes a checkpoint only after every so many epochs and after the last one; by
     * default after each.
     */
    public Builder optEveryEpochs(int epochs) {
      if (epochs < 1) {
        throw new IllegalArgumentException("everyEpochs must be at least 1, not " + epochs);
      }
      everyEpochs = epochs;
      return this;
    }

    /** Who is told of progress. */
    public Builder optListener(TrainingListener value) {
      listener = value;
      return this;
    }

    /**
     * The trainer.
     *
     * @throws IllegalArgumentException if the parts do not fit each other
     */
    public Trainer build() {
      if (training == null || runFolder == null) {
        throw new IllegalArgumentException("A training needs windows to learn from and a folder");
      }
      return new Trainer(this);
    }
  }

  private void checkFit(WindowSet windows) {
    if (network.leads() != windows.leads().size()
        || network.labels() != windows.labelSpace().size()
        || !training.labelSpace().equals(windows.labelSpace())
        || !training.leads().equals(windows.leads())) {
      throw new IllegalArgumentException(
          network.name()
              + " has "
              + network.leads()
              + " leads and "
              + network.labels()
              + " labels; the windows are of leads "
              + training.leads()
              + " and "
              + windows.leads()
              + " and labels "
              + training.labelSpace().labels()
              + " and "
              + windows.labelSpace().labels());
    }
  }

  /**
   * Trains to the end, from the run folder's checkpoint if there is one.
   *
   * @throws TrainingFailure if the loss is no longer a number, or the checkpoint is of other
   *     options or damaged
   * @throws IOException if the run folder cannot be read or written
   */
  public TrainingOutcome train() throws IOException {
    return train(options.epochs());
  }

  /** Trains until so many epochs are finished; the schedule remains that of the whole run. */
  TrainingOutcome train(int untilEpoch) throws IOException {
    Files.createDirectories(runFolder);
    try (NDManager manager = NDManager.newBaseManager()) {
      List<String> outputs = new ArrayList<>(List.of(network.logits()));
      outputs.addAll(objective.values());
      ScriptedNetwork engineNetwork =
          new ScriptedNetwork(network, initial, outputs, options.precision(), true, manager);
      FlatParameters parameters = new FlatParameters(engineNetwork, objective.open(manager));
      State state = start(parameters);
      TrainingLog log = TrainingLog.open(runFolder.resolve(LOG_FILE), state.epochs);
      while (state.epochs < untilEpoch) {
        EpochResult result = runEpoch(engineNetwork, outputs, parameters, state, manager);
        state.epochs++;
        if (options.keepBestEpoch() && result.validationMacroAuc() > state.bestMacroAuc) {
          state.bestMacroAuc = result.validationMacroAuc();
          state.bestEpoch = state.epochs;
          state.bestWeights = state.measured().clone();
          state.bestStatistics = parameters.statistics();
        }
        log.add(result);
        if (isMilestone(state.epochs) || state.epochs == untilEpoch) {
          state
              .checkpoint(identity(), parameters.statistics(), objective.state())
              .write(checkpointFile());
        }
        listener.epochEnded(result);
      }
      int chosen = state.epochs;
      parameters.setWeights(state.measured());
      if (options.keepBestEpoch() && state.bestEpoch > 0) {
        chosen = state.bestEpoch;
        parameters.setWeights(state.bestWeights);
        parameters.setStatistics(state.bestStatistics);
      }
      return new TrainingOutcome(engineNetwork.weights(), chosen, log.results());
    }
  }

  /** Whether the network is measured and a checkpoint written after this epoch. */
  private boolean isMilestone(int epoch) {
    return epoch % everyEpochs == 0 || epoch == options.epochs();
  }

  /**
   * The logits of a trained network on whole windows.
   *
   * @return {@code [recording][label]}, flat
   */
  public static float[] logits(
      NetworkDescription network, NetworkWeights weights, WindowSet windows) {
    return NetworkValues.of(
            new TrainedNetwork(network, weights),
            List.of(network.logits()),
            windows,
            EvaluationView.WHOLE,
            windows.windowSamples())
        .get(0);
  }

  private State start(FlatParameters parameters) throws IOException {
    if (!Files.exists(checkpointFile())) {
      return new State(parameters, options);
    }
    Checkpoint checkpoint = Checkpoint.read(checkpointFile());
    if (!checkpoint.options().equals(identity())) {
      throw new TrainingFailure(
          "Run folder "
              + runFolder
              + " holds a training with other options or windows: "
              + checkpoint.options()
              + ", not "
              + identity()
              + ". Continue with its options or choose another folder.");
    }
    parameters.setWeights(checkpoint.weights());
    parameters.setStatistics(checkpoint.statistics());
    objective.restore(checkpoint.objective());
    return new State(checkpoint, options);
  }

  private EpochResult runEpoch(
      ScriptedNetwork engineNetwork,
      List<String> outputs,
      FlatParameters parameters,
      State state,
      NDManager manager) {
    final long started = System.nanoTime();
    listener.epochStarted(state.epochs + 1, options.epochs(), batches.stepsPerEpoch());
    // Dropout draws from the engine's generator; seeding it here leaves no state to save.
    Engine.getInstance().setRandomSeed((int) (options.seed() * 1_000_003 + state.epochs));
    float[] gradient = new float[parameters.weightCount()];
    double[] sums = new double[2];
    int[] step = new int[1];
    batches.forEachBatch(
        state.epochs,
        batch -> {
          long at = state.optimiser.steps();
          double batchLoss = backward(engineNetwork, outputs, manager, batch, at);
          parameters.takeGradients(gradient);
          double norm = limit(gradient);
          step[0]++;
          if (!Double.isFinite(batchLoss) || !Double.isFinite(norm)) {
            throw diverged(
                state.epochs + 1,
                step[0],
                "the loss is " + batchLoss + " and the norm of its gradient " + norm);
          }
          state.optimiser.step(
              state.weights,
              gradient,
              options.schedule().learningRate(at, steps, options.peakLearningRate()),
              options.schedule().beta1(at, steps));
          state.averageIn(options.averageDecay());
          parameters.setWeights(state.weights);
          objective.stepTaken();
          sums[0] += batchLoss;
          sums[1] += norm;
          listener.stepTaken(step[0], batchLoss);
        });
    double validationLoss = Double.NaN;
    double macroAuc = Double.NaN;
    if (validation.isPresent() && isMilestone(state.epochs + 1)) {
      parameters.setWeights(state.measured());
      float[] logits =
          NetworkValues.of(
                  signals -> engineNetwork.forward(signals, false),
                  1,
                  manager,
                  validation.get(),
                  options.view(),
                  options.cropSamples())
              .get(0);
      parameters.setWeights(state.weights);
      validationLoss = meanLoss(logits, validation.get().targets());
      macroAuc = EvaluationReport.macroAuc(logits, validation.get().truth(), network.labels());
      if (Double.isNaN(validationLoss)) {
        throw diverged(state.epochs + 1, step[0], "the network's answers are not numbers");
      }
    }
    return new EpochResult(
        state.epochs + 1,
        sums[0] / step[0],
        validationLoss,
        macroAuc,
        options
            .schedule()
            .learningRate(state.optimiser.steps() - 1, steps, options.peakLearningRate()),
        sums[1] / step[0],
        (System.nanoTime() - started) / 1e9,
        objective.takeFigures());
  }

  private double backward(
      ScriptedNetwork engineNetwork,
      List<String> outputs,
      NDManager manager,
      Batch batch,
      long at) {
    // One manager per step: results belong to the manager of their input, and on the network's own
    // they would pile up in native memory, unseen by the garbage collector.
    try (NDManager step = manager.newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray inputs =
          step.create(batch.inputs(), new Shape(batch.size(), network.leads(), batch.samples()));
      NDArray targets = step.create(batch.targets(), new Shape(batch.size(), network.labels()));
      NDList results = engineNetwork.forward(inputs, true);
      Map<String, NDArray> values = new HashMap<>();
      for (int i = 1; i < outputs.size(); i++) {
        values.put(outputs.get(i), results.get(i));
      }
      NDArray value =
          objective.loss(new StepValues(at, batch, targets, results.get(0), values, step));
      collector.backward(value);
      return value.getFloat();
    }
  }

  private TrainingFailure diverged(int epoch, int step, String how) {
    return new TrainingFailure(
        String.format(
            "Training diverged in epoch %d, step %d: %s. Lower peakLearningRate (now %s) or set a"
                + " largestGradientNorm (now %s).",
            epoch, step, how, options.peakLearningRate(), options.largestGradientNorm()));
  }

  /** Scales a gradient down to the largest norm allowed; gives the norm it had. */
  private double limit(float[] gradient) {
    double squares = 0;
    for (float g : gradient) {
      squares += (double) g * g;
    }
    double norm = Math.sqrt(squares);
    if (options.largestGradientNorm() > 0 && norm > options.largestGradientNorm()) {
      float share = (float) (options.largestGradientNorm() / norm);
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] *= share;
      }
    }
    return norm;
  }

  private static double meanLoss(float[] logits, float[] targets) {
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      double z = logits[i];
      sum += Math.max(z, 0) - z * targets[i] + Math.log1p(Math.exp(-Math.abs(z)));
    }
    return sum / logits.length;
  }

  private Path checkpointFile() {
    return runFolder.resolve(CHECKPOINT_FILE);
  }

  /** What has to be the same for a run to go on: options, network and training windows. */
  private String identity() {
    try {
      return String.format(
          "%s %s, %s from weights of CRC %08x, leads %s labels %s windows %d x %d of CRC %08x",
          new ObjectMapper().writeValueAsString(options),
          network.name(),
          objective.identity(),
          initial.checksum(),
          training.leads(),
          training.labelSpace().labels(),
          training.size(),
          training.windowSamples(),
          training.checksum());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Options of plain numbers must be writable", e);
    }
  }

  /** What changes from epoch to epoch. */
  private static final class State {
    private final float[] weights;
    private final AdamW optimiser;
    private int epochs;
    private int bestEpoch;
    private double bestMacroAuc = Double.NEGATIVE_INFINITY;
    private float[] average = new float[0];
    private float[] bestWeights = new float[0];
    private float[] bestStatistics = new float[0];

    State(FlatParameters parameters, TrainingOptions options) {
      weights = parameters.weights();
      average = options.averageDecay() > 0 ? weights.clone() : average;
      optimiser = new AdamW(weights.length, options.weightDecay());
    }

    State(Checkpoint checkpoint, TrainingOptions options) {
      weights = checkpoint.weights();
      optimiser =
          AdamW.restored(
              checkpoint.first(), checkpoint.second(), checkpoint.steps(), options.weightDecay());
      epochs = checkpoint.epochs();
      average = checkpoint.average();
      bestEpoch = checkpoint.bestEpoch();
      bestMacroAuc = checkpoint.bestMacroAuc();
      bestWeights = checkpoint.bestWeights();
      bestStatistics = checkpoint.bestStatistics();
    }

    /** The weights that stand for the network where it is measured. */
    float[] measured() {
      return average.length == 0 ? weights : average;
    }

    /** Moves the average towards the weights; the first steps count for more, as they are few. */
    void averageIn(double decay) {
      if (average.length == 0) {
        return;
      }
      double steps = optimiser.steps();
      float keep = (float) Math.min(decay, (1 + steps) / (10 + steps));
      for (int i = 0; i < weights.length; i++) {
        average[i] = keep * average[i] + (1 - keep) * weights[i];
      }
    }

    Checkpoint checkpoint(String identity, float[] statistics, float[] objective) {
      return new Checkpoint(
          identity,
          epochs,
          optimiser.steps(),
          weights,
          statistics,
          optimiser.first(),
          optimiser.second(),
          average,
          objective,
          bestEpoch,
          bestMacroAuc,
          bestWeights,
          bestStatistics);
    }
  }
}
