// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import io.monolead.connectors.labelled.LabelledFolder;
import io.monolead.connectors.labelled.LabelledStretch;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
  private final LabelSpace labelSpace;
  private final List<Lead> leads;
  private final List<Row> rows;
  private final int missing;

  private record Row(
      String name,
      String patient,
      int fold,
      Set<String> labels,
      double samplingRateHz,
      float[][] millivolts) {}

  private FolderWindows(
      String name, LabelSpace labelSpace, List<Lead> leads, List<Row> rows, int missing) {
    this.name = name;
    this.labelSpace = labelSpace;
    this.leads = leads;
    this.rows = rows;
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
    RecordingReader reader = RecordingReader.standard();
    List<Row> rows = new ArrayList<>();
    int missing = 0;
    for (Map.Entry<Path, List<LabelledStretch>> each : byFile.entrySet()) {
      Recording recording = reader.read(each.getKey());
      float[][] signals = signals(each.getKey(), recording, leads);
      for (LabelledStretch stretch : each.getValue()) {
        missing += cut(stretch, recording, signals, rows);
      }
    }
    for (int fold : new TreeSet<>(folds)) {
      if (rows.stream().noneMatch(row -> row.fold() == fold)) {
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
    return new FolderWindows(
        labelled.name(),
        new LabelSpace(TASK, labelled.labels()),
        List.copyOf(leads),
        rows,
        missing);
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
      LabelledStretch stretch, Recording recording, float[][] signals, List<Row> rows) {
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
            new Row(
                String.format(Locale.ROOT, "%s@%.3f", stretch.recording(), at / rate),
                stretch.patient(),
                stretch.fold(),
                stretch.labels(),
                rate,
                millivolts));
      } else {
        missing++;
      }
    }
    return missing;
  }

  @Override
  public LabelSpace labelSpace() {
    return labelSpace;
  }

  @Override
  public List<Lead> leads() {
    return leads;
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
    if (chosen.equals(leads)) {
      return this;
    }
    LeadChoice choice = new LeadChoice(leads, chosen);
    List<Row> narrowed = new ArrayList<>();
    for (Row row : rows) {
      narrowed.add(
          new Row(
              row.name,
              row.patient,
              row.fold,
              row.labels,
              row.samplingRateHz,
              choice.of(row.millivolts)));
    }
    return new FolderWindows(name, labelSpace, choice.chosen(), narrowed, missing);
  }

  @Override
  public Set<String> recordings(Set<Integer> folds) {
    return rows.stream()
        .filter(row -> folds.contains(row.fold()))
        .map(Row::name)
        .collect(Collectors.toSet());
  }

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
      for (String label : row.labels) {
        targets[i * labelSpace.size() + labelSpace.indexOf(label)] = 1;
      }
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

  @Override
  public Conditioning scaled(
      List<ConditioningStep> steps, double samplingRateHz, int windowSamples, Set<Integer> folds) {
    return TrainingScale.append(
        steps,
        samplingRateHz,
        windows(new Conditioning(samplingRateHz, steps), windowSamples, folds).signals());
  }
}
