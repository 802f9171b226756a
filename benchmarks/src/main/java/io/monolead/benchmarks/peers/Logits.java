// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import io.monolead.inference.LabelOperatingPoint;
import io.monolead.inference.Model;
import io.monolead.inference.ModelManifest;
import io.monolead.inference.Predictor;
import io.monolead.signal.Conditioning;
import io.monolead.signal.LabelSpace;
import io.monolead.signal.Lead;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Logits through the predictor, which gives probabilities: a calibration that can be undone. */
final class Logits {
  /** Flat enough that probabilities resolve logits of up to some tens to 1e-5. */
  private static final float SLOPE = 0.1f;

  private static final int SAMPLES = 1000;
  private static final double RATE_HZ = 100;

  private Logits() {}

  /** A manifest for a network that is to be compared, not served. */
  static ModelManifest manifest(int leads, int labels) {
    List<String> names = IntStream.range(0, labels).mapToObj(label -> "L" + label).toList();
    return new ModelManifest(
        ModelManifest.FORMAT_VERSION,
        "peer",
        "1",
        Lead.STANDARD.subList(0, leads),
        RATE_HZ,
        SAMPLES,
        new LabelSpace("peers", names),
        new Conditioning(RATE_HZ, List.of()),
        names.stream().map(name -> new LabelOperatingPoint(name, 0.5f, SLOPE, 0)).toList(),
        Map.of());
  }

  /** Logits of a predictor whose model has {@link #manifest}. */
  static float[] of(Predictor predictor, float[] windows) {
    int count = windows.length / predictor.manifest().windowValues();
    float[] values = new float[count * predictor.manifest().labelSpace().size()];
    predictor.predict(windows, count, values);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (Math.log(values[i] / (1.0 - values[i])) / SLOPE);
    }
    return values;
  }

  /** Logits of a TorchScript file. */
  static float[] of(byte[] script, int leads, int labels, float[] windows) throws IOException {
    try (Model model = Model.load(manifest(leads, labels), script);
        Predictor predictor = model.newPredictor(windows.length / (leads * SAMPLES))) {
      return of(predictor, windows);
    }
  }

  /** Largest difference of two arrays of one length. */
  static double difference(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(a.length + " logits are not " + b.length);
    }
    return IntStream.range(0, a.length).mapToDouble(i -> Math.abs(a[i] - b[i])).max().orElse(0);
  }
}
