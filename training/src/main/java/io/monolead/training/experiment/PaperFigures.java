// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The figures that the MVKT-ECG paper prints, from its Tables 1 to 5.
 *
 * <p>Typed from the paper as they stand there, also where they look mistaken (Table 4's average of
 * the Inception1d teacher; the order of Table 5's columns). The lead of Tables 1, 2, 4 and 5 is not
 * stated in the paper.
 */
public final class PaperFigures {
  private static final String FILE = "paper-figures.csv";
  private static final int COLUMNS = 6;

  private final Map<List<String>, Double> figures;

  private PaperFigures(Map<List<String>, Double> figures) {
    this.figures = figures;
  }

  /** Reads the figures that come with the program. */
  public static PaperFigures read() {
    try (InputStream in = PaperFigures.class.getResourceAsStream(FILE)) {
      Map<List<String>, Double> figures = new HashMap<>();
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      text.lines()
          .skip(1)
          .map(line -> List.of(line.split(",", -1)))
          .forEach(
              cells ->
                  figures.put(
                      cells.subList(0, COLUMNS - 1), Double.parseDouble(cells.get(COLUMNS - 1))));
      return new PaperFigures(figures);
    } catch (IOException e) {
      throw new UncheckedIOException(FILE + " is part of the program, but cannot be read", e);
    }
  }

  /**
   * A figure in percent; empty if the paper does not give it.
   *
   * @param experiment such as {@code table2}
   * @param task task of PTB-XL, or {@code icbeb2018}
   * @param system architecture, or name of the row
   * @param role what the system is
   * @param metric {@code AUC}, {@code ACC}, {@code F1}, or F1 of a label
   */
  public OptionalDouble percent(
      String experiment, String task, String system, SystemRuns.Role role, String metric) {
    Double figure =
        figures.get(
            List.of(
                experiment, task, system, role.name().toLowerCase(java.util.Locale.ROOT), metric));
    return figure == null ? OptionalDouble.empty() : OptionalDouble.of(figure);
  }
}
