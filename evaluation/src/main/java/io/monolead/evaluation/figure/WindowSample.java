// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.figure;

import io.monolead.evaluation.result.CalibrationBin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Windows with one label's probability, its truth, and the patient's number; and the figures of
 * them. Sorted once: a figure of a resample is one pass, or less. Immutable.
 */
public final class WindowSample {
  /** Bins of a reliability curve. */
  public static final int BINS = 10;

  /** Up to so many patients the areas under the ROC curve come from a table of all pairs. */
  private static final int MOST_PATIENTS_IN_TABLE = 512;

  private final int patients;

  /** {@code [window]}, highest probability first. */
  private final float[] scores;

  private final boolean[] truth;
  private final int[] patient;

  /** Whether the window is the last of those with its probability. */
  private final boolean[] endsGroup;

  /** {@code [patient]}: windows with and without the label. */
  private final long[] positives;

  private final long[] negatives;

  /** {@code [winner][loser]}: pairs won, ties counting half, times two; null for many patients. */
  private final long[][] twiceWon;

  /** {@code [decision][patient]} at the threshold: tp, fp, fn, tn. */
  private final long[][] decisions = new long[4][];

  /** {@code [bin][patient]}: windows, positives, and sums of probabilities. */
  private final long[][] binWindows;

  private final long[][] binPositives;
  private final double[][] binSums;

  /**
   * Windows.
   *
   * @param scores {@code [window]}: probabilities, 0 to 1, none NaN
   * @param truth {@code [window]}: whether the label is there
   * @param patient {@code [window]}: number of the patient
   * @param patients number of patients
   * @param threshold probability from which on a window counts
   */
  public WindowSample(
      float[] scores, boolean[] truth, int[] patient, int patients, float threshold) {
    if (scores.length != truth.length || scores.length != patient.length) {
      throw new IllegalArgumentException(
          scores.length
              + " scores need as many truths and patients, not "
              + truth.length
              + " and "
              + patient.length);
    }
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparing((Integer i) -> scores[i], Comparator.reverseOrder()))
            .mapToInt(Integer::intValue)
            .toArray();
    int n = order.length;
    this.patients = patients;
    this.scores = new float[n];
    this.truth = new boolean[n];
    this.patient = new int[n];
    this.endsGroup = new boolean[n];
    this.positives = new long[patients];
    this.negatives = new long[patients];
    Arrays.setAll(decisions, any -> new long[patients]);
    this.binWindows = new long[BINS][patients];
    this.binPositives = new long[BINS][patients];
    this.binSums = new double[BINS][patients];
    for (int i = 0; i < n; i++) {
      int from = order[i];
      this.scores[i] = scores[from];
      this.truth[i] = truth[from];
      this.patient[i] = patient[from];
      // == and not compare(): 0.0 and -0.0 are one score.
      this.endsGroup[i] = i + 1 == n || scores[from] != scores[order[i + 1]];
      (truth[from] ? positives : negatives)[patient[from]]++;
      boolean called = scores[from] >= threshold;
      int decision = called ? (truth[from] ? 0 : 1) : truth[from] ? 2 : 3;
      decisions[decision][patient[from]]++;
      int bin = Math.min(BINS - 1, (int) (scores[from] * BINS));
      binWindows[bin][patient[from]]++;
      binPositives[bin][patient[from]] += truth[from] ? 1 : 0;
      binSums[bin][patient[from]] += scores[from];
    }
    this.twiceWon = patients <= MOST_PATIENTS_IN_TABLE ? pairs() : null;
  }

  /** Number of windows. */
  public int size() {
    return scores.length;
  }

  private long[][] pairs() {
    long[][] won = new long[patients][patients];
    long[] above = new long[patients];
    long[] group = new long[patients];
    int begin = 0;
    for (int i = 0; i < scores.length; i++) {
      if (truth[i]) {
        group[patient[i]]++;
      }
      if (endsGroup[i]) {
        for (int j = begin; j <= i; j++) {
          if (!truth[j]) {
            for (int p = 0; p < patients; p++) {
              won[p][patient[j]] += 2 * above[p] + group[p];
            }
          }
        }
        for (int p = 0; p < patients; p++) {
          above[p] += group[p];
          group[p] = 0;
        }
        begin = i + 1;
      }
    }
    return won;
  }

  /** Windows with the label. */
  public double positives(int[] counts) {
    return sum(positives, counts);
  }

  /** Right calls. */
  public double truePositives(int[] counts) {
    return sum(decisions[0], counts);
  }

  /** Wrong calls. */
  public double falsePositives(int[] counts) {
    return sum(decisions[1], counts);
  }

  /** Windows with the label that were not called. */
  public double falseNegatives(int[] counts) {
    return sum(decisions[2], counts);
  }

  /** Windows without it that were not called. */
  public double trueNegatives(int[] counts) {
    return sum(decisions[3], counts);
  }

  /**
   * Area under the ROC curve: the probability that a window with the label scores higher than one
   * without, ties counting half; NaN unless there are both.
   */
  public double auc(int[] counts) {
    double with = sum(positives, counts);
    double without = sum(negatives, counts);
    if (with == 0 || without == 0) {
      return Double.NaN;
    }
    double twice = 0;
    if (twiceWon != null) {
      for (int p = 0; p < patients; p++) {
        if (counts[p] > 0) {
          twice += counts[p] * sum(twiceWon[p], counts);
        }
      }
    } else {
      long above = 0;
      long group = 0;
      long below = 0;
      for (int i = 0; i < scores.length; i++) {
        if (truth[i]) {
          group += counts[patient[i]];
        } else {
          below += counts[patient[i]];
        }
        if (endsGroup[i]) {
          twice += (double) below * (2 * above + group);
          above += group;
          group = 0;
          below = 0;
        }
      }
    }
    return twice / (2 * with * without);
  }

  /**
   * Average precision: precision at each distinct probability, weighted by the recall gained there,
   * without interpolation; NaN without the label.
   */
  public double averagePrecision(int[] counts) {
    if (sum(positives, counts) == 0) {
      return Double.NaN;
    }
    long found = 0;
    long called = 0;
    long group = 0;
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      int count = counts[patient[i]];
      called += count;
      if (truth[i]) {
        group += count;
      }
      if (endsGroup[i] && group > 0) {
        found += group;
        sum += group * ((double) found / called);
        group = 0;
      }
    }
    return sum / found;
  }

  /** Harmonic mean of sensitivity and positive predictive value; NaN without the label. */
  public double f1(int[] counts) {
    double tp = truePositives(counts);
    double wrong = falsePositives(counts) + falseNegatives(counts);
    return sum(positives, counts) == 0 ? Double.NaN : 2 * tp / (2 * tp + wrong);
  }

  /**
   * Expected calibration error over {@value #BINS} bins of equal width: the distance between mean
   * probability and share with the label, weighted by windows. NaN without windows.
   */
  public double calibrationError(int[] counts) {
    double windows = 0;
    double distance = 0;
    for (int bin = 0; bin < BINS; bin++) {
      windows += sum(binWindows[bin], counts);
      double sums = 0;
      for (int p = 0; p < patients; p++) {
        sums += counts[p] * binSums[bin][p];
      }
      distance += Math.abs(sums - sum(binPositives[bin], counts));
    }
    return windows == 0 ? Double.NaN : distance / windows;
  }

  /** The reliability curve. */
  public List<CalibrationBin> reliability() {
    int[] once = new int[patients];
    Arrays.fill(once, 1);
    List<CalibrationBin> bins = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      double windows = sum(binWindows[bin], once);
      bins.add(
          new CalibrationBin(
              (double) bin / BINS,
              (bin + 1.0) / BINS,
              (int) windows,
              windows == 0 ? Double.NaN : Arrays.stream(binSums[bin]).sum() / windows,
              windows == 0 ? Double.NaN : sum(binPositives[bin], once) / windows));
    }
    return bins;
  }

  private static double sum(long[] values, int[] counts) {
    double sum = 0;
    for (int p = 0; p < counts.length; p++) {
      sum += (double) values[p] * counts[p];
    }
    return sum;
  }
}
