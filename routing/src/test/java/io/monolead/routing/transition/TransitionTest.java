// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.transition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.routing.SampleAlerts;
import io.monolead.routing.transition.Transition.Kind;
import io.monolead.routing.transition.Transition.State;
import io.monolead.schemas.AlertPriority;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.TechnicalState;
import io.monolead.schemas.WireFormat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class TransitionTest {
  private static final EcgAlert RAISED =
      SampleAlerts.alert("00112233445566778899aabbccddeeff", "ward-3", AlertState.RAISED, 0);

  /**
   * Computed apart, in Python: {@code sha256(struct.pack('>i', len(p)) + p ...).hexdigest()[:32]}
   * over the id, RAISED, {@code struct.pack('>q', 1772346630000000)}, HIGH and nothing.
   */
  @Test
  void theKeyIsTheDigestThatTheDocsDescribe() {
    assertThat(Transition.of(RAISED).key()).isEqualTo("cede20fc1a5dbfc004d51702b8f2bdbd");
  }

  @Test
  void everyTransitionOfAnAlertHasAKeyOfItsOwnThoughTimesMayBeTheSame() {
    String id = RAISED.getAlertId();
    List<EcgAlert> life =
        List.of(
            RAISED,
            SampleAlerts.alert(id, "ward-3", AlertState.UPDATED, 60),
            // An acknowledgement counts from the latest window, which may be that of an update.
            SampleAlerts.alert(id, "ward-3", AlertState.UPDATED, AlertPriority.HIGH, 60, "nurse 1"),
            SampleAlerts.alert(
                id, "ward-3", AlertState.UPDATED, AlertPriority.MEDIUM, 60, "nurse 1"),
            SampleAlerts.alert(id, "ward-3", AlertState.CLEARED, 60),
            SampleAlerts.alert(id, "ward-3", AlertState.CLEARED, 61),
            SampleAlerts.alert(id + "0", "ward-3", AlertState.RAISED, 0));

    List<String> keys = life.stream().map(alert -> Transition.of(alert).key()).toList();

    assertThat(new HashSet<>(keys)).hasSameSizeAs(keys);
    assertThat(keys).allMatch(key -> key.matches("[0-9a-f]{32}"));
  }

  @Test
  void bytesOfEitherTopicAreRead() throws Exception {
    TransitionReader reader = new TransitionReader(TopicNames.DEFAULT);
    TechnicalAlert off = SampleAlerts.technical("t", "ward-3", TechnicalState.CLEARED);

    Transition alert = reader.read("ecg.alerts.AFIB", WireFormat.of(EcgAlert.class).encode(RAISED));
    Transition technical =
        reader.read("ecg.alerts.technical", WireFormat.of(TechnicalAlert.class).encode(off));

    assertThat(alert).isEqualTo(Transition.of(RAISED));
    assertThat(technical.kind()).isEqualTo(Kind.TECHNICAL);
    assertThat(technical.state()).isEqualTo(State.CLEARED);
    assertThat(technical.label()).isEqualTo("LEAD_OFF");
    assertThat(technical.transitionMicros()).isEqualTo(SampleAlerts.ONSET + 12_000_000);
  }

  @Test
  void theJsonHasEveryFieldOfTheRecordUnderItsOwnName() throws Exception {
    EcgAlert cleared =
        SampleAlerts.alert("a", "d", AlertState.CLEARED, AlertPriority.LOW, 5, "nurse 1");
    compare(cleared, Transition.of(cleared));
    compare(RAISED, Transition.of(RAISED));
    TechnicalAlert off = SampleAlerts.technical("t", "d", TechnicalState.RAISED);
    compare(off, Transition.of(off));
  }

  private static void compare(SpecificRecord record, Transition transition) throws Exception {
    JsonNode json = new JsonMapper().readTree(TransitionJson.of(transition).toString());
    List<String> names = new ArrayList<>(List.of("type"));
    assertThat(json.get("type").textValue()).isEqualTo(record.getSchema().getName());
    for (Schema.Field field : record.getSchema().getFields()) {
      names.add(field.name());
      Object value = record.get(field.pos());
      assertThat(json.get(field.name()).isNull()).isEqualTo(value == null);
      if (value != null) {
        assertThat(json.get(field.name()).asText()).isEqualTo(value.toString());
      }
    }
    assertThat(json.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(names);
  }
}
