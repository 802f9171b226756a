// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.kafka.SourceRecord;
import io.monolead.job.decode.DeadLetters;
import io.monolead.schemas.AlertAction;
import io.monolead.schemas.AlertActionKind;
import io.monolead.schemas.DeadLetterReason;
import io.monolead.schemas.WireFormat;
import java.time.Duration;
import java.util.List;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ActionDecodeFunctionTest {
  private static final long NOW_MILLIS = 1_700_000_000_000L;

  private OneInputStreamOperatorTestHarness<SourceRecord, IncomingAction> harness;

  @BeforeEach
  void open() throws Exception {
    harness =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(new ActionDecodeFunction(Duration.ofHours(24))));
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static AlertAction.Builder silence(long hours) {
    return AlertAction.newBuilder()
        .setDeviceId("d")
        .setLead("avf")
        .setKind(AlertActionKind.SILENCE)
        .setUntilMicros((NOW_MILLIS + hours * 3_600_000) * 1000)
        .setBy("nurse 1");
  }

  private void send(byte[] value) throws Exception {
    harness.processElement(
        new SourceRecord("actions", 0, 0, NOW_MILLIS, new byte[] {1}, value), NOW_MILLIS);
  }

  private void send(AlertAction.Builder action) throws Exception {
    send(WireFormat.of(AlertAction.class).encode(action.build()));
  }

  private List<DeadLetterReason> reasons() {
    return harness.getSideOutput(DeadLetters.TAG).stream()
        .map(record -> record.getValue().getReason())
        .toList();
  }

  @Test
  void aGoodActionIsForTheLeadInItsCanonicalSpelling() throws Exception {
    send(silence(24));
    assertThat(harness.extractOutputValues())
        .singleElement()
        .satisfies(action -> assertThat(action.lead()).isEqualTo("aVF"));
    assertThat(harness.getSideOutput(DeadLetters.TAG)).isNull();
  }

  @Test
  void whatCannotBeDoneIsADeadLetterWithItsReason() throws Exception {
    send(new byte[] {1, 2, 3});
    send((byte[]) null);
    send(silence(1).setDeviceId(" "));
    send(silence(1).setLead("x".repeat(40)));
    send(silence(1).setBy(""));
    send(silence(25));
    send(silence(1).setUntilMicros(null));
    send(silence(1).setKind(AlertActionKind.UNKNOWN));
    send(silence(1).setKind(AlertActionKind.ACKNOWLEDGE));
    assertThat(harness.extractOutputValues()).isEmpty();
    assertThat(reasons())
        .containsExactly(
            DeadLetterReason.UNDECODABLE,
            DeadLetterReason.UNDECODABLE,
            DeadLetterReason.INVALID_DEVICE,
            DeadLetterReason.INVALID_LEAD,
            DeadLetterReason.INVALID_ACTION,
            DeadLetterReason.INVALID_ACTION,
            DeadLetterReason.INVALID_ACTION,
            DeadLetterReason.INVALID_ACTION,
            DeadLetterReason.INVALID_ACTION);
  }
}
