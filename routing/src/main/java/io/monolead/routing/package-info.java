// SPDX-License-Identifier: Apache-2.0
/**
 * Alerts for systems that do not read our topics: FHIR resources, webhooks, Alertmanager.
 *
 * <p>Each target has a consumer group and a thread of its own, so that a slow one holds back no
 * other, and several processes with the same targets share the partitions and stand in for one
 * another. Positions are committed after delivery.
 *
 * <p>Threading: a {@link io.monolead.routing.Router} may be used from any thread; whoever starts
 * one closes it.
 */
package io.monolead.routing;
