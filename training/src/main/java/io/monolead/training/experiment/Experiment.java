// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table or figure of the paper: the systems it compares. */
public interface Experiment {
  /** Name on the command line, such as {@code table2}. */
  String name();

  /** What it shows, in one line. */
  String title();

  /** What its systems have in common. */
  Setting setting();

  /** The systems, in the order of the table. */
  List<SystemRuns> systems();

  /**
   * The runs of all systems, seed by seed, so that a table that is not yet complete has complete
   * seeds.
   */
  default List<RunSpec> runs() {
    Map<String, RunSpec> runs = new LinkedHashMap<>();
    for (int seed = 0; seed < setting().seeds().size(); seed++) {
      for (SystemRuns system : systems()) {
        for (List<RunSpec> list : List.of(system.baseline(), system.runs())) {
          if (seed < list.size()) {
            runs.put(list.get(seed).id(), list.get(seed));
          }
        }
      }
    }
    return new ArrayList<>(runs.values());
  }
}
