// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.trainer;

/** What of a recording a network sees when it is measured. */
public enum EvaluationView {
  /** The whole window at once, as in serving. */
  WHOLE,

  /**
   * Stretches as long as the crops of training, each half over the one before; a recording's logits
   * are the mean of theirs. The protocol of the PTB-XL benchmark (Strodthoff et al. 2021).
   */
  CROPS
}
