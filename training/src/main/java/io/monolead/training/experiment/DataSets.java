// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import io.monolead.connectors.icbeb.IcbebCatalogue;
import io.monolead.connectors.ptbxl.LabelledRecords;
import io.monolead.connectors.ptbxl.PtbXlCatalogue;
import io.monolead.connectors.ptbxl.PtbXlRate;
import io.monolead.connectors.ptbxl.PtbXlTask;
import io.monolead.signal.Lead;
import io.monolead.training.TrainingPlan;
import io.monolead.training.data.IcbebWindows;
import io.monolead.training.data.LabelledWindows;
import io.monolead.training.data.PtbXlWindows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** The data sets that experiments run on, by name. */
public final class DataSets {
  /** Name of PTB-XL. */
  public static final String PTB_XL = "ptb-xl";

  /** Name of PTB-XL in its 500 Hz files; networks see all samples of them. */
  public static final String PTB_XL_500 = "ptb-xl-500";

  /** Name of ICBEB2018, in either edition. */
  public static final String ICBEB2018 = IcbebWindows.TASK;

  private static final int PTB_XL_WHOLE = 21_799;

  private DataSets() {}

  /**
   * The folds of a data set that have recordings of a task in a folder.
   *
   * @throws IOException if the folder does not hold the data set
   */
  public static Set<Integer> folds(String dataSet, String task, Path folder) throws IOException {
    if (isPtbXl(dataSet)) {
      return PtbXlCatalogue.read(folder).labelled(PtbXlTask.named(task), rate(dataSet)).folds();
    }
    if (dataSet.equals(ICBEB2018)) {
      return new TreeSet<>(IcbebCatalogue.read(folder).folds());
    }
    throw unknown(dataSet);
  }

  /**
   * What of a data set lies in a folder, in a sentence, for a report.
   *
   * @throws IOException if the folder does not hold the data set
   */
  public static String atHand(String dataSet, String task, Path folder) throws IOException {
    int there;
    int whole;
    if (dataSet.equals(ICBEB2018)) {
      there = IcbebCatalogue.read(folder).records().size();
      whole = IcbebCatalogue.WHOLE;
    } else {
      LabelledRecords labelled =
          PtbXlCatalogue.read(folder).labelled(PtbXlTask.named(task), rate(dataSet));
      there = labelled.records().size() + labelled.unlabelled();
      whole = PTB_XL_WHOLE;
    }
    return there == whole
        ? String.format("All %d recordings of the data set are at hand.", whole)
        : String.format(
            "%d of the data set's %d recordings are at hand, the others are missing: the figures"
                + " below are those of this part.",
            there, whole);
  }

  /** Reads what a run and its teachers need, with all twelve leads. */
  public static LabelledWindows open(RunSpec spec, Path folder) throws IOException {
    if (isPtbXl(spec.dataSet())) {
      return PtbXlWindows.read(
          folder,
          PtbXlTask.named(spec.task()),
          rate(spec.dataSet()),
          Lead.STANDARD,
          spec.folds().all());
    }
    if (spec.dataSet().equals(ICBEB2018)) {
      return IcbebWindows.read(folder, Lead.STANDARD, spec.folds().all());
    }
    throw unknown(spec.dataSet());
  }

  /** Whether a name is one of PTB-XL's, at either rate. */
  static boolean isPtbXl(String dataSet) {
    return dataSet.equals(PTB_XL) || dataSet.equals(PTB_XL_500);
  }

  /** Sampling rate at which networks see a data set, in Hz. */
  static double samplingRateHz(String dataSet) {
    return dataSet.equals(PTB_XL_500)
        ? PtbXlRate.HZ_500.samplingRateHz()
        : TrainingPlan.SAMPLING_RATE_HZ;
  }

  private static PtbXlRate rate(String dataSet) {
    return dataSet.equals(PTB_XL_500) ? PtbXlRate.HZ_500 : PtbXlRate.HZ_100;
  }

  private static IllegalArgumentException unknown(String dataSet) {
    return new IllegalArgumentException(
        "There is no data set named '"
            + dataSet
            + "'; there are "
            + PTB_XL
            + ", "
            + PTB_XL_500
            + " and "
            + ICBEB2018);
  }
}
