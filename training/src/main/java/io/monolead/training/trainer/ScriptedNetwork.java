// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.monolead.training.export.Precision;
import io.monolead.training.export.TorchScript;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.NetworkWeights;
import io.monolead.training.network.Node;
import io.monolead.training.network.ParameterShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network in the engine as the trainer uses it: one TorchScript module, so that a step crosses
 * into the engine once, and convolutions run in the layout and precision that are fastest there.
 *
 * <p>Belongs to the thread that made it. Its arrays live on the manager it was given.
 */
public final class ScriptedNetwork {
  private final NetworkDescription network;
  private final PtSymbolBlock module;
  private final Map<String, NDArray> arrays = new LinkedHashMap<>();
  private final List<NDArray> trainable = new ArrayList<>();
  private final List<NDArray> statistics = new ArrayList<>();
  private boolean training;

  /**
   * Loads a network into the engine.
   *
   * @param network what it computes
   * @param weights what it starts from
   * @param outputs names of the values that it gives, in order
   * @param precision of its convolutions
   * @param learning whether its weights have gradients
   * @param manager owns its arrays
   */
  public ScriptedNetwork(
      NetworkDescription network,
      NetworkWeights weights,
      List<String> outputs,
      Precision precision,
      boolean learning,
      NDManager manager) {
    this.network = network;
    // It rewrites the graph after watching the first runs: a step would depend on how many came
    // before, and a run that is continued would not be the run that was never interrupted.
    JniUtils.setGraphExecutorOptimize(false);
    module = load(TorchScript.writeForTraining(network, weights, outputs, precision), manager);
    Map<String, NDArray> found = new HashMap<>();
    for (NDArray array : JniUtils.moduleGetParams(module, (PtNDManager) manager)) {
      found.put(array.getName(), array);
    }
    for (Node node : network.nodes()) {
      for (ParameterShape parameter : node.layer().parameters()) {
        NDArray array = found.get(TorchScript.attribute(node.name(), parameter.name()));
        arrays.put(node.name() + "." + parameter.name(), array);
        (parameter.trainable() ? trainable : statistics).add(array);
        array.setRequiresGradient(learning && parameter.trainable());
      }
    }
  }

  private static PtSymbolBlock load(byte[] script, NDManager manager) {
    Path file = null;
    try {
      file = Files.createTempFile("monolead-network", ".pt");
      Files.write(file, script);
      // "Trainable" even if it is not to learn: arrays loaded otherwise may never meet a gradient.
      return JniUtils.loadModule(
          (PtNDManager) manager, file, false, new String[0], new String[0], true);
    } catch (IOException e) {
      throw new TrainingFailure(
          "The network cannot be handed to the engine through a file in "
              + System.getProperty("java.io.tmpdir")
              + ": "
              + e.getMessage(),
          e);
    } finally {
      delete(file);
    }
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }

  /**
   * Computes the outputs.
   *
   * @param inputs {@code [batch, lead, sample]}
   * @param train whether batch norms use and update statistics and dropouts drop
   * @return the outputs as float32, on the manager of the inputs
   */
  public NDList forward(NDArray inputs, boolean train) {
    if (train != training) {
      training = train;
      if (train) {
        JniUtils.enableTrainingMode(module);
      } else {
        JniUtils.enableInferenceMode(module);
      }
    }
    // Not through the block: it would compute in the engine's inference mode when not training, and
    // a loss cannot be differentiated through values from there.
    return IValueUtils.forward(module, new NDList(inputs), true);
  }

  /** The arrays with gradients, in the order of the network's layers. */
  List<NDArray> trainable() {
    return trainable;
  }

  /** The running statistics, in the order of the network's layers. */
  List<NDArray> statistics() {
    return statistics;
  }

  /** The present values of all arrays. */
  public NetworkWeights weights() {
    Map<String, float[]> values = new LinkedHashMap<>();
    arrays.forEach((key, array) -> values.put(key, array.toFloatArray()));
    return NetworkWeights.of(network, values);
  }
}
