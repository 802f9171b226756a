// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import io.monolead.benchmarks.report.BenchmarkResult;
import io.monolead.benchmarks.report.Machine;
import io.monolead.benchmarks.report.Sample;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Results as they go to file and screen. */
public final class Summary {
  private Summary() {}

  /** A result of today on this machine. */
  public static BenchmarkResult result(
      String name,
      int order,
      String title,
      String command,
      String method,
      List<BenchmarkResult.Table> tables,
      List<BenchmarkResult.Goal> goals,
      List<String> notes) {
    return new BenchmarkResult(
        name,
        order,
        title,
        command,
        LocalDate.now(ZoneOffset.UTC).toString(),
        Machine.here(),
        method,
        tables,
        goals,
        notes);
  }

  /** Prints tables and goals. */
  public static void print(BenchmarkResult result) {
    for (BenchmarkResult.Table table : result.tables()) {
      LoadBench.say("%n%s", table.caption());
      LoadBench.say("  %s", String.join(" | ", table.columns()));
      table.rows().forEach(row -> LoadBench.say("  %s", String.join(" | ", row)));
    }
    LoadBench.say("");
    for (BenchmarkResult.Goal goal : result.goals()) {
      LoadBench.say(
          "%s: %s, asked %s %s: %s",
          goal.what(),
          Sample.text(goal.measured()),
          goal.atLeast() ? "at least" : "at most",
          Sample.text(goal.asked()),
          goal.isMet() ? "holds" : "DOES NOT HOLD");
    }
  }
}
