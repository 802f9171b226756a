// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import io.monolead.connectors.labelled.LabelledFolder;
import io.monolead.connectors.labelled.LabelledStretch;
import io.monolead.connectors.recordings.RecordingReader;
import io.monolead.signal.Conditioning;
import io.monolead.signal.LabelSpace;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Anybody's recordings as windows: each {@linkplain LabelledStretch labelled stretch} is cut into
 * windows of 10 s, one after the other, from its begin; what is left at its end is not used, nor is
 * a window in which a sample of any chosen lead is missing.
 */
public final class FolderWindows implements LabelledWindows {
  /** Name of the task, in label spaces: the labels are the folder's own. */
  public static final String TASK = "own";

  private static final double SECONDS = 10;

  private final String name;
  private final RawWindows raw;
  private final int missing;

  private FolderWindows(String name, RawWindows raw, int missing) {
    this.name = name;
    this.raw = raw;
    this.missing = missing;
  }

  /**
   * Reads the recordings of some folds.
   *
   * @param folder recordings, with {@value LabelledFolder#LABELS_FILE} or simulated
   * @param leads leads to keep, in order
   * @param folds folds to read
   * @throws IllegalArgumentException if a recording lacks one of the leads, a stretch is outside of
   *     its recording or shorter than a window, or a fold has no windows
   * @throws IOException if a file cannot be read or is not what it should be
   */
  public static FolderWindows read(Path folder, List<Lead> leads, Set<Integer> folds)
      throws IOException {
    LabelledFolder labelled = LabelledFolder.read(folder);
    Map<Path, List<LabelledStretch>> byFile = new LinkedHashMap<>();
    for (LabelledStretch stretch : labelled.stretches()) {
      if (folds.contains(stretch.fold())) {
        byFile.computeIfAbsent(stretch.file(), each -> new ArrayList<>()).add(stretch);
      }
    }
    LabelSpace labels = new LabelSpace(TASK, labelled.labels());
    RecordingReader reader = RecordingReader.standard();
    List<RawWindows.Row> rows = new ArrayList<>();
    int missing = 0;
    for (Map.Entry<Path, List<LabelledStretch>> each : byFile.entrySet()) {
      Recording recording = reader.read(each.getKey());
      float[][] signals = signals(each.getKey(), recording, leads);
      for (LabelledStretch stretch : each.getValue()) {
        missing += cut(stretch, recording, signals, labels, rows);
      }
    }
    RawWindows raw = new RawWindows(labels, leads, rows);
    for (int fold : new TreeSet<>(folds)) {
      if (!raw.hasFold(fold)) {
        throw new IllegalArgumentException(
            "There are no windows of fold "
                + fold
                + " in "
                + folder
                + ", which has the folds "
                + labelled.folds()
                + "; choose another fold");
      }
    }
    return new FolderWindows(labelled.name(), raw, missing);
  }

  private static float[][] signals(Path file, Recording recording, List<Lead> leads) {
    float[][] signals = new float[leads.size()][];
    for (int i = 0; i < signals.length; i++) {
      Lead lead = leads.get(i);
      signals[i] =
          recording
              .signal(lead)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "Recording "
                              + file
                              + " has no lead "
                              + lead
                              + ", only "
                              + recording.leads()
                              + (leads.size() > 1
                                  ? "; a teacher needs all twelve, without one the labels teach"
                                  : "; choose one of these with --leads")));
    }
    return signals;
  }

  /** Adds the windows of a stretch; returns how many were left out for a missing sample. */
  private static int cut(
      LabelledStretch stretch,
      Recording recording,
      float[][] signals,
      LabelSpace labels,
      List<RawWindows.Row> rows) {
    double rate = recording.samplingRateHz();
    int window = (int) Math.round(SECONDS * rate);
    long begin = Math.round(stretch.fromSeconds() * rate);
    long end =
        stretch.toSeconds().isPresent()
            ? Math.round(stretch.toSeconds().getAsDouble() * rate)
            : recording.length();
    if (end > recording.length() || end - begin < window) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Recording %s lasts %.3f s: the stretch from %.3f to %.3f s is %s",
              stretch.recording(),
              recording.durationSeconds(),
              stretch.fromSeconds(),
              end / rate,
              end > recording.length() ? "not in it" : "shorter than a window of 10 s"));
    }
    float[] targets = new float[labels.size()];
    stretch.labels().forEach(label -> targets[labels.indexOf(label)] = 1);
    int missing = 0;
    for (int at = (int) begin; at + window <= end; at += window) {
      float[][] millivolts = new float[signals.length][];
      boolean whole = true;
      for (int lead = 0; lead < signals.length; lead++) {
        millivolts[lead] = Arrays.copyOfRange(signals[lead], at, at + window);
        for (float value : millivolts[lead]) {
          whole &= !Float.isNaN(value);
        }
      }
      if (whole) {
        rows.add(
            new RawWindows.Row(
                String.format(Locale.ROOT, "%s@%.3f", stretch.recording(), at / rate),
                stretch.patient(),
                stretch.fold(),
                rate,
                millivolts,
                targets));
      } else {
        missing++;
      }
    }
    return missing;
  }

  @Override
  public LabelSpace labelSpace() {
    return raw.labelSpace();
  }

  @Override
  public List<Lead> leads() {
    return raw.leads();
  }

  @Override
  public DataSource source() {
    return new DataSource(
        name,
        "`"
            + name
            + "`, windows of 10 s of recordings in a folder"
            + (missing == 0
                ? ""
                : String.format(
                    Locale.ROOT,
                    "; %d windows with missing samples were left out of the folds that were read",
                    missing)),
        List.of(
            "Learned from the recordings of one folder and nothing else. Whoever made them knows"
                + " whose hearts, which\n  recorders and which labels they hold; expect nothing of"
                + " others."));
  }

  @Override
  public int windowSamples(double samplingRateHz) {
    return (int) Math.round(SECONDS * samplingRateHz);
  }

  @Override
  public FolderWindows select(List<Lead> chosen) {
    return new FolderWindows(name, raw.select(chosen), missing);
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
