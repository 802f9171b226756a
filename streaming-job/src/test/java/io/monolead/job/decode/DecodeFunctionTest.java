// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.kafka.SourceRecord;
import io.monolead.job.TestSegments;
import io.monolead.schemas.DeadLetter;
import io.monolead.schemas.DeadLetterReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecodeFunctionTest {
  private OneInputStreamOperatorTestHarness<SourceRecord, IncomingSegment> harness;

  @BeforeEach
  void open() throws Exception {
    harness =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(new DecodeFunction(Duration.ofMinutes(5))));
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void aSegmentKeepsItsOriginAndItsBytes() throws Exception {
    byte[] value = TestSegments.bytes(TestSegments.segment(0, 0).setLead("i"));
    harness.processElement(TestSegments.source(value), 0);
    IncomingSegment segment = harness.extractOutputValues().get(0);
    assertThat(segment.origin()).isEqualTo("ecg.segments-3@42");
    assertThat(segment.value()).isEqualTo(value);
    assertThat(segment.lead()).isEqualTo("I");
  }

  @Test
  void aRecordThatIsNoSegmentBecomesADeadLetterWithItsBytes() throws Exception {
    byte[] value = {9, 9, 9};
    harness.processElement(TestSegments.source(value), 0);
    harness.processElement(TestSegments.source(null), 0);
    assertThat(harness.extractOutputValues()).isEmpty();
    DeadLetter letter = harness.getSideOutput(DeadLetters.TAG).poll().getValue();
    assertThat(letter.getReason()).isEqualTo(DeadLetterReason.UNDECODABLE);
    assertThat(letter.getPartition()).isEqualTo(3);
    assertThat(letter.getOffset()).isEqualTo(42);
    assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(value));
    assertThat(harness.getSideOutput(DeadLetters.TAG).poll().getValue().getValue()).isNull();
  }

  @Test
  void onlyUsableSegmentsMoveEventTime() {
    SegmentTimestamps timestamps = new SegmentTimestamps(Duration.ofMinutes(5));
    byte[] value = TestSegments.bytes(TestSegments.segment(0, 1.5));
    assertThat(timestamps.extractTimestamp(TestSegments.source(value), 7))
        .isEqualTo(TestSegments.EPOCH / 1000 + 1500);
    assertThat(timestamps.extractTimestamp(TestSegments.source(new byte[] {1}), 7))
        .isEqualTo(Long.MIN_VALUE);
  }
}
