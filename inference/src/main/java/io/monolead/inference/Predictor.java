// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Windows in, calibrated probabilities out.
 *
 * <p>The engine always computes {@value #TILE_WINDOWS} windows, the last ones zeros if there are
 * fewer: engines choose their algorithm, and so the order of additions, by the shape of the input,
 * and a score must not depend on which windows happened to share a batch. Every bit of a window's
 * scores is the same alone, in company and at any place of a batch.
 *
 * <p>For one thread at a time; a call and {@link #close()} exclude each other. Nothing is allocated
 * per window. The maker closes it.
 */
public final class Predictor implements AutoCloseable {
  /** Windows that the engine computes at once. */
  public static final int TILE_WINDOWS = 8;

  /** Alignment of the engine's own memory; other addresses may select other algorithms. */
  private static final int ALIGNMENT_BYTES = 64;

  private final Model model;
  private final ModelManifest manifest;
  private final List<LabelOperatingPoint> points;
  private final int windowValues;
  private final int maxBatch;
  private final Block network;
  private final NDManager manager;
  private final ParameterStore parameters;
  private final Shape tileShape;
  private final ByteBuffer tileBytes;
  private final FloatBuffer tile;
  private boolean closed;

  Predictor(Model model, int maxBatch) {
    if (maxBatch < 1) {
      throw new IllegalArgumentException("maxBatch must be at least 1, not " + maxBatch);
    }
    this.model = model;
    this.maxBatch = maxBatch;
    this.manifest = model.manifest();
    this.points = manifest.operatingPoints();
    this.windowValues = manifest.windowValues();
    this.network = model.block();
    this.tileShape = new Shape(TILE_WINDOWS, manifest.leads().size(), manifest.windowSamples());
    int bytes = Math.multiplyExact(TILE_WINDOWS * Float.BYTES, windowValues);
    this.tileBytes =
        ByteBuffer.allocateDirect(bytes + ALIGNMENT_BYTES)
            .alignedSlice(ALIGNMENT_BYTES)
            .limit(bytes)
            .slice()
            .order(ByteOrder.nativeOrder());
    this.tile = tileBytes.asFloatBuffer();
    this.manager = model.newManager();
    this.parameters = new ParameterStore(manager, false);
    try {
      warmUp();
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** The first runs of an engine cost many times what the others do. */
  private void warmUp() {
    float[] nothing = new float[windowValues];
    try {
      predict(nothing, 1, new float[points.size()]);
    } catch (NonFiniteScoreException e) {
      // Whether a window without any signal has a score is not decided here.
    }
  }

  /** What the model is and how it is used. */
  public ModelManifest manifest() {
    return manifest;
  }

  /**
   * Computes the probabilities of a batch.
   *
   * @param windows conditioned, {@code [count][lead][sample]}; may be longer
   * @param count windows in the batch, 0 to the largest batch
   * @param probabilities receives {@code [count][label]}, 0 to 1; may be longer
   * @throws NonFiniteScoreException if a window has no finite score, because of what is in it or of
   *     the network; the other windows' probabilities are there all the same, this one's are NaN
   * @throws IllegalStateException if the predictor is closed
   */
  public synchronized void predict(float[] windows, int count, float[] probabilities) {
    int labels = points.size();
    if (closed) {
      throw new IllegalStateException("The predictor of " + manifest.modelId() + " is closed");
    }
    if (count < 0
        || count > maxBatch
        || (long) count * windowValues > windows.length
        || (long) count * labels > probabilities.length) {
      throw new IllegalArgumentException(
          String.format(
              "%d windows of %d values (at most %d windows) do not fit arrays of %d values and %d"
                  + " probabilities for %d labels",
              count, windowValues, maxBatch, windows.length, probabilities.length, labels));
    }
    InferenceEngine.fixGraphOfThisThread();
    int[] failed = {};
    for (int from = 0; from < count; from += TILE_WINDOWS) {
      int rows = Math.min(TILE_WINDOWS, count - from);
      float[] logits = compute(windows, from, rows);
      for (int row = 0; row < rows; row++) {
        if (!calibrate(logits, row * labels, probabilities, (from + row) * labels)) {
          failed = Arrays.copyOf(failed, failed.length + 1);
          failed[failed.length - 1] = from + row;
        }
      }
    }
    if (failed.length > 0) {
      throw new NonFiniteScoreException(manifest.modelId(), failed);
    }
  }

  /** Logits of one tile, {@code [TILE_WINDOWS][label]}. */
  private float[] compute(float[] windows, int from, int rows) {
    tile.clear();
    tile.put(windows, from * windowValues, rows * windowValues);
    while (tile.hasRemaining()) {
      tile.put(0f);
    }
    tileBytes.clear();
    // What an operation returns belongs to its input's manager: one of its own, closed at once.
    try (NDManager call = manager.newSubManager()) {
      NDArray input = call.create(tileBytes, tileShape, DataType.FLOAT32);
      NDArray logits = network.forward(parameters, new NDList(input), false).singletonOrThrow();
      Shape shape = logits.getShape();
      if (!shape.equals(new Shape(TILE_WINDOWS, points.size()))) {
        throw new IllegalStateException(
            String.format(
                "The network of %s gives %s for %d windows, but has %d labels",
                manifest.modelId(), shape, TILE_WINDOWS, points.size()));
      }
      return logits.toFloatArray();
    }
  }

  private boolean calibrate(float[] logits, int from, float[] probabilities, int to) {
    boolean finite = true;
    for (int label = 0; label < points.size(); label++) {
      finite &= Float.isFinite(logits[from + label]);
      probabilities[to + label] = points.get(label).probability(logits[from + label]);
    }
    if (!finite) {
      Arrays.fill(probabilities, to, to + points.size(), Float.NaN);
    }
    return finite;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      manager.close();
      model.release();
    }
  }
}
