// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.board;

/**
 * What a source of ECG says is really going on, shown beside what the model says.
 *
 * @param rhythm the rhythm in one or two words, such as {@code sinus} or {@code AF}; empty if not
 *     known
 * @param heartRateBpm beats per minute; NaN if not known
 */
public record Truth(String rhythm, double heartRateBpm) {
  /** Nothing is known. */
  public static final Truth UNKNOWN = new Truth("", Double.NaN);
}
