// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import io.monolead.connectors.icbeb.IcbebCatalogue;
import io.monolead.connectors.icbeb.IcbebRecord;
import io.monolead.connectors.recordings.RecordingReader;
import io.monolead.signal.Conditioning;
import io.monolead.signal.LabelSpace;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

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

  private final RawWindows raw;

  private IcbebWindows(RawWindows raw) {
    this.raw = raw;
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
    List<RawWindows.Row> rows = new ArrayList<>();
    for (int i = 0; i < catalogue.records().size(); i++) {
      int fold = catalogue.folds().get(i);
      if (folds.contains(fold)) {
        IcbebRecord record = catalogue.records().get(i);
        rows.add(
            new RawWindows.Row(
                record.name(),
                record.name(),
                fold,
                IcbebCatalogue.SAMPLING_RATE_HZ,
                signals(reader.read(record.file()), leads),
                targets(record)));
      }
    }
    RawWindows raw = new RawWindows(LABELS, leads, rows);
    for (int fold : folds) {
      if (!raw.hasFold(fold)) {
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
    return new IcbebWindows(raw);
  }

  private static float[] targets(IcbebRecord record) {
    float[] targets = new float[LABELS.size()];
    for (int label = 0; label < targets.length; label++) {
      targets[label] = record.labels().contains(IcbebCatalogue.LABELS.get(label)) ? 1 : 0;
    }
    return targets;
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
    return raw.leads();
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
    return new IcbebWindows(raw.select(chosen));
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
