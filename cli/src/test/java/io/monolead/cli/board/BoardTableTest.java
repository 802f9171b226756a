// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.cli.terminal.Line;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.TechnicalCondition;
import io.monolead.schemas.TechnicalState;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoardTableTest {
  private final DeviceBoard board = new DeviceBoard();

  @Test
  void showsEachDeviceWithItsRhythmItsLatestScoreAndItsAlerts() {
    board.expect("sim-01", "I");
    board.truth("sim-02", "I", new Truth("AF", 112.4));
    board.add(Messages.score("sim-02", 10, 0.9f, 0.1f, 1f));
    board.add(Messages.score("sim-02", 12, 0.2f, 0.97f, 0.75f));
    board.add(Messages.alert("a", "sim-02", "AFIB", AlertState.RAISED, 2, 12, null));

    assertThat(texts(new BoardTable(80).lines(board, 20)))
        .containsExactly(
            "device     rhythm        bpm  label    p  risk        signal  alerts",
            "sim-01                        -                               ",
            "sim-02     AF            112  AFIB  0.97            ▁█   75%  ● AFIB");
  }

  @Test
  void everyRowFitsEightyColumns() {
    board.truth("sim-02", "I", new Truth("sinus tachycardia", 142));
    board.add(Messages.score("sim-02", 12, 0.2f, 0.97f, 1f));
    board.add(Messages.alert("a", "sim-02", "CLBBB", AlertState.RAISED, 2, 12, null));

    assertThat(new BoardTable(80).lines(board, 20))
        .allSatisfy(line -> assertThat(line.width()).isLessThanOrEqualTo(80));
  }

  @Test
  void aClearedAlertIsGoneAndTheEventStays() {
    board.add(Messages.alert("a", "sim-02", "AFIB", AlertState.RAISED, 2, 12, null));
    board.add(Messages.alert("a", "sim-02", "AFIB", AlertState.CLEARED, 2, 40, 38L));

    assertThat(board.devices()).singleElement().matches(d -> d.alerts().isEmpty());
    assertThat(board.raised()).isEqualTo(1);
    assertThat(board.cleared()).isEqualTo(1);
    assertThat(board.latestEvents(5).stream().map(e -> e.line(ZoneOffset.UTC).text()))
        .containsExactly(
            "00:00:40  cleared AFIB         sim-02 I  after 0:36, peak 0.95",
            "00:00:12  raised  AFIB         sim-02 I  0.90 (threshold 0.50), medium priority");
  }

  @Test
  void technicalConditionsAreShownInWords() {
    board.add(Messages.technical("sim-03", TechnicalCondition.LEAD_OFF, TechnicalState.RAISED, 20));

    assertThat(texts(new BoardTable(80).lines(board, 20)).get(1)).endsWith("lead off");

    board.add(
        Messages.technical("sim-03", TechnicalCondition.LEAD_OFF, TechnicalState.CLEARED, 20));

    assertThat(texts(new BoardTable(80).lines(board, 20)).get(1)).doesNotContain("lead off");
  }

  @Test
  void whereRowsAreShortDevicesWithAlertsComeFirst() {
    for (int i = 10; i < 30; i++) {
      board.expect("sim-" + i, "I");
    }
    board.add(Messages.alert("a", "sim-29", "AFIB", AlertState.RAISED, 2, 12, null));

    List<String> texts = texts(new BoardTable(80).lines(board, 6));

    assertThat(texts).hasSize(6);
    assertThat(texts.get(1)).startsWith("sim-29");
    assertThat(texts.get(5)).isEqualTo("and 16 more devices");
  }

  @Test
  void aScoreThatIsRepeatedIsDrawnOnce() {
    board.add(Messages.score("sim-02", 10, 0.9f, 0.1f, 1f));
    board.add(Messages.score("sim-02", 10, 0.9f, 0.1f, 1f));

    assertThat(board.devices()).singleElement().matches(d -> d.history().size() == 1);
  }

  private static List<String> texts(List<Line> lines) {
    return lines.stream().map(Line::text).toList();
  }
}
