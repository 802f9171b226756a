// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.assemble;

import static io.monolead.job.assemble.LeadState.NONE;

import io.monolead.job.assemble.LeadState.WaitingSegment;
import io.monolead.job.decode.IncomingSegment;
import io.monolead.job.decode.RejectedSegmentException;
import io.monolead.job.decode.Segment;
import io.monolead.job.decode.SegmentDecoder;
import io.monolead.job.identity.LeadKey;
import io.monolead.schemas.DeadLetterReason;
import io.monolead.schemas.TechnicalCondition;
import java.util.Comparator;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Turns the segments of one lead of one device into windows.
 *
 * <p>What it makes depends on nothing but the order in which the device's own segments arrive:
 * neither on other devices nor on watermarks or the wall clock. One device's records lie in one
 * partition, so that order is the same in every replay. Knows nothing of Flink.
 *
 * <ul>
 *   <li>A segment that came before is dropped; one with a used number and other content is
 *       rejected.
 *   <li>A segment ahead of its turn waits until the ones before it arrive, or until the device's
 *       own clock has moved on by the reorder tolerance, or the waiting room is full.
 *   <li>A number below its turn whose time has moved on is a device that restarted its count.
 *   <li>A run of samples ends where time leaves a hole, the rate or the resolution changes, or the
 *       lead is off; a window lies within one run. Within a run the samples are counted, and the
 *       stated start of the latest segment says when they were: clocks drift, counts do not.
 * </ul>
 *
 * <p>Belongs to one thread; nothing to close.
 */
public final class SegmentAssembler {
  private final AssemblyRules rules;
  private final SegmentDecoder decoder;
  private final WindowCutter cutter;

  /**
   * @param rules the figures
   * @param decoder reads the segments' bytes again
   */
  public SegmentAssembler(AssemblyRules rules, SegmentDecoder decoder) {
    this.rules = rules;
    this.decoder = decoder;
    this.cutter = new WindowCutter(rules);
  }

  /**
   * Takes the next segment of a lead in order of arrival.
   *
   * @return whether it was taken, now or to wait; false for a duplicate or a rejected one
   */
  public boolean accept(LeadState state, IncomingSegment incoming, AssemblyOutput out) {
    Segment segment;
    try {
      segment = decoder.decode(incoming.value(), incoming.timestampMillis());
    } catch (RejectedSegmentException e) {
      out.rejected(incoming, e.reason(), e.getMessage());
      return false;
    }
    long hash = fingerprint(incoming.value());
    long number = segment.sequenceNumber();
    if (state.wasUsed(number, hash)) {
      out.duplicate();
      return false;
    }
    if (state.seenEndMicros != NONE
        && segment.startMicros() - state.seenEndMicros >= rules.expiryMicros()) {
      expire(state, new LeadKey(segment.deviceId(), segment.lead()), out);
    }
    if (number < state.nextSequence) {
      if (segment.startMicros() < state.seenEndMicros - rules.clockJitterMicros()) {
        out.rejected(
            incoming,
            DeadLetterReason.TOO_LATE,
            "Segment "
                + number
                + " comes when segment "
                + state.nextSequence
                + " is next; its place was used or given up");
        return false;
      }
      // Time moved on and the count fell back: the device restarted.
      drain(state, out);
      state.nextSequence = 0;
    }
    if (state.lastEndMicros != NONE
        && segment.startMicros() < state.lastEndMicros - rules.clockJitterMicros()) {
      rejectTime(state, incoming, segment, hash, out);
      return false;
    }
    if (!isNew(state, incoming, number, hash, out)) {
      return false;
    }
    if (segment.startMicros() < state.clockMicros) {
      out.late(state.clockMicros - segment.startMicros());
    }
    state.clockMicros = Math.max(state.clockMicros, segment.startMicros());
    state.seenEndMicros = Math.max(state.seenEndMicros, segment.endMicros());
    if (number == state.nextSequence) {
      use(state, segment, hash, out);
    } else {
      state.waiting.add(new WaitingSegment(number, segment.startMicros(), hash, incoming));
    }
    releaseReady(state, out);
    return true;
  }

  private static boolean isNew(
      LeadState state, IncomingSegment incoming, long number, long hash, AssemblyOutput out) {
    for (WaitingSegment waiting : state.waiting) {
      if (waiting.sequenceNumber() == number) {
        if (waiting.hash() == hash) {
          out.duplicate();
        } else {
          out.rejected(
              incoming,
              DeadLetterReason.INVALID_SEQUENCE,
              "Segment "
                  + number
                  + " is there already with other content, from "
                  + waiting.segment().origin());
        }
        return false;
      }
    }
    return true;
  }

  private void rejectTime(
      LeadState state, IncomingSegment incoming, Segment segment, long hash, AssemblyOutput out) {
    out.rejected(
        incoming,
        DeadLetterReason.INVALID_TIME,
        "Segment "
            + segment.sequenceNumber()
            + " starts "
            + (state.lastEndMicros - segment.startMicros())
            + " us before the end of the segment before it; a device's time must not go back by"
            + " more than "
            + rules.clockJitterMicros()
            + " us");
    if (segment.sequenceNumber() == state.nextSequence) {
      // Its place in the count is taken, or every later segment would wait for it.
      state.nextSequence++;
      state.remember(segment.sequenceNumber(), hash);
      releaseReady(state, out);
    }
  }

  private void releaseReady(LeadState state, AssemblyOutput out) {
    while (!state.waiting.isEmpty()) {
      WaitingSegment first = firstWaiting(state);
      boolean ready =
          first.sequenceNumber() <= state.nextSequence
              || state.clockMicros - first.startMicros() > rules.reorderToleranceMicros()
              || state.waitingBytes() > rules.reorderBytes();
      if (!ready) {
        return;
      }
      release(state, first, out);
    }
  }

  /** Uses all waiting segments in their order, whatever is missing between them. */
  public void drain(LeadState state, AssemblyOutput out) {
    while (!state.waiting.isEmpty()) {
      release(state, firstWaiting(state), out);
    }
  }

  private static WaitingSegment firstWaiting(LeadState state) {
    return state.waiting.stream()
        .min(Comparator.comparingLong(WaitingSegment::sequenceNumber))
        .orElseThrow();
  }

  private void release(LeadState state, WaitingSegment waiting, AssemblyOutput out) {
    state.waiting.remove(waiting);
    IncomingSegment incoming = waiting.segment();
    Segment segment;
    try {
      segment = decoder.decode(incoming.value(), incoming.timestampMillis());
    } catch (RejectedSegmentException e) {
      // Only after a release with narrower limits restored this state.
      out.rejected(incoming, e.reason(), e.getMessage());
      return;
    }
    state.nextSequence = segment.sequenceNumber();
    if (state.lastEndMicros != NONE
        && segment.startMicros() < state.lastEndMicros - rules.clockJitterMicros()) {
      rejectTime(state, incoming, segment, waiting.hash(), out);
      return;
    }
    use(state, segment, waiting.hash(), out);
  }

  private void use(LeadState state, Segment segment, long hash, AssemblyOutput out) {
    LeadKey key = new LeadKey(segment.deviceId(), segment.lead());
    state.nextSequence = segment.sequenceNumber() + 1;
    state.remember(segment.sequenceNumber(), hash);
    revealSilence(state, key, segment.startMicros(), out);
    revealRateChange(state, key, segment, out);
    if (segment.leadOff()) {
      if (state.leadOffMicros == NONE) {
        state.leadOffMicros = segment.startMicros();
        out.technical(
            TechnicalAlerts.raised(
                key,
                TechnicalCondition.LEAD_OFF,
                state.leadOffMicros,
                "the device reports that the electrode has lost contact"));
      }
      cutter.endRun(state);
    } else {
      clearLeadOff(state, key, segment.startMicros(), out);
      cutter.append(state, segment, window -> complete(state, key, window, out));
    }
    state.lastEndMicros = segment.endMicros();
  }

  /** A window, and what it says of the conditions that windows raise and clear. */
  private void complete(LeadState state, LeadKey key, Window window, AssemblyOutput out) {
    // There are windows again: whatever the rate, the lead is watched.
    clearRateChange(state, key, window.endMicros(), out);
    float usable = window.quality().usableShare();
    if (usable < rules.poorQuality()) {
      if (state.poorQualityMicros == NONE) {
        state.poorQualityMicros = window.startMicros();
        out.technical(
            TechnicalAlerts.raised(
                key,
                TechnicalCondition.POOR_QUALITY,
                window.startMicros(),
                String.format(
                    Locale.ROOT,
                    "%.0f %% of the window is usable, less than %.0f %%: %s",
                    100 * usable,
                    100 * rules.poorQuality(),
                    new TreeSet<>(window.quality().issues()))));
      }
    } else {
      clearPoorQuality(state, key, window.endMicros(), out);
    }
    out.window(window);
  }

  /**
   * A device that changes its rate is watched again when a window of the new rate is complete: the
   * samples before it are in none.
   */
  private void revealRateChange(LeadState state, LeadKey key, Segment segment, AssemblyOutput out) {
    double before = state.lastRateHz;
    state.lastRateHz = segment.samplingRateHz();
    if (before == 0 || before == segment.samplingRateHz()) {
      return;
    }
    // A second change before that is another condition.
    clearRateChange(state, key, segment.startMicros(), out);
    state.rateChangeMicros = segment.startMicros();
    out.technical(
        TechnicalAlerts.raised(
            key,
            TechnicalCondition.RATE_CHANGE,
            segment.startMicros(),
            "from " + before + " Hz to " + segment.samplingRateHz() + " Hz"));
  }

  private static void clearRateChange(
      LeadState state, LeadKey key, long endMicros, AssemblyOutput out) {
    if (state.rateChangeMicros != NONE) {
      out.technical(
          TechnicalAlerts.cleared(
              key, TechnicalCondition.RATE_CHANGE, state.rateChangeMicros, endMicros));
      state.rateChangeMicros = NONE;
    }
  }

  private static void clearPoorQuality(
      LeadState state, LeadKey key, long endMicros, AssemblyOutput out) {
    if (state.poorQualityMicros != NONE) {
      out.technical(
          TechnicalAlerts.cleared(
              key, TechnicalCondition.POOR_QUALITY, state.poorQualityMicros, endMicros));
      state.poorQualityMicros = NONE;
    }
  }

  /**
   * Raises, unless a timer did, and clears the alert for the silence before a segment; a shorter
   * one is a gap, known only now that it is over.
   */
  private void revealSilence(LeadState state, LeadKey key, long startMicros, AssemblyOutput out) {
    long silence = state.lastEndMicros == NONE ? 0 : startMicros - state.lastEndMicros;
    if (state.signalLostMicros == NONE
        && silence >= rules.gapMicros()
        && silence <= rules.signalLostMicros()) {
      out.technical(
          TechnicalAlerts.raised(
              key,
              TechnicalCondition.GAP,
              state.lastEndMicros,
              silence / 1e6 + " s without samples"));
      out.technical(
          TechnicalAlerts.cleared(key, TechnicalCondition.GAP, state.lastEndMicros, startMicros));
    }
    if (state.signalLostMicros == NONE
        && state.lastEndMicros != NONE
        && startMicros - state.lastEndMicros > rules.signalLostMicros()) {
      raiseSignalLost(state, key, state.lastEndMicros, out);
    }
    if (state.signalLostMicros != NONE
        && startMicros >= state.signalLostMicros - rules.clockJitterMicros()) {
      clearSignalLost(state, key, Math.max(startMicros, state.signalLostMicros), out);
    }
  }

  /** A timer found that nothing more has come; does nothing if the alert is raised already. */
  void silent(LeadState state, LeadKey key, AssemblyOutput out) {
    if (state.signalLostMicros == NONE && state.seenEndMicros != NONE) {
      raiseSignalLost(state, key, state.seenEndMicros, out);
    }
  }

  private void raiseSignalLost(LeadState state, LeadKey key, long onsetMicros, AssemblyOutput out) {
    state.signalLostMicros = onsetMicros;
    out.technical(
        TechnicalAlerts.raised(
            key,
            TechnicalCondition.SIGNAL_LOST,
            onsetMicros,
            "no segment for more than " + rules.signalLostMicros() / 1e6 + " s"));
  }

  private void clearSignalLost(LeadState state, LeadKey key, long endMicros, AssemblyOutput out) {
    out.technical(
        TechnicalAlerts.cleared(
            key, TechnicalCondition.SIGNAL_LOST, state.signalLostMicros, endMicros));
    state.signalLostMicros = NONE;
  }

  private static void clearLeadOff(
      LeadState state, LeadKey key, long endMicros, AssemblyOutput out) {
    if (state.leadOffMicros != NONE) {
      out.technical(
          TechnicalAlerts.cleared(
              key, TechnicalCondition.LEAD_OFF, state.leadOffMicros, endMicros));
      state.leadOffMicros = NONE;
    }
  }

  /**
   * Forgets a device that has been silent for long: uses what still waits and closes its technical
   * alerts, so that none stays raised for a device that never returns.
   */
  void expire(LeadState state, LeadKey key, AssemblyOutput out) {
    drain(state, out);
    if (state.seenEndMicros != NONE) {
      silent(state, key, out);
      long endMicros = state.seenEndMicros + rules.expiryMicros();
      clearSignalLost(state, key, endMicros, out);
      clearLeadOff(state, key, endMicros, out);
      clearPoorQuality(state, key, endMicros, out);
      clearRateChange(state, key, endMicros, out);
    }
    state.reset();
  }

  /** FNV-1a, 64 bits: tells a duplicate from another segment of the same number. */
  private static long fingerprint(byte[] bytes) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : bytes) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }
}
