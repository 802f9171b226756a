// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

/**
 * What it costs to serve a network in another form than the plain one, as measured on labelled
 * windows when the bundle was made.
 *
 * @param form the form
 * @param windows windows that were compared
 * @param largestChange of any probability of any window, 0 to 1
 * @param meanChange of a probability, 0 to 1
 * @param macroAucChange of the mean of the labels' AUCs, form less plain
 * @param largestAucChange of any label's AUC, absolute
 * @param largestGoldenChange of any probability of the golden windows, 0 to 1
 */
public record FormCheck(
    NetworkForm form,
    int windows,
    double largestChange,
    double meanChange,
    double macroAucChange,
    double largestAucChange,
    double largestGoldenChange) {
  /**
   * How far a golden probability may be from what this form gave where the bundle was made: one
   * step of rounding in another place moves an 8-bit network by about this much.
   */
  private static final double ROUNDING = 0.01;

  public FormCheck {
    if (form == NetworkForm.PLAIN) {
      throw new IllegalArgumentException("The plain form is what others are compared with");
    }
    if (windows < 1 || !(largestChange >= 0 && largestGoldenChange >= 0)) {
      throw new IllegalArgumentException("No check of " + form + ": " + windows + " windows");
    }
  }

  /** Largest deviation of a golden probability with which a model is accepted. */
  float goldenTolerance() {
    return form == NetworkForm.FLOAT32
        ? Model.GOLDEN_TOLERANCE
        : (float) (largestGoldenChange + ROUNDING);
  }
}
