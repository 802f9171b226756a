// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A bundle whose network is loaded and has proved itself: opening runs the golden windows and
 * refuses a model that does not reproduce its probabilities on this machine.
 *
 * <p>Thread-safe; each thread takes a {@link Predictor} of its own. Whoever opened the model closes
 * it; its native memory is released when the last of its predictors is closed as well, in whatever
 * order that happens.
 */
public final class Model implements AutoCloseable {
  /** Largest deviation of a golden probability: far above rounding, far below any decision. */
  public static final float GOLDEN_TOLERANCE = 1e-4f;

  private static final String NETWORK = "network";

  private final ModelManifest manifest;
  private final String sha256;
  private final ai.djl.Model network;
  private int users = 1;
  private boolean closed;

  private Model(ModelManifest manifest, String sha256, ai.djl.Model network) {
    this.manifest = manifest;
    this.sha256 = sha256;
    this.network = network;
  }

  /** Reads a bundle and opens its model; see {@link #open(ModelBundle)}. */
  public static Model open(Path bundle) throws IOException {
    return open(ModelBundle.read(bundle));
  }

  /**
   * Loads the network and runs the golden windows; starts the engine if it does not run yet.
   *
   * @throws BundleException if the network cannot be loaded, or gives other shapes or probabilities
   *     than the bundle says
   */
  public static Model open(ModelBundle bundle) throws IOException {
    Model model =
        new Model(bundle.manifest(), bundle.sha256(), network(bundle.manifest(), bundle.network()));
    try {
      model.reproduce(bundle.golden());
      return model;
    } catch (BundleException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /**
   * Loads a network that is not in a bundle yet, in order to compute its golden outputs. It has no
   * SHA-256.
   *
   * @param script TorchScript
   */
  public static Model load(ModelManifest manifest, byte[] script) throws IOException {
    return new Model(manifest, "", network(manifest, script));
  }

  private static ai.djl.Model network(ModelManifest manifest, byte[] script) throws IOException {
    InferenceEngine.start();
    ai.djl.Model network = ai.djl.Model.newInstance(NETWORK, Device.cpu(), "PyTorch");
    // From a path: a network loaded from a stream would stay in training mode.
    Path folder = Files.createTempDirectory("monolead-model");
    Path file = folder.resolve(NETWORK + ".pt");
    try {
      Files.write(file, script);
      network.load(folder, NETWORK);
      return network;
    } catch (MalformedModelException | RuntimeException e) {
      network.close();
      throw new BundleException(
          name(manifest) + ": network.pt cannot be loaded: " + firstLine(e), e);
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  private void reproduce(GoldenSet golden) throws BundleException {
    List<String> labels = manifest.labelSpace().labels();
    float[] probabilities = new float[golden.count() * labels.size()];
    try (Predictor predictor = newPredictor(golden.count())) {
      predictor.predict(golden.windows(), golden.count(), probabilities);
    } catch (RuntimeException e) {
      throw new BundleException(
          name(manifest) + " cannot compute its golden windows: " + firstLine(e), e);
    }
    for (int i = 0; i < probabilities.length; i++) {
      float expected = golden.probabilities()[i];
      if (!(Math.abs(probabilities[i] - expected) <= GOLDEN_TOLERANCE)) {
        throw new BundleException(
            String.format(
                "%s does not reproduce its golden outputs: label %s of window %d should have"
                    + " probability %s, but has %s (tolerance %s); the bundle does not fit this"
                    + " version or machine, export the model again",
                name(manifest),
                labels.get(i % labels.size()),
                i / labels.size(),
                expected,
                probabilities[i],
                GOLDEN_TOLERANCE));
      }
    }
  }

  private static String name(ModelManifest manifest) {
    return "Model " + manifest.modelId() + " " + manifest.modelVersion();
  }

  private static String firstLine(Exception failure) {
    String message = String.valueOf(failure.getMessage()).strip();
    return message.lines().findFirst().orElse(failure.getClass().getSimpleName());
  }

  /** What the model is and how it is used. */
  public ModelManifest manifest() {
    return manifest;
  }

  /** SHA-256 of the bundle the model was opened from; empty if from none. */
  public String sha256() {
    return sha256;
  }

  /**
   * A predictor for one thread, warmed up. The caller closes it.
   *
   * @param maxBatch most windows of one call, at least 1
   * @throws IllegalStateException if the model is closed
   */
  public Predictor newPredictor(int maxBatch) {
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException(name(manifest) + " is closed");
      }
      users++;
    }
    try {
      return new Predictor(this, maxBatch);
    } catch (RuntimeException e) {
      release();
      throw e;
    }
  }

  Block block() {
    return network.getBlock();
  }

  NDManager newManager() {
    return network.getNDManager().newSubManager();
  }

  /** Arrays in native memory that the model and its predictors hold right now. */
  int heldArrays() {
    return network.getNDManager().getManagedArrays().size();
  }

  synchronized void release() {
    users--;
    if (users == 0) {
      network.close();
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      release();
    }
  }
}
