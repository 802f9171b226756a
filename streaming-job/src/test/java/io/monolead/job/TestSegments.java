// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import io.monolead.connectors.kafka.SourceRecord;
import io.monolead.job.decode.IncomingSegment;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.WireFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Segments as devices send them, for tests. */
public final class TestSegments {
  public static final String DEVICE = "device-1";
  public static final String LEAD = "I";
  public static final double RATE_HZ = 100;
  public static final long SECOND = 1_000_000;

  /** 2025-01-01T00:00:00Z. */
  public static final long EPOCH = 1_735_689_600_000_000L;

  private static final WireFormat<EcgSegment> WIRE_FORMAT = WireFormat.of(EcgSegment.class);

  private TestSegments() {}

  /** A valid segment of one second at 100 Hz, to be changed. */
  public static EcgSegment.Builder segment(long number, double startSeconds) {
    return EcgSegment.newBuilder()
        .setDeviceId(DEVICE)
        .setLead(LEAD)
        .setSequenceNumber(number)
        .setStartTimeMicros(EPOCH + Math.round(startSeconds * SECOND))
        .setSamplingRateHz(RATE_HZ)
        .setResolutionNanovolts(1000)
        .setSamples(ramp(Math.round(startSeconds * RATE_HZ), 100));
  }

  /** Samples that count, so that a window's content tells where it was cut. */
  public static ByteBuffer ramp(long first, int count) {
    ByteBuffer bytes = ByteBuffer.allocate(count * 2).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putShort((short) ((first + i) % 30_000));
    }
    return bytes.flip();
  }

  public static byte[] bytes(EcgSegment.Builder segment) {
    synchronized (WIRE_FORMAT) {
      return WIRE_FORMAT.encode(segment.build());
    }
  }

  public static SourceRecord source(byte[] value) {
    return new SourceRecord(
        "ecg.segments", 3, 42, -1, DEVICE.getBytes(StandardCharsets.UTF_8), value);
  }

  public static IncomingSegment incoming(EcgSegment.Builder segment) {
    return new IncomingSegment(
        "ecg.segments",
        3,
        segment.getSequenceNumber(),
        -1,
        segment.getDeviceId().getBytes(StandardCharsets.UTF_8),
        bytes(segment),
        segment.getDeviceId(),
        segment.getLead());
  }

  public static IncomingSegment incoming(long number, double startSeconds) {
    return incoming(segment(number, startSeconds));
  }
}
