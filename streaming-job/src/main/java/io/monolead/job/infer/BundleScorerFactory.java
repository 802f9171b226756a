// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import io.monolead.inference.ModelBundle;
import io.monolead.inference.ServingOptions;
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
  private final BundleRules rules;
  private final ServingOptions serving;

  /**
   * @param bundle path of the bundle on every task manager
   * @param rules what it must fulfil
   * @param serving where and in which form its network is computed
   */
  public BundleScorerFactory(Path bundle, BundleRules rules, ServingOptions serving) {
    this.bundle = bundle.toString();
    this.rules = rules;
    this.serving = serving;
  }

  @Override
  public WindowScorer open(int batchSize) throws IOException {
    Path path = Path.of(bundle);
    ModelBundle read = ModelBundle.read(path);
    rules.check(path, read);
    return new BundleScorer(
        SharedModels.OF_PROCESS.acquire(read, serving), batchSize, rules.anyLead());
  }
}
