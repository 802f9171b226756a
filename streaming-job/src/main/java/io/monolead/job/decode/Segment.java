// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.decode;

/**
 * A decoded, validated segment.
 *
 * @param deviceId name of the device, 1 to 128 characters
 * @param lead name of the lead in canonical spelling
 * @param sequenceNumber 0 or more
 * @param startMicros event time of the first sample, microseconds since 1970
 * @param samplingRateHz above 0, at most 10 kHz
 * @param resolutionNanovolts nanovolts per unit, above 0, finite
 * @param samples {@code [sample]}, units; -32768 stands for a missing sample; never written to
 * @param leadOff the electrode has lost contact
 */
public record Segment(
    String deviceId,
    String lead,
    long sequenceNumber,
    long startMicros,
    double samplingRateHz,
    double resolutionNanovolts,
    short[] samples,
    boolean leadOff) {

  private static final double MICROS_PER_SECOND = 1e6;

  /** Event time just after the last sample. */
  public long endMicros() {
    return startMicros + durationMicros(samples.length, samplingRateHz);
  }

  /** How long so many samples last, to the nearest microsecond. */
  public static long durationMicros(int samples, double samplingRateHz) {
    return Math.round(samples * MICROS_PER_SECOND / samplingRateHz);
  }
}
