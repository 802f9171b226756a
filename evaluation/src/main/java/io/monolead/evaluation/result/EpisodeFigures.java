// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.result;

/**
 * How well alerts find episodes, after ANSI/AAMI EC57; docs/evaluation.md says how it is applied.
 *
 * <p>Gross figures count all recordings together, so that a long one weighs more. Average figures
 * are means over the recordings in which the figure is defined, so that each weighs the same.
 *
 * @param episodes true episodes
 * @param found those that an alert overlaps
 * @param alerts alerts
 * @param trueAlerts those that overlap a true episode
 * @param trueSeconds length of all true episodes
 * @param alertedSeconds length of all alerts
 * @param bothSeconds length of what is both
 * @param grossSensitivity found / episodes
 * @param grossPredictivity trueAlerts / alerts
 * @param grossDurationSensitivity bothSeconds / trueSeconds
 * @param grossDurationPredictivity bothSeconds / alertedSeconds
 * @param averageSensitivity mean over recordings of found / episodes
 * @param averagePredictivity mean over recordings of trueAlerts / alerts
 * @param averageDurationSensitivity mean over recordings of bothSeconds / trueSeconds
 * @param averageDurationPredictivity mean over recordings of bothSeconds / alertedSeconds
 */
public record EpisodeFigures(
    int episodes,
    int found,
    int alerts,
    int trueAlerts,
    double trueSeconds,
    double alertedSeconds,
    double bothSeconds,
    Estimate grossSensitivity,
    Estimate grossPredictivity,
    Estimate grossDurationSensitivity,
    Estimate grossDurationPredictivity,
    Estimate averageSensitivity,
    Estimate averagePredictivity,
    Estimate averageDurationSensitivity,
    Estimate averageDurationPredictivity) {}
