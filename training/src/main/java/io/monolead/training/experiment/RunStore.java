// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import io.monolead.training.evaluation.Predictions;
import io.monolead.training.evaluation.PredictionsFile;
import io.monolead.training.network.NetworkCatalogue;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.TrainedNetwork;
import io.monolead.training.network.WeightsFile;
import io.monolead.training.trainer.EpochResult;
import io.monolead.training.trainer.Trainer;
import io.monolead.training.trainer.TrainingLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The folder in which the runs of all experiments are kept, each in a folder of its own.
 *
 * <p>A finished run holds {@code spec.json}, {@code log.jsonl}, {@code weights.bin}, the
 * predictions {@code validation.csv} and {@code test.csv}, and {@code run.json}, written last: a
 * run without it is not finished and goes on from its checkpoint.
 *
 * @param folder created when the first run is begun
 */
public record RunStore(Path folder) implements KnownRuns {
  static final String FINISHED = "run.json";
  static final String SPEC = "spec.json";
  static final String LOG = Trainer.LOG_FILE;
  private static final String WEIGHTS = "weights.bin";

  /** The folder of a run. */
  public Path folderOf(RunSpec spec) {
    return folder.resolve(spec.id());
  }

  /** Whether a run is finished, so that its network can teach or be started from. */
  @Override
  public boolean knows(RunSpec spec) {
    return Files.exists(folderOf(spec).resolve(FINISHED));
  }

  /** Makes the folder of a run and writes its specification there. */
  void begin(RunSpec spec) throws IOException {
    Files.createDirectories(folderOf(spec));
    Files.writeString(folderOf(spec).resolve(SPEC), spec.toJson());
  }

  /** Keeps a run's predictions. */
  void keep(RunSpec spec, Part part, Predictions predictions) throws IOException {
    PredictionsFile.write(predictions, folderOf(spec).resolve(part.file()));
  }

  /** Marks a run as finished; its checkpoint is no longer needed. */
  void finish(RunSpec spec, TrainedNetwork trained, String summary) throws IOException {
    WeightsFile.write(trained.weights(), folderOf(spec).resolve(WEIGHTS));
    Files.writeString(folderOf(spec).resolve(FINISHED), summary);
    Files.deleteIfExists(folderOf(spec).resolve(Trainer.CHECKPOINT_FILE));
  }

  @Override
  public Predictions predictions(RunSpec spec, Part part) throws IOException {
    return PredictionsFile.read(spec.task(), folderOf(spec).resolve(part.file()));
  }

  /**
   * The network of a finished run.
   *
   * @param labels number of labels of the run's task
   */
  public TrainedNetwork network(RunSpec spec, int labels) throws IOException {
    NetworkDescription network =
        NetworkCatalogue.describe(spec.network(), spec.leads().size(), labels);
    return new TrainedNetwork(network, WeightsFile.read(network, folderOf(spec).resolve(WEIGHTS)));
  }

  /** The arrays of a finished run's network. */
  Map<String, float[]> arrays(RunSpec spec) throws IOException {
    return WeightsFile.arrays(folderOf(spec).resolve(WEIGHTS));
  }

  @Override
  public List<EpochResult> log(RunSpec spec) throws IOException {
    return TrainingLog.parse(Files.readAllLines(folderOf(spec).resolve(LOG)));
  }
}
