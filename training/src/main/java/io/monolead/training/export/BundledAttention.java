// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.export;

import io.monolead.inference.Attention;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.inference.NetworkForm;
import io.monolead.training.network.NetworkCatalogue;
import io.monolead.training.network.NetworkDescription;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Adds the attention of its network to a bundle. */
public final class BundledAttention {
  private static final String HEADING = "\n## Attention\n";

  private BundledAttention() {}

  /**
   * The network that a bundle names and holds in its plain form.
   *
   * @throws IllegalArgumentException if the bundle does not say of what architecture it is, or
   *     holds another network than that
   */
  public static FoldedNetwork networkOf(ModelBundle bundle) {
    ModelManifest manifest = bundle.manifest();
    String architecture = manifest.provenance().get("network");
    if (architecture == null) {
      throw new IllegalArgumentException("The bundle does not say its network");
    }
    return TorchScript.read(
        NetworkCatalogue.describe(
            architecture, manifest.leads().size(), manifest.labelSpace().size()),
        bundle.network());
  }

  /**
   * The same bundle with attention; every network, the golden windows and whatever else there is
   * stay as they are, byte for byte. The card gets a section on it. The result has been opened
   * once.
   *
   * @throws IllegalArgumentException if the network's head is none that can be taken apart, or the
   *     bundle does not say what network it is of
   * @throws IOException if the attention does not reproduce the golden windows
   */
  public static ModelBundle add(ModelBundle bundle) throws IOException {
    return add(bundle, bundle.manifest(), bundle.modelCard());
  }

  /** As {@link #add(ModelBundle)}, under another version, which the card's title is to say too. */
  public static ModelBundle add(ModelBundle bundle, String version) throws IOException {
    ModelManifest manifest = bundle.manifest();
    String title = manifest.modelId() + " ";
    return add(
        bundle,
        manifest.withVersion(version),
        bundle.modelCard().replace("# " + title + manifest.modelVersion(), "# " + title + version));
  }

  private static ModelBundle add(ModelBundle bundle, ModelManifest manifest, String card)
      throws IOException {
    FoldedNetwork folded = networkOf(bundle);
    NetworkDescription network = folded.network();
    int steps = TorchScript.attentionSteps(network, manifest.windowSamples());
    Map<NetworkForm, byte[]> networks = new EnumMap<>(NetworkForm.class);
    bundle.forms().forEach(form -> networks.put(form, bundle.network(form)));
    ModelBundle made =
        ModelBundle.of(
            manifest.withAttention(steps),
            withSection(card, network.name(), steps, manifest),
            networks,
            Optional.of(TorchScript.attention(folded)),
            bundle.golden());
    Attention.open(made).close();
    return made;
  }

  private static String withSection(
      String card, String network, int steps, ModelManifest manifest) {
    int before = card.indexOf(HEADING);
    String rest = before < 0 ? card : card.substring(0, before);
    if (before >= 0) {
      int after = card.indexOf("\n## ", before + HEADING.length() - 1);
      rest += after < 0 ? "" : card.substring(after);
    }
    return rest
        + String.format(
            Locale.ROOT,
            "%s\nThe bundle can say which parts of a window a logit comes from: a class activation"
                + " map over the last signal of %s, %d steps of %.2f s. Its mean plus an offset is"
                + " the logit. It explains the network, not the heart, and a step sees beyond"
                + " itself. Nothing was annotated within windows, so where it points was not"
                + " evaluated.\n",
            HEADING,
            network,
            steps,
            manifest.windowSamples() / manifest.samplingRateHz() / steps);
  }
}
