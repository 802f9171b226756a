// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.monolead.training.clecg.Wavelet;
import io.monolead.training.mvkt.LessonSpec;
import io.monolead.training.mvkt.TeacherView;
import java.util.List;

/** What a run minimises, as data. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "objective")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ObjectiveSpec.Labels.class, name = "labels"),
  @JsonSubTypes.Type(value = ObjectiveSpec.Teaching.class, name = "teaching"),
  @JsonSubTypes.Type(value = ObjectiveSpec.Views.class, name = "views")
})
public sealed interface ObjectiveSpec {
  /** Binary cross-entropy against the labels. */
  record Labels() implements ObjectiveSpec {}

  /**
   * Labels plus lessons from a teacher.
   *
   * @param teachers the runs whose networks teach
   * @param view what of a recording the teacher sees
   * @param shuffled whether the teacher is shown other recordings than the student: the control
   *     that must teach nothing
   * @param heldOut whether a teacher is silent about the recordings it learned from, so that its
   *     teachers' training folds have to differ: cross-fitting
   * @param lessons what is taught
   */
  record Teaching(
      List<RunSpec> teachers,
      TeacherView view,
      boolean shuffled,
      boolean heldOut,
      List<LessonSpec> lessons)
      implements ObjectiveSpec {
    public Teaching {
      teachers = List.copyOf(teachers);
      lessons = List.copyOf(lessons);
    }
  }

  /**
   * CLECG pre-training: two changed views of a recording belong together; labels are not looked at.
   *
   * @param temperature of the contrastive loss
   * @param dimension length of the embeddings
   * @param smallestShare of a recording that a view is cut from
   * @param wavelet in which details are disturbed
   * @param levels of the transform whose details are disturbed
   * @param scaleSpread how far details are scaled
   * @param dropShare share of details that are set to zero
   */
  record Views(
      double temperature,
      int dimension,
      double smallestShare,
      Wavelet wavelet,
      int levels,
      double scaleSpread,
      double dropShare)
      implements ObjectiveSpec {}
}
