// SPDX-License-Identifier: Apache-2.0
/**
 * From scores to alerts, per label, as policies say.
 *
 * <p>{@link io.monolead.job.alert.AlertRules} decides, {@link io.monolead.job.alert.LeadAlerts} is
 * all it remembers, {@link io.monolead.job.alert.AlertFunction} ties both to Flink. Equal sequences
 * of scores give equal alerts, ids included. Belongs to one thread; nothing to close.
 */
package io.monolead.job.alert;
