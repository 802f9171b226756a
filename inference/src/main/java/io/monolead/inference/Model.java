// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger LOG = LoggerFactory.getLogger(Model.class);

  private final ModelManifest manifest;
  private final String sha256;
  private final LoadedNetwork network;
  private final Tiles tiles;
  private int users = 1;
  private boolean closed;

  private Model(ModelManifest manifest, String sha256, LoadedNetwork network, Tiles tiles) {
    this.manifest = manifest;
    this.sha256 = sha256;
    this.network = network;
    this.tiles = tiles;
  }

  /** Reads a bundle and opens its model in the plain form on the CPU. */
  public static Model open(Path bundle) throws IOException {
    return open(ModelBundle.read(bundle));
  }

  /** Opens a bundle's model in the plain form on the CPU: the reference for every other. */
  public static Model open(ModelBundle bundle) throws IOException {
    return open(bundle, ServingOptions.REFERENCE);
  }

  /**
   * Loads the network and runs the golden windows; starts the engine if it does not run yet.
   *
   * <p>If the precision is to be found out, every form that the bundle holds and this processor
   * computes well is loaded and timed on the golden windows, and the fastest is kept. A form that
   * is less exact has to be clearly faster than one that is more so; how much less exact it may be
   * was decided when the bundle was made.
   *
   * @param options where and in which form to compute
   * @throws BundleException if the network cannot be loaded, or gives other shapes or probabilities
   *     than the bundle says, or the form that is asked for is not there
   * @throws IllegalArgumentException if the device that is asked for is not there
   */
  public static Model open(ModelBundle bundle, ServingOptions options) throws IOException {
    InferenceEngine.start();
    ComputeDevice asked = options.computeDevice();
    ComputeDevice device = asked.among(InferenceEngine.gpus());
    if (asked.equals(ComputeDevice.AUTO) && !device.equals(ComputeDevice.CPU)) {
      try {
        return open(bundle, options, device);
      } catch (BundleException | RuntimeException e) {
        // A GPU may round more coarsely than the bundle allows; the CPU is there in any case.
        LOG.warn("{} is not served on {}: {}", name(bundle.manifest()), device, firstLine(e));
        device = ComputeDevice.CPU;
      }
    }
    return open(bundle, options, device);
  }

  private static Model open(ModelBundle bundle, ServingOptions options, ComputeDevice device)
      throws IOException {
    List<NetworkForm> forms = forms(bundle, options, device);
    if (forms.size() == 1) {
      return open(bundle, forms.get(0), device).inProvenTiles();
    }
    List<Model> opened = new ArrayList<>();
    try {
      for (NetworkForm form : forms) {
        try {
          opened.add(open(bundle, form, device));
        } catch (BundleException | RuntimeException e) {
          if (form == NetworkForm.PLAIN) {
            throw e;
          }
          // The plain form serves wherever another one does not.
          LOG.warn("{} is not served as {} here: {}", name(bundle.manifest()), form, firstLine(e));
        }
      }
      Model fastest = FormRace.fastest(opened, bundle.golden());
      opened.remove(fastest);
      return fastest.inProvenTiles();
    } finally {
      opened.forEach(Model::close);
    }
  }

  private static List<NetworkForm> forms(
      ModelBundle bundle, ServingOptions options, ComputeDevice device) throws BundleException {
    if (options.form().isPresent()) {
      NetworkForm asked = options.form().get();
      if (!bundle.forms().contains(asked)) {
        throw new BundleException(
            String.format(
                "%s is to be served as %s, but the bundle holds %s",
                name(bundle.manifest()), asked, bundle.forms()));
      }
      if (device.kind() == ComputeDevice.Kind.GPU && !asked.isFor(device.kind())) {
        throw new BundleException(
            String.format(
                "%s is to be served as %s on %s, but that form is for CPUs",
                name(bundle.manifest()), asked, device));
      }
      if (!asked.runsHere()) {
        LOG.warn(
            "{} is served as {}, as asked for, but this processor lacks the instructions for it:"
                + " it may be slow, and scores may differ from those of other machines",
            name(bundle.manifest()),
            asked);
      }
      return List.of(asked);
    }
    Set<String> features = Processor.features();
    return bundle.forms().stream()
        .filter(form -> form.isFor(device.kind()) && form.runsOn(features))
        .toList();
  }

  private static Model open(ModelBundle bundle, NetworkForm form, ComputeDevice device)
      throws IOException {
    ModelManifest manifest = bundle.manifest();
    LoadedNetwork network = LoadedNetwork.load(name(manifest), form, bundle.network(form), device);
    Model model = null;
    try {
      Model first = new Model(manifest, bundle.sha256(), network, Tiles.OF_REFERENCE);
      first.reproduce(bundle.golden());
      model = first;
      return model;
    } finally {
      if (model == null) {
        network.close();
      }
    }
  }

  /** This, which nobody uses yet, in whatever tiles are right and fast; takes its place. */
  private Model inProvenTiles() {
    Tiles proven = null;
    try {
      proven = Tiles.proven(network, manifest);
      return new Model(manifest, sha256, network, proven);
    } finally {
      if (proven == null) {
        network.close();
      }
    }
  }

  /**
   * Loads a network that is not in a bundle yet, in order to compute its golden outputs. It has no
   * SHA-256.
   *
   * @param script TorchScript
   */
  public static Model load(ModelManifest manifest, byte[] script) throws IOException {
    return load(manifest, NetworkForm.PLAIN, script);
  }

  /** As {@link #load(ModelManifest, byte[])}, for a network in any form. */
  public static Model load(ModelManifest manifest, NetworkForm form, byte[] script)
      throws IOException {
    LoadedNetwork network = LoadedNetwork.load(name(manifest), form, script, ComputeDevice.CPU);
    Tiles tiles = null;
    try {
      tiles = Tiles.proven(network, manifest);
      return new Model(manifest, "", network, tiles);
    } catch (RuntimeException e) {
      throw new BundleException(name(manifest) + " cannot be computed: " + firstLine(e), e);
    } finally {
      if (tiles == null) {
        network.close();
      }
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
    float tolerance = goldenTolerance();
    for (int i = 0; i < probabilities.length; i++) {
      float expected = golden.probabilities()[i];
      if (!(Math.abs(probabilities[i] - expected) <= tolerance)) {
        throw new BundleException(
            String.format(
                "%s does not reproduce its golden outputs in form %s: label %s of window %d should"
                    + " have probability %s, but has %s (tolerance %s); the bundle does not fit"
                    + " this version or machine, export the model again",
                name(manifest),
                form(),
                labels.get(i % labels.size()),
                i / labels.size(),
                expected,
                probabilities[i],
                tolerance));
      }
    }
  }

  private float goldenTolerance() {
    return manifest.forms().stream()
        .filter(check -> check.form() == form())
        .findFirst()
        .map(FormCheck::goldenTolerance)
        .orElse(GOLDEN_TOLERANCE);
  }

  private static String name(ModelManifest manifest) {
    return "Model " + manifest.modelId() + " " + manifest.modelVersion();
  }

  private static String firstLine(Exception failure) {
    return LoadedNetwork.firstLine(failure);
  }

  /** What the model is and how it is used. */
  public ModelManifest manifest() {
    return manifest;
  }

  /** SHA-256 of the bundle the model was opened from; empty if from none. */
  public String sha256() {
    return sha256;
  }

  /** The form in which the network is computed. */
  public NetworkForm form() {
    return network.form();
  }

  /** Where it is computed. */
  public ComputeDevice device() {
    return network.device();
  }

  /**
   * A predictor for one thread, warmed up. The caller closes it.
   *
   * @param maxBatch most windows of one call, at least 1
   * @throws IllegalStateException if the model is closed
   */
  public Predictor newPredictor(int maxBatch) {
    // A GPU computes one tile while the next is filled; a CPU cannot do both.
    return newPredictor(maxBatch, device().kind() == ComputeDevice.Kind.GPU ? 2 : 1);
  }

  /**
   * As {@link #newPredictor(int)}.
   *
   * @param inFlight tiles that are on the device at once, at least 1
   */
  Predictor newPredictor(int maxBatch, int inFlight) {
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException(name(manifest) + " is closed");
      }
      users++;
    }
    Predictor predictor = null;
    try {
      predictor = new Predictor(this, maxBatch, inFlight);
      return predictor;
    } finally {
      if (predictor == null) {
        release();
      }
    }
  }

  LoadedNetwork network() {
    return network;
  }

  Tiles tiles() {
    return tiles;
  }

  /** Arrays in native memory that the model and its predictors hold right now. */
  int heldArrays() {
    return network.heldArrays();
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
