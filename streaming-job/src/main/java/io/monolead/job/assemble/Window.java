// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.assemble;

import io.monolead.signal.SignalQuality;

/**
 * An unbroken stretch of one lead at the device's own rate, before any conditioning.
 *
 * @param deviceId name of the device
 * @param lead name of the lead
 * @param startMicros event time of the first sample, microseconds since 1970
 * @param endMicros event time just after the last sample
 * @param samplingRateHz the device's rate
 * @param millivolts {@code [sample]}, NaN where the device sent no value; never written to
 * @param quality what the raw signal is worth
 */
public record Window(
    String deviceId,
    String lead,
    long startMicros,
    long endMicros,
    double samplingRateHz,
    float[] millivolts,
    SignalQuality quality) {}
