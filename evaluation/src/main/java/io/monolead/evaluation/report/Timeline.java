// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import static io.monolead.evaluation.report.PageText.clock;
import static io.monolead.evaluation.report.PageText.counted;
import static io.monolead.evaluation.report.PageText.cut;
import static io.monolead.evaluation.report.PageText.escaped;
import static io.monolead.evaluation.report.PageText.format;
import static io.monolead.evaluation.report.PageText.name;

import io.monolead.evaluation.result.AlertFact;
import io.monolead.evaluation.result.EpisodeFact;
import io.monolead.evaluation.result.EvaluatedStream;
import java.util.List;

/**
 * One line per device: above what was true, below what was raised. What went wrong is hollow, so
 * that it does not take colour to see it.
 */
final class Timeline {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 26;
  private static final int HALF = 12;

  /** Narrower marks could not be seen. */
  private static final double LEAST_WIDTH = 3;

  private final double longestMicros;

  /**
   * @param streams all that are drawn, to one scale
   */
  Timeline(List<EvaluatedStream> streams) {
    this.longestMicros =
        streams.stream().mapToLong(each -> each.toMicros() - each.fromMicros()).max().orElse(1);
  }

  /** A line, as HTML. */
  String line(EvaluatedStream stream, List<EpisodeFact> episodes, List<AlertFact> alerts) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<svg class=\"line\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" role=\"img\">"
                + "<title>%s</title>",
            WIDTH, HEIGHT, escaped(description(episodes, alerts))));
    svg.append(
        format(
            "<rect class=\"whole\" width=\"%.1f\" height=\"%d\"/>",
            place(stream, stream.toMicros()), HEIGHT));
    for (EpisodeFact episode : episodes) {
      bar(
          svg,
          stream,
          episode.found() ? "found" : "missed",
          1,
          episode.fromMicros(),
          episode.toMicros(),
          (episode.found() ? "found, " : "missed, ")
              + span(stream, episode.fromMicros(), episode.toMicros()));
    }
    for (AlertFact alert : alerts) {
      String kind =
          switch (alert.verdict()) {
            case TRUE -> "right";
            case FALSE -> "wrong";
            case UNKNOWN -> "unknown";
          };
      bar(
          svg,
          stream,
          kind,
          1 + HALF,
          alert.fromMicros(),
          alert.toMicros(),
          (alert.verdict() == AlertFact.Verdict.FALSE ? "false alarm, " : "alert, ")
              + span(stream, alert.fromMicros(), alert.toMicros()));
    }
    return "<div class=\"device\"><span class=\"who\">"
        + name(stream.device())
        + " <small>lead "
        + escaped(cut(stream.lead()))
        + "</small></span>"
        + svg.append("</svg></div>");
  }

  private static String description(List<EpisodeFact> episodes, List<AlertFact> alerts) {
    long found = episodes.stream().filter(EpisodeFact::found).count();
    long wrong =
        alerts.stream().filter(alert -> alert.verdict() == AlertFact.Verdict.FALSE).count();
    return counted(episodes.size(), "true episode", "true episodes")
        + ", "
        + found
        + " found; "
        + counted(alerts.size(), "alert", "alerts")
        + ", "
        + wrong
        + " false";
  }

  private static String span(EvaluatedStream stream, long from, long to) {
    return clock(from, stream.fromMicros()) + " to " + clock(to, stream.fromMicros());
  }

  private void bar(
      StringBuilder svg,
      EvaluatedStream stream,
      String kind,
      int y,
      long from,
      long to,
      String says) {
    double begin = place(stream, from);
    svg.append(
        format(
            "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>%s</title>"
                + "</rect>",
            kind,
            Math.min(begin, WIDTH - LEAST_WIDTH),
            y + 1,
            Math.max(LEAST_WIDTH, place(stream, to) - begin),
            HALF - 3,
            escaped(says)));
  }

  private double place(EvaluatedStream stream, long micros) {
    double share = (micros - stream.fromMicros()) / longestMicros;
    return WIDTH * Math.min(1, Math.max(0, share));
  }

  /** The scale below all lines, as HTML: from 0 to the end of the longest stream. */
  String scale() {
    StringBuilder html = new StringBuilder("<div class=\"device scale\"><span></span><div>");
    for (int i = 0; i <= 4; i++) {
      html.append("<span>").append(clock(Math.round(longestMicros * i / 4), 0)).append("</span>");
    }
    return html.append("</div></div>").toString();
  }
}
