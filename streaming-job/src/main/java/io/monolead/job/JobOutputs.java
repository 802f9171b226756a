// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import io.monolead.schemas.ControlReport;
import io.monolead.schemas.DeadLetter;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.TechnicalAlert;
import org.apache.flink.api.connector.sink2.Sink;

/**
 * Where the job's results go.
 *
 * @param scores of every window
 * @param shadowScores what challengers say of windows
 * @param alerts every transition, of all labels
 * @param technical every transition of a technical condition
 * @param deadLetters records that could not be used
 * @param controlReports what became of commands and policies
 */
public record JobOutputs(
    Sink<EcgScore> scores,
    Sink<EcgScore> shadowScores,
    Sink<EcgAlert> alerts,
    Sink<TechnicalAlert> technical,
    Sink<DeadLetter> deadLetters,
    Sink<ControlReport> controlReports) {}
