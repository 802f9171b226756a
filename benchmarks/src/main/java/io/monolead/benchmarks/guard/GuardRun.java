// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.guard;

import io.monolead.benchmarks.report.Machine;
import io.monolead.benchmarks.report.Sample;
import io.monolead.inference.ModelBundle;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures every piece in turns with the reference.
 *
 * @param rounds turns of each, at least 3
 * @param millis time of one turn, at least 1
 */
public record GuardRun(int rounds, int millis) {
  /** Turns that are not counted: the compiler is still at work. */
  private static final int WARM_UP = 3;

  private static final String REFERENCE = "reference";

  public GuardRun {
    if (rounds < 3 || millis < 1) {
      throw new IllegalArgumentException(
          "A comparison needs at least 3 rounds of 1 ms, not " + rounds + " of " + millis + " ms");
    }
  }

  /**
   * Measures; about {@code pieces x (rounds + 3) x millis}.
   *
   * @param progress told what is being measured
   * @throws IOException if the model cannot be opened
   */
  public GuardFigures measure(ModelBundle bundle, Consumer<String> progress) throws IOException {
    Reference reference = new Reference();
    try (GuardedWork work = new GuardedWork(bundle)) {
      Map<String, Runnable> turns = new LinkedHashMap<>();
      turns.put(REFERENCE, reference);
      turns.putAll(work.pieces());
      Map<String, List<Double>> nanos = new LinkedHashMap<>();
      for (int round = -WARM_UP; round < rounds; round++) {
        progress.accept(round < 0 ? "warming up" : "round " + (round + 1) + " of " + rounds);
        for (Map.Entry<String, Runnable> turn : turns.entrySet()) {
          double took = nanos(turn.getValue());
          if (round >= 0) {
            nanos.computeIfAbsent(turn.getKey(), name -> new ArrayList<>()).add(took);
          }
        }
      }
      if (!Float.isFinite(reference.sum()) && work.sink() == 0) {
        throw new IllegalStateException("Nothing was computed");
      }
      Sample of = Sample.of(nanos.remove(REFERENCE));
      Map<String, GuardFigures.Figure> figures = new LinkedHashMap<>();
      nanos.forEach(
          (name, values) -> figures.put(name, GuardFigures.Figure.of(Sample.of(values), of)));
      return new GuardFigures(
          Machine.here(), LocalDate.now(ZoneOffset.UTC).toString(), rounds, figures);
    }
  }

  private double nanos(Runnable piece) {
    long start = System.nanoTime();
    long until = start + millis * 1_000_000L;
    long times = 0;
    long now;
    do {
      piece.run();
      times++;
      now = System.nanoTime();
    } while (now < until);
    return (now - start) / (double) times;
  }
}
