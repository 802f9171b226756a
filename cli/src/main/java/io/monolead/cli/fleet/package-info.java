// SPDX-License-Identifier: Apache-2.0
/**
 * Simulated devices: who falls into which arrhythmia when, and a player that sends their segments
 * in real time.
 *
 * <p>A device's description and its truth are immutable. A player has one thread of its own;
 * whoever starts it closes it.
 */
package io.monolead.cli.fleet;
