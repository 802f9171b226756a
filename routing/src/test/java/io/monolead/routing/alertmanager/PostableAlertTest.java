// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.monolead.routing.SampleAlerts;
import io.monolead.routing.transition.Transition;
import io.monolead.schemas.AlertPriority;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.TechnicalState;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PostableAlertTest {
  private static final TopicPartition AFIB = new TopicPartition("ecg.alerts.AFIB", 0);
  private static final Instant NOW = Instant.parse("2026-03-01T07:00:00Z");
  private static final Duration RESOLVE = Duration.ofMinutes(4);

  @Test
  void whatLastsIsSentWithAnEndAhead() {
    JsonNode json =
        PostableAlert.of(
                Transition.of(
                    SampleAlerts.alert(
                        "a", "ward-3", AlertState.UPDATED, AlertPriority.HIGH, 60, "nurse 1")),
                Map.of("site", "north"))
            .toJson(NOW, RESOLVE);

    assertThat(json.get("labels").toString())
        .isEqualTo(
            "{\"alertname\":\"EcgAlert\",\"device\":\"ward-3\",\"label\":\"AFIB\",\"lead\":\"I\","
                + "\"severity\":\"critical\",\"site\":\"north\"}");
    assertThat(json.get("annotations").get("alert_id").textValue()).isEqualTo("a");
    assertThat(json.get("annotations").get("acknowledged_by").textValue()).isEqualTo("nurse 1");
    assertThat(json.get("startsAt").textValue()).isEqualTo("2026-03-01T06:30:00Z");
    assertThat(json.get("endsAt").textValue()).isEqualTo("2026-03-01T07:04:00Z");
  }

  @Test
  void whatIsOverIsSentWithItsEnd() {
    JsonNode alert =
        PostableAlert.of(SampleAlerts.transition("a", "ward-3", AlertState.CLEARED, 60), Map.of())
            .toJson(NOW, RESOLVE);
    JsonNode technical =
        PostableAlert.of(
                Transition.of(SampleAlerts.technical("t", "ward-3", TechnicalState.CLEARED)),
                Map.of())
            .toJson(NOW, RESOLVE);

    assertThat(alert.get("endsAt").textValue()).isEqualTo("2026-03-01T06:31:20Z");
    assertThat(technical.get("endsAt").textValue()).isEqualTo("2026-03-01T06:30:12Z");
    assertThat(technical.get("labels").get("alertname").textValue()).isEqualTo("EcgTechnicalAlert");
    assertThat(technical.get("labels").get("severity").textValue()).isEqualTo("warning");
    assertThat(technical.get("annotations").get("description").textValue()).contains("12.0 s");
  }

  /** What Alertmanager's own validation asks for: a start, an end, not before it, in RFC 3339. */
  @Property
  void whateverADevicesClockSaysAlertmanagerCanUseTheTimes(
      @ForAll long onset, @ForAll long end, @ForAll boolean cleared) {
    EcgAlert alert =
        EcgAlert.newBuilder(
                SampleAlerts.alert("a", "d", cleared ? AlertState.CLEARED : AlertState.RAISED, 0))
            .setOnsetMicros(onset)
            .setEndMicros(cleared ? end : null)
            .build();

    JsonNode json = PostableAlert.of(Transition.of(alert), Map.of()).toJson(NOW, RESOLVE);

    Instant starts = OffsetDateTime.parse(json.get("startsAt").textValue()).toInstant();
    Instant ends = OffsetDateTime.parse(json.get("endsAt").textValue()).toInstant();
    assertThat(starts).isBetween(Instant.EPOCH, NOW);
    assertThat(ends).isAfterOrEqualTo(starts);
    assertThat(ends.isAfter(NOW)).isEqualTo(!cleared);
  }

  @Test
  void aPriorityThatEscalatesEndsTheAlertOfTheOldLabels() {
    OpenAlerts open = new OpenAlerts(Map.of());
    open.apply(AFIB, escalating(AlertState.RAISED, AlertPriority.LOW));

    List<PostableAlert> told = open.apply(AFIB, escalating(AlertState.UPDATED, AlertPriority.HIGH));

    assertThat(told).hasSize(2);
    assertThat(told.get(0).labels()).containsEntry("severity", "info");
    assertThat(told.get(0).toJson(NOW, RESOLVE).get("endsAt").textValue())
        .isEqualTo("2026-03-01T07:00:00Z");
    assertThat(told.get(1).labels()).containsEntry("severity", "critical");
    assertThat(told.get(1).endsAt()).isEmpty();
    assertThat(open.ids()).containsExactly("a");

    List<PostableAlert> over = open.apply(AFIB, escalating(AlertState.CLEARED, AlertPriority.HIGH));

    assertThat(over).hasSize(1);
    assertThat(over.get(0).endsAt()).isPresent();
    assertThat(open.size()).isZero();
  }

  @Test
  void whatOthersTellNowIsForgotten() {
    OpenAlerts open = new OpenAlerts(Map.of());
    open.apply(AFIB, SampleAlerts.transition("a", "d", AlertState.RAISED, 0));
    open.apply(
        new TopicPartition("ecg.alerts.AFIB", 1),
        SampleAlerts.transition("b", "e", AlertState.RAISED, 0));

    open.forget(List.of(AFIB));

    assertThat(open.ids()).containsExactly("b");
    assertThat(open.find("a")).isEmpty();
  }

  private static Transition escalating(AlertState state, AlertPriority priority) {
    return Transition.of(SampleAlerts.alert("a", "d", state, priority, 5, null));
  }
}
