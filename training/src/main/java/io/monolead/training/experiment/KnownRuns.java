// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import io.monolead.training.evaluation.Predictions;
import io.monolead.training.trainer.EpochResult;
import java.io.IOException;
import java.util.List;

/** Finished runs whose predictions and logs can be read: all that a report needs. */
public interface KnownRuns {
  /** Which recordings a file of predictions is about. */
  enum Part {
    VALIDATION,
    TEST;

    String file() {
      return name().toLowerCase(java.util.Locale.ROOT) + ".csv";
    }
  }

  /** Whether a run is finished and what it left can be read here. */
  boolean knows(RunSpec spec);

  /**
   * What a known run's network said of one of its folds.
   *
   * @throws IOException if it cannot be read
   */
  Predictions predictions(RunSpec spec, Part part) throws IOException;

  /**
   * The epochs of a known run.
   *
   * @throws IOException if they cannot be read
   */
  List<EpochResult> log(RunSpec spec) throws IOException;

  /** These runs, and of those not among them the ones of another place. */
  default KnownRuns or(KnownRuns others) {
    KnownRuns first = this;
    return new KnownRuns() {
      @Override
      public boolean knows(RunSpec spec) {
        return first.knows(spec) || others.knows(spec);
      }

      @Override
      public Predictions predictions(RunSpec spec, Part part) throws IOException {
        return in(spec).predictions(spec, part);
      }

      @Override
      public List<EpochResult> log(RunSpec spec) throws IOException {
        return in(spec).log(spec);
      }

      private KnownRuns in(RunSpec spec) {
        return first.knows(spec) ? first : others;
      }
    };
  }
}
