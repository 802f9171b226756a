// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.monolead.cli.terminal.DurationText;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.cli.terminal.TextTable;
import io.monolead.connectors.recordings.StoredSignal;
import io.monolead.evaluation.truth.AnnotatedRhythm;
import io.monolead.signal.Annotation;
import io.monolead.signal.QualityAssessor;
import io.monolead.signal.Recording;
import io.monolead.signal.SignalQuality;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What there is to say about a recording on one screen.
 *
 * @param id name of the recording
 * @param file where it was read from
 * @param samplingRateHz samples per second and lead
 * @param samples samples per lead
 * @param durationSeconds length
 * @param start wall-clock time of the first sample in ISO 8601; null if the file states none
 * @param leads each lead with its quality
 * @param storedSignals every signal as the files store it; empty where the leads say it all
 * @param annotations number per annotation code, most frequent first
 * @param rhythmMinutes minutes per annotated rhythm
 * @param comments the header's comments
 * @param problems what in the file contradicts itself
 */
public record RecordingSummary(
    String id,
    String file,
    double samplingRateHz,
    int samples,
    double durationSeconds,
    String start,
    List<LeadSummary> leads,
    List<StoredSignal> storedSignals,
    Map<String, Integer> annotations,
    Map<String, Double> rhythmMinutes,
    List<String> comments,
    List<String> problems) {
  private static final double QUALITY_WINDOW_SECONDS = 10;
  private static final int LABEL_COLUMNS = 15;

  /**
   * One lead.
   *
   * @param name the lead
   * @param minimumMillivolts lowest sample; NaN if all are missing
   * @param maximumMillivolts highest sample; NaN if all are missing
   * @param usableShare share of samples without issues, 0 to 1, assessed in windows of ten seconds
   * @param issues what was found
   */
  public record LeadSummary(
      String name,
      float minimumMillivolts,
      float maximumMillivolts,
      double usableShare,
      Set<SignalQuality.Issue> issues) {}

  /** Summarises a recording. */
  public static RecordingSummary of(
      Recording recording, String file, List<StoredSignal> storedSignals, List<String> problems) {
    List<LeadSummary> leads = new ArrayList<>();
    for (int lead = 0; lead < recording.leads().size(); lead++) {
      leads.add(
          leadSummary(
              recording.leads().get(lead).name(),
              recording.millivolts()[lead],
              recording.samplingRateHz()));
    }
    Map<String, Double> rhythmMinutes = new TreeMap<>();
    for (AnnotatedRhythm rhythm : AnnotatedRhythm.of(recording, 0)) {
      rhythmMinutes.merge(rhythm.rhythm(), rhythm.span().minutes(), Double::sum);
    }
    return new RecordingSummary(
        recording.id(),
        file,
        recording.samplingRateHz(),
        recording.length(),
        recording.durationSeconds(),
        recording.start().map(Instant::toString).orElse(null),
        leads,
        List.copyOf(storedSignals),
        counts(recording.annotations()),
        rhythmMinutes,
        recording.comments(),
        List.copyOf(problems));
  }

  /** As lines for people, without the name and the problems. */
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    long millis = Math.round(durationSeconds * 1000);
    lines.add(
        entry(
            "length",
            String.format(
                Locale.ROOT,
                "%s (%d samples at %s Hz)",
                DurationText.clock(Duration.ofMillis(millis)),
                samples,
                plain(samplingRateHz))));
    if (start != null) {
      lines.add(entry("start", start));
    }
    if (!annotations.isEmpty()) {
      int all = annotations.values().stream().mapToInt(Integer::intValue).sum();
      String each =
          annotations.entrySet().stream()
              .map(count -> count.getValue() + " " + count.getKey())
              .collect(Collectors.joining(", "));
      lines.add(entry("annotations", all + ": " + each));
    }
    if (!rhythmMinutes.isEmpty()) {
      lines.add(
          entry(
              "rhythms",
              rhythmMinutes.entrySet().stream()
                  .map(r -> String.format(Locale.ROOT, "%s %.1f min", r.getKey(), r.getValue()))
                  .collect(Collectors.joining(", "))));
    }
    comments.forEach(comment -> lines.add(entry("comment", comment.strip())));
    TextTable table = new TextTable("lrrrl", "lead", "min mV", "max mV", "usable", "issues");
    for (LeadSummary lead : leads) {
      table.row(
          lead.name(),
          millivolts(lead.minimumMillivolts()),
          millivolts(lead.maximumMillivolts()),
          String.format(Locale.ROOT, "%.1f%%", 100 * lead.usableShare()),
          words(lead.issues()));
    }
    table.lines().forEach(line -> lines.add(new Line().add("  ").add(line)));
    if (isStoredAlike()) {
      lines.add(1, entry("stored as", storedSignals.get(0).encoding()));
    } else if (!storedSignals.isEmpty()) {
      TextTable stored = new TextTable("lrll", "stored signal", "Hz", "unit", "as");
      for (StoredSignal signal : storedSignals) {
        stored.row(signal.name(), plain(signal.samplingRateHz()), signal.unit(), signal.encoding());
      }
      lines.add(new Line());
      stored.lines().forEach(line -> lines.add(new Line().add("  ").add(line)));
    }
    return lines;
  }

  /** Whether the files store the leads, nothing else, all at one rate and in one way. */
  private boolean isStoredAlike() {
    return storedSignals.size() == leads.size()
        && !storedSignals.isEmpty()
        && storedSignals.stream()
            .allMatch(
                signal ->
                    signal.samplingRateHz() == samplingRateHz
                        && signal.encoding().equals(storedSignals.get(0).encoding()));
  }

  /** As one line of JSON. */
  public String toJson() {
    try {
      return new ObjectMapper().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A summary is made of plain values", e);
    }
  }

  private static LeadSummary leadSummary(String name, float[] millivolts, double samplingRateHz) {
    QualityAssessor assessor = new QualityAssessor();
    int window = (int) Math.max(1, Math.round(QUALITY_WINDOW_SECONDS * samplingRateHz));
    EnumSet<SignalQuality.Issue> issues = EnumSet.noneOf(SignalQuality.Issue.class);
    double usable = 0;
    for (int from = 0; from < millivolts.length; from += window) {
      int length = Math.min(window, millivolts.length - from);
      SignalQuality quality = assessor.assess(millivolts, from, length, samplingRateHz);
      usable += (double) quality.usableShare() * length;
      issues.addAll(quality.issues());
    }
    float minimum = Float.NaN;
    float maximum = Float.NaN;
    for (float value : millivolts) {
      if (Float.isFinite(value)) {
        minimum = Float.isNaN(minimum) ? value : Math.min(minimum, value);
        maximum = Float.isNaN(maximum) ? value : Math.max(maximum, value);
      }
    }
    double share = millivolts.length == 0 ? 0 : usable / millivolts.length;
    return new LeadSummary(name, minimum, maximum, share, issues);
  }

  private static Map<String, Integer> counts(List<Annotation> annotations) {
    Map<String, Integer> byCode = new TreeMap<>();
    annotations.forEach(annotation -> byCode.merge(annotation.code(), 1, Integer::sum));
    Map<String, Integer> ordered = new LinkedHashMap<>();
    byCode.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
        .forEach(count -> ordered.put(count.getKey(), count.getValue()));
    return ordered;
  }

  private static Line entry(String name, String value) {
    return new Line().cell("  " + name, LABEL_COLUMNS, Style.FAINT).add(value);
  }

  private static String millivolts(float value) {
    return Float.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
  }

  private static String plain(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.valueOf(value);
  }

  private static String words(Collection<SignalQuality.Issue> issues) {
    return issues.stream()
        .map(issue -> issue.name().toLowerCase(Locale.ROOT).replace('_', ' '))
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
