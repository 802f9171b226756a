// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.mvkt;

import io.monolead.training.loss.Negatives;

/**
 * How contrastive lead-information transfer is set, with the paper's symbols.
 *
 * @param form InfoNCE, as in the paper, or the noise-contrastive form of CRD
 * @param temperature tau, above 0
 * @param negatives N, bank rows drawn per step
 * @param rule which rows may be negatives
 * @param dimension d, length of the embeddings
 * @param momentum share of the old row when a bank row is updated
 * @param seed seed of heads, banks and draws
 */
public record CltOptions(
    Form form,
    double temperature,
    int negatives,
    Negatives rule,
    int dimension,
    double momentum,
    long seed) {

  /** Forms of the contrastive loss. */
  public enum Form {
    INFO_NCE,
    NOISE_CONTRASTIVE
  }
}
