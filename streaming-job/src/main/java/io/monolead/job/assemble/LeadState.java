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
 * touches it. Arrays are replaced, never written to, except {@link #recentSequences} and {@link
 * #recentHashes}, which are copied with the state.
 *
 * <p>Bounded, in bytes of a checkpoint: fewer samples than a window (2 bytes each), {@link
 * AssemblyRules#reorderBytes} of waiting segments, {@value #RECENT} fingerprints (16 bytes each),
 * and {@value #FIXED_BYTES} for the rest.
 */
public final class LeadState {
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
   * little-endian: most of what a checkpoint holds, and bytes are written to it in one piece.
   */
  public byte[] signal = new byte[0];

  /** The same, as earlier releases kept it; empty once {@link #signal} was asked for. */
  public short[] samples = new short[0];

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
      samples = new short[0];
    }
    return signal.length / Short.BYTES;
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
    signal = new byte[0];
    samples = new short[0];
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
