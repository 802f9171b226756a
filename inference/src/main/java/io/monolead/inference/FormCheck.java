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

  /** With more than that the golden windows would prove nothing. */
  private static final double MOST_GOLDEN_CHANGE = 0.25;

  public FormCheck {
    if (form == NetworkForm.PLAIN) {
      throw new IllegalArgumentException("The plain form is what others are compared with");
    }
    if (windows < 1
        || !isShare(largestChange)
        || !isShare(meanChange)
        || !isShare(Math.abs(macroAucChange))
        || !isShare(largestAucChange)
        || !(largestGoldenChange >= 0 && largestGoldenChange <= MOST_GOLDEN_CHANGE)) {
      throw new IllegalArgumentException(
          "The check of "
              + form
              + " on "
              + windows
              + " windows has changes that are none, or a golden window that moved by more than "
              + MOST_GOLDEN_CHANGE
              + ": "
              + largestGoldenChange);
    }
  }

  private static boolean isShare(double value) {
    return value >= 0 && value <= 1;
  }

  /** Largest deviation of a golden probability with which a model is accepted. */
  float goldenTolerance() {
    return form == NetworkForm.FLOAT32
        ? Model.GOLDEN_TOLERANCE
        : (float) (largestGoldenChange + ROUNDING);
  }
}
