// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import static io.monolead.evaluation.report.PageText.clock;
import static io.monolead.evaluation.report.PageText.counted;
import static io.monolead.evaluation.report.PageText.duration;
import static io.monolead.evaluation.report.PageText.name;
import static io.monolead.evaluation.report.PageText.number;

import io.monolead.evaluation.result.AlertFact;
import io.monolead.evaluation.result.EpisodeFact;
import io.monolead.evaluation.result.StreamEvaluation;
import java.util.ArrayList;
import java.util.List;

/** Every episode and every alert, with links to those that are drawn. */
final class ListSection {
  private final PageBody body;
  private final StringBuilder html;
  private final StreamEvaluation evaluation;
  private final StreamBegins begins;
  private final StripChoice choice;
  private final ReportLimits limits;

  ListSection(PageBody body, StreamEvaluation evaluation, StripChoice choice, ReportLimits limits) {
    this.body = body;
    this.html = body.html();
    this.evaluation = evaluation;
    this.begins = new StreamBegins(evaluation);
    this.choice = choice;
    this.limits = limits;
  }

  void lists() {
    body.section("lists", "Every episode and every alert");
    List<List<String>> episodes = new ArrayList<>();
    for (EpisodeFact each : evaluation.episodes().stream().limit(limits.rows()).toList()) {
      long begin = begins.of(each.device(), each.lead(), each.fromMicros());
      String anchor = choice.anchor(each);
      String verdict = each.found() ? "found" : "<b>missed</b>";
      episodes.add(
          List.of(
              name(each.device()) + " · " + name(each.lead()),
              name(each.label()),
              clock(each.fromMicros(), begin),
              clock(each.toMicros(), begin),
              duration(PageText.seconds(each.fromMicros(), each.toMicros())),
              anchor == null ? verdict : "<a href=\"#" + anchor + "\">" + verdict + "</a>",
              each.timeToAlertSeconds().isPresent()
                  ? duration(each.timeToAlertSeconds().getAsDouble())
                  : "–",
              number(each.peakProbability(), 2)));
    }
    html.append("<h3>Episodes</h3>\n");
    body.table(
        "Every true episode",
        List.of(
            "device and lead",
            "label",
            "from",
            "to",
            "length",
            "verdict",
            "alert after",
            "highest probability"),
        episodes,
        "episodes");
    body.left(evaluation.episodes().size() - episodes.size(), "episode is", "episodes are");
    List<List<String>> alerts = new ArrayList<>();
    for (AlertFact each : evaluation.alerts().stream().limit(limits.rows()).toList()) {
      long begin = begins.of(each.device(), each.lead(), each.fromMicros());
      String anchor = choice.anchor(each);
      String verdict =
          switch (each.verdict()) {
            case TRUE -> "right";
            case FALSE -> "<b>false alarm</b>";
            case UNKNOWN -> "truth unknown";
          };
      alerts.add(
          List.of(
              name(each.device()) + " · " + name(each.lead()),
              name(each.label()),
              clock(each.fromMicros(), begin),
              clock(each.toMicros(), begin),
              duration(PageText.seconds(each.fromMicros(), each.toMicros())),
              anchor == null ? verdict : "<a href=\"#" + anchor + "\">" + verdict + "</a>",
              number(each.peakProbability(), 2)));
    }
    html.append("<details><summary>")
        .append(counted(evaluation.alerts().size(), "alert", "alerts"))
        .append("</summary>\n");
    body.table(
        "Every alert",
        List.of(
            "device and lead", "label", "from", "to", "length", "verdict", "highest probability"),
        alerts,
        "alerts");
    body.left(evaluation.alerts().size() - alerts.size(), "alert is", "alerts are");
    html.append("</details>\n");
    body.end();
  }
}
