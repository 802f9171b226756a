// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import static io.monolead.evaluation.report.PageText.clock;
import static io.monolead.evaluation.report.PageText.cut;
import static io.monolead.evaluation.report.PageText.duration;
import static io.monolead.evaluation.report.PageText.escaped;
import static io.monolead.evaluation.report.PageText.format;
import static io.monolead.evaluation.report.PageText.name;
import static io.monolead.evaluation.report.PageText.number;

import io.monolead.evaluation.result.AlertFact;
import io.monolead.evaluation.result.Change;
import io.monolead.evaluation.result.EpisodeFact;
import io.monolead.evaluation.result.RunComparison;
import io.monolead.evaluation.result.StreamEvaluation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The strips of a page: what was missed, what was false, and what a second run changed. */
final class StripSections {
  /** What the page shows of a strip when no model says how long its windows are. */
  private static final double STRIP_SECONDS = 10;

  private static final int MOST_PROBABILITIES = 4;

  private final PageBody body;
  private final StringBuilder html;
  private final StreamEvaluation evaluation;
  private final StreamBegins begins;
  private final StripChoice choice;
  private final StripSource source;
  private final Optional<StripExplainer> explainer;
  private final Optional<StripExplainer> otherExplainer;
  private final ReportLimits limits;

  StripSections(
      PageBody body,
      StreamEvaluation evaluation,
      StripChoice choice,
      StripSource source,
      Optional<StripExplainer> explainer,
      Optional<StripExplainer> otherExplainer,
      ReportLimits limits) {
    this.body = body;
    this.html = body.html();
    this.evaluation = evaluation;
    this.begins = new StreamBegins(evaluation);
    this.choice = choice;
    this.source = source;
    this.explainer = explainer;
    this.otherExplainer = otherExplainer;
    this.limits = limits;
  }

  void missedStrips() throws IOException {
    List<EpisodeFact> missed = choice.missed();
    int all = evaluation.missed().size();
    body.section("missed", format("Missed episodes <span class=\"count\">%,d</span>", all));
    if (all == 0) {
      body.paragraph("None: every true episode was found.");
    } else {
      strips(
          missed.size(),
          all,
          "Of each episode, the window that the model gave the highest probability: the nearest it"
              + " came to an alert.",
          "the longest");
    }
    for (EpisodeFact episode : missed) {
      long begin = begins.of(episode.device(), episode.lead(), episode.fromMicros());
      article(
          choice.anchor(episode),
          episode.label(),
          "missed",
          episode.device(),
          episode.lead(),
          "Episode from "
              + clock(episode.fromMicros(), begin)
              + " to "
              + clock(episode.toMicros(), begin)
              + ", "
              + duration(PageText.seconds(episode.fromMicros(), episode.toMicros()))
              + "."
              + inTheRun(episode.label(), episode.peakProbability()),
          List.of(new Asked("", explainer)),
          episode.peakWindowMicros(),
          begin);
    }
    body.end();
  }

  void falseAlarmStrips() throws IOException {
    List<AlertFact> alarms = choice.falseAlarms();
    int all = evaluation.falseAlarms().size();
    body.section("false-alarms", format("False alarms <span class=\"count\">%,d</span>", all));
    if (all == 0) {
      body.paragraph("None: every alert whose truth is known overlaps a true episode.");
    } else {
      strips(
          alarms.size(),
          all,
          "Of each alert, the window with the highest probability.",
          "those the model was surest of");
    }
    for (AlertFact alert : alarms) {
      long begin = begins.of(alert.device(), alert.lead(), alert.fromMicros());
      article(
          choice.anchor(alert),
          alert.label(),
          "false alarm",
          alert.device(),
          alert.lead(),
          "In alert from "
              + clock(alert.fromMicros(), begin)
              + " to "
              + clock(alert.toMicros(), begin)
              + ", "
              + duration(PageText.seconds(alert.fromMicros(), alert.toMicros()))
              + (alert.cleared() ? "." : ", not cleared before the end.")
              + inTheRun(alert.label(), alert.peakProbability()),
          List.of(new Asked("", explainer)),
          alert.peakWindowMicros(),
          begin);
    }
    body.end();
  }

  private void strips(int drawn, int all, String which, String chosen) {
    body.paragraph(
        which
            + (drawn < all
                ? format(
                    " <strong>%,d of %,d are drawn, %s; the other %,d are in the list below.</strong>",
                    drawn, all, chosen, all - drawn)
                : ""));
    html.append(
        explainer.isPresent()
            ? "<p class=\"legend\"><span class=\"key for\"></span>speaks for the label <span"
                + " class=\"key against\"></span>speaks against it; the stronger the more, to the"
                + " scale of each strip. 25 mm/s, 10 mm/mV.</p>\n"
            : "<p class=\"legend\">25 mm/s, 10 mm/mV. The model's bundle holds no attention, so no"
                + " strip is shaded; <code>monolead model attention</code> adds it.</p>\n");
  }

  private String inTheRun(String label, double peak) {
    if (Double.isNaN(peak)) {
      return " No window was scored there.";
    }
    return " Highest probability in the run <strong>"
        + number(peak, 2)
        + "</strong>"
        + evaluation.labels().stream()
            .filter(each -> each.label().equals(label))
            .findFirst()
            .map(each -> ", threshold " + number(each.threshold(), 2))
            .orElse("")
        + ".";
  }

  /** A model that is asked about a strip, and what to call it where there are two. */
  private record Asked(String name, Optional<StripExplainer> explainer) {}

  private void article(
      String anchor,
      String label,
      String what,
      String device,
      String lead,
      String facts,
      List<Asked> asked,
      long windowMicros,
      long beginMicros)
      throws IOException {
    html.append("<article class=\"event\" id=\"")
        .append(anchor)
        .append("\"><h3>")
        .append(name(label))
        .append(" <span class=\"tag\">")
        .append(escaped(what))
        .append("</span> <small>")
        .append(name(device))
        .append(" · lead ")
        .append(name(lead))
        .append("</small></h3>\n<p>")
        .append(facts)
        .append(" Drawn from ")
        .append(clock(windowMicros, beginMicros))
        .append(" on.</p>\n");
    double seconds =
        asked.stream()
            .flatMap(each -> each.explainer().stream())
            .mapToDouble(StripExplainer::seconds)
            .findFirst()
            .orElse(STRIP_SECONDS);
    Optional<Strip> strip = source.read(device, lead, windowMicros, seconds);
    if (strip.isEmpty()) {
      html.append("<p class=\"gone\">The signal of this strip is not at hand.</p>\n");
    } else {
      for (Asked each : asked) {
        drawn(strip.get(), label, each, what);
      }
    }
    html.append("</article>\n");
  }

  private void drawn(Strip strip, String label, Asked asked, String what) throws IOException {
    String description =
        format(
            "%.0f s of lead %s of %s, %s",
            strip.seconds(), cut(strip.lead()), cut(strip.device()), what);
    Optional<StripExplainer> knowing = asked.explainer().filter(each -> each.knows(label));
    if (knowing.isEmpty()) {
      figureOf(StripDrawing.of(strip, new double[0], description), asked.name(), strip, "");
      return;
    }
    Strip whole = strip;
    if (Math.abs(knowing.get().seconds() - strip.seconds()) > 1 / strip.samplingRateHz()) {
      Optional<Strip> other =
          source.read(strip.device(), strip.lead(), strip.fromMicros(), knowing.get().seconds());
      whole = other.orElse(strip);
    }
    ExplainedStrip explained = knowing.get().explain(whole, label);
    StringBuilder said = new StringBuilder();
    said.append("<ul class=\"said\">");
    explained.probabilities().stream()
        .sorted(
            Comparator.comparing(
                    (ExplainedStrip.LabelProbability each) -> !each.label().equals(label))
                .thenComparing(each -> -each.probability()))
        .limit(MOST_PROBABILITIES)
        .forEach(
            each ->
                said.append(
                    format(
                        "<li%s>%s <b>%.2f</b><i style=\"--p:%.0f%%\"></i></li>",
                        each.label().equals(label) ? " class=\"asked\"" : "",
                        name(each.label()),
                        each.probability(),
                        100 * each.probability())));
    said.append("</ul>");
    said.append(
        format(
            "<p class=\"sum\">This window again: logit %s = %s (mean of the bars) %s %s (offset)"
                + "</p>",
            number(explained.logit(), 2),
            number(explained.logit() - explained.offset(), 2),
            explained.offset() < 0 ? "−" : "+",
            number(Math.abs(explained.offset()), 2)));
    figureOf(
        StripDrawing.of(
            whole, explained.shade(), description + ", shaded by what the network used"),
        asked.name().isEmpty() ? "" : asked.name() + ", " + explained.model(),
        whole,
        said.toString());
  }

  private void figureOf(String drawing, String heading, Strip strip, String said) {
    html.append("<figure class=\"ecg\">");
    if (!heading.isEmpty()) {
      html.append("<h4>").append(escaped(heading)).append("</h4>");
    }
    html.append(drawing).append("<figcaption>").append(said);
    if (StripDrawing.isCut(strip)) {
      html.append("<p class=\"sum\">Beyond 3 mV from its median the signal is cut.</p>");
    }
    html.append("</figcaption></figure>\n");
  }

  void changes(RunComparison comparison) throws IOException {
    Map<Change.Kind, Integer> counts = new LinkedHashMap<>();
    comparison.changes().forEach(each -> counts.merge(each.kind(), 1, Integer::sum));
    html.append("<h3>What changed</h3>\n");
    if (comparison.changes().isEmpty()) {
      body.paragraph("Nothing: both runs find the same episodes and raise the same false alarms.");
      body.end();
      return;
    }
    List<String> told = new ArrayList<>();
    counts.forEach((kind, count) -> told.add(format("%,d × %s", count, word(kind))));
    body.paragraph(String.join(", ", told) + ".");
    List<Change> drawn = comparison.changes().stream().limit(limits.strips()).toList();
    if (drawn.size() < comparison.changes().size()) {
      body.paragraph(
          format(
              "<strong>The first %,d of %,d are drawn, by device and time; %,d are not.</strong>",
              drawn.size(),
              comparison.changes().size(),
              comparison.changes().size() - drawn.size()));
    }
    // Two policies of one model see the same in a strip.
    List<Asked> asked =
        explainer.isPresent()
                && explainer
                    .map(StripExplainer::sha256)
                    .equals(otherExplainer.map(StripExplainer::sha256))
            ? List.of(new Asked("Both runs", explainer))
            : List.of(new Asked("First run", explainer), new Asked("Second run", otherExplainer));
    int number = 0;
    for (Change change : drawn) {
      number++;
      long begin = begins.of(change.device(), change.lead(), change.fromMicros());
      article(
          "change-" + number,
          change.label(),
          word(change.kind()),
          change.device(),
          change.lead(),
          "From "
              + clock(change.fromMicros(), begin)
              + " to "
              + clock(change.toMicros(), begin)
              + ". Highest probability there: first run "
              + number(change.peakProbabilityA(), 2)
              + ", second run "
              + number(change.peakProbabilityB(), 2)
              + ".",
          asked,
          change.peakWindowMicros(),
          begin);
    }
    body.end();
  }

  private static String word(Change.Kind kind) {
    return switch (kind) {
      case FOUND -> "found by the second run alone";
      case LOST -> "found by the first run alone";
      case FALSE_ALARM_NEW -> "false alarm of the second run alone";
      case FALSE_ALARM_GONE -> "false alarm of the first run alone";
    };
  }
}
