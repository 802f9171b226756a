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
 * A WFDB header, as the header file states it (<a
 * href="https://physionet.org/physiotools/wag/header-5.htm">header(5)</a>). It has either signals
 * or, if the record consists of others, segments.
 *
 * @param recordName the name in the record line; files in the wild contradict it, so the file's own
 *     name identifies a recording
 * @param samplingRateHz frames per second, greater than 0; 250 where the header has none
 * @param counterFrequencyHz ticks of the counter per second; the sampling rate where absent
 * @param baseCounter value of the counter at the first sample; 0 where absent
 * @param samples frames; samples of each signal with one per frame; empty if the header leaves it
 *     to the length of the file
 * @param baseTime time of day of the first sample
 * @param baseDate date of the first sample
 * @param signals the signals in the order of the file; none if there are segments
 * @param segmentSignals signals of a record of segments, as its record line states them; 0 if there
 *     are no segments
 * @param segments the segments in the order of time; empty for a record that has signals of its own
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
    int segmentSignals,
    List<WfdbSegment> segments,
    List<String> comments) {

  public WfdbHeader {
    signals = List.copyOf(signals);
    segments = List.copyOf(segments);
    comments = List.copyOf(comments);
  }

  /** Whether the record consists of other records. */
  public boolean isMultiSegment() {
    return !segments.isEmpty();
  }

  /** This header with other signals. */
  WfdbHeader withSignals(List<WfdbSignal> others) {
    return new WfdbHeader(
        recordName,
        samplingRateHz,
        counterFrequencyHz,
        baseCounter,
        samples,
        baseTime,
        baseDate,
        others,
        segmentSignals,
        segments,
        comments);
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
