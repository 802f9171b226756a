// SPDX-License-Identifier: Apache-2.0
/**
 * What the monitor knows: streams (one lead of one device each), their latest samples and scores,
 * open alerts, silences; all of it bounded.
 *
 * <p>Threading: {@link io.monolead.monitor.wall.Wall} may be called from any thread. Samples come
 * from one thread, scores from one, alerts from one; readers may be many. Nothing to close.
 */
package io.monolead.monitor.wall;
