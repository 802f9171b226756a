// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.replay;

import io.monolead.schemas.EcgSegment;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts the signal of one device into segments.
 *
 * <p>Segment k holds the samples from round(k * n) to round((k + 1) * n), n being length times
 * rate, so that a length that is no whole number of samples does not drift. What is left at the end
 * is joined to the segment before if it is shorter than 0.1 s.
 */
final class Segmenter {
  static final double LOWEST_RATE_HZ = 1;
  static final double HIGHEST_RATE_HZ = 10_000;
  static final double LONGEST_SECONDS = 60;

  static final double SHORTEST_SECONDS = 0.1;
  private static final double SHORTEST_PER_SECOND = 1 / SHORTEST_SECONDS;
  private static final double MICROS_PER_SECOND = 1e6;

  private final ReplayDevice device;
  private final String lead;
  private final double samplingRateHz;
  private final double segmentSeconds;
  private final double samplesPerSegment;
  private final int shortestSamples;
  private final int longestSamples;
  private Quantisation quantisation;
  private long pieces;
  private long sequenceNumber;
  private long samplesSent;
  private Piece pending;
  private boolean ended;

  /** Samples read and not yet sent. */
  private record Piece(float[] millivolts, boolean leadOff) {
    Piece join(Piece next) {
      float[] joined = Arrays.copyOf(millivolts, millivolts.length + next.millivolts.length);
      System.arraycopy(next.millivolts, 0, joined, millivolts.length, next.millivolts.length);
      return new Piece(joined, leadOff || next.leadOff);
    }

    Piece slice(int from, int to) {
      return new Piece(Arrays.copyOfRange(millivolts, from, to), leadOff);
    }
  }

  Segmenter(ReplayDevice device, double segmentSeconds) {
    // One resolution throughout, so that the signal is one run.
    this(device, segmentSeconds, 0, Quantisation.FINEST.holding(device.expectedPeakMillivolts()));
  }

  private Segmenter(
      ReplayDevice device, double segmentSeconds, long firstNumber, Quantisation quantisation) {
    this.device = device;
    this.segmentSeconds = segmentSeconds;
    this.sequenceNumber = firstNumber;
    this.quantisation = quantisation;
    lead = device.source().lead().name();
    samplingRateHz = device.source().samplingRateHz();
    shortestSamples = (int) Math.ceil(samplingRateHz / SHORTEST_PER_SECOND);
    longestSamples = (int) Math.floor(LONGEST_SECONDS * samplingRateHz);
    samplesPerSegment =
        Math.min(longestSamples, Math.max(shortestSamples, segmentSeconds * samplingRateHz));
  }

  /** What follows when this signal has ended; empty if nothing does. */
  Optional<Segmenter> then() {
    return device
        .then()
        .map(next -> new Segmenter(next, segmentSeconds, sequenceNumber, quantisation));
  }

  ReplayDevice device() {
    return device;
  }

  /** Samples of all segments so far. */
  long samplesSent() {
    return samplesSent;
  }

  /** The next segment; empty at the end of the signal, or if all of it is shorter than 0.1 s. */
  Optional<EcgSegment> next() {
    if (pending == null) {
      pending = read();
    }
    Piece now = pending;
    pending = read();
    if (now.millivolts.length == 0) {
      return Optional.empty();
    }
    if (pending.millivolts.length > 0 && pending.millivolts.length < shortestSamples) {
      now = joinShortEnd(now);
    }
    return now.millivolts.length < shortestSamples ? Optional.empty() : Optional.of(segment(now));
  }

  /** Joins the short end to a piece; where that grows too long, cuts both anew. */
  private Piece joinShortEnd(Piece now) {
    Piece all = now.join(pending);
    int length = all.millivolts.length;
    int cut = length <= longestSamples ? length : length - shortestSamples;
    pending = all.slice(cut, length);
    return all.slice(0, cut);
  }

  private Piece read() {
    if (ended) {
      return new Piece(new float[0], false);
    }
    long from = Math.round(pieces * samplesPerSegment);
    long to = Math.round((pieces + 1) * samplesPerSegment);
    pieces++;
    float[] target = new float[(int) (to - from)];
    int count = device.source().read(target);
    if (count < target.length) {
      ended = true;
      return new Piece(Arrays.copyOf(target, count), device.source().leadOff());
    }
    return new Piece(target, device.source().leadOff());
  }

  private EcgSegment segment(Piece piece) {
    float[] millivolts = piece.millivolts;
    int length = millivolts.length;
    quantisation = quantisation.holding(Quantisation.peak(millivolts, length));
    long start = microsAt(samplesSent);
    samplesSent += length;
    return new EcgSegment(
        device.id(),
        lead,
        sequenceNumber++,
        start,
        samplingRateHz,
        quantisation.resolutionNanovolts(),
        quantisation.quantise(millivolts, 0, length),
        piece.leadOff);
  }

  /** Event time just after the last sample sent. */
  long endMicros() {
    return microsAt(samplesSent);
  }

  private long microsAt(long sample) {
    return device.startMicros() + Math.round(sample * MICROS_PER_SECOND / samplingRateHz);
  }
}
