// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.export;

import io.monolead.inference.GoldenSet;
import io.monolead.inference.Model;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.inference.Predictor;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.NetworkWeights;
import java.io.IOException;
import java.nio.file.Path;

/** Makes bundles of trained networks. */
public final class BundleExporter {
  private BundleExporter() {}

  /**
   * Makes a bundle, opens it once and writes it. The golden outputs are those of the exported
   * network through the predictor, so that they are what serving has to reproduce.
   *
   * @param network what was trained
   * @param weights its weights
   * @param manifest what to serve it as; leads and labels are those of the network
   * @param modelCard Markdown
   * @param goldenWindows conditioned windows {@code [count][lead][sample]}, best real ones
   * @param target the file to write
   * @return the bundle that was written
   * @throws IOException if the file cannot be written, or the bundle does not open
   */
  public static ModelBundle export(
      NetworkDescription network,
      NetworkWeights weights,
      ModelManifest manifest,
      String modelCard,
      float[] goldenWindows,
      Path target)
      throws IOException {
    ModelBundle bundle = bundle(network, weights, manifest, modelCard, goldenWindows);
    bundle.write(target);
    return bundle;
  }

  /** As {@link #export}, without writing a file. */
  public static ModelBundle bundle(
      NetworkDescription network,
      NetworkWeights weights,
      ModelManifest manifest,
      String modelCard,
      float[] goldenWindows)
      throws IOException {
    if (network.leads() != manifest.leads().size()
        || network.labels() != manifest.labelSpace().size()) {
      throw new IllegalArgumentException(
          String.format(
              "%s has %d leads and %d labels, but the manifest names %s and %s",
              network.name(),
              network.leads(),
              network.labels(),
              manifest.leads(),
              manifest.labelSpace().labels()));
    }
    int count = goldenWindows.length / manifest.windowValues();
    if (count == 0 || goldenWindows.length % manifest.windowValues() != 0) {
      throw new IllegalArgumentException(
          String.format(
              "%d values are no whole number of golden windows of %d values each",
              goldenWindows.length, manifest.windowValues()));
    }
    byte[] script = TorchScript.write(network, weights);
    float[] probabilities = new float[count * manifest.labelSpace().size()];
    try (Model model = Model.load(manifest, script);
        Predictor predictor = model.newPredictor(count)) {
      predictor.predict(goldenWindows, count, probabilities);
    }
    ModelBundle bundle =
        ModelBundle.of(
            manifest, modelCard, script, new GoldenSet(count, goldenWindows, probabilities));
    Model.open(bundle).close();
    return bundle;
  }
}
