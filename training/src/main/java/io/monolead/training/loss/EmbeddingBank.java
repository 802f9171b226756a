// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;

/**
 * A memory bank (Wu et al., arXiv 1805.01978): one embedding of unit length for every training
 * recording, in Java memory, so that no gradient can reach it. Not safe for use by several threads.
 */
public final class EmbeddingBank {
  private final int records;
  private final int dimension;
  private final double momentum;
  private final float[] rows;

  /**
   * A bank of random unit vectors.
   *
   * @param records number of rows
   * @param dimension length of an embedding
   * @param momentum share of the old row when a row is updated, from 0 to below 1
   * @param seed seed of the first rows
   */
  public EmbeddingBank(int records, int dimension, double momentum, long seed) {
    if (records < 1 || dimension < 1 || !(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "A bank needs rows, a dimension and a momentum from 0 to below 1, not "
              + records
              + ", "
              + dimension
              + ", "
              + momentum);
    }
    this.records = records;
    this.dimension = dimension;
    this.momentum = momentum;
    rows = new float[Math.multiplyExact(records, dimension)];
    SplittableRandom random = new SplittableRandom(seed);
    double[] row = new double[dimension];
    for (int i = 0; i < records; i++) {
      for (int j = 0; j < dimension; j++) {
        row[j] = random.nextGaussian();
      }
      put(i, row);
    }
  }

  /** Number of rows. */
  public int records() {
    return records;
  }

  /** Some rows {@code [row, dimension]}, a copy on the given manager. */
  public NDArray gather(int[] chosen, NDManager manager) {
    float[] gathered = new float[chosen.length * dimension];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(rows, chosen[i] * dimension, gathered, i * dimension, dimension);
    }
    return manager.create(gathered, new Shape(chosen.length, dimension));
  }

  /**
   * Moves rows towards new embeddings and brings them back to unit length.
   *
   * @param chosen the rows
   * @param embeddings {@code [row][dimension]}, flat
   */
  public void update(int[] chosen, float[] embeddings) {
    double[] row = new double[dimension];
    for (int i = 0; i < chosen.length; i++) {
      for (int j = 0; j < dimension; j++) {
        row[j] =
            momentum * rows[chosen[i] * dimension + j]
                + (1 - momentum) * embeddings[i * dimension + j];
      }
      put(chosen[i], row);
    }
  }

  private void put(int row, double[] values) {
    double squares = 0;
    for (double value : values) {
      squares += value * value;
    }
    // Opposite embeddings may cancel each other out: then the row stays what it was.
    if (squares > 0) {
      double norm = Math.sqrt(squares);
      for (int j = 0; j < dimension; j++) {
        rows[row * dimension + j] = (float) (values[j] / norm);
      }
    }
  }

  /** All rows, flat; a copy. */
  public float[] rows() {
    return rows.clone();
  }

  /**
   * Takes up what {@link #rows} gave.
   *
   * @throws IllegalArgumentException if it is of another size
   */
  public void restore(float[] saved) {
    if (saved.length != rows.length) {
      throw new IllegalArgumentException(
          "The bank holds " + rows.length + " numbers, not " + saved.length);
    }
    System.arraycopy(saved, 0, rows, 0, rows.length);
  }
}
