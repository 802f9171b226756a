// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.monolead.training.data.WindowSet;
import io.monolead.training.network.NetworkBlock;
import io.monolead.training.network.TrainedNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Runs a network over recordings, without dropout and with running statistics. */
public final class NetworkValues {
  /** Samples of all windows of a batch together: enough to fill the cores, little memory. */
  private static final int BATCH_SAMPLES = 64_000;

  private NetworkValues() {}

  /**
   * Values of a trained network for each recording.
   *
   * @param trained the network
   * @param outputs nodes whose values are wanted; each is a vector
   * @param windows the recordings
   * @param view what of each recording the network sees; values of several stretches are averaged
   * @param cropSamples length of a stretch if the view is of crops
   * @return per output {@code [recording][value]}, flat
   */
  public static List<float[]> of(
      TrainedNetwork trained,
      List<String> outputs,
      WindowSet windows,
      EvaluationView view,
      int cropSamples) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NetworkBlock block = new NetworkBlock(trained.network(), outputs);
      block.initialize(manager, trained.weights());
      return of(
          signals ->
              block.forward(
                  new ParameterStore(signals.getManager(), false), new NDList(signals), false),
          outputs.size(),
          manager,
          windows,
          view,
          cropSamples);
    }
  }

  /**
   * As above, of a network in the engine.
   *
   * @param network gives its outputs for {@code [batch, lead, sample]}
   * @param outputs how many of the first outputs are wanted
   * @param manager parent of the short-lived managers that hold each batch
   */
  static List<float[]> of(
      Function<NDArray, NDList> network,
      int outputs,
      NDManager manager,
      WindowSet windows,
      EvaluationView view,
      int cropSamples) {
    int samples = view == EvaluationView.CROPS ? cropSamples : windows.windowSamples();
    int[] starts = starts(windows.windowSamples(), samples);
    int leads = windows.leads().size();
    int batchRows = Math.max(1, BATCH_SAMPLES / (samples * starts.length));
    List<float[]> results = new ArrayList<>();
    for (int first = 0; first < windows.size(); first += batchRows) {
      int rows = Math.min(batchRows, windows.size() - first);
      float[] input = new float[rows * starts.length * leads * samples];
      int at = 0;
      for (int row = first; row < first + rows; row++) {
        for (int start : starts) {
          at = windows.copy(row, start, samples, input, at);
        }
      }
      try (NDManager batch = manager.newSubManager()) {
        NDArray signals =
            batch.create(input, new Shape((long) rows * starts.length, leads, samples));
        NDList values = network.apply(signals);
        for (int output = 0; output < outputs; output++) {
          float[] stretches = values.get(output).toFloatArray();
          int size = stretches.length / (rows * starts.length);
          if (first == 0) {
            results.add(new float[windows.size() * size]);
          }
          average(stretches, starts.length, size, results.get(output), first * size);
        }
      }
    }
    return results;
  }

  /** Starts of half-overlapping stretches; the last one ends with the window. */
  private static int[] starts(int windowSamples, int samples) {
    if (samples < 1 || samples > windowSamples) {
      throw new IllegalArgumentException(
          "A stretch of " + samples + " samples does not lie in a window of " + windowSamples);
    }
    int hop = Math.max(1, samples / 2);
    int count = 1 + (windowSamples - samples + hop - 1) / hop;
    int[] starts = new int[count];
    for (int i = 0; i < count; i++) {
      starts[i] = Math.min(i * hop, windowSamples - samples);
    }
    return starts;
  }

  private static void average(float[] stretches, int count, int size, float[] target, int at) {
    if (count == 1) {
      System.arraycopy(stretches, 0, target, at, stretches.length);
      return;
    }
    double[] sum = new double[size];
    for (int from = 0; from < stretches.length; from += count * size) {
      Arrays.fill(sum, 0);
      for (int i = 0; i < count * size; i++) {
        sum[i % size] += stretches[from + i];
      }
      for (int i = 0; i < size; i++) {
        target[at + from / count + i] = (float) (sum[i] / count);
      }
    }
  }
}
