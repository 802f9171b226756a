// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.trainer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.monolead.training.data.Batch;
import io.monolead.training.data.BatchSampler;
import io.monolead.training.data.WindowSet;
import io.monolead.training.evaluation.EvaluationReport;
import io.monolead.training.loss.BinaryCrossEntropy;
import io.monolead.training.network.NetworkBlock;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.NetworkWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Trains a network with binary cross-entropy, AdamW and the one-cycle schedule.
 *
 * <p>After each epoch the run folder holds a {@value #CHECKPOINT_FILE}; training the same run again
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
  private final WindowSet validation;
  private final Path runFolder;
  private final TrainingListener listener;
  private final Loss loss = new BinaryCrossEntropy();
  private final BatchSampler sampler;
  private final OneCycle schedule;

  /**
   * Prepares a training.
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
    if (network.leads() != training.leads().size()
        || network.labels() != training.labelSpace().size()
        || !training.labelSpace().equals(validation.labelSpace())
        || !training.leads().equals(validation.leads())) {
      throw new IllegalArgumentException(
          network.name()
              + " has "
              + network.leads()
              + " leads and "
              + network.labels()
              + " labels; the windows are of leads "
              + training.leads()
              + " and "
              + validation.leads()
              + " and labels "
              + training.labelSpace().labels()
              + " and "
              + validation.labelSpace().labels());
    }
    this.network = network;
    this.options = options;
    this.training = training;
    this.validation = validation;
    this.runFolder = runFolder;
    this.listener = listener;
    sampler =
        new BatchSampler(
            training,
            options.batchSize(),
            options.cropSamples(),
            options.augmentation(),
            options.seed());
    schedule =
        new OneCycle((long) options.epochs() * sampler.stepsPerEpoch(), options.peakLearningRate());
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
      NetworkBlock block = new NetworkBlock(network);
      block.initialize(manager, NetworkWeights.initial(network, options.seed()));
      FlatParameters parameters = new FlatParameters(block);
      State state = start(parameters);
      TrainingLog log = TrainingLog.open(runFolder.resolve(LOG_FILE), state.epochs);
      while (state.epochs < untilEpoch) {
        EpochResult result = runEpoch(block, parameters, state, manager);
        state.epochs++;
        if (result.validationMacroAuc() > state.bestMacroAuc) {
          state.bestMacroAuc = result.validationMacroAuc();
          state.bestEpoch = state.epochs;
          state.bestWeights = state.weights.clone();
          state.bestStatistics = parameters.statistics();
        }
        log.add(result);
        state.checkpoint(identity(), parameters.statistics()).write(checkpointFile());
        listener.epochEnded(result);
      }
      int chosen = state.epochs;
      if (options.keepBestEpoch() && state.bestEpoch > 0) {
        chosen = state.bestEpoch;
        parameters.setWeights(state.bestWeights);
        parameters.setStatistics(state.bestStatistics);
      }
      return new TrainingOutcome(block.weights(), chosen, log.results());
    }
  }

  /**
   * The logits of a trained network on whole windows.
   *
   * @return {@code [recording][label]}, flat
   */
  public static float[] logits(
      NetworkDescription network, NetworkWeights weights, WindowSet windows) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NetworkBlock block = new NetworkBlock(network);
      block.initialize(manager, weights);
      return NetworkLogits.of(block, manager, windows);
    }
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
    return new State(checkpoint, options);
  }

  private EpochResult runEpoch(
      NetworkBlock block, FlatParameters parameters, State state, NDManager manager) {
    final long started = System.nanoTime();
    listener.epochStarted(state.epochs + 1, options.epochs(), sampler.stepsPerEpoch());
    // Dropout draws from the engine's generator; seeding it here leaves no state to save.
    Engine.getInstance().setRandomSeed((int) (options.seed() * 1_000_003 + state.epochs));
    float[] gradient = new float[parameters.weightCount()];
    double[] sums = new double[2];
    int[] step = new int[1];
    sampler.forEachBatch(
        state.epochs,
        batch -> {
          double batchLoss = backward(block, manager, batch);
          parameters.takeGradients(gradient);
          double norm = limit(gradient);
          step[0]++;
          if (!Double.isFinite(batchLoss) || !Double.isFinite(norm)) {
            throw diverged(
                state.epochs + 1,
                step[0],
                "the loss is " + batchLoss + " and the norm of its gradient " + norm);
          }
          long at = state.optimiser.steps();
          state.optimiser.step(
              state.weights, gradient, schedule.learningRate(at), schedule.beta1(at));
          parameters.setWeights(state.weights);
          sums[0] += batchLoss;
          sums[1] += norm;
          listener.stepTaken(step[0], batchLoss);
        });
    float[] logits = NetworkLogits.of(block, manager, validation);
    double validationLoss = meanLoss(logits, validation.targets());
    if (Double.isNaN(validationLoss)) {
      throw diverged(state.epochs + 1, step[0], "the network's answers are not numbers");
    }
    return new EpochResult(
        state.epochs + 1,
        sums[0] / step[0],
        validationLoss,
        EvaluationReport.macroAuc(logits, validation.truth(), network.labels()),
        schedule.learningRate(state.optimiser.steps() - 1),
        sums[1] / step[0],
        (System.nanoTime() - started) / 1e9);
  }

  private double backward(NetworkBlock block, NDManager manager, Batch batch) {
    // One manager per step: results belong to the manager of their input, and on the network's own
    // they would pile up in native memory, unseen by the garbage collector.
    try (NDManager step = manager.newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray inputs =
          step.create(
              batch.inputs(), new Shape(batch.size(), network.leads(), options.cropSamples()));
      NDArray targets = step.create(batch.targets(), new Shape(batch.size(), network.labels()));
      NDList logits = block.forward(new ParameterStore(step, false), new NDList(inputs), true);
      NDArray value = loss.evaluate(new NDList(targets), logits);
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
          "%s %s leads %s labels %s windows %d x %d of CRC %08x",
          new ObjectMapper().writeValueAsString(options),
          network.name(),
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
    private float[] bestWeights = new float[0];
    private float[] bestStatistics = new float[0];

    State(FlatParameters parameters, TrainingOptions options) {
      weights = parameters.weights();
      optimiser = new AdamW(weights.length, options.weightDecay());
    }

    State(Checkpoint checkpoint, TrainingOptions options) {
      weights = checkpoint.weights();
      optimiser =
          AdamW.restored(
              checkpoint.first(), checkpoint.second(), checkpoint.steps(), options.weightDecay());
      epochs = checkpoint.epochs();
      bestEpoch = checkpoint.bestEpoch();
      bestMacroAuc = checkpoint.bestMacroAuc();
      bestWeights = checkpoint.bestWeights();
      bestStatistics = checkpoint.bestStatistics();
    }

    Checkpoint checkpoint(String identity, float[] statistics) {
      return new Checkpoint(
          identity,
          epochs,
          optimiser.steps(),
          weights,
          statistics,
          optimiser.first(),
          optimiser.second(),
          bestEpoch,
          bestMacroAuc,
          bestWeights,
          bestStatistics);
    }
  }
}
