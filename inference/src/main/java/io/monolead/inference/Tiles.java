// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * The numbers of windows that the engine computes at once.
 *
 * <p>Engines choose their algorithm, and so the order of additions, by the shape of the input, and
 * a score must not depend on which windows happened to share a batch. So the engine is only ever
 * given a few shapes, and only those that have shown on this machine, for this network, that they
 * give the same bits as the smallest of them does at every place.
 *
 * @param sizes ascending
 */
record Tiles(int... sizes) {
  private static final int REFERENCE = 8;

  /** What is tried beside the reference. */
  private static final int[] TRIED = {4, 16, 32, 64};

  private static final int MOST = 64;
  private static final long SEED = 20180717;

  /**
   * Up to here a larger tile takes less time for a window, as a call costs the same whatever its
   * size. Beyond it the signals of a tile may outgrow the processor's caches: float32 then takes
   * longer again, bytes do not.
   */
  private static final int ALWAYS_FASTER = 32;

  private static final int TURNS = 3;

  /** Of the time of smaller tiles; less is noise, and not worth the memory. */
  private static final double CLEARLY_FASTER = 0.97;

  /** The reference alone: what every network can be given. */
  static final Tiles OF_REFERENCE = new Tiles(REFERENCE);

  Tiles {
    sizes = sizes.clone();
  }

  @Override
  public int[] sizes() {
    return sizes.clone();
  }

  /** The largest of them. */
  int largest() {
    return sizes[sizes.length - 1];
  }

  /**
   * The tile to compute next: the largest that gets full, else the smallest.
   *
   * @param windows that are still to be computed, at least 1
   */
  int next(int windows) {
    int next = 0;
    for (int size : sizes) {
      if (size <= windows) {
        next = size;
      }
    }
    return next > 0 ? next : sizes[0];
  }

  /**
   * Finds the tiles that a network may be computed in. Which of them are used depends on how fast
   * they are here and now; the scores do not, as all give the same bits.
   *
   * @param network the network
   * @param manifest shape of its windows and answers
   */
  static Tiles proven(LoadedNetwork network, ModelManifest manifest) {
    int values = manifest.windowValues();
    float[] windows = new float[MOST * values];
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < windows.length; i++) {
      windows[i] = (float) random.nextDouble(-3, 3);
    }
    float[] expected = logits(network, manifest, windows, REFERENCE);
    int[] agreeing =
        IntStream.concat(
                IntStream.of(REFERENCE),
                Arrays.stream(TRIED)
                    .filter(size -> agrees(network, manifest, windows, size, expected)))
            .sorted()
            .toArray();
    return new Tiles(agreeing).without(size -> nanos(network, manifest, windows, size));
  }

  /**
   * These without the large ones that do not pay.
   *
   * @param nanos time of the same windows in tiles of a size
   */
  Tiles without(IntToLongFunction nanos) {
    int kept = 0;
    long best = Long.MAX_VALUE;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] < ALWAYS_FASTER) {
        kept = i + 1;
      } else {
        long taken = nanos.applyAsLong(sizes[i]);
        if (sizes[i] > ALWAYS_FASTER && taken >= CLEARLY_FASTER * best) {
          break;
        }
        best = taken;
        kept = i + 1;
      }
    }
    return new Tiles(Arrays.copyOf(sizes, kept));
  }

  /** The least of a few turns: what disturbs a turn makes it longer, never shorter. */
  private static long nanos(
      LoadedNetwork network, ModelManifest manifest, float[] windows, int size) {
    long least = Long.MAX_VALUE;
    for (int turn = 0; turn < TURNS; turn++) {
      long start = System.nanoTime();
      logits(network, manifest, windows, size);
      least = Math.min(least, System.nanoTime() - start);
    }
    return least;
  }

  /** A size that the network cannot take at all does not agree either. */
  private static boolean agrees(
      LoadedNetwork network, ModelManifest manifest, float[] windows, int size, float[] expected) {
    try {
      return Arrays.equals(logits(network, manifest, windows, size), expected);
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static float[] logits(
      LoadedNetwork network, ModelManifest manifest, float[] windows, int size) {
    int labels = manifest.labelSpace().size();
    float[] logits = new float[MOST * labels];
    try (TileRunner runner = new TileRunner(network, manifest, size)) {
      for (int from = 0; from < MOST; from += size) {
        runner.submit(windows, from, size, size);
        System.arraycopy(runner.await(), 0, logits, from * labels, size * labels);
      }
    }
    return logits;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tiles tiles && Arrays.equals(sizes, tiles.sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  @Override
  public String toString() {
    return Arrays.toString(sizes);
  }
}
