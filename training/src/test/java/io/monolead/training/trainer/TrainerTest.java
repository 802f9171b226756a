// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.monolead.training.data.Augmentation;
import io.monolead.training.data.WindowSet;
import io.monolead.training.export.Precision;
import io.monolead.training.loss.BinaryCrossEntropy;
import io.monolead.training.network.NetworkCatalogue;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.NetworkWeights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  private static final NetworkDescription NETWORK =
      NetworkCatalogue.describe("resnet1d_wang", 1, 3);
  private static final WindowSet TRAINING = SyntheticWindows.of(16, 100, 3, 1);
  private static final WindowSet VALIDATION = SyntheticWindows.of(16, 100, 3, 2);

  @TempDir private Path folder;

  @BeforeAll
  static void useOneEngineThread() {
    // Read when the engine is first used; several threads add in an order of their own.
    System.setProperty("ai.djl.pytorch.num_threads", "1");
  }

  private static TrainingOptions options(int epochs, double rate, long seed) {
    return new TrainingOptions(
        epochs, 8, 80, rate, 0.01, 0, new Augmentation(0.1, 0.05, 0.02, 0.02), false, seed);
  }

  private Trainer trainer(String run, TrainingOptions options) {
    return new Trainer(
        NETWORK, options, TRAINING, VALIDATION, folder.resolve(run), TrainingListener.SILENT);
  }

  @Test
  void learnsSixteenRecordingsByHeart() throws Exception {
    TrainingOptions options =
        new TrainingOptions(40, 16, 100, 1e-2, 0.01, 0, Augmentation.NONE, false, 1);

    TrainingOutcome outcome =
        new Trainer(
                NETWORK, options, TRAINING, TRAINING, folder.resolve("a"), TrainingListener.SILENT)
            .train();

    EpochResult last = outcome.epochs().get(39);
    assertThat(last.validationLoss()).isLessThan(1e-2);
    assertThat(last.validationMacroAuc()).isEqualTo(1.0);
  }

  @Test
  void givesTheSameWeightsTwiceForOneSeedAndOthersForAnother() throws Exception {
    var first = trainer("a", options(2, 1e-2, 7)).train().weights().arrays();
    var second = trainer("b", options(2, 1e-2, 7)).train().weights().arrays();
    var other = trainer("c", options(2, 1e-2, 8)).train().weights().arrays();

    assertThat(first).allSatisfy((key, array) -> assertThat(array).isEqualTo(second.get(key)));
    assertThat(first.get("stem.conv.weight")).isNotEqualTo(other.get("stem.conv.weight"));
  }

  @Test
  void continuesAnInterruptedRunBitForBit() throws Exception {
    var whole = trainer("whole", options(4, 1e-2, 7)).train().weights().arrays();
    trainer("parts", options(4, 1e-2, 7)).train(1);
    trainer("parts", options(4, 1e-2, 7)).train(3);

    TrainingOutcome resumed = trainer("parts", options(4, 1e-2, 7)).train();

    assertThat(whole)
        .allSatisfy(
            (key, array) -> assertThat(array).isEqualTo(resumed.weights().arrays().get(key)));
    assertThat(resumed.epochs()).extracting(EpochResult::epoch).containsExactly(1, 2, 3, 4);
  }

  @Test
  void refusesToContinueUnderOtherOptions() throws Exception {
    trainer("a", options(4, 1e-2, 7)).train(1);

    assertThatThrownBy(() -> trainer("a", options(4, 2e-2, 7)).train())
        .isInstanceOf(TrainingFailure.class)
        .hasMessageContaining("0.01")
        .hasMessageContaining("0.02")
        .hasMessageContaining("choose another folder");
  }

  @Test
  void refusesToContinueOnWindowsThatWereConditionedOtherwise() throws Exception {
    trainer("a", options(4, 1e-2, 7)).train(1);
    WindowSet other = SyntheticWindows.of(16, 100, 3, 3);

    assertThatThrownBy(
            () ->
                new Trainer(
                        NETWORK,
                        options(4, 1e-2, 7),
                        other,
                        VALIDATION,
                        folder.resolve("a"),
                        TrainingListener.SILENT)
                    .train())
        .isInstanceOf(TrainingFailure.class)
        .hasMessageContaining("other options or windows");
  }

  @Test
  void refusesADamagedCheckpoint() throws Exception {
    trainer("a", options(2, 1e-2, 7)).train(1);
    Path file = folder.resolve("a").resolve(Trainer.CHECKPOINT_FILE);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    assertThatThrownBy(() -> trainer("a", options(2, 1e-2, 7)).train())
        .isInstanceOf(TrainingFailure.class)
        .hasMessageContaining("checksum");
  }

  @Test
  void refusesACheckpointThatEndsEarly() throws Exception {
    trainer("a", options(2, 1e-2, 7)).train(1);
    Path file = folder.resolve("a").resolve(Trainer.CHECKPOINT_FILE);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 5));

    assertThatThrownBy(() -> trainer("a", options(2, 1e-2, 7)).train())
        .isInstanceOf(TrainingFailure.class)
        .hasMessageContaining("ends early");
  }

  @Test
  void stopsWithAClearMessageWhenTheLossDiverges() {
    float[] signals = TRAINING.signals().clone();
    signals[1234] = Float.POSITIVE_INFINITY;
    WindowSet broken =
        new WindowSet(
            TRAINING.labelSpace(),
            TRAINING.leads(),
            100,
            100,
            TRAINING.recordings(),
            TRAINING.patients(),
            signals,
            TRAINING.targets());
    Trainer trainer =
        new Trainer(
            NETWORK,
            new TrainingOptions(1, 16, 100, 1e-2, 0.01, 0, Augmentation.NONE, false, 1),
            broken,
            VALIDATION,
            folder.resolve("a"),
            TrainingListener.SILENT);

    assertThatThrownBy(trainer::train)
        .isInstanceOf(TrainingFailure.class)
        .hasMessageContaining("diverged in epoch 1, step 1")
        .hasMessageContaining("peakLearningRate (now 0.01)");
  }

  @Test
  void keepsResidentMemoryFlatOverManySteps() throws Exception {
    Path statm = Path.of("/proc/self/statm");
    assumeTrue(Files.isReadable(statm), "resident memory is read from /proc, which is not here");
    WindowSet windows = SyntheticWindows.of(16, 500, 3, 1);
    List<Long> residentMebibytes = new ArrayList<>();
    TrainingListener measuring =
        new TrainingListener() {
          @Override
          public void epochEnded(EpochResult result) {
            try {
              long pages = Long.parseLong(Files.readString(statm).split(" ", -1)[1]);
              residentMebibytes.add(pages * 4096 / (1024 * 1024));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    TrainingOptions options =
        new TrainingOptions(30, 8, 500, 1e-3, 0.01, 0, Augmentation.NONE, false, 1);

    new Trainer(NETWORK, options, windows, windows, folder.resolve("a"), measuring).train();

    // What one step leaves behind if it is not freed is over 20 MiB; these are 50 steps.
    assertThat(residentMebibytes.get(29) - residentMebibytes.get(4)).isLessThan(200);
  }

  @Test
  void takesGradientsWithoutLeavingHandlesOnTheNetworksManager() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      ScriptedNetwork network = network(Precision.FLOAT32, manager);
      FlatParameters parameters = new FlatParameters(network, List.of());
      float[] gradient = new float[parameters.weightCount()];
      backward(network, manager);
      int before = manager.getManagedArrays().size();

      parameters.takeGradients(gradient);

      assertThat(manager.getManagedArrays()).hasSize(before);
      assertThat(gradient).isNotEqualTo(new float[gradient.length]);
      backward(network, manager);
      float[] second = new float[gradient.length];
      parameters.takeGradients(second);
      assertThat(second).as("nothing was left to add to").isEqualTo(gradient);
    }
  }

  private static ScriptedNetwork network(Precision precision, NDManager manager) {
    return new ScriptedNetwork(
        NETWORK,
        NetworkWeights.initial(NETWORK, 1),
        List.of(NETWORK.logits()),
        precision,
        true,
        manager);
  }

  private static void backward(ScriptedNetwork network, NDManager manager) {
    Engine.getInstance().setRandomSeed(1);
    try (NDManager step = manager.newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray input = step.create(TRAINING.signals(), new Shape(16, 1, 100));
      NDArray target = step.create(TRAINING.targets(), new Shape(16, 3));
      NDList logits = network.forward(input, true);
      collector.backward(new BinaryCrossEntropy().evaluate(new NDList(target), logits));
    }
  }
}
