// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import java.util.Arrays;
import java.util.List;

/**
 * Windows in, calibrated probabilities out.
 *
 * <p>The engine computes windows in tiles of a few fixed sizes, filled up with zeros, all of which
 * give the same bits: every bit of a window's scores is the same alone, in company and at any place
 * of a batch. On a GPU the next tile is handed over while the one before it is computed.
 *
 * <p>For one thread at a time; a call and {@link #close()} exclude each other. Nothing is allocated
 * per window. The maker closes it.
 */
public final class Predictor implements AutoCloseable {
  private final Model model;
  private final ModelManifest manifest;
  private final List<LabelOperatingPoint> points;
  private final int windowValues;
  private final int maxBatch;
  private final Tiles tiles;
  private final TileRunner[] runners;
  private boolean closed;

  /**
   * @param inFlight tiles that are on the device at once, at least 1
   */
  Predictor(Model model, int maxBatch, int inFlight) {
    if (maxBatch < 1) {
      throw new IllegalArgumentException("maxBatch must be at least 1, not " + maxBatch);
    }
    this.model = model;
    this.maxBatch = maxBatch;
    this.manifest = model.manifest();
    this.points = manifest.operatingPoints();
    this.windowValues = manifest.windowValues();
    this.tiles = model.tiles();
    this.runners = new TileRunner[inFlight];
    boolean ready = false;
    try {
      for (int i = 0; i < inFlight; i++) {
        runners[i] = new TileRunner(model.network(), manifest, tiles.largest());
      }
      warmUp();
      ready = true;
    } finally {
      if (!ready) {
        closeRunners();
      }
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
    int[] failed = {};
    int submitted = 0;
    int done = 0;
    int turn = 0;
    int[] from = new int[runners.length];
    int[] rows = new int[runners.length];
    try {
      while (done < count) {
        int slot = turn % runners.length;
        if (rows[slot] > 0) {
          failed = finish(slot, from[slot], rows[slot], probabilities, failed);
          done += rows[slot];
          rows[slot] = 0;
        }
        if (submitted < count) {
          int tile = tiles.next(count - submitted);
          from[slot] = submitted;
          rows[slot] = Math.min(tile, count - submitted);
          runners[slot].submit(windows, submitted, rows[slot], tile);
          submitted += rows[slot];
        }
        turn++;
      }
    } catch (RuntimeException e) {
      for (TileRunner runner : runners) {
        runner.abandon();
      }
      throw e;
    }
    if (failed.length > 0) {
      throw new NonFiniteScoreException(manifest.modelId(), failed);
    }
  }

  private int[] finish(int slot, int from, int rows, float[] probabilities, int[] failedBefore) {
    int labels = points.size();
    float[] logits = runners[slot].await();
    int[] failed = failedBefore;
    for (int row = 0; row < rows; row++) {
      if (!calibrate(logits, row * labels, probabilities, (from + row) * labels)) {
        failed = Arrays.copyOf(failed, failed.length + 1);
        failed[failed.length - 1] = from + row;
      }
    }
    return failed;
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
      closeRunners();
      model.release();
    }
  }

  private void closeRunners() {
    for (TileRunner runner : runners) {
      if (runner != null) {
        runner.close();
      }
    }
  }
}
