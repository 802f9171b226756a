// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.result;

/**
 * Figures of one label in one group.
 *
 * @param dimension what the groups are made by
 * @param group name of the group, such as {@code female}, {@code 60 to 79}, {@code II}
 * @param figures the figures
 */
public record GroupFigures(Dimension dimension, String group, Figures figures) {
  /** What groups are made by. */
  public enum Dimension {
    /** Sex of the patient. */
    SEX,
    /** Age of the patient: below 40, 40 to 59, 60 to 79, 80 and above. */
    AGE,
    /** The device that sent the stream. */
    DEVICE,
    /** The lead. */
    LEAD,
    /** Quality of each window: such groups have no figures of episodes and alerts. */
    WINDOW_QUALITY,
    /** Mean quality of the windows of a stream. */
    STREAM_QUALITY
  }
}
