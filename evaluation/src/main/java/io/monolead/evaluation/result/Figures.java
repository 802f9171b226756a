// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.result;

import java.util.Optional;

/**
 * All figures of one label over some part of the streams.
 *
 * @param patients patients in that part
 * @param windows figures of windows
 * @param episodes figures of episodes; empty where the part is made of windows and not of streams,
 *     and where nobody knows the truth
 * @param alarms figures of alerts; empty where the part is made of windows and not of streams
 */
public record Figures(
    int patients,
    WindowFigures windows,
    Optional<EpisodeFigures> episodes,
    Optional<AlarmFigures> alarms) {}
