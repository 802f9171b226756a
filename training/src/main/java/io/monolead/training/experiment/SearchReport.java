// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import io.monolead.training.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a {@link Search} found, as a report. */
public final class SearchReport {
  private SearchReport() {}

  /**
   * Makes the report.
   *
   * @param search what was searched
   * @param rounds what it gave
   * @param atHand what of the data set is there, in a sentence
   */
  public static Report of(Search search, List<Search.Round> rounds, String atHand) {
    Setting setting = search.setting();
    List<Report.Block> blocks = new ArrayList<>();
    Search.Placing best = rounds.get(rounds.size() - 1).placings().get(0);
    blocks.add(new Report.Text(atHand));
    blocks.add(
        new Report.Text(
            String.format(
                Locale.ROOT,
                "Chosen: alpha %s, beta %s, with a validation AUC of %.4f.",
                best.candidate().alpha(),
                best.candidate().beta(),
                best.validationMacroAuc())));
    blocks.add(
        new Report.Text(
            String.format(
                Locale.ROOT,
                "%s students of lead %s, data set %s, task %s; macro AUC of the validation folds %s,"
                    + " mean over seeds %s. Test folds were not looked at. The better half of each"
                    + " round is trained again, from the beginning, for twice as many epochs."
                    + " Teachers: %s.",
                search.backbone(),
                setting.lead(),
                setting.dataSet(),
                setting.task(),
                setting.foldPairs().stream()
                    .limit(setting.seeds().size())
                    .map(FoldPair::validation)
                    .toList(),
                setting.seeds(),
                setting.options().withSeed(0))));
    for (int round = 0; round < rounds.size(); round++) {
      Search.Round each = rounds.get(round);
      blocks.add(
          new Report.Heading(String.format("Round %d: %d epochs", round + 1, each.epochs())));
      List<List<String>> rows = new ArrayList<>();
      for (Search.Placing placing : each.placings()) {
        rows.add(
            List.of(
                Double.toString(placing.candidate().alpha()),
                Double.toString(placing.candidate().beta()),
                String.format(Locale.ROOT, "%.4f", placing.validationMacroAuc()),
                placing.goesOn() ? round == rounds.size() - 1 ? "chosen" : "goes on" : ""));
      }
      blocks.add(
          new Report.Table(
              "round" + (round + 1),
              List.of("alpha (MKD)", "beta (CLT)", "validation AUC", "outcome"),
              rows));
    }
    return new Report("Search for the weights of the lessons", blocks);
  }
}
