// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import io.monolead.connectors.ptbxl.PtbXlTask;
import io.monolead.signal.Lead;
import io.monolead.training.data.LabelledWindows;
import io.monolead.training.data.PtbXlWindows;
import java.io.IOException;
import java.nio.file.Path;

/** The data sets that experiments run on, by name. */
public final class DataSets {
  /** Name of PTB-XL. */
  public static final String PTB_XL = "ptb-xl";

  private DataSets() {}

  /** Reads what a run and its teachers need, with all twelve leads. */
  public static LabelledWindows open(RunSpec spec, Path folder) throws IOException {
    if (spec.dataSet().equals(PTB_XL)) {
      return PtbXlWindows.read(
          folder, PtbXlTask.named(spec.task()), Lead.STANDARD, spec.folds().all());
    }
    throw new IllegalArgumentException("There is no data set named '" + spec.dataSet() + "'");
  }
}
