// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.demo;

import io.monolead.cli.invocation.CommandFailure;
import io.monolead.connectors.scenario.Story.Deployment;
import io.monolead.inference.LabelOperatingPoint;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.inference.NetworkForm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The model that a story deploys: the network of the one that runs, byte for byte, under another
 * version and with other thresholds. Its card says so.
 *
 * @param file the bundle
 * @param manifest what it says of itself
 * @param sha256 checksum of the file
 */
record NextModel(Path file, ModelManifest manifest, String sha256) {

  /**
   * Makes the bundle.
   *
   * @param folder where it is written
   * @throws CommandFailure if a threshold is for a label that the model does not have
   */
  static NextModel make(ModelBundle running, Deployment deployment, Path folder)
      throws IOException {
    ModelManifest before = running.manifest();
    List<String> labels = before.labelSpace().labels();
    for (String label : deployment.thresholds().keySet()) {
      if (!labels.contains(label)) {
        throw new CommandFailure(
            "The story gives "
                + label
                + " a threshold, but the model knows "
                + String.join(", ", labels));
      }
    }
    List<LabelOperatingPoint> points =
        before.operatingPoints().stream()
            .map(
                point -> {
                  Float other = deployment.thresholds().get(point.label());
                  return other == null ? point : point.at(other);
                })
            .toList();
    String version = before.modelVersion() + deployment.suffix();
    ModelManifest manifest = before.withVersion(version).withOperatingPoints(points);
    Map<NetworkForm, byte[]> networks = new EnumMap<>(NetworkForm.class);
    running.forms().forEach(form -> networks.put(form, running.network(form)));
    String card =
        running.modelCard()
            + "\n## Made for a story\n\nThe networks of version "
            + before.modelVersion()
            + ", byte for byte, under another version, with the thresholds "
            + deployment.thresholds()
            + ". Made by `monolead demo --story` to show how a model is deployed; its figures are"
            + " those of the version before, at the thresholds of the version before.\n";
    ModelBundle made =
        ModelBundle.of(manifest, card, networks, running.attention(), running.golden());
    Path file = folder.resolve(version + ModelBundle.EXTENSION);
    made.write(file);
    return new NextModel(file, manifest, made.sha256());
  }
}
