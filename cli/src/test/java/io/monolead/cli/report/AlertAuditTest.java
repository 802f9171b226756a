// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.evaluation.alert.Episode;
import io.monolead.evaluation.truth.LabelSpan;
import io.monolead.evaluation.truth.TimeSpan;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AlertAuditTest {
  private static final long S = 1_000_000;
  private static final Set<String> KNOWN = Set.of("AFIB", "PVC");

  @Test
  void anAlertIsRightIfItsLabelIsTrueOfItsDeviceWhileItLasts() {
    List<LabelSpan> truth = List.of(span("sim-01", "NORM", 0, 60), span("sim-02", "AFIB", 12, 38));

    AlertAudit audit =
        AlertAudit.of(
            List.of(alert("sim-02", "AFIB", 10, 40), alert("sim-01", "AFIB", 20, 30)),
            truth,
            KNOWN,
            60 * S);

    assertThat(audit.byLabel())
        .containsExactly(Map.entry("AFIB", new AlertAudit.Row(2, 2, 1, 1, 1)));
  }

  @Test
  void anEpisodeWithoutAnAlertIsNotSeen() {
    AlertAudit audit =
        AlertAudit.of(
            List.of(alert("sim-02", "AFIB", 39, 45)),
            List.of(span("sim-02", "AFIB", 12, 38), span("sim-04", "PVC", 3, 20)),
            KNOWN,
            60 * S);

    assertThat(audit.byLabel())
        .containsEntry("AFIB", new AlertAudit.Row(1, 1, 0, 1, 0))
        .containsEntry("PVC", new AlertAudit.Row(0, 0, 0, 1, 0));
  }

  @Test
  void anAlertThatWasNeverClearedLastsToTheEnd() {
    Episode open =
        new Episode("a", "sim-02", "I", "AFIB", 2 * S, 12 * S, OptionalLong.empty(), 0.9f);

    AlertAudit audit =
        AlertAudit.of(List.of(open), List.of(span("sim-02", "AFIB", 50, 59)), KNOWN, 60 * S);

    assertThat(audit.byLabel()).containsEntry("AFIB", new AlertAudit.Row(1, 0, 1, 1, 1));
    assertThat(audit.lines()).hasSize(2);
  }

  @Test
  void anAlertOfALabelThatNobodyKnowsTheTruthOfIsNeitherRightNorWrong() {
    AlertAudit audit = AlertAudit.of(List.of(alert("r1", "STD_", 2, 12)), List.of(), KNOWN, 60 * S);

    assertThat(audit.lines().get(1).text()).contains("STD_").contains("unknown");
  }

  private static LabelSpan span(String device, String label, long from, long to) {
    return new LabelSpan(device, label, new TimeSpan(from * S, to * S));
  }

  private static Episode alert(String device, String label, long onset, long end) {
    return new Episode(
        device + label + onset,
        device,
        "I",
        label,
        onset * S,
        (onset + 10) * S,
        OptionalLong.of(end * S),
        0.9f);
  }
}
