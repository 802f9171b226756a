// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.control;

import io.monolead.job.serialize.MessageTypeInformation;
import io.monolead.schemas.ControlReport;
import io.monolead.schemas.ControlVerdict;
import org.apache.flink.util.OutputTag;

/** What becomes of commands and policies, for those who sent them. */
public final class ControlReports {
  /** The side output that carries the reports. */
  public static final OutputTag<ControlReport> TAG =
      new OutputTag<>("control-reports", MessageTypeInformation.forMessage(ControlReport.class));

  private static final int LONGEST_TEXT = 1000;

  private ControlReports() {}

  /** A report about an entry of a control log. */
  public static ControlReport of(
      ControlEntry<?> entry,
      String subject,
      ControlVerdict verdict,
      String detail,
      long effectiveFromMicros,
      int subtask) {
    return ControlReport.newBuilder()
        .setTopic(entry.topic())
        .setPartition(entry.partition())
        .setOffset(entry.offset())
        .setSubject(cut(subject))
        .setVerdict(verdict)
        .setDetail(cut(detail))
        .setEffectiveFromMicros(effectiveFromMicros)
        .setSubtask(subtask)
        .build();
  }

  /** What people send may be long, and a report of it must not be too long for its topic. */
  private static String cut(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...";
  }
}
