// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.internals.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNamesTest {
  @Test
  void namesAreThoseOfTheContract() {
    TopicNames names = TopicNames.DEFAULT;
    assertThat(
            List.of(
                names.segments(),
                names.scores(),
                names.technicalAlerts(),
                names.deadLetters(),
                names.models(),
                names.policies(),
                names.alerts("STD_")))
        .containsExactly(
            "ecg.segments",
            "ecg.scores",
            "ecg.alerts.technical",
            "ecg.dead-letters",
            "ecg.models",
            "ecg.policies",
            "ecg.alerts.STD_")
        .allSatisfy(Topic::validate);
    assertThat(new TopicNames("ward-7.").segments()).isEqualTo("ward-7.segments");
  }

  @Test
  void givesEachLabelItsTopicInOrder() {
    assertThat(TopicNames.DEFAULT.alerts(List.of("NORM", "AFIB")))
        .containsExactly(
            Map.entry("NORM", "ecg.alerts.NORM"), Map.entry("AFIB", "ecg.alerts.AFIB"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ST depression", "VT/VF", "Vorhofflimmern\u00e4", "a\nb"})
  void refusesLabelsThatKafkaCannotName(String label) {
    assertThatThrownBy(() -> TopicNames.DEFAULT.alerts(label))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + label + "'");
  }

  @Test
  void refusesLabelsThatWouldShareATopic() {
    assertThatThrownBy(() -> TopicNames.DEFAULT.alerts("Technical"))
        .hasMessageContaining("collides with the topic of technical alerts");
    assertThatThrownBy(() -> TopicNames.DEFAULT.alerts(List.of("STD_", "STD.")))
        .hasMessageContaining("'STD_' and 'STD.' collide");
    assertThatThrownBy(() -> TopicNames.DEFAULT.alerts(List.of("x".repeat(250))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAPrefixThatKafkaCannotName() {
    assertThatThrownBy(() -> new TopicNames("my ecg."))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'my ecg.'");
  }
}
