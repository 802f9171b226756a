// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.assemble;

import io.monolead.job.decode.IncomingSegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Everything the job remembers of one lead of one device. One state entry per key.
 *
 * <p>Public and mutable because Flink's POJO serializer asks for it: that serializer lets a later
 * release add and drop fields. Nothing but {@link SegmentAssembler} and {@link AssembleFunction}
 * touches it. Arrays may be written to: whoever copies the state copies them.
 *
 * <p>Bounded, in bytes of a checkpoint: room for fewer samples than two windows (2 bytes each),
 * {@link AssemblyRules#reorderBytes} of waiting segments, {@value #RECENT} fingerprints (16 bytes
 * each), and {@value #FIXED_BYTES} for the rest.
 */
public final class LeadState {
  private static final byte[] NOTHING = {};
  private static final short[] NO_SAMPLES = {};

  /** Stands for a time that is not there. */
  public static final long NONE = Long.MIN_VALUE;

  /** How many used segments are remembered to tell a duplicate from a late one. */
  static final int RECENT = 64;

  /** Most bytes of a checkpoint for all that does not grow. */
  static final int FIXED_BYTES = 256;

  /** The sequence number that continues the stream. */
  public long nextSequence;

  /** Latest start of any segment seen: the device's own clock. */
  public long clockMicros = NONE;

  /** Latest end of any segment seen, waiting ones included. */
  public long seenEndMicros = NONE;

  /** End of the segment used last. */
  public long lastEndMicros = NONE;

  /** Rate of the run; 0 where none has begun. */
  public double samplingRateHz;

  /** Resolution of the run. */
  public double resolutionNanovolts;

  /**
   * Samples from the start of the next window to {@link #lastEndMicros}, in units, 16 bits each,
   * little-endian: most of what a checkpoint holds, and bytes are written to it in one piece. Room
   * for the samples to come lies behind them, so that a segment is one copy of its own samples,
   * however many devices there are for whose arrays the collector would have to find a place.
   */
  public byte[] signal = NOTHING;

  /** Bytes at the end of {@link #signal} that hold no samples; none in earlier releases. */
  public int signalSpare;

  /** The same, as earlier releases kept it; empty once {@link #signal} was asked for. */
  public short[] samples = NO_SAMPLES;

  /** Onset of the raised lead-off alert, or {@link #NONE}. */
  public long leadOffMicros = NONE;

  /** Onset of the raised signal-lost alert, or {@link #NONE}. */
  public long signalLostMicros = NONE;

  /** Onset of the raised alert on poor quality, or {@link #NONE}. */
  public long poorQualityMicros = NONE;

  /** Onset of the raised alert on a changed rate, or {@link #NONE}. */
  public long rateChangeMicros = NONE;

  /** Rate of the segment used last; 0 where there was none. */
  public double lastRateHz;

  /** Numbers of the segments used last, a ring. */
  public long[] recentSequences = new long[0];

  /** Fingerprints of their bytes. */
  public long[] recentHashes = new long[0];

  /** Where the ring is written next. */
  public int recentNext;

  /** Segments that wait for one before them, in no order. */
  public List<WaitingSegment> waiting = new ArrayList<>();

  /** Watermark at which silence becomes signal lost, milliseconds. */
  public long lostDueMillis;

  /** Watermark at which the device is forgotten, milliseconds. */
  public long expiryDueMillis;

  /** The one timer that is registered, milliseconds, or {@link #NONE}. */
  public long timerMillis = NONE;

  /** For Flink and for a lead not seen before. */
  public LeadState() {}

  /**
   * A segment that waits.
   *
   * @param sequenceNumber its number
   * @param startMicros its start
   * @param hash fingerprint of its bytes
   * @param segment the segment
   */
  public record WaitingSegment(
      long sequenceNumber, long startMicros, long hash, IncomingSegment segment) {
    /** Numbers, lengths and marks of absence in a checkpoint, rounded up. */
    private static final int FRAME_BYTES = 96;

    private static final int MOST_BYTES_PER_CHARACTER = 3;

    /**
     * At least what it takes in a checkpoint: a device that sends single samples would otherwise be
     * remembered at several times the size of its records.
     */
    int bytes() {
      byte[] key = segment.key();
      int characters =
          segment.topic().length() + segment.deviceId().length() + segment.lead().length();
      return FRAME_BYTES
          + segment.value().length
          + (key == null ? 0 : key.length)
          + MOST_BYTES_PER_CHARACTER * characters;
    }
  }

  /** Number of samples in {@link #signal}. */
  int signalSamples() {
    if (samples.length > 0) {
      signal = new byte[samples.length * Short.BYTES];
      shorts(signal).put(samples);
      signalSpare = 0;
      samples = NO_SAMPLES;
    }
    return (signal.length - signalSpare) / Short.BYTES;
  }

  /**
   * Puts samples behind those of {@link #signal}.
   *
   * @param units the samples
   * @param windowSamples length of a window: the signal gets room to complete it with segments like
   *     this one, but never at once more than twice what it fills, or a device could have much room
   *     made by few samples
   */
  void addSignal(short[] units, int windowSamples) {
    int before = signalSamples();
    int needed = (before + units.length) * Short.BYTES;
    if (signal.length < needed) {
      int room = (windowSamples - 1 + units.length) * Short.BYTES;
      signal = Arrays.copyOf(signal, Math.max(needed, Math.min(room, 2 * signal.length)));
    }
    shorts(signal).put(before, units);
    signalSpare = signal.length - needed;
  }

  /**
   * Drops the first samples of {@link #signal}, and the room behind the rest if that has become
   * more than a window: long segments come seldom, and a checkpoint writes the room too.
   */
  void dropSignal(int count, int windowSamples) {
    int left = (signalSamples() - count) * Short.BYTES;
    int from = count * Short.BYTES;
    if (signal.length - left > windowSamples * Short.BYTES) {
      signal = Arrays.copyOfRange(signal, from, from + left);
    } else if (count > 0) {
      System.arraycopy(signal, from, signal, 0, left);
    }
    signalSpare = signal.length - left;
  }

  /** Drops all samples and the room for them. */
  void forgetSignal() {
    signal = NOTHING;
    signalSpare = 0;
    samples = NO_SAMPLES;
  }

  /** Samples that lie in an array as {@link #signal} holds them. */
  static ShortBuffer shorts(byte[] signal) {
    return ByteBuffer.wrap(signal).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
  }

  int waitingBytes() {
    return waiting.stream().mapToInt(WaitingSegment::bytes).sum();
  }

  boolean wasUsed(long sequenceNumber, long hash) {
    for (int i = 0; i < recentSequences.length; i++) {
      if (recentSequences[i] == sequenceNumber && recentHashes[i] == hash) {
        return true;
      }
    }
    return false;
  }

  void remember(long sequenceNumber, long hash) {
    if (recentSequences.length < RECENT) {
      int length = recentSequences.length;
      recentSequences = Arrays.copyOf(recentSequences, length + 1);
      recentHashes = Arrays.copyOf(recentHashes, length + 1);
      recentSequences[length] = sequenceNumber;
      recentHashes[length] = hash;
      return;
    }
    recentSequences[recentNext] = sequenceNumber;
    recentHashes[recentNext] = hash;
    recentNext = (recentNext + 1) % RECENT;
  }

  /** Forgets everything but the timer. */
  void reset() {
    nextSequence = 0;
    clockMicros = NONE;
    seenEndMicros = NONE;
    lastEndMicros = NONE;
    samplingRateHz = 0;
    resolutionNanovolts = 0;
    forgetSignal();
    leadOffMicros = NONE;
    signalLostMicros = NONE;
    poorQualityMicros = NONE;
    rateChangeMicros = NONE;
    lastRateHz = 0;
    recentSequences = new long[0];
    recentHashes = new long[0];
    recentNext = 0;
    waiting = new ArrayList<>();
  }
}
