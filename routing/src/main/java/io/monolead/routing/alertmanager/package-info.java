// SPDX-License-Identifier: Apache-2.0
/**
 * Alerts as Prometheus's Alertmanager takes them: what lasts is sent again and again, what is over
 * is sent with its end.
 *
 * <p>Threading: an {@link io.monolead.routing.alertmanager.AlertmanagerRoute} belongs to the thread
 * that runs it, and whoever opens one closes it; the rest may be used from any thread.
 */
package io.monolead.routing.alertmanager;
