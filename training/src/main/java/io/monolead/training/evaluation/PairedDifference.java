// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How much better one system ranks than another on the same recordings, over several seeds.
 *
 * @param differences difference of the macro AUC, seed by seed
 * @param mean their mean
 * @param overPatients 95 % interval of the mean when patients are resampled, both systems and all
 *     seeds of one test set alike: what another sample of patients could have given
 * @param overSeeds 95 % t interval of the mean over seeds: what other seeds could have given; NaN
 *     for fewer than two
 * @param overBoth 95 % interval when seeds are resampled, and patients within them
 */
public record PairedDifference(
    List<Double> differences,
    double mean,
    Interval overPatients,
    Interval overSeeds,
    Interval overBoth) {

  /**
   * One seed.
   *
   * @param system what is looked at
   * @param baseline what it is compared with, on the same recordings in the same order
   */
  public record Pair(Predictions system, Predictions baseline) {
    public Pair {
      if (!system.recordings().equals(baseline.recordings())
          || !Arrays.equals(system.truth(), baseline.truth())) {
        throw new IllegalArgumentException(
            "Only predictions of the same recordings can be compared pair by pair");
      }
    }
  }

  /**
   * Compares.
   *
   * @param pairs one per seed, at least one
   * @param bootstrap how often and from what seed to resample
   */
  public static PairedDifference of(List<Pair> pairs, Bootstrap bootstrap) {
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException("There is nothing to compare");
    }
    Map<List<String>, int[][]> draws = new HashMap<>();
    double[][] resampled = new double[pairs.size()][];
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      Pair pair = pairs.get(i);
      int[][] multiplicities =
          draws.computeIfAbsent(
              pair.system().recordings(), names -> bootstrap.draw(pair.system().patients()));
      List<Ranking> system = rankings(pair.system());
      List<Ranking> baseline = rankings(pair.baseline());
      int[] once = new int[pair.system().size()];
      Arrays.fill(once, 1);
      differences.add(macro(system, once) - macro(baseline, once));
      resampled[i] = new double[multiplicities.length];
      for (int b = 0; b < multiplicities.length; b++) {
        resampled[i][b] = macro(system, multiplicities[b]) - macro(baseline, multiplicities[b]);
      }
    }
    SeedSummary summary = SeedSummary.of(differences);
    double half =
        pairs.size() < 2
            ? Double.NaN
            : StudentT.quantile975(pairs.size() - 1)
                * summary.deviation()
                / Math.sqrt(pairs.size());
    return new PairedDifference(
        List.copyOf(differences),
        summary.mean(),
        Interval.of(meansOverPairs(resampled)),
        new Interval(summary.mean() - half, summary.mean() + half, pairs.size()),
        Interval.of(hierarchical(resampled, bootstrap.seed())));
  }

  private static List<Ranking> rankings(Predictions predictions) {
    List<Ranking> rankings = new ArrayList<>();
    for (int label = 0; label < predictions.labelSpace().size(); label++) {
      rankings.add(new Ranking(predictions.probabilitiesOf(label), predictions.truthOf(label)));
    }
    return rankings;
  }

  /** Mean over the labels that can be ranked. */
  private static double macro(List<Ranking> rankings, int[] multiplicity) {
    return rankings.stream()
        .mapToDouble(ranking -> ranking.auc(multiplicity))
        .filter(auc -> !Double.isNaN(auc))
        .average()
        .orElse(Double.NaN);
  }

  private static double[] meansOverPairs(double[][] resampled) {
    double[] means = new double[resampled[0].length];
    for (double[] pair : resampled) {
      for (int b = 0; b < means.length; b++) {
        means[b] += pair[b] / resampled.length;
      }
    }
    return means;
  }

  private static double[] hierarchical(double[][] resampled, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[resampled[0].length];
    for (int b = 0; b < means.length; b++) {
      for (int i = 0; i < resampled.length; i++) {
        means[b] += resampled[random.nextInt(resampled.length)][b] / resampled.length;
      }
    }
    return means;
  }
}
