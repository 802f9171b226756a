// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.export;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.monolead.inference.InferenceEngine;
import io.monolead.training.network.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds how far the signals of a network reach on real windows: runs it in float32 twice, for the
 * extremes and for a histogram between them. Belongs to one thread; nothing to close.
 */
public final class RangeFinder {
  private static final String NAME = "network";
  private static final int BATCH = 32;
  private static final int BINS = 8192;

  /** A signal that is zero throughout still needs a scale. */
  private static final float LEAST = 1e-6f;

  private final List<String> values;
  private final Map<String, long[]> histograms = new HashMap<>();
  private final Map<String, float[]> extremes = new HashMap<>();

  /**
   * Runs the network.
   *
   * @param windows {@code [window][lead][sample]}, conditioned
   * @param count of windows, at least 1
   * @throws IOException if the network cannot be handed to the engine through a temporary file
   */
  public RangeFinder(FoldedNetwork folded, float[] windows, int count) throws IOException {
    values = folded.network().nodes().stream().map(Node::name).toList();
    InferenceEngine.start();
    JniUtils.setGraphExecutorOptimize(false);
    byte[] script =
        TorchScript.writeForTraining(folded.network(), folded.weights(), values, Precision.FLOAT32);
    Path folder = Files.createTempDirectory("monolead-ranges");
    Path file = folder.resolve(NAME + ".pt");
    try (Model model = Model.newInstance(NAME, Device.cpu(), "PyTorch")) {
      Files.write(file, script);
      model.load(folder, NAME);
      int leads = folded.network().leads();
      for (String value : values) {
        extremes.put(value, new float[] {0, LEAST});
      }
      run(model, windows, count, leads, this::extend);
      run(model, windows, count, leads, this::count);
    } catch (MalformedModelException e) {
      throw new IllegalStateException("The engine refuses a network that was written here", e);
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  private interface Watcher {
    void see(String value, float[] numbers);
  }

  private void run(Model model, float[] windows, int count, int leads, Watcher watcher) {
    int stride = windows.length / count;
    for (int from = 0; from < count; from += BATCH) {
      int rows = Math.min(BATCH, count - from);
      try (NDManager manager = model.getNDManager().newSubManager()) {
        NDList outputs =
            model
                .getBlock()
                .forward(
                    new ParameterStore(manager, false),
                    new NDList(
                        manager.create(
                            Arrays.copyOfRange(windows, from * stride, (from + rows) * stride),
                            new Shape(rows, leads, stride / leads))),
                    false);
        for (int i = 0; i < values.size(); i++) {
          watcher.see(values.get(i), outputs.get(i).toFloatArray());
        }
      }
    }
  }

  private void extend(String value, float[] numbers) {
    float[] extreme = extremes.get(value);
    for (float number : numbers) {
      extreme[0] = Math.min(extreme[0], number);
      extreme[1] = Math.max(extreme[1], number);
    }
  }

  private void count(String value, float[] numbers) {
    long[] histogram = histograms.computeIfAbsent(value, key -> new long[BINS]);
    float low = extremes.get(value)[0];
    double perUnit = BINS / ((double) extremes.get(value)[1] - low);
    for (float number : numbers) {
      histogram[Math.min(BINS - 1, (int) ((number - low) * perUnit))]++;
    }
  }

  /**
   * Ranges outside of which a share of the numbers lies: to cut off the rarest peaks makes the
   * steps between all others finer.
   *
   * @param outside share of the numbers above and below each, 0 to less than 0.5
   */
  public ActivationRanges ranges(double outside) {
    Map<String, ActivationRanges.Range> ranges = new HashMap<>();
    for (String value : values) {
      float low = extremes.get(value)[0];
      float high = extremes.get(value)[1];
      long[] histogram = histograms.get(value);
      long most = (long) (outside * Arrays.stream(histogram).sum());
      float step = (high - low) / BINS;
      int first = 0;
      for (long below = histogram[0]; below <= most && first < BINS - 1; first++) {
        below += histogram[first + 1];
      }
      int last = BINS - 1;
      for (long above = histogram[last]; above <= most && last > first; last--) {
        above += histogram[last - 1];
      }
      ranges.put(
          value,
          new ActivationRanges.Range(
              Math.min(0, low + first * step), Math.max(LEAST, low + (last + 1) * step)));
    }
    return new ActivationRanges(ranges);
  }
}
