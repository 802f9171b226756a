// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

/**
 * One beat of a simulated heart.
 *
 * @param sample sample nearest to the R peak, counted from 0 at the heart's first sample
 * @param beatClass where the beat comes from
 * @param rhythm rhythm at the R peak
 */
public record Beat(long sample, BeatClass beatClass, Rhythm rhythm) {}
