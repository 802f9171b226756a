// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.wall;

import io.monolead.schemas.AlertPriority;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.TechnicalAlert;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A stream at one moment.
 *
 * @param n its number, stable while the monitor runs
 * @param device the device's name, any text of 1 to 128 characters
 * @param lead the lead
 * @param status how it is
 * @param sinceMicros event time since which it is so, microseconds since 1970
 * @param rateHz sampling rate of the newest samples
 * @param heartRate beats per minute
 * @param quality share of the newest window that is usable signal, 0 to 1
 * @param lastMicros event time just after the newest sample
 * @param model id and version of the model that gave the newest score
 * @param priority the worst of the open alerts that nobody acknowledged
 * @param alerts open alerts, oldest first
 * @param technical open technical alerts, oldest first
 * @param silences what is silenced
 */
public record StreamRow(
    int n,
    String device,
    String lead,
    StreamStatus status,
    long sinceMicros,
    OptionalDouble rateHz,
    OptionalDouble heartRate,
    OptionalDouble quality,
    OptionalLong lastMicros,
    Optional<String> model,
    Optional<AlertPriority> priority,
    List<EcgAlert> alerts,
    List<TechnicalAlert> technical,
    List<Silence> silences) {}
