// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.report;

import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.TextTable;
import io.monolead.evaluation.alert.Episode;
import io.monolead.evaluation.truth.LabelSpan;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Alerts of one run set against what was really there.
 *
 * <p>An alert is in the right device if its label is true of that device at some time between the
 * alert's onset and its end. A true episode is seen if some alert of its label overlaps it.
 *
 * @param byLabel one row per label that was alerted or true, in alphabetical order
 * @param knownLabels labels of which it is known when they are true
 */
public record AlertAudit(Map<String, Row> byLabel, Set<String> knownLabels) {
  /** Label of an unremarkable ECG, which nobody wants an alert for. */
  private static final String NORMAL = "NORM";

  /**
   * One label.
   *
   * @param raised alerts raised
   * @param cleared alerts cleared
   * @param right alerts in the right device
   * @param episodes times the label was really true
   * @param seen those of them that an alert overlapped
   */
  public record Row(int raised, int cleared, int right, int episodes, int seen) {}

  /**
   * Compares.
   *
   * @param alerts what was raised
   * @param truth what was really there
   * @param knownLabels labels of which it is known when they are true; alerts of others are neither
   *     right nor wrong
   * @param endMicros event time of the end of the run, for alerts that were not cleared
   */
  public static AlertAudit of(
      Collection<Episode> alerts,
      Collection<LabelSpan> truth,
      Set<String> knownLabels,
      long endMicros) {
    Map<String, Row> rows = new TreeMap<>();
    for (LabelSpan span : truth) {
      if (!span.label().equals(NORMAL)) {
        boolean seen = alerts.stream().anyMatch(alert -> agree(alert, span, endMicros));
        add(rows, span.label(), new Row(0, 0, 0, 1, seen ? 1 : 0));
      }
    }
    for (Episode alert : alerts) {
      boolean right = truth.stream().anyMatch(span -> agree(alert, span, endMicros));
      add(rows, alert.label(), new Row(1, alert.cleared() ? 1 : 0, right ? 1 : 0, 0, 0));
    }
    return new AlertAudit(rows, Set.copyOf(knownLabels));
  }

  /** A table with one row per label. */
  public List<Line> lines() {
    if (byLabel.isEmpty()) {
      return List.of(new Line().add("No alert was raised."));
    }
    TextTable table =
        new TextTable(
            "lrrrr", "label", "raised", "cleared", "in the right device", "episodes seen");
    byLabel.forEach(
        (label, row) ->
            table.row(
                label,
                String.valueOf(row.raised()),
                String.valueOf(row.cleared()),
                knownLabels.contains(label) ? share(row.right(), row.raised()) : "unknown",
                share(row.seen(), row.episodes())));
    return table.lines();
  }

  private static String share(int part, int whole) {
    return whole == 0 ? "-" : part + " of " + whole;
  }

  private static boolean agree(Episode alert, LabelSpan span, long endMicros) {
    return alert.deviceId().equals(span.deviceId())
        && alert.label().equals(span.label())
        && alert.span(endMicros).overlaps(span.span());
  }

  private static void add(Map<String, Row> rows, String label, Row more) {
    rows.merge(
        label,
        more,
        (a, b) ->
            new Row(
                a.raised + b.raised,
                a.cleared + b.cleared,
                a.right + b.right,
                a.episodes + b.episodes,
                a.seen + b.seen));
  }
}
