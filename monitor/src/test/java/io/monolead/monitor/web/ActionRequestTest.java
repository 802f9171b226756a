// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import static io.monolead.monitor.Samples.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.monolead.connectors.kafka.SourceRecord;
import io.monolead.job.alert.ActionsOfTheJob;
import io.monolead.monitor.Samples;
import io.monolead.monitor.wall.HeartRateMeter;
import io.monolead.monitor.wall.Wall;
import io.monolead.monitor.wall.WallLimits;
import io.monolead.schemas.AlertAction;
import io.monolead.schemas.AlertActionKind;
import io.monolead.schemas.WireFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActionRequestTest {
  private static final long NOW = 1_800_000_000L * SECOND;
  private final ObjectMapper mapper = new ObjectMapper();
  private final Wall wall = new Wall(WallLimits.DEFAULT, () -> NOW, HeartRateMeter.none());

  private AlertAction read(String json) throws Exception {
    return ActionRequest.read(mapper.readTree(json), Optional.empty(), false, wall, NOW);
  }

  private static void jobTakes(AlertAction action) {
    AlertAction decoded =
        ActionsOfTheJob.decode(
            new SourceRecord(
                "ecg.alert-actions",
                0,
                0,
                NOW / 1000,
                null,
                WireFormat.of(AlertAction.class).encode(action)));
    assertThat(decoded).isEqualTo(action);
  }

  @Test
  void anAcknowledgementNamesTheAlert() throws Exception {
    AlertAction action =
        read(
            """
            {"kind":"ACKNOWLEDGE","device":"bed-7","lead":"avr","label":"AFIB","alertId":"x1",
             "minutes":null,"by":" nurse 1 "}\
            """);

    assertThat(action.getKind()).isEqualTo(AlertActionKind.ACKNOWLEDGE);
    assertThat(action.getLead()).isEqualTo("aVR");
    assertThat(action.getAlertId()).isEqualTo("x1");
    assertThat(action.getBy()).isEqualTo("nurse 1");
    jobTakes(action);
  }

  @Test
  void aSilenceEndsInTheTimeOfItsStream() throws Exception {
    String silence =
        """
        {"kind":"SILENCE","device":"d","lead":"I","label":null,"minutes":30,"by":"n"}\
        """;
    assertThat(read(silence).getUntilMicros()).isEqualTo(NOW + 1_800 * SECOND);
    jobTakes(read(silence));

    long lastYear = NOW - 365L * 86_400 * SECOND;
    wall.segment(Samples.segment("d", 0, lastYear), 0, 0, true);
    assertThat(read(silence).getUntilMicros()).isEqualTo(lastYear + 1_801 * SECOND);
    jobTakes(read(silence));
  }

  @Test
  void theLongestSilenceIsADay() throws Exception {
    String day =
        "{\"kind\":\"SILENCE\",\"device\":\"d\",\"lead\":\"I\",\"minutes\":1440,\"by\":\"n\"}";
    assertThat(read(day).getUntilMicros()).isEqualTo(NOW + 86_400 * SECOND);
    jobTakes(read(day));
    // A device whose clock is two days ahead cannot be silenced for longer than the job allows.
    wall.segment(Samples.segment("d", 0, NOW + 2 * 86_400 * SECOND), 0, 0, true);
    jobTakes(read(day));
  }

  @Test
  void whoeverAProxyNamesCannotActAsSomebodyElse() throws Exception {
    String json = "{\"kind\":\"RESUME\",\"device\":\"d\",\"lead\":\"I\",\"by\":\"the boss\"}";
    AlertAction action =
        ActionRequest.read(mapper.readTree(json), Optional.of("ann"), true, wall, NOW);
    assertThat(action.getBy()).isEqualTo("ann");
    AlertAction said =
        ActionRequest.read(mapper.readTree(json), Optional.of("ann"), false, wall, NOW);
    assertThat(said.getBy()).isEqualTo("the boss");
    jobTakes(action);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"kind\":\"DELETE\",\"device\":\"d\",\"lead\":\"I\",\"by\":\"n\"}",
        "{\"kind\":\"UNKNOWN\",\"device\":\"d\",\"lead\":\"I\",\"by\":\"n\"}",
        "{\"kind\":\"ACKNOWLEDGE\",\"device\":\"d\",\"lead\":\"I\",\"by\":\"n\"}",
        "{\"kind\":\"ACKNOWLEDGE\",\"device\":\"\",\"lead\":\"I\",\"by\":\"n\",\"alertId\":\"x\"}",
        "{\"kind\":\"ACKNOWLEDGE\",\"device\":7,\"lead\":\"I\",\"by\":\"n\",\"alertId\":\"x\"}",
        "{\"kind\":\"RESUME\",\"device\":\"d\",\"lead\":\"  \",\"by\":\"n\"}",
        "{\"kind\":\"RESUME\",\"device\":\"d\",\"lead\":\"I\",\"by\":\" \"}",
        "{\"kind\":\"RESUME\",\"device\":\"d\",\"lead\":\"I\"}",
        "{\"kind\":\"RESUME\",\"device\":\"d\",\"lead\":\"I\",\"by\":\"n\",\"label\":\" \"}",
        "{\"kind\":\"SILENCE\",\"device\":\"d\",\"lead\":\"I\",\"by\":\"n\"}",
        "{\"kind\":\"SILENCE\",\"device\":\"d\",\"lead\":\"I\",\"by\":\"n\",\"minutes\":0}",
        "{\"kind\":\"SILENCE\",\"device\":\"d\",\"lead\":\"I\",\"by\":\"n\",\"minutes\":-5}",
        "{\"kind\":\"SILENCE\",\"device\":\"d\",\"lead\":\"I\",\"by\":\"n\",\"minutes\":1441}",
        "{\"kind\":\"SILENCE\",\"device\":\"d\",\"lead\":\"I\",\"by\":\"n\",\"minutes\":\"9\"}",
        "{\"kind\":\"SILENCE\",\"device\":\"d\",\"lead\":\"I\",\"by\":\"n\",\"minutes\":1e999}"
      })
  void whatTheJobWouldRefuseIsNotSent(String json) {
    assertThatIllegalArgumentException().isThrownBy(() -> read(json));
  }
}
