// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import io.monolead.training.evaluation.EvaluationReport;
import io.monolead.training.evaluation.Predictions;
import io.monolead.training.experiment.KnownRuns.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A search for the weights of MKD and CLT by successive halving (Jamieson and Talwalkar 2016, arXiv
 * 1502.07943): all pairs of a small grid are trained briefly, the better half of them twice as
 * long, and so on; what counts is the mean validation AUC over seeds. Test folds are not looked at.
 *
 * <p>Every round trains from the beginning, because a one-cycle schedule is made for its length.
 *
 * @param setting what the runs have in common; its epochs are those of the last round, and of the
 *     teachers throughout
 * @param backbone architecture of teachers and students
 * @param alphas weights of MKD
 * @param betas weights of CLT
 * @param rounds number of rounds, at least 1; each takes twice the epochs of the one before
 */
public record Search(
    Setting setting, String backbone, List<Double> alphas, List<Double> betas, int rounds) {

  public Search {
    alphas = List.copyOf(alphas);
    betas = List.copyOf(betas);
    if (alphas.isEmpty() || betas.isEmpty()) {
      throw new IllegalArgumentException("A search needs at least one alpha and one beta");
    }
    if (rounds < 1 || setting.options().epochs() >> (rounds - 1) < 1) {
      throw new IllegalArgumentException(
          "With "
              + setting.options().epochs()
              + " epochs in the last round and half as many in each round before it, there cannot"
              + " be "
              + rounds
              + " rounds");
    }
  }

  /**
   * One pair of weights.
   *
   * @param alpha weight of MKD
   * @param beta weight of CLT; with both 0 a candidate is the single-lead baseline
   */
  public record Candidate(double alpha, double beta) {}

  /**
   * What a candidate reached.
   *
   * @param candidate the weights
   * @param validationMacroAuc mean over seeds
   * @param goesOn whether it is among the better half
   */
  public record Placing(Candidate candidate, double validationMacroAuc, boolean goesOn) {}

  /**
   * One round.
   *
   * @param epochs of its trainings
   * @param placings best first
   */
  public record Round(int epochs, List<Placing> placings) {
    public Round {
      placings = List.copyOf(placings);
    }

    /** Those that go on; of the last round the best alone. */
    public List<Candidate> survivors() {
      return placings.stream().filter(Placing::goesOn).map(Placing::candidate).toList();
    }
  }

  /** Carries out runs, those that are needed first: {@link RunPool#carryOut}. */
  @FunctionalInterface
  public interface Runner {
    void carryOut(List<RunSpec> runs) throws IOException, InterruptedException;
  }

  /** All pairs of the grid. */
  public List<Candidate> grid() {
    List<Candidate> grid = new ArrayList<>();
    for (double alpha : alphas) {
      for (double beta : betas) {
        grid.add(new Candidate(alpha, beta));
      }
    }
    return grid;
  }

  /** Epochs of a round, counted from 0. */
  public int epochs(int round) {
    return setting.options().epochs() >> (rounds - 1 - round);
  }

  /** The runs of a candidate in a round, one per seed. */
  public List<RunSpec> runs(Candidate candidate, int round) {
    Setting.Lessons own = setting.lessons();
    Setting taught =
        setting.withLessons(
            new Setting.Lessons(
                candidate.alpha(), own.form(), candidate.beta(), own.view(), own.parts()));
    return setting.perSeed(
        place -> {
          RunSpec run =
              taught.lessons().all().isEmpty()
                  ? taught.baseline(backbone, place)
                  : taught.student(backbone, place);
          return run.withOptions(run.options().withEpochs(epochs(round)));
        });
  }

  /**
   * Searches.
   *
   * @param known where finished runs are read
   * @param runner carries out what is missing
   * @return the rounds in order; the first candidate of the last one is the choice
   * @throws IOException if a run cannot be read or written
   * @throws InterruptedException if the calling thread is interrupted while runs are carried out
   */
  public List<Round> carryOut(KnownRuns known, Runner runner)
      throws IOException, InterruptedException {
    List<Round> done = new ArrayList<>();
    List<Candidate> left = grid();
    for (int round = 0; round < rounds; round++) {
      List<RunSpec> runs = new ArrayList<>();
      for (Candidate candidate : left) {
        runs.addAll(runs(candidate, round));
      }
      runner.carryOut(runs);
      done.add(place(known, left, round));
      left = done.get(round).survivors();
    }
    return done;
  }

  private Round place(KnownRuns known, List<Candidate> candidates, int round) throws IOException {
    List<Placing> placings = new ArrayList<>();
    for (Candidate candidate : candidates) {
      double sum = 0;
      List<RunSpec> runs = runs(candidate, round);
      for (RunSpec run : runs) {
        Predictions predictions = known.predictions(run, Part.VALIDATION);
        sum +=
            EvaluationReport.macroAuc(
                predictions.probabilities(), predictions.truth(), predictions.labelSpace().size());
      }
      placings.add(new Placing(candidate, sum / runs.size(), false));
    }
    // The sort is stable: of equals the earlier one of the grid stands first, here and every time.
    placings.sort(Comparator.comparingDouble(Placing::validationMacroAuc).reversed());
    int kept = round == rounds - 1 ? 1 : (placings.size() + 1) / 2;
    List<Placing> marked = new ArrayList<>();
    for (int i = 0; i < placings.size(); i++) {
      Placing placing = placings.get(i);
      marked.add(new Placing(placing.candidate(), placing.validationMacroAuc(), i < kept));
    }
    return new Round(epochs(round), marked);
  }
}
