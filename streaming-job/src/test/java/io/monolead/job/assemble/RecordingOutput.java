// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.assemble;

import io.monolead.job.TestSegments;
import io.monolead.job.decode.IncomingSegment;
import io.monolead.schemas.DeadLetterReason;
import io.monolead.schemas.TechnicalAlert;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keeps what an assembler puts out, as text that says all that matters. */
final class RecordingOutput implements AssemblyOutput {
  final List<String> windows = new ArrayList<>();
  final List<String> technical = new ArrayList<>();
  final List<String> rejected = new ArrayList<>();
  int duplicates;
  final List<Long> late = new ArrayList<>();

  @Override
  public void window(Window window) {
    windows.add(text(window));
  }

  /** Start and end in seconds after the tests' epoch, samples, first sample in units. */
  static String text(Window window) {
    return seconds(window.startMicros())
        + "-"
        + seconds(window.endMicros())
        + " "
        + window.millivolts().length
        + "@"
        + window.samplingRateHz()
        + " from "
        + Math.round(window.millivolts()[0] * 1000)
        + " #"
        + Arrays.hashCode(window.millivolts());
  }

  /** The part of {@link #text(Window)} before the hash. */
  List<String> windowsWithoutHash() {
    return windows.stream().map(text -> text.substring(0, text.indexOf(" #"))).toList();
  }

  @Override
  public void technical(TechnicalAlert alert) {
    technical.add(text(alert));
  }

  static String text(TechnicalAlert alert) {
    return alert.getCondition()
        + " "
        + alert.getState()
        + " "
        + seconds(alert.getOnsetMicros())
        + (alert.getEndMicros() == null ? "" : "-" + seconds(alert.getEndMicros()));
  }

  @Override
  public void rejected(IncomingSegment segment, DeadLetterReason reason, String detail) {
    rejected.add(reason + " " + segment.offset());
  }

  @Override
  public void duplicate() {
    duplicates++;
  }

  @Override
  public void late(long behindMicros) {
    late.add(behindMicros);
  }

  private static String seconds(long micros) {
    double seconds = (micros - TestSegments.EPOCH) / 1e6;
    return seconds == Math.rint(seconds) ? Long.toString((long) seconds) : Double.toString(seconds);
  }
}
