// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import io.monolead.connectors.ptbxl.LabelledRecord;
import io.monolead.connectors.ptbxl.LabelledRecords;
import io.monolead.connectors.ptbxl.PtbXlCatalogue;
import io.monolead.connectors.ptbxl.PtbXlRate;
import io.monolead.connectors.ptbxl.PtbXlTask;
import io.monolead.connectors.wfdb.WfdbReader;
import io.monolead.signal.Conditioner;
import io.monolead.signal.Conditioning;
import io.monolead.signal.ConditioningStep;
import io.monolead.signal.LabelSpace;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The recordings of PTB-XL at hand as windows: each recording is one window of its full 10 s.
 *
 * <p>Holds the raw millivolts of the chosen leads, so that conditionings can be compared without
 * reading the files again.
 */
public final class PtbXlWindows implements LabelledWindows {
  private static final int SECONDS = 10;

  private final LabelSpace labelSpace;
  private final List<Lead> leads;
  private final List<Row> rows;

  private record Row(LabelledRecord labelled, double samplingRateHz, float[][] millivolts) {
    int fold() {
      return labelled.record().fold();
    }
  }

  private PtbXlWindows(LabelSpace labelSpace, List<Lead> leads, List<Row> rows) {
    this.labelSpace = labelSpace;
    this.leads = leads;
    this.rows = rows;
  }

  /**
   * Reads the recordings of some folds at 100 Hz.
   *
   * @param folder the data set's folder
   * @param task what is to be recognised
   * @param leads leads to keep, in order
   * @param folds folds to read
   * @throws IllegalArgumentException if a fold has no recordings there
   * @throws IOException if a file cannot be read or is not what it should be
   */
  public static PtbXlWindows read(Path folder, PtbXlTask task, List<Lead> leads, Set<Integer> folds)
      throws IOException {
    return read(folder, task, PtbXlRate.HZ_100, leads, folds);
  }

  /** Reads the recordings of some folds in one of the two rates they are published in. */
  public static PtbXlWindows read(
      Path folder, PtbXlTask task, PtbXlRate rate, List<Lead> leads, Set<Integer> folds)
      throws IOException {
    LabelledRecords labelled = PtbXlCatalogue.read(folder).labelled(task, rate);
    WfdbReader reader = WfdbReader.strict();
    List<Row> rows = new ArrayList<>();
    for (LabelledRecord record : labelled.inFolds(folds)) {
      Recording recording = reader.read(record.headerFile());
      float[][] millivolts = new float[leads.size()][];
      for (int i = 0; i < millivolts.length; i++) {
        Lead lead = leads.get(i);
        millivolts[i] =
            recording
                .signal(lead)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "Recording " + record.headerFile() + " has no lead " + lead));
      }
      rows.add(new Row(record, recording.samplingRateHz(), millivolts));
    }
    for (int fold : new TreeSet<>(folds)) {
      if (rows.stream().noneMatch(row -> row.fold() == fold)) {
        throw new IllegalArgumentException(
            "There are no recordings of fold " + fold + " in " + folder + "; choose another fold");
      }
    }
    return new PtbXlWindows(labelled.labelSpace(), List.copyOf(leads), rows);
  }

  @Override
  public List<Lead> leads() {
    return leads;
  }

  @Override
  public DataSource source() {
    return new DataSource(
        "PTB-XL 1.0.3",
        "PTB-XL 1.0.3 (Wagner et al., Scientific Data 7:154, 2020; CC BY 4.0), a statement counts"
            + " whatever its likelihood",
        List.of(
            "Learned from resting 12-lead ECG of adults, recorded by a few recorders of one maker in"
                + " one country. Dry\n  electrodes, motion, pacemakers and children are outside of"
                + " what it has seen.",
            "The sample favours findings, so prevalence is not that of any population: expect fewer"
                + " true alarms per alarm."));
  }

  @Override
  public PtbXlWindows select(List<Lead> chosen) {
    if (chosen.equals(leads)) {
      return this;
    }
    LeadChoice choice = new LeadChoice(leads, chosen);
    List<Row> narrowed = new ArrayList<>();
    for (Row row : rows) {
      narrowed.add(new Row(row.labelled, row.samplingRateHz, choice.of(row.millivolts)));
    }
    return new PtbXlWindows(labelSpace, choice.chosen(), narrowed);
  }

  @Override
  public int windowSamples(double samplingRateHz) {
    return (int) Math.round(SECONDS * samplingRateHz);
  }

  @Override
  public Set<String> recordings(Set<Integer> folds) {
    return rows.stream()
        .filter(row -> folds.contains(row.fold()))
        .map(row -> Integer.toString(row.labelled.record().ecgId()))
        .collect(Collectors.toSet());
  }

  @Override
  public LabelSpace labelSpace() {
    return labelSpace;
  }

  /**
   * Conditions the recordings of some of the folds that were read, with the code that serving runs.
   *
   * @param conditioning what is done to each lead
   * @param windowSamples length of a window after conditioning
   * @param folds a part of the folds that were read
   */
  @Override
  public WindowSet windows(Conditioning conditioning, int windowSamples, Set<Integer> folds) {
    List<Row> chosen = rows.stream().filter(row -> folds.contains(row.fold())).toList();
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
      float[] truth = row.labelled.targets();
      System.arraycopy(truth, 0, targets, i * truth.length, truth.length);
      names.add(Integer.toString(row.labelled.record().ecgId()));
      patients.add(Integer.toString(row.labelled.record().patientId()));
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

  /**
   * Completes a conditioning with the scale of the training set: one mean of 0 and one deviation
   * for all leads and recordings, so that amplitude, which is a finding, survives.
   *
   * @param steps what comes before scaling, a high-pass among them
   * @param samplingRateHz of the conditioned window
   * @param windowSamples length of a window after conditioning
   * @param folds the training folds
   */
  @Override
  public Conditioning scaled(
      List<ConditioningStep> steps, double samplingRateHz, int windowSamples, Set<Integer> folds) {
    return TrainingScale.append(
        steps,
        samplingRateHz,
        windows(new Conditioning(samplingRateHz, steps), windowSamples, folds).signals());
  }
}
