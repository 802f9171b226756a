// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.job.TestSegments;
import io.monolead.schemas.DeadLetterReason;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostileDecoderTest {
  /** {@code -Dmonolead.hostile.decoded=1000000} for a long run. */
  private static final int RECORDS = Integer.getInteger("monolead.hostile.decoded", 100_000);

  private static final long SEED = Long.getLong("monolead.hostile.seed", 20_261_125L);

  @Test
  void everyHostileRecordIsASegmentWithinTheLimitsOrRejectedWithAReason() {
    HostileSegments hostile = new HostileSegments(SEED);
    SegmentDecoder decoder = new SegmentDecoder(Duration.ofMinutes(5));
    Map<DeadLetterReason, Integer> reasons = new EnumMap<>(DeadLetterReason.class);
    int taken = 0;

    for (int i = 0; i < RECORDS; i++) {
      byte[] value = hostile.next();
      byte[] before = value == null ? null : value.clone();
      String where = "record " + i + " of seed " + SEED;
      try {
        Segment segment = decoder.decode(value, TestSegments.EPOCH / 1000);
        taken++;
        assertThat(segment.samplingRateHz()).as(where).isGreaterThan(0).isLessThanOrEqualTo(10_000);
        assertThat(segment.resolutionNanovolts()).as(where).isGreaterThan(0).isFinite();
        assertThat(segment.sequenceNumber()).as(where).isNotNegative();
        assertThat(segment.samples().length / segment.samplingRateHz()).as(where).isLessThan(120);
        assertThat(segment.startMicros())
            .as(where)
            .isLessThanOrEqualTo(TestSegments.EPOCH + 300_000_000);
        assertThat(segment.deviceId()).as(where).isNotBlank().hasSizeLessThanOrEqualTo(128);
        assertThat(segment.lead()).as(where).isNotBlank();
      } catch (RejectedSegmentException e) {
        reasons.merge(e.reason(), 1, Integer::sum);
        assertThat(e.reason()).as(where).isNotEqualTo(DeadLetterReason.UNKNOWN);
        assertThat(e.getMessage()).as(where).isNotBlank().hasSizeLessThan(1000);
      }
      assertThat(Arrays.equals(value, before)).as(where + " is not written to").isTrue();
    }

    assertThat(taken).as("some stay valid").isGreaterThan(RECORDS / 50);
    assertThat(reasons.keySet())
        .as("%d taken, rejected %s", taken, reasons)
        .containsExactlyInAnyOrder(
            DeadLetterReason.UNDECODABLE,
            DeadLetterReason.UNKNOWN_SCHEMA,
            DeadLetterReason.INVALID_DEVICE,
            DeadLetterReason.INVALID_LEAD,
            DeadLetterReason.INVALID_RATE,
            DeadLetterReason.INVALID_RESOLUTION,
            DeadLetterReason.INVALID_LENGTH,
            DeadLetterReason.INVALID_TIME,
            DeadLetterReason.INVALID_SEQUENCE);
  }
}
