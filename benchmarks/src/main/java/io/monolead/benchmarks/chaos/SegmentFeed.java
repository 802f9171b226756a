// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.chaos;

import io.monolead.connectors.replay.SegmentSink;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes records of segments, and what goes wrong with devices on the way: the first falls silent,
 * the second loses its electrode, the third sends segments swapped and twice, the fourth leaves
 * gaps, and now and then a record is no segment at all. Equal segments make equal records.
 *
 * <p>Belongs to the thread that sends, but for {@link #stop}, {@link #accepted} and {@link
 * #lastMillis}.
 */
final class SegmentFeed implements SegmentSink {
  private static final int GARBAGE_EVERY = 97;
  private static final byte[] GARBAGE = {1, 2, 3};
  private static final int TWICE_EVERY = 10;

  /** Roles go round among the devices; those from this number on are sound. */
  private static final int ROLES = 8;

  private final String topic;
  private final Consumer<ProducerRecord<byte[], byte[]>> out;
  private final long limit;
  private final WireFormat<EcgSegment> format = WireFormat.of(EcgSegment.class);
  private final Map<String, Device> devices = new HashMap<>();
  private volatile boolean stopped;
  private volatile long accepted;
  private volatile long lastMillis;

  /** A device, and the segment of it that is held back to be sent after the next. */
  private static final class Device {
    private final int role;
    private final long startMicros;
    private EcgSegment held;

    Device(int role, long startMicros) {
      this.role = role;
      this.startMicros = startMicros;
    }
  }

  /**
   * A feed.
   *
   * @param topic the topic of segments
   * @param out takes the records in their order
   * @param limit ends after so many segments
   */
  SegmentFeed(String topic, Consumer<ProducerRecord<byte[], byte[]>> out, long limit) {
    this.topic = topic;
    this.out = out;
    this.limit = limit;
  }

  /** Ends the replay at the next segment. */
  void stop() {
    stopped = true;
  }

  /** Segments taken so far; as a limit it makes another feed end where this one does. */
  long accepted() {
    return accepted;
  }

  /** Start of the segment taken last, milliseconds since 1970. */
  long lastMillis() {
    return lastMillis;
  }

  @Override
  public void accept(EcgSegment segment) throws InterruptedException {
    if (stopped || accepted >= limit) {
      throw new InterruptedException("The feed has ended");
    }
    Device device =
        devices.computeIfAbsent(
            segment.getDeviceId(),
            id -> new Device(devices.size() % ROLES, segment.getStartTimeMicros()));
    long second = (segment.getStartTimeMicros() - device.startMicros) / 1_000_000;
    switch (device.role) {
      case 0 -> sendUnless(within(second, 150, 60, 105), segment);
      case 1 ->
          send(
              within(second, 90, 30, 42)
                  ? EcgSegment.newBuilder(segment).setLeadOff(true).build()
                  : segment);
      case 2 -> swap(device, segment);
      case 3 -> sendUnless(within(second, 100, 50, 58), segment);
      default -> send(segment);
    }
    long number = accepted + 1;
    if (number % GARBAGE_EVERY == 0) {
      out.accept(record("garbage", segment.getStartTimeMicros(), GARBAGE));
    }
    lastMillis = segment.getStartTimeMicros() / 1000;
    accepted = number;
  }

  private static boolean within(long second, long cycle, long from, long to) {
    long at = second % cycle;
    return at >= from && at < to;
  }

  private void sendUnless(boolean missing, EcgSegment segment) {
    if (!missing) {
      send(segment);
    }
  }

  private void swap(Device device, EcgSegment segment) {
    if (device.held == null) {
      device.held = segment;
      return;
    }
    send(segment);
    send(device.held);
    if (device.held.getSequenceNumber() % TWICE_EVERY == 0) {
      send(device.held);
    }
    device.held = null;
  }

  private void send(EcgSegment segment) {
    out.accept(record(segment.getDeviceId(), segment.getStartTimeMicros(), format.encode(segment)));
  }

  private ProducerRecord<byte[], byte[]> record(String key, long micros, byte[] value) {
    return new ProducerRecord<>(
        topic, null, micros / 1000, key.getBytes(StandardCharsets.UTF_8), value);
  }

  @Override
  public void flush() {
    // Whoever owns the producer flushes it.
  }
}
