// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.monolead.benchmarks.report.Machine;
import io.monolead.benchmarks.report.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What each piece of work cost.
 *
 * @param machine where
 * @param measuredOn date, {@code 2026-11-26}
 * @param rounds rounds of each
 * @param figures by name of the piece
 */
public record GuardFigures(
    Machine machine, String measuredOn, int rounds, Map<String, Figure> figures) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public GuardFigures {
    figures = new LinkedHashMap<>(figures);
  }

  /**
   * The cost of one piece.
   *
   * @param ratio median over the rounds of its time by the reference's in the same round
   * @param lower quartile of that
   * @param upper quartile of that
   * @param micros median time, microseconds: tells little of another day
   */
  public record Figure(double ratio, double lower, double upper, double micros) {
    /** The figure of a piece measured in turns with the reference. */
    static Figure of(Sample piece, Sample reference) {
      Sample ratios = piece.over(reference);
      return new Figure(
          ratios.median(), ratios.quantile(0.25), ratios.quantile(0.75), piece.median() / 1e3);
    }
  }

  /** Writes the figures as JSON. */
  public void write(Path file) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(this) + "\n");
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if it cannot be read or is something else
   */
  public static GuardFigures read(Path file) throws IOException {
    try {
      GuardFigures read = JSON.readValue(file.toFile(), GuardFigures.class);
      if (read.machine() == null) {
        throw new IOException(file + " names no machine; is it a baseline?");
      }
      return read;
    } catch (JsonProcessingException e) {
      throw new IOException(
          file + " holds no figures of a benchmark: " + e.getOriginalMessage(), e);
    }
  }
}
