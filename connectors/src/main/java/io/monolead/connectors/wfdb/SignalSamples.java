// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

/**
 * One signal of a record, voltage or not, with the samples it has and at the rate it has them.
 *
 * @param description name of the signal, usually the lead; may be empty
 * @param units physical unit of the values; {@code mV} for every voltage, else the header's
 * @param samplingRateHz samples of this signal per second
 * @param values the samples in that unit, free of skew, NaN where one is missing; not to be written
 *     to
 */
public record SignalSamples(
    String description, String units, double samplingRateHz, float[] values) {}
