// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.cli.demo.StoryOutcome.ModelUse;
import io.monolead.cli.demo.StoryOutcome.Raised;
import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.scenario.Story;
import io.monolead.connectors.scenario.Story.Expectation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StoryOutcomeTest {
  private static final Story STORY =
      new Story(
          "ward",
          "",
          120,
          List.of(
              new Story.Device(
                  "bed-04", HeartScenario.of(new Episode(Rhythm.SINUS, 120)), List.of())),
          List.of(),
          List.of(),
          List.of(),
          List.of(
              new Expectation("bed-04", Optional.of("AFIB"), Optional.empty(), 10, 30),
              new Expectation("bed-04", Optional.of("AFIB"), Optional.empty(), 60, 80)));

  private static StoryOutcome outcome(double played, Raised... raised) {
    return StoryOutcome.of(
        STORY, played, List.of(raised), 1, 1, List.of(new ModelUse("1", 2, 0, 4)));
  }

  private static String text(StoryOutcome outcome) {
    return outcome.lines().stream()
        .map(line -> line.render(200, false))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void anAlertInItsTimeMeetsAnExpectationAndOneAlertMeetsOne() {
    StoryOutcome outcome =
        outcome(
            120, new Raised("bed-04", "AFIB", 22, "1"), new Raised("bed-04", "AFIB", 70, "1-next"));

    assertThat(outcome.asExpected()).isTrue();
    assertThat(outcome.others()).isEmpty();
    assertThat(text(outcome))
        .containsPattern("bed-04 +AFIB +0:10 to 0:30 +0:22 +1\n")
        .containsPattern("bed-04 +AFIB +1:00 to 1:20 +1:10 +1-next\n")
        .contains("1 of 1 alerts acknowledged", "version 1 scored 2 windows")
        .endsWith("all as the story expected");
  }

  @Test
  void anAlertAtAnotherTimeOrElsewhereIsNotTheOneThatWasExpected() {
    StoryOutcome outcome =
        outcome(
            120,
            new Raised("bed-04", "AFIB", 31, "1"),
            new Raised("bed-05", "AFIB", 20, "1"),
            new Raised("bed-04", "PVC", 70, "1"));

    assertThat(outcome.asExpected()).isFalse();
    assertThat(outcome.others()).hasSize(3);
    assertThat(text(outcome))
        .containsPattern("0:10 to 0:30 +never")
        .contains("not in the story: bed-05 AFIB at 0:20, by 1")
        .endsWith("not all as the story expected");
  }

  @Test
  void whatWouldHaveComeLaterIsNotJudged() {
    StoryOutcome outcome = outcome(40, new Raised("bed-04", "AFIB", 22, "1"));

    assertThat(outcome.told()).hasSize(1);
    assertThat(outcome.asExpected()).isTrue();
  }
}
