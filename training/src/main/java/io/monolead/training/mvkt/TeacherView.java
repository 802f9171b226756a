// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.mvkt;

/** What of a recording the teacher sees. */
public enum TeacherView {
  /** The very stretch that the student sees, as in the paper. */
  CROP,

  /**
   * Half-overlapping stretches of the whole recording; what the teacher says is their mean, the
   * same in every epoch. Computed once, so that the teacher costs nothing while the student trains.
   */
  RECORD
}
