// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * One step of a {@link Conditioning}, as data; in JSON the property {@code kind} names it.
 *
 * <p>Each constructor refuses parameters that no signal could be conditioned with; whether a
 * cut-off fits the sampling rate is checked by {@link Conditioning}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ConditioningStep.RemoveMean.class, name = "remove-mean"),
  @JsonSubTypes.Type(value = ConditioningStep.HighPass.class, name = "high-pass"),
  @JsonSubTypes.Type(value = ConditioningStep.LowPass.class, name = "low-pass"),
  @JsonSubTypes.Type(value = ConditioningStep.Standardise.class, name = "standardise"),
  @JsonSubTypes.Type(value = ConditioningStep.Scale.class, name = "scale"),
  @JsonSubTypes.Type(value = ConditioningStep.Clip.class, name = "clip")
})
public sealed interface ConditioningStep {

  /** Subtracts the window's mean. */
  record RemoveMean() implements ConditioningStep {}

  /**
   * Butterworth high-pass, see {@link LowPass} for the two ways of running it.
   *
   * @param cutoffHz frequency of half power (of a quarter, run both ways), above 0
   * @param order order of the filter in one direction, 1 to 8
   * @param zeroPhase true to run it forwards and backwards
   */
  record HighPass(
      @JsonProperty(required = true) double cutoffHz,
      @JsonProperty(required = true) int order,
      @JsonProperty(required = true) boolean zeroPhase)
      implements ConditioningStep {
    public HighPass {
      checkFilter("high-pass", cutoffHz, order);
    }
  }

  /**
   * Butterworth low-pass. With {@code zeroPhase} it runs forwards and backwards over the window
   * with odd extension at both ends (SciPy's {@code sosfiltfilt}): no delay, attenuation twice that
   * of the order. Without, it runs forwards only and starts as if the first sample had been there
   * forever (SciPy's {@code sosfilt} with {@code sosfilt_zi} times the first sample).
   *
   * @param cutoffHz frequency of half power (of a quarter, run both ways), above 0
   * @param order order of the filter in one direction, 1 to 8
   * @param zeroPhase true to run it forwards and backwards
   */
  record LowPass(
      @JsonProperty(required = true) double cutoffHz,
      @JsonProperty(required = true) int order,
      @JsonProperty(required = true) boolean zeroPhase)
      implements ConditioningStep {
    public LowPass {
      checkFilter("low-pass", cutoffHz, order);
    }
  }

  /**
   * Makes the window's mean 0 and its deviation 1.
   *
   * @param floor smallest deviation divided by, in the unit of the signal at this point, above 0;
   *     it keeps a flat line from being blown up to noise
   */
  record Standardise(@JsonProperty(required = true) double floor) implements ConditioningStep {
    public Standardise {
      if (!(floor > 0) || Double.isInfinite(floor)) {
        throw new IllegalArgumentException(
            "standardise: floor must be a number above 0, not " + floor);
      }
    }
  }

  /**
   * Subtracts a constant mean and divides by a constant deviation, both known from training.
   *
   * @param mean any finite number, in the unit of the signal at this point
   * @param deviation above 0, in the same unit
   */
  record Scale(
      @JsonProperty(required = true) double mean, @JsonProperty(required = true) double deviation)
      implements ConditioningStep {
    public Scale {
      if (!Double.isFinite(mean) || !(deviation > 0) || Double.isInfinite(deviation)) {
        throw new IllegalArgumentException(
            "scale: mean must be finite and deviation above 0, not mean "
                + mean
                + " and deviation "
                + deviation);
      }
    }
  }

  /**
   * Limits every sample to a range.
   *
   * @param low smallest value left
   * @param high largest value left, above {@code low}
   */
  record Clip(@JsonProperty(required = true) double low, @JsonProperty(required = true) double high)
      implements ConditioningStep {
    public Clip {
      if (!(low < high)) {
        throw new IllegalArgumentException(
            "clip: low must be below high, not low " + low + " and high " + high);
      }
    }
  }

  private static void checkFilter(String kind, double cutoffHz, int order) {
    if (!(cutoffHz > 0) || Double.isInfinite(cutoffHz)) {
      throw new IllegalArgumentException(
          kind + ": cutoffHz must be a number above 0, not " + cutoffHz);
    }
    if (order < 1 || order > 8) {
      throw new IllegalArgumentException(kind + ": order must be 1 to 8, not " + order);
    }
  }
}
