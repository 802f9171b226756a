// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import io.monolead.inference.BundleException;
import io.monolead.inference.BundleSignature;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;

/**
 * What a bundle must fulfil to score in this job.
 *
 * @param windowMicros length of the windows the job assembles
 * @param anyLead whether a model scores leads that it was not trained for
 * @param trustedKeys Ed25519 public keys, X.509 as PEM; if there are any, a bundle must be signed
 *     with one of them
 */
public record BundleRules(long windowMicros, boolean anyLead, List<String> trustedKeys)
    implements Serializable {

  public BundleRules {
    trustedKeys = List.copyOf(trustedKeys);
    trustedKeys.forEach(BundleSignature::publicKey);
  }

  /**
   * Checks a bundle.
   *
   * @param path where it was read; the signature lies beside it
   * @throws BundleException if it has several leads, another window length, or no signature that is
   *     trusted
   */
  public void check(Path path, ModelBundle bundle) throws IOException {
    checkWindow(path, bundle.manifest());
    if (!trustedKeys.isEmpty()) {
      BundleSignature.require(
          path, bundle, trustedKeys.stream().map(BundleSignature::publicKey).toList());
    }
  }

  private void checkWindow(Path path, ModelManifest manifest) throws BundleException {
    if (manifest.leads().size() != 1) {
      throw new BundleException(
          "Model "
              + manifest.modelId()
              + " in "
              + path
              + " takes the leads "
              + manifest.leads()
              + " together; the job scores one lead at a time");
    }
    double modelSeconds = manifest.windowSamples() / manifest.samplingRateHz();
    if (Math.abs(modelSeconds - windowMicros / 1e6) * manifest.samplingRateHz() > 1) {
      throw new BundleException(
          "Model "
              + manifest.modelId()
              + " in "
              + path
              + " takes windows of "
              + modelSeconds
              + " s, but monolead.window.length is "
              + windowMicros / 1e6
              + " s; set it to the model's");
    }
  }
}
