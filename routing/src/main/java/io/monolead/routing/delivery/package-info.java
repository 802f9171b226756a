// SPDX-License-Identifier: Apache-2.0
/**
 * From alert topics to a target: reading in a consumer group, delivering in the order of each
 * device, committing what was delivered.
 *
 * <p>Threading: a {@link io.monolead.routing.delivery.Route} belongs to the thread that runs it; a
 * {@link io.monolead.routing.delivery.RouteStatus} may be used from any thread. Whoever opens a
 * route closes it.
 */
package io.monolead.routing.delivery;
