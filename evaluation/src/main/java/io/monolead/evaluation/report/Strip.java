// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

/**
 * A stretch of one lead of one device.
 *
 * @param device name of the device
 * @param lead the lead
 * @param fromMicros event time of the first sample, microseconds since 1970
 * @param samplingRateHz samples per second, above 0
 * @param millivolts the samples, at least one, NaN where one is missing; shared and not to be
 *     written to
 */
public record Strip(
    String device, String lead, long fromMicros, double samplingRateHz, float[] millivolts) {
  public Strip {
    if (!(samplingRateHz > 0) || Double.isInfinite(samplingRateHz) || millivolts.length == 0) {
      throw new IllegalArgumentException(
          "A strip has samples at a rate above 0, not "
              + millivolts.length
              + " at "
              + samplingRateHz
              + " Hz");
    }
  }

  /** Length in seconds. */
  public double seconds() {
    return millivolts.length / samplingRateHz;
  }
}
