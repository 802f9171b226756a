// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.result;

import java.util.OptionalDouble;

/**
 * One true episode.
 *
 * @param device name of the device
 * @param lead the lead that was listened to
 * @param label name of the label
 * @param fromMicros begin
 * @param toMicros end
 * @param found whether an alert overlaps it
 * @param alertedSeconds how much of it is in alert
 * @param timeToAlertSeconds from its begin to the first alert; empty if it was missed
 * @param peakProbability highest probability of a window that overlaps it; NaN without a window
 * @param peakWindowMicros begin of that window; the episode's begin without one
 */
public record EpisodeFact(
    String device,
    String lead,
    String label,
    long fromMicros,
    long toMicros,
    boolean found,
    double alertedSeconds,
    OptionalDouble timeToAlertSeconds,
    double peakProbability,
    long peakWindowMicros) {}
