// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.ptbxl;

import io.monolead.signal.LabelSpace;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is to be recognised in a PTB-XL recording.
 *
 * <p>The first six tasks are those of Strodthoff et al., "Deep Learning for ECG Analysis:
 * Benchmarks and Insights from PTB-XL", IEEE J. Biomed. Health Inform. 25 (2021), <a
 * href="https://doi.org/10.1109/JBHI.2020.3022989">doi:10.1109/JBHI.2020.3022989</a>: their labels
 * are in alphabetical order, and a recording that has none of them is dropped. {@link #MONITORING}
 * holds what a single lead can show to a monitor, in the order of the shipped networks; there a
 * recording without any of its labels stays as an all-negative example, because a monitor meets
 * such hearts too and must stay silent.
 *
 * <p>As in the benchmark, every statement of a recording counts whatever its likelihood.
 */
public enum PtbXlTask {
  /** All 71 statements. */
  ALL,
  /** The 44 diagnostic statements. */
  DIAGNOSTIC,
  /** The 23 diagnostic subclasses. */
  SUBDIAGNOSTIC,
  /** The 5 diagnostic superclasses CD, HYP, MI, NORM, STTC. */
  SUPERDIAGNOSTIC,
  /** The 19 statements on the form of the signal. */
  FORM,
  /** The 12 statements on the rhythm. */
  RHYTHM,
  /** NORM, AFIB, STACH, SBRAD, 1AVB, CLBBB, CRBBB, PAC, PVC, STD_. */
  MONITORING;

  private static final List<String> MONITORING_LABELS =
      List.of("NORM", "AFIB", "STACH", "SBRAD", "1AVB", "CLBBB", "CRBBB", "PAC", "PVC", "STD_");

  /** Name of the task in options, files and {@link LabelSpace}s, such as {@code monitoring}. */
  public String taskName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a recording with none of the task's labels is kept as an all-negative example. */
  public boolean keepsUnlabelled() {
    return this == MONITORING;
  }

  /**
   * Finds a task by its name.
   *
   * @throws IllegalArgumentException if there is none, with the names there are
   */
  public static PtbXlTask named(String name) {
    for (PtbXlTask task : values()) {
      if (task.taskName().equals(name)) {
        return task;
      }
    }
    throw new IllegalArgumentException(
        "No task '"
            + name
            + "'; there are "
            + List.of(values()).stream()
                .map(PtbXlTask::taskName)
                .collect(Collectors.joining(", ")));
  }

  /** The task's labels, which depend on the statements only, not on the recordings at hand. */
  LabelSpace labelSpace(Collection<ScpStatement> statements) {
    if (this == MONITORING) {
      return new LabelSpace(taskName(), MONITORING_LABELS);
    }
    return new LabelSpace(
        taskName(),
        statements.stream()
            .flatMap(statement -> label(statement).stream())
            .distinct()
            .sorted()
            .toList());
  }

  /** Labels of a recording with these codes, without order. */
  Set<String> labels(Set<String> codes, Map<String, ScpStatement> statements) {
    return codes.stream()
        .map(statements::get)
        .filter(Objects::nonNull)
        .flatMap(statement -> label(statement).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The label of this task that a statement stands for; empty if it stands for none. */
  private Optional<String> label(ScpStatement statement) {
    boolean counts =
        switch (this) {
          case ALL -> true;
          case DIAGNOSTIC, SUBDIAGNOSTIC, SUPERDIAGNOSTIC -> statement.diagnostic();
          case FORM -> statement.form();
          case RHYTHM -> statement.rhythm();
          case MONITORING -> MONITORING_LABELS.contains(statement.code());
        };
    if (!counts) {
      return Optional.empty();
    }
    return switch (this) {
      case SUPERDIAGNOSTIC -> statement.diagnosticClass();
      case SUBDIAGNOSTIC -> statement.diagnosticSubclass();
      default -> Optional.of(statement.code());
    };
  }
}
