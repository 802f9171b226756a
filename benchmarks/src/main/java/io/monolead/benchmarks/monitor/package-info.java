// SPDX-License-Identifier: Apache-2.0
/**
 * The live monitor under a stopwatch: how long a record takes from Kafka to pixels, and whether
 * twelve strips are drawn as often as the screen is.
 *
 * <p>One run belongs to one thread, as its browser does; only {@link
 * io.monolead.benchmarks.monitor.StripSender} has a thread of its own. Whoever makes a part closes
 * it.
 */
package io.monolead.benchmarks.monitor;
