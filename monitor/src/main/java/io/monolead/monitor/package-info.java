// SPDX-License-Identifier: Apache-2.0
/**
 * The live monitor: a small web server that reads a monolead system's topics and shows them on a
 * page, a wall of devices, live strips, alerts, and takes acknowledgements and silences.
 *
 * <p>{@link io.monolead.monitor.Monitor} is the whole of it for callers: {@code Monitor.start}
 * connects to Kafka, catches up, and listens; closing it stops every thread it started. Kafka stays
 * the only store: a monitor that is started anew reads back what it shows.
 *
 * <p>Threading: start and close from one thread. Inside, threads that read Kafka are the only
 * writers of what is known; web threads read it and put what they send into a bounded queue per
 * client.
 */
package io.monolead.monitor;
