// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which parts of a window a logit comes from.
 *
 * <p>Let {@code F[c][t]} be the last signal inside the network, before it is pooled over time. A
 * head that takes the mean over time and is linear gives {@code logit = b + sum over c of w[c]
 * times the mean of F[c]}, and the map {@code M[t] = sum over c of w[c] F[c][t]} is the class
 * activation map of Zhou et al. 2016: its mean is the logit less {@code b}.
 *
 * <p>The heads of Strodthoff et al. 2021 pool by maximum and by mean and have one hidden layer with
 * a ReLU. Such a head is linear around each window: with the hidden units that are above zero in
 * this window, {@code logit = b + sum of u[c] max F[c] + sum of v[c] mean F[c]}, where {@code u, v,
 * b} depend on which those units are. The map is {@code M[t] = sum over c of F[c][t] (v[c] + u[c] n
 * p[c][t])} for {@code n} steps, where {@code p[c]} is 1 at the step of the maximum and 0 elsewhere
 * (equal steps share it). Its mean is again the logit less {@code b}, exactly; it is what HiResCAM
 * computes (Draelos and Carin 2020, arXiv 2011.08891), times {@code n}, without any gradient being
 * computed. Where a maximum is decisive the map is a spike: that is the step the head looked at.
 *
 * <p>It explains the network, not the heart: that a stretch is shaded says that the logit comes
 * from there. The network sees further than one step to both sides, and the window has been
 * conditioned.
 *
 * <p>Computed from the plain form on the CPU. No job loads it. Thread-safe, one computation at a
 * time; whoever opened it closes it, which waits for a computation that is going on.
 */
public final class Attention implements AutoCloseable {
  private static final String CODE = "code/__torch__.py";

  /** Windows that are computed at once. */
  private static final int BATCH = 8;

  /**
   * Most that mean and offset may miss a logit by, as a share of the largest value of the map (at
   * least 1): sums of some hundred terms in float32.
   */
  private static final double SHARE_OF_MAP = 1e-4;

  private final ModelManifest manifest;
  private final String sha256;
  private final LoadedNetwork network;
  private boolean closed;

  private Attention(ModelManifest manifest, String sha256, LoadedNetwork network) {
    this.manifest = manifest;
    this.sha256 = sha256;
    this.network = network;
  }

  /** Reads a bundle and opens its attention. */
  public static Attention open(Path bundle) throws IOException {
    return open(ModelBundle.read(bundle));
  }

  /**
   * Loads the network with its attention and runs the golden windows: probabilities have to be
   * those of the bundle, and the mean of each map plus the offset the logit. Starts the engine if
   * it does not run yet.
   *
   * @throws BundleException if the bundle holds no attention, as bundles before format 3, or one
   *     that does not do that
   */
  public static Attention open(ModelBundle bundle) throws IOException {
    ModelManifest manifest = bundle.manifest();
    byte[] code =
        bundle
            .attention()
            .orElseThrow(
                () ->
                    new BundleException(
                        name(manifest)
                            + " holds no attention; add it with: monolead model attention --version"
                            + " NEW -o NEW.mlb OLD.mlb"));
    LoadedNetwork network =
        LoadedNetwork.load(
            name(manifest),
            "attention.py",
            NetworkForm.PLAIN,
            withCode(bundle.network(), code),
            ComputeDevice.CPU);
    Attention attention = new Attention(manifest, bundle.sha256(), network);
    boolean proven = false;
    try {
      attention.reproduce(bundle.golden());
      proven = true;
      return attention;
    } finally {
      if (!proven) {
        attention.close();
      }
    }
  }

  /** The plain form's file with other code over the same tensors. */
  private static byte[] withCode(byte[] script, byte[] code) throws BundleException {
    try {
      Map<String, byte[]> parts = new LinkedHashMap<>(StoredZip.decode(script));
      List<String> named = parts.keySet().stream().filter(name -> name.endsWith(CODE)).toList();
      if (named.size() != 1) {
        throw new BundleException("network.pt has " + named.size() + " files of code, not one");
      }
      parts.put(named.get(0), code);
      return StoredZip.encode(parts);
    } catch (StoredZip.DamagedPartException e) {
      throw new BundleException(
          "network.pt is none that takes other code: " + e.getMessage() + "; export it again", e);
    }
  }

  private void reproduce(GoldenSet golden) throws BundleException {
    List<ActivationMap> maps;
    try {
      maps = maps(golden.windows(), golden.count());
    } catch (RuntimeException e) {
      throw new BundleException(
          name(manifest)
              + " cannot compute the attention of its golden windows: "
              + LoadedNetwork.firstLine(e),
          e);
    }
    int labels = manifest.labelSpace().size();
    for (int i = 0; i < golden.probabilities().length; i++) {
      ActivationMap map = maps.get(i / labels);
      int label = i % labels;
      float expected = golden.probabilities()[i];
      float got = map.probabilities()[label];
      if (!(Math.abs(got - expected) <= Model.GOLDEN_TOLERANCE)) {
        throw new BundleException(
            String.format(
                "The attention of %s is not that of its network: label %s of window %d should have"
                    + " probability %s, but has %s; add it to the bundle again",
                name(manifest),
                manifest.labelSpace().labels().get(label),
                i / labels,
                expected,
                got));
      }
      double remainder = map.remainder(label);
      if (!(Math.abs(remainder) <= SHARE_OF_MAP * Math.max(1, map.largest(label)))) {
        throw new BundleException(
            String.format(
                "The attention of %s does not account for its logits: the map of label %s of window"
                    + " %d misses the logit by %s; add it to the bundle again",
                name(manifest), manifest.labelSpace().labels().get(label), i / labels, remainder));
      }
    }
  }

  private static String name(ModelManifest manifest) {
    return "Model " + manifest.modelId() + " " + manifest.modelVersion();
  }

  /** What the model is and how it is used. */
  public ModelManifest manifest() {
    return manifest;
  }

  /** SHA-256 of the bundle. */
  public String sha256() {
    return sha256;
  }

  /**
   * The map of one window.
   *
   * @param window conditioned, {@code [lead][sample]}
   */
  public ActivationMap map(float[] window) {
    return maps(window, 1).get(0);
  }

  /**
   * The maps of some windows; each is the same alone and in company, to rounding.
   *
   * @param windows conditioned, {@code [count][lead][sample]}; may be longer
   * @param count windows, at least 0
   * @return one map per window
   * @throws IllegalStateException if it is closed
   */
  public synchronized List<ActivationMap> maps(float[] windows, int count) {
    if (closed) {
      throw new IllegalStateException("The attention of " + manifest.modelId() + " is closed");
    }
    int values = manifest.windowValues();
    if (count < 0 || (long) count * values > windows.length) {
      throw new IllegalArgumentException(
          String.format(
              "%d windows of %d values do not fit an array of %d", count, values, windows.length));
    }
    InferenceEngine.fixGraphOfThisThread();
    List<ActivationMap> maps = new ArrayList<>(count);
    for (int from = 0; from < count; from += BATCH) {
      compute(windows, from, Math.min(BATCH, count - from), maps);
    }
    return maps;
  }

  private void compute(float[] windows, int from, int rows, List<ActivationMap> maps) {
    int values = manifest.windowValues();
    int labels = manifest.labelSpace().size();
    int steps = manifest.attentionSteps();
    try (NDManager manager = network.newManager()) {
      NDArray input =
          manager.create(
              Arrays.copyOfRange(windows, from * values, (from + rows) * values),
              new Shape(rows, manifest.leads().size(), manifest.windowSamples()));
      NDList results =
          network.block().forward(new ParameterStore(manager, false), new NDList(input), false);
      if (results.size() != 3) {
        throw new IllegalStateException(
            "The attention of " + name(manifest) + " gives " + results.size() + " arrays, not 3");
      }
      float[] logits = floats(results.get(0), new Shape(rows, labels));
      float[] activations = floats(results.get(1), new Shape(rows, labels, steps));
      float[] offsets = floats(results.get(2), new Shape(rows, labels));
      for (int row = 0; row < rows; row++) {
        int first = row * labels;
        float[] probabilities = new float[labels];
        float[][] map = new float[labels][];
        for (int label = 0; label < labels; label++) {
          probabilities[label] =
              manifest.operatingPoints().get(label).probability(logits[first + label]);
          int begin = (first + label) * steps;
          map[label] = Arrays.copyOfRange(activations, begin, begin + steps);
        }
        maps.add(
            new ActivationMap(
                Arrays.copyOfRange(logits, first, first + labels),
                probabilities,
                Arrays.copyOfRange(offsets, first, first + labels),
                map));
      }
    }
  }

  private float[] floats(NDArray array, Shape expected) {
    if (!array.getShape().equals(expected)) {
      throw new IllegalStateException(
          "The attention of "
              + name(manifest)
              + " gives an array "
              + array.getShape()
              + " where "
              + expected
              + " was expected");
    }
    return array.toFloatArray();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      network.close();
    }
  }
}
