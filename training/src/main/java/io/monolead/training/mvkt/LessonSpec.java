// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.mvkt;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.monolead.training.loss.MultiLabelDistillation;
import io.monolead.training.loss.Negatives;
import java.util.ArrayList;
import java.util.List;

/** A lesson as data: which, with what weight and options. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "lesson")
@JsonSubTypes({
  @JsonSubTypes.Type(value = LessonSpec.Mkd.class, name = "mkd"),
  @JsonSubTypes.Type(value = LessonSpec.Clt.class, name = "clt"),
  @JsonSubTypes.Type(value = LessonSpec.Kd.class, name = "kd"),
  @JsonSubTypes.Type(value = LessonSpec.FitNet.class, name = "fitnet"),
  @JsonSubTypes.Type(value = LessonSpec.Attention.class, name = "attention")
})
public sealed interface LessonSpec {
  /** Temperature of MKD. */
  double MKD_TEMPERATURE = 1.5;

  /** Tau, N, d and the banks' momentum of CLT. */
  double CLT_TEMPERATURE = 0.07;

  int CLT_NEGATIVES = 1024;
  int CLT_DIMENSION = 128;
  double CLT_MOMENTUM = 0.5;

  /** Factor of the lesson in the loss. */
  double weight();

  /**
   * MVKT-ECG's two lessons, as far as they have a weight.
   *
   * @param alpha weight of MKD
   * @param form on probabilities, as in the paper, or on logits
   * @param beta weight of CLT
   */
  static List<LessonSpec> mvkt(double alpha, MultiLabelDistillation.Form form, double beta) {
    List<LessonSpec> all = new ArrayList<>();
    if (alpha > 0) {
      all.add(new Mkd(alpha, MKD_TEMPERATURE, form));
    }
    if (beta > 0) {
      all.add(
          new Clt(
              beta,
              CltOptions.Form.INFO_NCE,
              CLT_TEMPERATURE,
              CLT_NEGATIVES,
              Negatives.DIFFERENT_LABELS,
              CLT_DIMENSION,
              CLT_MOMENTUM));
    }
    return all;
  }

  /**
   * Multi-label knowledge distillation (eq. 4 and 5).
   *
   * @param weight alpha
   * @param temperature of the two-way distributions
   * @param form on probabilities, as in the paper, or on logits
   */
  record Mkd(double weight, double temperature, MultiLabelDistillation.Form form)
      implements LessonSpec {}

  /**
   * Contrastive lead-information transfer (eq. 2 and 3).
   *
   * @param weight beta
   * @param form InfoNCE, as in the paper, or CRD's noise-contrastive form
   * @param temperature tau
   * @param negatives N, bank rows drawn per step
   * @param rule which rows may be negatives
   * @param dimension d, length of the embeddings
   * @param momentum share of the old row when a bank row is updated
   */
  record Clt(
      double weight,
      CltOptions.Form form,
      double temperature,
      int negatives,
      Negatives rule,
      int dimension,
      double momentum)
      implements LessonSpec {}

  /**
   * Hinton's knowledge distillation.
   *
   * @param weight factor
   * @param temperature of the softmax
   */
  record Kd(double weight, double temperature) implements LessonSpec {}

  /**
   * FitNet hints: the student's stage is regressed on the teacher's.
   *
   * @param weight factor
   */
  record FitNet(double weight) implements LessonSpec {}

  /**
   * Attention transfer: where in time the stages are active.
   *
   * @param weight factor
   */
  record Attention(double weight) implements LessonSpec {}
}
