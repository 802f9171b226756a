// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.job.identity.LeadKey;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.WireFormat;
import io.monolead.signal.Lead;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Devices that send segments of a second in turns, for ever, as one sequence of records.
 *
 * <p>Record i belongs to device i modulo the devices. Devices begin one after the other within the
 * first seconds, so that in each of them equally many complete a window, and not all at once. A
 * device repeats half a minute of a simulated heart; windows last ten seconds and begin every five,
 * the job's defaults. Immutable; thread-safe.
 */
public final class LoadFleet {
  /** Length of a segment. */
  static final long SEGMENT_MICROS = 1_000_000;

  /** Segments of a window. */
  static final int WINDOW_SEGMENTS = 10;

  /** Segments from a window to the next. */
  public static final int HOP_SEGMENTS = 5;

  private static final double RATE_HZ = 250;
  private static final double NANOVOLTS = 1000;
  private static final double UNITS_PER_MILLIVOLT = 1000;
  private static final int HEARTS = 32;
  private static final int PIECES = 30;
  private static final String PREFIX = "load-";
  private static final Lead LEAD = Lead.I;

  private final int devices;
  private final long startMicros;
  private final byte[][] keys;
  private final byte[][] heads;
  private final byte[][][] tails;

  /**
   * A record to send.
   *
   * @param key key of the record
   * @param value the segment
   * @param window see {@link LoadFleet#window}; -1 if this segment completes none
   */
  record Shot(byte[] key, byte[] value, long window) {}

  /**
   * @param devices number of devices, at least 1
   * @param startMicros event time of the first device's first sample, microseconds since 1970
   */
  LoadFleet(int devices, long startMicros) {
    if (devices < 1) {
      throw new IllegalArgumentException("A fleet needs at least 1 device, not " + devices);
    }
    this.devices = devices;
    this.startMicros = startMicros;
    WireFormat<EcgSegment> format = WireFormat.of(EcgSegment.class);
    keys = new byte[devices][];
    heads = new byte[devices][];
    for (int device = 0; device < devices; device++) {
      String id = String.format(Locale.ROOT, "%s%06d", PREFIX, device);
      keys[device] = id.getBytes(StandardCharsets.UTF_8);
      heads[device] = SegmentTemplate.head(format, id, LEAD.name());
    }
    tails = new byte[HEARTS][PIECES][];
    Rhythm[] rhythms = Rhythm.values();
    for (int heart = 0; heart < HEARTS; heart++) {
      SimulatedHeart simulated =
          new SimulatedHeart(
              new HeartScenario(
                  new ArrayList<>(List.of(new Episode(rhythms[heart % rhythms.length], PIECES))),
                  List.of()),
              LEAD,
              RATE_HZ,
              heart + 1L);
      for (int piece = 0; piece < PIECES; piece++) {
        tails[heart][piece] =
            SegmentTemplate.tail(
                format, RATE_HZ, NANOVOLTS, samples(simulated.next((int) RATE_HZ)));
      }
    }
  }

  private static ByteBuffer samples(float[] millivolts) {
    ByteBuffer bytes =
        ByteBuffer.allocate(millivolts.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float sample : millivolts) {
      double units = Math.rint(sample * UNITS_PER_MILLIVOLT);
      bytes.putShort((short) Math.max(-Short.MAX_VALUE, Math.min(Short.MAX_VALUE, units)));
    }
    return bytes.flip();
  }

  /** What the job keeps state for, in the order of the devices. */
  public List<LeadKey> keys() {
    return Arrays.stream(keys)
        .map(key -> new LeadKey(new String(key, StandardCharsets.UTF_8), LEAD.name()))
        .toList();
  }

  /** Number of devices. */
  public int devices() {
    return devices;
  }

  /** Records before the first of those that complete windows at an even pace. */
  public long primingRecords() {
    return (long) devices * (WINDOW_SEGMENTS - 1);
  }

  /** Records of which at least so many windows come, the fewest of whole rounds. */
  long recordsFor(long windows) {
    long rounds = WINDOW_SEGMENTS - 1;
    while (windowsOf(rounds * devices) < windows) {
      rounds++;
    }
    return rounds * devices;
  }

  /** Windows that the first so many records complete. */
  public long windowsOf(long records) {
    long windows = 0;
    for (int device = 0; device < Math.min(devices, records); device++) {
      long segments = roundsOf(device, records) - delay(device);
      if (segments >= WINDOW_SEGMENTS) {
        windows += (segments - WINDOW_SEGMENTS) / HOP_SEGMENTS + 1;
      }
    }
    return windows;
  }

  /**
   * Segments among the first so many records, of which those of devices that have not begun are
   * none.
   */
  public long segmentsOf(long records) {
    long segments = 0;
    for (int device = 0; device < Math.min(devices, records); device++) {
      segments += Math.max(0, roundsOf(device, records) - delay(device));
    }
    return segments;
  }

  private long roundsOf(int device, long records) {
    return (records - device + devices - 1) / devices;
  }

  /** Records that complete a window, per record, once all devices send. */
  public static double windowsPerRecord() {
    return 1.0 / HOP_SEGMENTS;
  }

  /** Rounds that a device lets pass before its first segment. */
  private static int delay(int device) {
    return device % HOP_SEGMENTS;
  }

  /**
   * The record of a number.
   *
   * @param index counts from 0
   * @return null where the device has not begun
   */
  Shot shot(long index) {
    int device = (int) (index % devices);
    long sequence = index / devices - delay(device);
    if (sequence < 0) {
      return null;
    }
    byte[] tail = tails[device % HEARTS][(int) (sequence % PIECES)];
    byte[] value =
        SegmentTemplate.segment(
            heads[device], sequence, beginMicros(device) + sequence * SEGMENT_MICROS, tail);
    long after = sequence + 1 - WINDOW_SEGMENTS;
    long window = after >= 0 && after % HOP_SEGMENTS == 0 ? name(device, after / HOP_SEGMENTS) : -1;
    return new Shot(keys[device], value, window);
  }

  private long beginMicros(int device) {
    return startMicros + delay(device) * SEGMENT_MICROS + device * SEGMENT_MICROS / devices;
  }

  private static long name(int device, long number) {
    return ((long) device << Integer.SIZE) | number;
  }

  /**
   * The name of a window: the number of its device in the upper half, its own number in the lower.
   *
   * @throws IllegalArgumentException if no device of this fleet has such a window
   */
  long window(String deviceId, long endMicros) {
    if (!deviceId.startsWith(PREFIX)) {
      throw new IllegalArgumentException("There is no device " + deviceId);
    }
    int device = Integer.parseInt(deviceId.substring(PREFIX.length()));
    if (device >= devices) {
      throw new IllegalArgumentException("There is no device " + deviceId);
    }
    long since = endMicros - beginMicros(device) - WINDOW_SEGMENTS * SEGMENT_MICROS;
    long hop = HOP_SEGMENTS * SEGMENT_MICROS;
    if (since < 0 || since % hop != 0) {
      throw new IllegalArgumentException(
          "No window of " + deviceId + " ends at " + endMicros + " us");
    }
    return name(device, since / hop);
  }
}
