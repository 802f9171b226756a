// SPDX-License-Identifier: Apache-2.0
/**
 * What is delivered: one transition of one alert, of a label or of a technical condition, and which
 * of them a target wants.
 *
 * <p>Threading: everything here is immutable but {@link
 * io.monolead.routing.transition.TransitionReader}, which belongs to one thread. Nothing to close.
 */
package io.monolead.routing.transition;
