// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.guard;

import java.util.ArrayList;
import java.util.List;

/**
 * What became slower and what faster.
 *
 * @param lines one per piece of work that both have measured
 * @param missing pieces of the baseline that were not measured now
 */
public record GuardComparison(List<Line> lines, List<String> missing) {
  public GuardComparison {
    lines = List.copyOf(lines);
    missing = List.copyOf(missing);
  }

  /** What became of a piece. */
  public enum Verdict {
    /** Within the tolerance, or within the spread of either run. */
    SAME,
    /** Cheaper beyond both. */
    FASTER,
    /** Dearer beyond both. */
    SLOWER
  }

  /**
   * One piece.
   *
   * @param name the piece
   * @param before its cost in the baseline
   * @param now its cost now
   * @param change cost now by cost before
   * @param verdict what became of it
   */
  public record Line(
      String name,
      GuardFigures.Figure before,
      GuardFigures.Figure now,
      double change,
      Verdict verdict) {}

  /**
   * Compares two runs.
   *
   * @param tolerance share by which a cost may grow, such as 0.1
   */
  public static GuardComparison of(GuardFigures before, GuardFigures now, double tolerance) {
    List<Line> lines = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    before
        .figures()
        .forEach(
            (name, old) -> {
              GuardFigures.Figure figure = now.figures().get(name);
              if (figure == null) {
                missing.add(name);
              } else {
                double change = figure.ratio() / old.ratio();
                lines.add(new Line(name, old, figure, change, verdict(old, figure, tolerance)));
              }
            });
    return new GuardComparison(lines, missing);
  }

  /** A change counts if the medians are apart by the tolerance and the quartiles do not overlap. */
  private static Verdict verdict(
      GuardFigures.Figure old, GuardFigures.Figure now, double tolerance) {
    double change = now.ratio() / old.ratio();
    if (change > 1 + tolerance && now.lower() > old.upper()) {
      return Verdict.SLOWER;
    }
    if (change < 1 / (1 + tolerance) && now.upper() < old.lower()) {
      return Verdict.FASTER;
    }
    return Verdict.SAME;
  }

  /** Whether anything became slower, or is not measured any more. */
  public boolean isWorse() {
    return !missing.isEmpty() || lines.stream().anyMatch(line -> line.verdict() == Verdict.SLOWER);
  }
}
