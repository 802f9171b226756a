// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Takes one tile of windows to the device, computes it and fetches the answer.
 *
 * <p>{@link #submit} returns as soon as the device has been told what to do: on a CPU that is when
 * it is done, on a GPU long before. {@link #await} waits. Between the two another runner may be
 * filled, so two of them keep a GPU busy. Belongs to one thread.
 */
final class TileRunner implements AutoCloseable {
  /** Alignment of the engine's own memory; other addresses may select other algorithms. */
  private static final int ALIGNMENT_BYTES = 64;

  private final LoadedNetwork network;
  private final String model;
  private final int leads;
  private final int samples;
  private final int labels;
  private final NDManager manager;
  private final ParameterStore parameters;
  private final ByteBuffer bytes;
  private final FloatBuffer staging;

  private NDManager call;
  private NDArray logits;

  /**
   * @param largest most windows of a tile
   */
  TileRunner(LoadedNetwork network, ModelManifest manifest, int largest) {
    this.network = network;
    this.model = manifest.modelId();
    this.leads = manifest.leads().size();
    this.samples = manifest.windowSamples();
    this.labels = manifest.labelSpace().size();
    int size = Math.multiplyExact(largest * Float.BYTES, manifest.windowValues());
    this.bytes =
        ByteBuffer.allocateDirect(size + 2 * ALIGNMENT_BYTES)
            .alignedSlice(ALIGNMENT_BYTES)
            .limit(size)
            .slice()
            .order(ByteOrder.nativeOrder());
    this.staging = bytes.asFloatBuffer();
    this.manager = network.newManager();
    this.parameters = new ParameterStore(manager, false);
  }

  /**
   * Starts to compute a tile.
   *
   * @param windows {@code [window][lead][sample]}
   * @param from first window of the tile
   * @param rows windows to take; the rest of the tile is zeros
   * @param tile windows that the engine computes
   */
  void submit(float[] windows, int from, int rows, int tile) {
    int values = leads * samples;
    InferenceEngine.fixGraphOfThisThread();
    staging.limit(tile * values).position(0);
    staging.put(windows, from * values, rows * values);
    while (staging.hasRemaining()) {
      staging.put(0f);
    }
    bytes.limit(tile * values * Float.BYTES).position(0);
    // What an operation returns belongs to its input's manager: one of its own, closed at once.
    call = manager.newSubManager();
    try {
      NDArray input = call.create(bytes, new Shape(tile, leads, samples), DataType.FLOAT32);
      logits = network.block().forward(parameters, new NDList(input), false).singletonOrThrow();
      Shape shape = logits.getShape();
      if (!shape.equals(new Shape(tile, labels))) {
        throw new IllegalStateException(
            String.format(
                "The network of %s gives %s for %d windows, but has %d labels",
                model, shape, tile, labels));
      }
    } catch (RuntimeException e) {
      forget();
      throw e;
    }
  }

  /** Logits of the tile that was submitted last, {@code [tile][label]}. */
  float[] await() {
    try {
      return logits.toFloatArray();
    } finally {
      forget();
    }
  }

  /** Drops a tile that was submitted, if one was. */
  void abandon() {
    forget();
  }

  private void forget() {
    logits = null;
    if (call != null) {
      call.close();
      call = null;
    }
  }

  @Override
  public void close() {
    forget();
    manager.close();
  }
}
