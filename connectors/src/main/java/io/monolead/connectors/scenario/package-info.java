// SPDX-License-Identifier: Apache-2.0
/**
 * Scenarios of simulated hearts as JSON files, some of which ship, and recordings made of them.
 *
 * <p>The format stands in {@code docs/simulation.md}. A file is either read whole or refused with
 * its name, the path of the value in it and what to write instead.
 *
 * <p>Threading: scenarios are immutable; the rest is stateless. Files are closed before a method
 * returns.
 */
package io.monolead.connectors.scenario;
