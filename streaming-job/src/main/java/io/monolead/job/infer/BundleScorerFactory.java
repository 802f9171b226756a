// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.inference.SharedModels;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Scores with the model of a bundle, one model per process however many subtasks ask.
 *
 * <p>The path is read where the job runs: every task manager must have the bundle there.
 */
public final class BundleScorerFactory implements WindowScorerFactory {
  private static final long serialVersionUID = 1L;

  private final String bundle;
  private final long windowMicros;
  private final boolean anyLead;

  /**
   * @param bundle path of the bundle on every task manager
   * @param windowMicros length of the windows the job assembles
   * @param anyLead whether to score leads that the model was not trained for
   */
  public BundleScorerFactory(Path bundle, long windowMicros, boolean anyLead) {
    this.bundle = bundle.toString();
    this.windowMicros = windowMicros;
    this.anyLead = anyLead;
  }

  @Override
  public WindowScorer open(int batchSize) throws IOException {
    ModelBundle read = ModelBundle.read(Path.of(bundle));
    checkWindow(read.manifest());
    return new BundleScorer(SharedModels.OF_PROCESS.acquire(read), batchSize, anyLead);
  }

  /**
   * Checks that a model takes the windows of this job.
   *
   * @throws IllegalArgumentException if it has several leads or another window length
   */
  public void checkWindow(ModelManifest manifest) {
    if (manifest.leads().size() != 1) {
      throw new IllegalArgumentException(
          "Model "
              + manifest.modelId()
              + " in "
              + bundle
              + " takes the leads "
              + manifest.leads()
              + " together; the job scores one lead at a time");
    }
    double modelSeconds = manifest.windowSamples() / manifest.samplingRateHz();
    if (Math.abs(modelSeconds - windowMicros / 1e6) * manifest.samplingRateHz() > 1) {
      throw new IllegalArgumentException(
          "Model "
              + manifest.modelId()
              + " in "
              + bundle
              + " takes windows of "
              + modelSeconds
              + " s, but monolead.window.length is "
              + windowMicros / 1e6
              + " s; set it to the model's");
    }
  }
}
