// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import ai.onnxruntime.OrtException;
import io.monolead.inference.Model;
import io.monolead.inference.NetworkForm;
import io.monolead.inference.Predictor;
import io.monolead.training.network.NetworkDescription;
import java.io.IOException;
import java.util.Arrays;

/** An engine with one network and one batch of windows. Belongs to one thread. */
interface PredictorContender extends AutoCloseable {
  /** What the page calls it. */
  String name();

  /** Logits of the batch, {@code [window][label]}. */
  float[] logits() throws Exception;

  /**
   * Computes the batch again and again.
   *
   * @param seconds how long at least
   * @return windows per second
   */
  double run(double seconds) throws Exception;

  @Override
  void close() throws Exception;

  /** Something that computes one batch. */
  @FunctionalInterface
  interface Batch {
    void compute() throws Exception;
  }

  /** Windows per second of a batch of so many windows, computed for so many seconds. */
  static double rate(int windows, double seconds, Batch batch) throws Exception {
    long start = System.nanoTime();
    long until = start + (long) (seconds * 1e9);
    long computed = 0;
    long now;
    do {
      batch.compute();
      computed += windows;
      now = System.nanoTime();
    } while (now < until);
    return computed * 1e9 / (now - start);
  }

  /** Ours: the predictor that the job runs, on one form of the network. */
  final class Ours implements PredictorContender {
    private final NetworkForm form;
    private final Model model;
    private final Predictor predictor;
    private final float[] windows;
    private final int count;
    private final float[] probabilities;

    Ours(NetworkForm form, ServedNetwork network, float[] windows, int count) throws IOException {
      this.form = form;
      this.windows = windows;
      this.count = count;
      NetworkDescription description = network.folded().network();
      model =
          Model.load(
              Logits.manifest(description.leads(), description.labels()),
              form,
              network.script(form, windows, count));
      predictor = model.newPredictor(count);
      probabilities = new float[count * description.labels()];
    }

    @Override
    public String name() {
      return name(form);
    }

    /** What the page calls a form. */
    static String name(NetworkForm form) {
      return "ours, " + form;
    }

    @Override
    public float[] logits() {
      return Logits.of(predictor, windows);
    }

    @Override
    public double run(double seconds) throws Exception {
      return rate(count, seconds, () -> predictor.predict(windows, count, probabilities));
    }

    @Override
    public void close() {
      predictor.close();
      model.close();
    }
  }

  /** ONNX Runtime from Java. */
  final class Onnx implements PredictorContender {
    static final String PREFIX = "ONNX Runtime";

    private final OnnxNetwork.Layout layout;
    private final OnnxPredictor predictor;
    private final float[] windows;
    private final int count;

    Onnx(OnnxNetwork.Layout layout, ServedNetwork network, float[] windows, int count, int threads)
        throws OrtException {
      this.layout = layout;
      this.windows = windows;
      this.count = count;
      int leads = network.folded().network().leads();
      int samples = windows.length / count / leads;
      predictor =
          new OnnxPredictor(
              OnnxNetwork.write(network.folded(), samples, layout), threads, leads, samples, count);
    }

    @Override
    public String name() {
      return PREFIX + ", " + layout;
    }

    @Override
    public float[] logits() throws OrtException {
      float[][] rows = predictor.logits(windows, count);
      float[] logits = new float[rows.length * rows[0].length];
      for (int row = 0; row < rows.length; row++) {
        System.arraycopy(rows[row], 0, logits, row * rows[0].length, rows[0].length);
      }
      return logits;
    }

    @Override
    public double run(double seconds) throws Exception {
      return rate(count, seconds, () -> predictor.logits(windows, count));
    }

    @Override
    public void close() throws OrtException {
      predictor.close();
    }
  }

  /** PyTorch in a Python process that stays up; the process is the caller's to close. */
  record Torch(LinePeer process, String layout) implements PredictorContender {
    static final String PREFIX = "Python's PyTorch";

    @Override
    public String name() {
      return PREFIX + ", " + layout;
    }

    @Override
    public float[] logits() throws IOException {
      double[] values =
          Arrays.stream(process.ask("logits " + layout).split(" "))
              .mapToDouble(Double::parseDouble)
              .toArray();
      float[] logits = new float[values.length];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) values[i];
      }
      return logits;
    }

    @Override
    public double run(double seconds) throws IOException {
      return Double.parseDouble(process.ask("run " + layout + " " + seconds));
    }

    @Override
    public void close() {}
  }
}
