// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A WFDB header of one segment, as the header file states it (<a
 * href="https://physionet.org/physiotools/wag/header-5.htm">header(5)</a>).
 *
 * @param recordName the name in the record line; files in the wild contradict it, so the file's own
 *     name identifies a recording
 * @param samplingRateHz frames per second, greater than 0; 250 where the header has none
 * @param counterFrequencyHz ticks of the counter per second; the sampling rate where absent
 * @param baseCounter value of the counter at the first sample; 0 where absent
 * @param samples samples per signal; empty if the header leaves it to the length of the file
 * @param baseTime time of day of the first sample
 * @param baseDate date of the first sample
 * @param signals the signals in the order of the file
 * @param comments comment lines without their leading {@code #} and without surrounding blanks
 */
public record WfdbHeader(
    String recordName,
    double samplingRateHz,
    double counterFrequencyHz,
    double baseCounter,
    OptionalLong samples,
    Optional<LocalTime> baseTime,
    Optional<LocalDate> baseDate,
    List<WfdbSignal> signals,
    List<String> comments) {

  public WfdbHeader {
    signals = List.copyOf(signals);
    comments = List.copyOf(comments);
  }

  /**
   * Time of the first sample, present only if the header has both time and date. WFDB knows no time
   * zone; the clock is taken for UTC.
   */
  public Optional<Instant> start() {
    return baseTime.flatMap(
        time -> baseDate.map(date -> date.atTime(time).toInstant(ZoneOffset.UTC)));
  }
}
