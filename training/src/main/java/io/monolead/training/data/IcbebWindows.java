// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import io.monolead.connectors.icbeb.IcbebCatalogue;
import io.monolead.connectors.icbeb.IcbebRecord;
import io.monolead.connectors.recordings.RecordingReader;
import io.monolead.signal.Conditioner;
import io.monolead.signal.Conditioning;
import io.monolead.signal.ConditioningStep;
import io.monolead.signal.LabelSpace;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The recordings of ICBEB2018 at hand as windows of equal length: 10,000 samples at 500 Hz, 20 s,
 * as in the MVKT-ECG paper. Longer recordings are cut at their end, shorter ones end in zeros.
 */
public final class IcbebWindows implements LabelledWindows {
  /** Samples that every recording is brought to. */
  public static final int EQUAL_LENGTH = 10_000;

  /** Name of the task, in label spaces. */
  public static final String TASK = "icbeb2018";

  private static final LabelSpace LABELS = new LabelSpace(TASK, IcbebCatalogue.LABELS);

  private final List<Lead> leads;
  private final List<Row> rows;

  private record Row(IcbebRecord record, int fold, float[][] millivolts) {}

  private IcbebWindows(List<Lead> leads, List<Row> rows) {
    this.leads = leads;
    this.rows = rows;
  }

  /**
   * Reads the recordings of some folds, in whichever edition lies in the folder.
   *
   * @throws IllegalArgumentException if a fold has no recordings there, or a recording not these
   *     leads
   * @throws IOException if a file cannot be read or is not what it should be
   */
  public static IcbebWindows read(Path folder, List<Lead> leads, Set<Integer> folds)
      throws IOException {
    IcbebCatalogue catalogue = IcbebCatalogue.read(folder);
    RecordingReader reader = RecordingReader.standard();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < catalogue.records().size(); i++) {
      int fold = catalogue.folds().get(i);
      if (folds.contains(fold)) {
        IcbebRecord record = catalogue.records().get(i);
        rows.add(new Row(record, fold, signals(reader.read(record.file()), leads)));
      }
    }
    for (int fold : folds) {
      if (rows.stream().noneMatch(row -> row.fold() == fold)) {
        throw new IllegalArgumentException(
            "There are no recordings of fold "
                + fold
                + " in "
                + folder
                + ": it holds "
                + catalogue.records().size()
                + " of the "
                + IcbebCatalogue.WHOLE
                + " recordings of ICBEB2018. Download the whole data set.");
      }
    }
    return new IcbebWindows(List.copyOf(leads), rows);
  }

  private static float[][] signals(Recording recording, List<Lead> leads) {
    if (recording.samplingRateHz() != IcbebCatalogue.SAMPLING_RATE_HZ) {
      throw new IllegalArgumentException(
          "Recording "
              + recording.id()
              + " has "
              + recording.samplingRateHz()
              + " Hz; those of ICBEB2018 have 500");
    }
    float[][] signals = new float[leads.size()][];
    for (int i = 0; i < signals.length; i++) {
      Lead lead = leads.get(i);
      signals[i] =
          Arrays.copyOf(
              recording
                  .signal(lead)
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "Recording " + recording.id() + " has no lead " + lead)),
              EQUAL_LENGTH);
    }
    return signals;
  }

  @Override
  public LabelSpace labelSpace() {
    return LABELS;
  }

  @Override
  public List<Lead> leads() {
    return leads;
  }

  @Override
  public DataSource source() {
    return new DataSource(
        "ICBEB2018",
        "ICBEB2018 (Liu et al., J. Med. Imaging Health Inform. 8:1368, 2018)",
        List.of("Learned from 12-lead ECG of eleven hospitals in one country."));
  }

  @Override
  public int windowSamples(double samplingRateHz) {
    return (int) Math.round(EQUAL_LENGTH / IcbebCatalogue.SAMPLING_RATE_HZ * samplingRateHz);
  }

  @Override
  public IcbebWindows select(List<Lead> chosen) {
    if (chosen.equals(leads)) {
      return this;
    }
    LeadChoice choice = new LeadChoice(leads, chosen);
    List<Row> narrowed = new ArrayList<>();
    for (Row row : rows) {
      narrowed.add(new Row(row.record, row.fold, choice.of(row.millivolts)));
    }
    return new IcbebWindows(choice.chosen(), narrowed);
  }

  @Override
  public Set<String> recordings(Set<Integer> folds) {
    return rows.stream()
        .filter(row -> folds.contains(row.fold()))
        .map(row -> row.record.name())
        .collect(Collectors.toSet());
  }

  @Override
  public WindowSet windows(Conditioning conditioning, int windowSamples, Set<Integer> folds) {
    List<Row> chosen = rows.stream().filter(row -> folds.contains(row.fold())).toList();
    int stride = leads.size() * windowSamples;
    int labels = LABELS.size();
    float[] signals = new float[Math.multiplyExact(chosen.size(), stride)];
    float[] targets = new float[chosen.size() * labels];
    List<String> names = new ArrayList<>();
    Conditioner conditioner =
        conditioning.forSource(IcbebCatalogue.SAMPLING_RATE_HZ, EQUAL_LENGTH, windowSamples);
    for (int i = 0; i < chosen.size(); i++) {
      Row row = chosen.get(i);
      for (int lead = 0; lead < leads.size(); lead++) {
        conditioner.apply(row.millivolts[lead], 0, signals, i * stride + lead * windowSamples);
      }
      for (int label = 0; label < labels; label++) {
        targets[i * labels + label] =
            row.record.labels().contains(IcbebCatalogue.LABELS.get(label)) ? 1 : 0;
      }
      names.add(row.record.name());
    }
    return new WindowSet(
        LABELS,
        leads,
        conditioning.samplingRateHz(),
        windowSamples,
        names,
        names,
        signals,
        targets);
  }

  @Override
  public Conditioning scaled(
      List<ConditioningStep> steps, double samplingRateHz, int windowSamples, Set<Integer> folds) {
    return TrainingScale.append(
        steps,
        samplingRateHz,
        windows(new Conditioning(samplingRateHz, steps), windowSamples, folds).signals());
  }
}
