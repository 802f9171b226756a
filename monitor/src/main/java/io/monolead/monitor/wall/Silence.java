// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.wall;

/**
 * A person's wish that alerts of a lead are not raised for a while.
 *
 * @param label the label, empty for all of the lead
 * @param untilMicros event time at which it ends
 * @param by who wished it
 */
public record Silence(String label, long untilMicros, String by) {}
