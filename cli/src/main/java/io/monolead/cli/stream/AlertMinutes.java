// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.stream;

import io.monolead.cli.fleet.RecordingDevice;
import io.monolead.cli.report.AnnotatedRhythm;
import io.monolead.cli.report.Episode;
import io.monolead.cli.report.EpisodeLedger;
import io.monolead.cli.report.TimeSpan;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Per recording, the minutes in which one label was alerted against those in which it was
 * annotated.
 *
 * @param label the label
 * @param rows one per recording
 */
public record AlertMinutes(String label, List<Row> rows) {
  /**
   * One recording.
   *
   * @param recording name of the recording
   * @param lead the lead that was played
   * @param minutes length
   * @param annotated minutes in which the label is annotated
   * @param alerted minutes from onset to end of alerts, or to the end of the recording
   * @param both minutes in which it is annotated and alerted
   * @param alerts number of alerts
   */
  public record Row(
      String recording,
      String lead,
      double minutes,
      double annotated,
      double alerted,
      double both,
      int alerts) {}

  public AlertMinutes {
    rows = List.copyOf(rows);
  }

  /** Measures a run. */
  public static AlertMinutes of(String label, List<RecordingDevice> devices, StreamResult result) {
    EpisodeLedger ledger = new EpisodeLedger();
    result.alerts().forEach(received -> ledger.add(received.record()));
    List<Row> rows = new ArrayList<>();
    for (RecordingDevice device : devices) {
      TimeSpan whole = device.span();
      List<Episode> episodes = ledger.episodes(device.device().id(), label);
      List<TimeSpan> annotated =
          device.rhythms().stream()
              .filter(rhythm -> rhythm.label().equals(label))
              .map(AnnotatedRhythm::span)
              .toList();
      long annotatedMicros = annotated.stream().mapToLong(TimeSpan::micros).sum();
      long alertedMicros = 0;
      long bothMicros = 0;
      for (Episode episode : episodes) {
        TimeSpan span = episode.span(whole.toMicros());
        alertedMicros += span.overlapMicros(whole);
        bothMicros += annotated.stream().mapToLong(span::overlapMicros).sum();
      }
      rows.add(
          new Row(
              device.device().id(),
              device.device().source().lead().name(),
              whole.minutes(),
              minutes(annotatedMicros),
              minutes(alertedMicros),
              minutes(bothMicros),
              episodes.size()));
    }
    return new AlertMinutes(label, rows);
  }

  /** A table with one row per recording and a last one for all. */
  public List<Line> lines() {
    TextTable table =
        new TextTable(
            "llrrrrr",
            "recording",
            "lead",
            "minutes",
            "annotated " + label,
            label + " alert",
            "both",
            "alerts");
    Row all = new Row("all", "", 0, 0, 0, 0, 0);
    for (Row row : rows) {
      add(table, row);
      all =
          new Row(
              all.recording,
              all.lead,
              all.minutes + row.minutes,
              all.annotated + row.annotated,
              all.alerted + row.alerted,
              all.both + row.both,
              all.alerts + row.alerts);
    }
    add(table, all);
    return table.lines();
  }

  private static void add(TextTable table, Row row) {
    table.row(
        row.recording,
        row.lead,
        figure(row.minutes),
        figure(row.annotated),
        figure(row.alerted),
        figure(row.both),
        String.valueOf(row.alerts));
  }

  private static String figure(double minutes) {
    return String.format(Locale.ROOT, "%.2f", minutes);
  }

  private static double minutes(long micros) {
    return new TimeSpan(0, micros).minutes();
  }
}
