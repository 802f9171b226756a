// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import static io.monolead.evaluation.report.PageText.counted;
import static io.monolead.evaluation.report.PageText.name;

import io.monolead.evaluation.result.AlertFact;
import io.monolead.evaluation.result.EpisodeFact;
import io.monolead.evaluation.result.EvaluatedStream;
import io.monolead.evaluation.result.LabelEvaluation;
import io.monolead.evaluation.result.StreamEvaluation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A line per device: alerts against truth. */
final class TimelineSection {
  private final PageBody body;
  private final StringBuilder html;
  private final StreamEvaluation evaluation;
  private final ReportLimits limits;

  TimelineSection(PageBody body, StreamEvaluation evaluation, ReportLimits limits) {
    this.body = body;
    this.html = body.html();
    this.evaluation = evaluation;
    this.limits = limits;
  }

  private record Key(String device, String lead) {}

  /** Labels of which something was true or was raised. */
  private List<LabelEvaluation> lively() {
    Set<String> labels = new LinkedHashSet<>();
    evaluation.episodes().forEach(each -> labels.add(each.label()));
    evaluation.alerts().forEach(each -> labels.add(each.label()));
    return evaluation.labels().stream().filter(each -> labels.contains(each.label())).toList();
  }

  void timelines() {
    body.section("timelines", "Alerts against truth");
    List<LabelEvaluation> labels = lively();
    if (labels.isEmpty()) {
      body.paragraph("Nothing was true and nothing was raised.");
      body.end();
      return;
    }
    html.append(
        "<p class=\"legend\"><span class=\"key found\"></span>true, found <span class=\"key"
            + " missed\"></span>true, missed <span class=\"key right\"></span>alert <span"
            + " class=\"key wrong\"></span>false alarm <span class=\"key unknown\"></span>alert,"
            + " truth unknown. Hours run from the begin of each stream.</p>\n");
    for (LabelEvaluation label : labels) {
      timelines(label.label());
    }
    body.end();
  }

  private void timelines(String label) {
    Map<Key, List<EpisodeFact>> episodes = new HashMap<>();
    Map<Key, List<AlertFact>> alerts = new HashMap<>();
    for (EpisodeFact each : evaluation.episodes()) {
      if (each.label().equals(label)) {
        episodes
            .computeIfAbsent(new Key(each.device(), each.lead()), key -> new ArrayList<>())
            .add(each);
      }
    }
    for (AlertFact each : evaluation.alerts()) {
      if (each.label().equals(label)) {
        alerts
            .computeIfAbsent(new Key(each.device(), each.lead()), key -> new ArrayList<>())
            .add(each);
      }
    }
    List<EvaluatedStream> lively =
        evaluation.streams().stream()
            .filter(
                each -> {
                  Key key = new Key(each.device(), each.lead());
                  return episodes.containsKey(key) || alerts.containsKey(key);
                })
            .toList();
    List<EvaluatedStream> drawn = lively.stream().limit(limits.timelines()).toList();
    if (drawn.isEmpty()) {
      return;
    }
    html.append("<h3>").append(name(label)).append("</h3>\n<div class=\"timelines\">\n");
    Timeline timeline = new Timeline(drawn);
    for (EvaluatedStream stream : drawn) {
      Key key = new Key(stream.device(), stream.lead());
      html.append(
              timeline.line(
                  stream,
                  episodes.getOrDefault(key, List.of()),
                  alerts.getOrDefault(key, List.of())))
          .append('\n');
    }
    html.append(timeline.scale()).append("</div>\n");
    int quiet = evaluation.streams().size() - lively.size();
    if (quiet > 0) {
      body.paragraph(
          counted(quiet, "stream has", "streams have") + " neither an episode nor an alert of it.");
    }
    if (drawn.size() < lively.size()) {
      body.paragraph(
          counted(lively.size() - drawn.size(), "more stream is", "more streams are")
              + " not drawn; the lists below have them.");
    }
  }
}
