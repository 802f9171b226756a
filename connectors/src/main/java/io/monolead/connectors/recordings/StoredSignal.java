// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.recordings;

/**
 * One signal as a recording's files store it, a lead or not.
 *
 * @param name as the file names it; may be empty
 * @param unit physical unit as the file states it
 * @param samplingRateHz its own samples per second; the leads of a recording share the highest of
 *     theirs
 * @param encoding how its samples are stored, such as {@code format 212}
 */
public record StoredSignal(String name, String unit, double samplingRateHz, String encoding) {}
