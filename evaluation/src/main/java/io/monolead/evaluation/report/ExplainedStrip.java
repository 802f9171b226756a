// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import java.util.List;

/**
 * A window's strip with what a network says of it and where in it that comes from.
 *
 * @param strip the signal
 * @param model name and version of the model
 * @param probabilities of every label, in the order of the model
 * @param label the label that the shade is of
 * @param logit of that label
 * @param offset what of the logit belongs to no time
 * @param shade the label's class activation map over the strip, {@code [step]}, steps of equal
 *     length from its first sample to its last, in units of the logit; its mean plus the offset is
 *     the logit
 */
public record ExplainedStrip(
    Strip strip,
    String model,
    List<LabelProbability> probabilities,
    String label,
    double logit,
    double offset,
    double[] shade) {
  public ExplainedStrip {
    probabilities = List.copyOf(probabilities);
  }

  /**
   * A label of a window.
   *
   * @param label name of the label
   * @param probability calibrated, 0 to 1
   */
  public record LabelProbability(String label, double probability) {}
}
