// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.decode;

import io.monolead.job.TestSegments;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.JsonFormat;
import io.monolead.schemas.WireFormat;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Records as broken firmware, broken networks and people who mean harm would send them, without
 * end. Each is a valid segment of a device named {@code hostile-...}, in Avro or JSON, that went
 * through one to three of many ways to be wrong; some of them stay valid. Equal seeds give equal
 * records.
 */
public final class HostileSegments {
  private static final int HEADER_BYTES = 10;
  private static final double[] NUMBERS = {
    0,
    -0.0,
    -1,
    1e-300,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    Double.NaN,
    Double.NEGATIVE_INFINITY,
    Double.POSITIVE_INFINITY,
    1e-12,
    0.01,
    3,
    9_999.999,
    10_000.001,
    4e9
  };
  private static final long[] COUNTS = {
    Long.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE, 1L << 53, Long.MAX_VALUE - 1, Long.MAX_VALUE
  };
  private static final String[] TEXTS = {
    "",
    " ",
    "\t",
    "hostile\u0000",
    "hostile\u202e",
    "hostile\ud800",
    "x".repeat(129),
    "x".repeat(5000),
    "hostile-{}${jndi:ldap://x}",
    "hostile-' OR 1=1 --",
    "hostile-../../etc",
    "hostile-ü\u00a0"
  };

  private final SplittableRandom random;
  private final WireFormat<EcgSegment> wireFormat = WireFormat.of(EcgSegment.class);
  private final JsonFormat<EcgSegment> json = new JsonFormat<>(EcgSegment.class);
  private final byte[] foreignHeader;

  public HostileSegments(long seed) {
    random = new SplittableRandom(seed);
    foreignHeader = wireFormat.encode(TestSegments.segment(0, 0).build());
    foreignHeader[2 + random.nextInt(8)] ^= (byte) (1 + random.nextInt(255));
  }

  /** The next record's value; null now and then. */
  public byte[] next() {
    EcgSegment.Builder segment =
        TestSegments.segment(random.nextInt(500), random.nextInt(60))
            .setDeviceId("hostile-" + random.nextInt(50));
    int fields = random.nextInt(3);
    for (int i = 0; i < fields; i++) {
      spoilField(segment);
    }
    byte[] bytes =
        random.nextInt(3) == 0 ? json.encode(segment.build()) : wireFormat.encode(segment.build());
    int strokes = fields == 0 ? 1 + random.nextInt(3) : random.nextInt(2);
    for (int i = 0; i < strokes && bytes != null; i++) {
      bytes = spoilBytes(bytes);
    }
    return bytes;
  }

  private void spoilField(EcgSegment.Builder segment) {
    switch (random.nextInt(7)) {
      case 0 -> segment.setSamplingRateHz(number());
      case 1 -> segment.setResolutionNanovolts(number());
      case 2 -> segment.setSequenceNumber(count());
      case 3 -> segment.setStartTimeMicros(random.nextBoolean() ? count() : random.nextLong());
      case 4 -> segment.setDeviceId(TEXTS[random.nextInt(TEXTS.length)]);
      case 5 -> segment.setLead(TEXTS[random.nextInt(TEXTS.length)]);
      default -> segment.setSamples(ByteBuffer.allocate(random.nextInt(3000)));
    }
  }

  private double number() {
    return random.nextBoolean()
        ? NUMBERS[random.nextInt(NUMBERS.length)]
        : Double.longBitsToDouble(random.nextLong());
  }

  private long count() {
    return COUNTS[random.nextInt(COUNTS.length)];
  }

  private byte[] spoilBytes(byte[] bytes) {
    byte[] spoilt = bytes.clone();
    switch (random.nextInt(9)) {
      case 0, 1, 2 -> {
        for (int flips = 1 + random.nextInt(8); flips > 0 && spoilt.length > 0; flips--) {
          spoilt[random.nextInt(spoilt.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 3 -> spoilt = Arrays.copyOf(spoilt, random.nextInt(spoilt.length + 1));
      case 4 -> spoilt = Arrays.copyOf(spoilt, spoilt.length + 1 + random.nextInt(2000));
      case 5 -> {
        // The header stays: what follows is noise, with lengths of any size.
        for (int i = HEADER_BYTES; i < spoilt.length; i++) {
          spoilt[i] = (byte) random.nextInt(256);
        }
      }
      case 6 -> {
        // A number of ten bytes of which each says that another follows.
        for (int i = HEADER_BYTES; i < Math.min(spoilt.length, HEADER_BYTES + 11); i++) {
          spoilt[i] = (byte) 0xff;
        }
      }
      case 7 ->
          System.arraycopy(foreignHeader, 0, spoilt, 0, Math.min(HEADER_BYTES, spoilt.length));
      default -> {
        if (random.nextInt(4) == 0) {
          return null;
        }
        for (int i = 0; i < spoilt.length; i++) {
          spoilt[i] = (byte) random.nextInt(256);
        }
      }
    }
    return spoilt;
  }
}
