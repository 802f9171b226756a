// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import io.monolead.signal.Conditioner;
import io.monolead.signal.Conditioning;
import io.monolead.signal.LabelSpace;
import io.monolead.signal.Lead;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Windows of a data set in raw millivolts, so that conditionings can be compared without reading
 * its files again.
 *
 * @param labelSpace the labels, in order
 * @param leads the leads of each window, in order
 * @param rows the windows, in the order of the data set
 */
record RawWindows(LabelSpace labelSpace, List<Lead> leads, List<Row> rows) {

  /**
   * One window.
   *
   * @param name of its recording, or of its place in it
   * @param patient whose heart it is
   * @param fold of the data set
   * @param samplingRateHz of its samples
   * @param millivolts {@code [lead][sample]}; not to be written to
   * @param targets {@code [label]}: 1 if the window carries the label, else 0; not to be written to
   */
  record Row(
      String name,
      String patient,
      int fold,
      double samplingRateHz,
      float[][] millivolts,
      float[] targets) {}

  RawWindows {
    leads = List.copyOf(leads);
    rows = List.copyOf(rows);
  }

  /** Whether there is a window of a fold. */
  boolean hasFold(int fold) {
    return rows.stream().anyMatch(row -> row.fold() == fold);
  }

  /** The same windows with some of their leads. */
  RawWindows select(List<Lead> chosen) {
    if (chosen.equals(leads)) {
      return this;
    }
    LeadChoice choice = new LeadChoice(leads, chosen);
    List<Row> narrowed =
        rows.stream()
            .map(
                row ->
                    new Row(
                        row.name,
                        row.patient,
                        row.fold,
                        row.samplingRateHz,
                        choice.of(row.millivolts),
                        row.targets))
            .toList();
    return new RawWindows(labelSpace, choice.chosen(), narrowed);
  }

  /** Names of the windows of some folds. */
  Set<String> names(Set<Integer> folds) {
    return rows.stream()
        .filter(row -> folds.contains(row.fold))
        .map(Row::name)
        .collect(Collectors.toSet());
  }

  /**
   * Conditions the windows of some folds, with the code that serving runs.
   *
   * @param conditioning what is done to each lead
   * @param windowSamples length of a window after conditioning
   */
  WindowSet condition(Conditioning conditioning, int windowSamples, Set<Integer> folds) {
    List<Row> chosen = rows.stream().filter(row -> folds.contains(row.fold)).toList();
    int stride = leads.size() * windowSamples;
    float[] signals = new float[Math.multiplyExact(chosen.size(), stride)];
    float[] targets = new float[chosen.size() * labelSpace.size()];
    List<String> names = new ArrayList<>();
    List<String> patients = new ArrayList<>();
    for (int i = 0; i < chosen.size(); i++) {
      Row row = chosen.get(i);
      Conditioner conditioner =
          conditioning.forSource(row.samplingRateHz, row.millivolts[0].length, windowSamples);
      for (int lead = 0; lead < leads.size(); lead++) {
        conditioner.apply(row.millivolts[lead], 0, signals, i * stride + lead * windowSamples);
      }
      System.arraycopy(row.targets, 0, targets, i * labelSpace.size(), labelSpace.size());
      names.add(row.name);
      patients.add(row.patient);
    }
    return new WindowSet(
        labelSpace,
        leads,
        conditioning.samplingRateHz(),
        windowSamples,
        names,
        patients,
        signals,
        targets);
  }
}
