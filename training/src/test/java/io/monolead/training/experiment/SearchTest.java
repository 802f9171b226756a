// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.signal.LabelSpace;
import io.monolead.training.evaluation.Predictions;
import io.monolead.training.experiment.Search.Candidate;
import io.monolead.training.report.ReportFolder;
import io.monolead.training.trainer.EpochResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchTest {
  private static final int PAIRS = 100;

  private final Setting setting = RunSpecTest.setting(List.of(1L, 2L));

  @Test
  void theBetterHalfGoesOnWithTwiceTheEpochsAndTheBestOfTheLastRoundIsChosen() throws Exception {
    Search search =
        new Search(setting, "resnet1d_wang", List.of(0.0, 1.0, 3.0), List.of(0.0, 0.1), 3);
    ScriptedRuns runs = new ScriptedRuns();
    // alpha 3 is best after 5 epochs, alpha 1 with beta 0.1 in the end.
    runs.script(search, new Candidate(0, 0), 60, 60, 60);
    runs.script(search, new Candidate(0, 0.1), 61, 61, 61);
    runs.script(search, new Candidate(1, 0), 70, 71, 72);
    runs.script(search, new Candidate(1, 0.1), 75, 78, 90);
    runs.script(search, new Candidate(3, 0), 80, 76, 80);
    runs.script(search, new Candidate(3, 0.1), 62, 99, 99);

    List<Search.Round> rounds = search.carryOut(runs, runs.asked::addAll);

    assertThat(rounds).extracting(Search.Round::epochs).containsExactly(5, 10, 20);
    assertThat(rounds.get(0).survivors())
        .containsExactly(new Candidate(3, 0), new Candidate(1, 0.1), new Candidate(1, 0));
    assertThat(rounds.get(1).survivors())
        .containsExactly(new Candidate(1, 0.1), new Candidate(3, 0));
    assertThat(rounds.get(2).survivors()).containsExactly(new Candidate(1, 0.1));
    assertThat(rounds.get(2).placings().get(0).validationMacroAuc()).isEqualTo(0.9);
    assertThat(runs.asked).hasSize((6 + 3 + 2) * 2);
    assertThat(runs.asked).extracting(run -> run.options().epochs()).contains(5, 10, 20);
  }

  @Test
  void teachersLearnForTheirFullTimeInEveryRound() {
    Search search = new Search(setting, "resnet1d_wang", List.of(1.0), List.of(0.1), 3);

    RunSpec brief = search.runs(new Candidate(1, 0.1), 0).get(0);

    assertThat(brief.options().epochs()).isEqualTo(5);
    assertThat(brief.needs()).containsExactly(setting.teacher("resnet1d_wang", 0));
  }

  @Test
  void inTheLastRoundTheRunsAreThoseOfTheTables() {
    Search search = new Search(setting, "resnet1d_wang", List.of(0.0, 1.0), List.of(0.0, 0.1), 2);

    assertThat(search.runs(new Candidate(1, 0.1), 1))
        .containsExactly(setting.student("resnet1d_wang", 0), setting.student("resnet1d_wang", 1));
    assertThat(search.runs(new Candidate(0, 0), 1))
        .containsExactly(
            setting.baseline("resnet1d_wang", 0), setting.baseline("resnet1d_wang", 1));
  }

  @Test
  void theChoiceIsRecorded(@TempDir Path folder) throws Exception {
    Search search = new Search(setting, "resnet1d_wang", List.of(1.0), List.of(0.0, 0.1), 1);
    ScriptedRuns runs = new ScriptedRuns();
    runs.script(search, new Candidate(1, 0), 70);
    runs.script(search, new Candidate(1, 0.1), 80);

    ReportFolder.write(
        SearchReport.of(search, search.carryOut(runs, asked -> {}), "All is there."), folder);

    assertThat(folder.resolve("report.md"))
        .content()
        .contains("Chosen: alpha 1.0, beta 0.1, with a validation AUC of 0.8000.");
    assertThat(folder.resolve("round1.csv")).content().contains("1.0,0.1,0.8000,chosen");
  }

  @Test
  void moreRoundsThanTheEpochsCanBeHalvedAreRefused() {
    assertThatThrownBy(() -> new Search(setting, "resnet1d_wang", List.of(1.0), List.of(0.1), 6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("20 epochs")
        .hasMessageContaining("6 rounds");
  }

  /** Runs whose validation AUC is given. */
  private static final class ScriptedRuns implements KnownRuns {
    private final Map<String, Integer> inOrder = new HashMap<>();
    private final List<RunSpec> asked = new ArrayList<>();

    /**
     * Sets the AUC of a candidate in each round, in percent, of the first seed one more and of the
     * second one less.
     */
    void script(Search search, Candidate candidate, int... percent) {
      for (int round = 0; round < percent.length; round++) {
        List<RunSpec> runs = search.runs(candidate, round);
        inOrder.put(runs.get(0).id(), Math.min(PAIRS, percent[round] + 1));
        inOrder.put(runs.get(1).id(), percent[round] - 1);
      }
    }

    @Override
    public boolean knows(RunSpec spec) {
      return inOrder.containsKey(spec.id());
    }

    /** One positive, ranked above as many of a hundred negatives as the AUC says in percent. */
    @Override
    public Predictions predictions(RunSpec spec, Part part) {
      assertThat(part).as("a search looks at no test fold").isEqualTo(Part.VALIDATION);
      float[] probabilities = new float[PAIRS + 1];
      boolean[] truth = new boolean[PAIRS + 1];
      List<String> names = new ArrayList<>(List.of("positive"));
      truth[0] = true;
      probabilities[0] = 0.5f;
      for (int i = 1; i <= PAIRS; i++) {
        names.add("negative" + i);
        probabilities[i] = i <= inOrder.get(spec.id()) ? 0.1f : 0.9f;
      }
      return new Predictions(
          new LabelSpace("superdiagnostic", List.of("NORM")), names, names, probabilities, truth);
    }

    @Override
    public List<EpochResult> log(RunSpec spec) {
      return List.of();
    }
  }
}
