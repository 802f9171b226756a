// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import io.monolead.connectors.ptbxl.LabelledRecord;
import io.monolead.connectors.ptbxl.LabelledRecords;
import io.monolead.connectors.ptbxl.PtbXlCatalogue;
import io.monolead.connectors.ptbxl.PtbXlRate;
import io.monolead.connectors.ptbxl.PtbXlTask;
import io.monolead.connectors.wfdb.WfdbReader;
import io.monolead.signal.Conditioning;
import io.monolead.signal.LabelSpace;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The recordings of PTB-XL at hand as windows: each recording is one window of its full 10 s. */
public final class PtbXlWindows implements LabelledWindows {
  private static final int SECONDS = 10;

  private final RawWindows raw;

  private PtbXlWindows(RawWindows raw) {
    this.raw = raw;
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
    List<RawWindows.Row> rows = new ArrayList<>();
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
      rows.add(
          new RawWindows.Row(
              Integer.toString(record.record().ecgId()),
              Integer.toString(record.record().patientId()),
              record.record().fold(),
              recording.samplingRateHz(),
              millivolts,
              record.targets()));
    }
    RawWindows raw = new RawWindows(labelled.labelSpace(), leads, rows);
    for (int fold : new TreeSet<>(folds)) {
      if (!raw.hasFold(fold)) {
        throw new IllegalArgumentException(
            "There are no recordings of fold " + fold + " in " + folder + "; choose another fold");
      }
    }
    return new PtbXlWindows(raw);
  }

  @Override
  public List<Lead> leads() {
    return raw.leads();
  }

  @Override
  public DataSource source() {
    return new DataSource(
        "PTB-XL 1.0.3",
        "PTB-XL 1.0.3 (Wagner et al., Scientific Data 7:154, 2020; CC BY 4.0), a statement counts"
            + " whatever its likelihood",
        List.of(
            "Learned from resting 12-lead ECG of adults, recorded by a few recorders of one maker"
                + " in one country. Dry\n"
                + "  electrodes, motion, pacemakers and children are outside of what it has seen.",
            "The sample favours findings, so prevalence is not that of any population: expect fewer"
                + " true alarms per alarm."));
  }

  @Override
  public PtbXlWindows select(List<Lead> chosen) {
    return new PtbXlWindows(raw.select(chosen));
  }

  @Override
  public int windowSamples(double samplingRateHz) {
    return (int) Math.round(SECONDS * samplingRateHz);
  }

  @Override
  public LabelSpace labelSpace() {
    return raw.labelSpace();
  }

  @Override
  public Set<String> recordings(Set<Integer> folds) {
    return raw.names(folds);
  }

  @Override
  public WindowSet windows(Conditioning conditioning, int windowSamples, Set<Integer> folds) {
    return raw.condition(conditioning, windowSamples, folds);
  }
}
