// SPDX-License-Identifier: Apache-2.0
/**
 * What goes between the monitor and Kafka: the threads that read topics onto the wall, the looks
 * into what the wall does not keep, and what people do about alerts.
 *
 * <p>Threading: may be called from any thread; each class owns the threads it starts and ends them
 * when it is closed.
 */
package io.monolead.monitor.feed;
