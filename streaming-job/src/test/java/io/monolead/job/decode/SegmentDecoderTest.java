// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.monolead.job.TestSegments;
import io.monolead.schemas.DeadLetterReason;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.WireFormat;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SegmentDecoderTest {
  private final SegmentDecoder decoder = new SegmentDecoder(Duration.ofMinutes(5));

  @Test
  void aValidSegmentIsDecoded() throws Exception {
    byte[] samples = {1, 0, -1, -1, 0, -128, 52, 18};
    Segment segment =
        decoder.decode(
            TestSegments.bytes(
                TestSegments.segment(7, 0)
                    .setLead(" avr ")
                    .setSamplingRateHz(20)
                    .setSamples(ByteBuffer.wrap(samples))
                    .setLeadOff(true)),
            -1);
    assertThat(segment.deviceId()).isEqualTo("device-1");
    assertThat(segment.lead()).isEqualTo("aVR");
    assertThat(segment.sequenceNumber()).isEqualTo(7);
    assertThat(segment.samples()).containsExactly(1, -1, -32768, 0x1234);
    assertThat(segment.endMicros() - segment.startMicros()).isEqualTo(200_000);
    assertThat(segment.leadOff()).isTrue();
  }

  static Stream<Arguments> invalidFields() {
    return Stream.of(
        invalid(DeadLetterReason.INVALID_DEVICE, s -> s.setDeviceId("")),
        invalid(DeadLetterReason.INVALID_DEVICE, s -> s.setDeviceId("  ")),
        invalid(DeadLetterReason.INVALID_DEVICE, s -> s.setDeviceId("d".repeat(129))),
        invalid(DeadLetterReason.INVALID_DEVICE, s -> s.setDeviceId("bed\u00007")),
        invalid(DeadLetterReason.INVALID_LEAD, s -> s.setLead("")),
        invalid(DeadLetterReason.INVALID_LEAD, s -> s.setLead("x".repeat(33))),
        invalid(DeadLetterReason.INVALID_LEAD, s -> s.setLead("I\n")),
        invalid(DeadLetterReason.INVALID_SEQUENCE, s -> s.setSequenceNumber(-1)),
        invalid(DeadLetterReason.INVALID_RATE, s -> s.setSamplingRateHz(0)),
        invalid(DeadLetterReason.INVALID_RATE, s -> s.setSamplingRateHz(-100)),
        invalid(DeadLetterReason.INVALID_RATE, s -> s.setSamplingRateHz(10_000.5)),
        invalid(DeadLetterReason.INVALID_RATE, s -> s.setSamplingRateHz(Double.NaN)),
        invalid(DeadLetterReason.INVALID_RATE, s -> s.setSamplingRateHz(Double.POSITIVE_INFINITY)),
        invalid(DeadLetterReason.INVALID_RESOLUTION, s -> s.setResolutionNanovolts(0)),
        invalid(DeadLetterReason.INVALID_RESOLUTION, s -> s.setResolutionNanovolts(-1)),
        invalid(DeadLetterReason.INVALID_RESOLUTION, s -> s.setResolutionNanovolts(Double.NaN)),
        invalid(
            DeadLetterReason.INVALID_RESOLUTION,
            s -> s.setResolutionNanovolts(Double.POSITIVE_INFINITY)),
        invalid(DeadLetterReason.INVALID_RESOLUTION, s -> s.setResolutionNanovolts(1e300)),
        invalid(DeadLetterReason.INVALID_LENGTH, s -> s.setSamples(ByteBuffer.allocate(0))),
        invalid(DeadLetterReason.INVALID_LENGTH, s -> s.setSamples(ByteBuffer.allocate(201))),
        invalid(DeadLetterReason.INVALID_LENGTH, s -> s.setSamples(ByteBuffer.allocate(18))),
        invalid(DeadLetterReason.INVALID_LENGTH, s -> s.setSamples(ByteBuffer.allocate(12_002))),
        invalid(DeadLetterReason.INVALID_LENGTH, s -> s.setSamples(ByteBuffer.allocate(2_000_000))),
        invalid(DeadLetterReason.INVALID_LENGTH, s -> s.setSamplingRateHz(1e-300)),
        invalid(DeadLetterReason.INVALID_LENGTH, s -> oneSample(s).setSamplingRateHz(0.008)),
        invalid(DeadLetterReason.INVALID_LENGTH, s -> oneSample(s).setSamplingRateHz(1e-12)),
        invalid(DeadLetterReason.INVALID_LENGTH, s -> oneSample(s).setSamplingRateHz(1e-300)),
        invalid(DeadLetterReason.INVALID_TIME, s -> s.setStartTimeMicros(-3_000_000_000_000_000L)),
        invalid(DeadLetterReason.INVALID_TIME, s -> s.setStartTimeMicros(Long.MAX_VALUE)),
        invalid(DeadLetterReason.INVALID_TIME, s -> s.setStartTimeMicros(Long.MIN_VALUE)));
  }

  private static EcgSegment.Builder oneSample(EcgSegment.Builder segment) {
    return segment.setSamples(ByteBuffer.allocate(2));
  }

  private static Arguments invalid(
      DeadLetterReason reason, UnaryOperator<EcgSegment.Builder> change) {
    return Arguments.of(reason, TestSegments.bytes(change.apply(TestSegments.segment(1, 0))));
  }

  @ParameterizedTest
  @MethodSource("invalidFields")
  void anImpossibleFieldIsRejectedWithItsReason(DeadLetterReason reason, byte[] bytes) {
    assertThat(rejection(bytes, -1).reason()).isEqualTo(reason);
  }

  @Test
  void theShortestAndTheLongestSegmentPass() throws Exception {
    for (int samples : List.of(10, 6000)) {
      byte[] bytes =
          TestSegments.bytes(
              TestSegments.segment(0, 0).setSamples(ByteBuffer.allocate(2 * samples)));
      assertThat(decoder.decode(bytes, -1).samples()).hasSize(samples);
    }
  }

  @Test
  void bytesThatAreNoMessageAreUndecodable() {
    byte[] good = TestSegments.bytes(TestSegments.segment(1, 0));
    byte[] truncated = Arrays.copyOf(good, good.length / 2);
    byte[] trailing = Arrays.copyOf(good, good.length + 1);
    byte[] score =
        WireFormat.of(EcgScore.class)
            .encode(new EcgScore("d", "I", 0L, 1L, "m", "1", List.of(), 1f, List.of()));
    for (byte[] bytes : new byte[][] {null, {}, {1, 2, 3}, truncated, trailing, score}) {
      assertThat(rejection(bytes, -1).reason()).isEqualTo(DeadLetterReason.UNDECODABLE);
    }
  }

  @Test
  void anUnknownFingerprintIsAnUnknownSchema() {
    byte[] bytes = TestSegments.bytes(TestSegments.segment(1, 0));
    bytes[5] ^= 1;
    assertThat(rejection(bytes, -1).reason()).isEqualTo(DeadLetterReason.UNKNOWN_SCHEMA);
  }

  @Test
  void aClockFarAheadOfTheBrokersIsRejectedWithBothFigures() {
    byte[] bytes = TestSegments.bytes(TestSegments.segment(1, 0));
    long sixMinutesBefore = TestSegments.EPOCH / 1000 - 360_000;
    RejectedSegmentException rejection = rejection(bytes, sixMinutesBefore);
    assertThat(rejection.reason()).isEqualTo(DeadLetterReason.INVALID_TIME);
    assertThat(rejection).hasMessageContaining("360000 ms").hasMessageContaining("300000 ms");
  }

  @Property(tries = 2000)
  void whateverOneByteIsChangedItEitherDecodesOrIsRejected(@ForAll int position, @ForAll byte value)
      throws Exception {
    byte[] bytes = TestSegments.bytes(TestSegments.segment(1, 0));
    bytes[Math.floorMod(position, Math.min(bytes.length, 60))] = value;
    try {
      Segment segment = decoder.decode(bytes, -1);
      assertThat(segment.samples()).isNotEmpty();
    } catch (RejectedSegmentException e) {
      assertThat(e.reason()).isNotEqualTo(DeadLetterReason.UNKNOWN);
    }
  }

  private RejectedSegmentException rejection(byte[] bytes, long recordMillis) {
    return catchThrowableOfType(
        RejectedSegmentException.class, () -> decoder.decode(bytes, recordMillis));
  }
}
