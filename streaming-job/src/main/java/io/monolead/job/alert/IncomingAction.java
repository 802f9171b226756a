// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.alert;

import io.monolead.connectors.kafka.SourceRecord;

/**
 * An action that passed every check, on its way to the alerts it is about. It carries the record
 * itself: whether there is such an alert is known only there, and a dead letter must hold what was
 * sent.
 *
 * @param source the record
 * @param deviceId name of the device
 * @param lead name of the lead in canonical spelling
 */
public record IncomingAction(SourceRecord source, String deviceId, String lead) {}
