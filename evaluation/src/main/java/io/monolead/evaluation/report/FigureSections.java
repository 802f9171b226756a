// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import static io.monolead.evaluation.report.PageText.cut;
import static io.monolead.evaluation.report.PageText.duration;
import static io.monolead.evaluation.report.PageText.escaped;
import static io.monolead.evaluation.report.PageText.estimate;
import static io.monolead.evaluation.report.PageText.format;
import static io.monolead.evaluation.report.PageText.name;
import static io.monolead.evaluation.report.PageText.number;
import static io.monolead.evaluation.report.PageText.percent;

import io.monolead.evaluation.result.AlarmFigures;
import io.monolead.evaluation.result.EpisodeFigures;
import io.monolead.evaluation.result.Estimate;
import io.monolead.evaluation.result.FigureDifference;
import io.monolead.evaluation.result.GroupFigures;
import io.monolead.evaluation.result.LabelComparison;
import io.monolead.evaluation.result.LabelEvaluation;
import io.monolead.evaluation.result.PolicyFacts;
import io.monolead.evaluation.result.RunComparison;
import io.monolead.evaluation.result.RunFacts;
import io.monolead.evaluation.result.StreamEvaluation;
import io.monolead.evaluation.result.WindowFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The figures of a page: at a glance, in tables, of the second run, and by group. */
final class FigureSections {
  private final PageBody body;
  private final StringBuilder html;
  private final StreamEvaluation evaluation;
  private final ReportLimits limits;

  FigureSections(PageBody body, StreamEvaluation evaluation, ReportLimits limits) {
    this.body = body;
    this.html = body.html();
    this.evaluation = evaluation;
    this.limits = limits;
  }

  private List<LabelEvaluation> judged() {
    return evaluation.labels().stream().filter(LabelEvaluation::truthKnown).toList();
  }

  void glance() {
    body.section("glance", "At a glance");
    html.append("<div class=\"cards\">\n");
    int drawn = 0;
    for (LabelEvaluation label : judged()) {
      Optional<EpisodeFigures> episodes = label.overall().episodes();
      Optional<AlarmFigures> alarms = label.overall().alarms();
      if (!evaluation.run().alertsOf(label.label())
          || episodes.isEmpty()
          || alarms.isEmpty()
          || (episodes.get().episodes() == 0 && alarms.get().alerts() == 0)) {
        continue;
      }
      drawn++;
      html.append("<article class=\"card\"><h3>").append(name(label.label())).append("</h3><dl>");
      item(
          format("%,d of %,d", episodes.get().found(), episodes.get().episodes()),
          "episodes found",
          percent(episodes.get().grossSensitivity()));
      Estimate rate = alarms.get().falseAlarmsPerDeviceDay();
      item(number(rate.value(), 2), "false alarms per device-day", below(alarms.get()));
      item(
          duration(alarms.get().timeToAlertMedian().value()),
          "to the alert, median",
          alarms.get().timeToAlert95().defined()
              ? "95&#8239;% within " + duration(alarms.get().timeToAlert95().value())
              : "");
      item(
          number(100 * alarms.get().timeInAlert().value(), 1) + "&#8239;%",
          "of the time in alert",
          number(alarms.get().alertsPerHour().value(), 2) + " alerts per hour");
      html.append("</dl></article>\n");
    }
    html.append("</div>\n");
    if (drawn == 0) {
      body.paragraph("No label whose truth is known was true or raised in these streams.");
    }
    html.append("<details><summary>What ran</summary>\n");
    run(evaluation.run());
    html.append("</details>\n");
    body.end();
  }

  /**
   * Without false alarms a bootstrap has nothing to draw; the Poisson limit still says something.
   */
  private static String below(AlarmFigures alarms) {
    Estimate rate = alarms.falseAlarmsPerDeviceDay();
    if (alarms.falseAlarms() > 0 && rate.hasInterval()) {
      return "<span class=\"ci\">"
          + number(rate.lower(), 2)
          + " to "
          + number(rate.upper(), 2)
          + "</span>";
    }
    return Double.isFinite(alarms.falseAlarmsPerDeviceDayUpper())
        ? "below " + number(alarms.falseAlarmsPerDeviceDayUpper(), 2) + ", 95&#8239;% sure"
        : "";
  }

  private void item(String figure, String what, String more) {
    html.append("<div><dt>")
        .append(what)
        .append("</dt><dd><strong>")
        .append(figure)
        .append("</strong> <small>")
        .append(more)
        .append("</small></dd></div>");
  }

  private void run(RunFacts run) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("model", name(run.modelId() + " " + run.modelVersion())));
    rows.add(List.of("monolead", name(run.codeVersion())));
    run.facts().forEach((key, value) -> rows.add(List.of(name(key), name(value))));
    body.table("What ran", List.of("fact", "value"), rows, "facts");
    List<List<String>> policies = new ArrayList<>();
    for (PolicyFacts policy : run.policies()) {
      policies.add(
          List.of(
              name(policy.label()),
              policy.enabled() ? name(policy.version()) : "no alerts",
              number(policy.threshold(), 4),
              policy.windowsRequired() + " of " + policy.windowsConsidered(),
              number(policy.clearRatio(), 2),
              number(policy.minimumQuality(), 2),
              duration(policy.minimumDurationSeconds()),
              duration(policy.coolDownSeconds())));
    }
    body.table(
        "Policies",
        List.of(
            "label",
            "policy",
            "threshold",
            "windows",
            "clear ratio",
            "least quality",
            "least duration",
            "cool-down"),
        policies,
        "");
  }

  void figures() {
    body.section("figures", "Figures");
    List<List<String>> episodes = new ArrayList<>();
    List<List<String>> alarms = new ArrayList<>();
    List<List<String>> windows = new ArrayList<>();
    for (LabelEvaluation label : evaluation.labels()) {
      String named = name(label.label());
      // A label without a policy finds nothing, and was not asked to.
      if (evaluation.run().alertsOf(label.label())) {
        label.overall().episodes().ifPresent(each -> episodes.add(row(named, each)));
        label.overall().alarms().ifPresent(each -> alarms.add(row(named, each)));
      }
      if (label.truthKnown()) {
        windows.add(row(named, label.overall().windows()));
      }
    }
    html.append("<h3>Episodes</h3>\n");
    body.paragraph(
        "Gross figures after ANSI/AAMI EC57: an episode is found if an alert overlaps it, an alert is"
            + " right if it overlaps an episode.");
    body.table("Episodes", EPISODE_COLUMNS, episodes, "");
    html.append("<h3>Alerts</h3>\n");
    body.table("Alerts", ALARM_COLUMNS, alarms, "");
    html.append("<h3>Windows</h3>\n");
    body.table("Windows", WINDOW_COLUMNS, windows, "");
    body.end();
  }

  private static final List<String> EPISODE_COLUMNS =
      List.of(
          "label",
          "episodes",
          "found",
          "sensitivity",
          "predictivity",
          "sensitivity by duration",
          "predictivity by duration");

  private static List<String> row(String named, EpisodeFigures figures) {
    return List.of(
        named,
        format("%,d", figures.episodes()),
        format("%,d", figures.found()),
        percent(figures.grossSensitivity()),
        percent(figures.grossPredictivity()),
        percent(figures.grossDurationSensitivity()),
        percent(figures.grossDurationPredictivity()));
  }

  private static final List<String> ALARM_COLUMNS =
      List.of(
          "label",
          "alerts",
          "false",
          "false per device-day",
          "below, 95 % sure",
          "alerts per hour",
          "time in alert",
          "time to alert, median",
          "95 %",
          "suppressed by quality");

  private static List<String> row(String named, AlarmFigures figures) {
    return List.of(
        named,
        format("%,d", figures.alerts()),
        figures.knownDeviceDays() > 0 ? format("%,d", figures.falseAlarms()) : "–",
        estimate(figures.falseAlarmsPerDeviceDay(), 2),
        number(figures.falseAlarmsPerDeviceDayUpper(), 2),
        estimate(figures.alertsPerHour(), 3),
        percent(figures.timeInAlert()),
        duration(figures.timeToAlertMedian().value()),
        duration(figures.timeToAlert95().value()),
        percent(figures.suppressedShare()));
  }

  private static final List<String> WINDOW_COLUMNS =
      List.of(
          "label",
          "windows",
          "with the label",
          "AUC",
          "average precision",
          "F1",
          "sensitivity",
          "specificity",
          "calibration error");

  private static List<String> row(String named, WindowFigures figures) {
    return List.of(
        named,
        format("%,d", figures.windows()),
        format("%,d", figures.positives()),
        estimate(figures.auc(), 3),
        estimate(figures.averagePrecision(), 3),
        estimate(figures.f1(), 3),
        percent(figures.sensitivity()),
        percent(figures.specificity()),
        estimate(figures.calibrationError(), 3));
  }

  void comparisonTables(RunComparison comparison) {
    body.section("comparison", "Second run");
    RunFacts second = comparison.against();
    body.paragraph(
        "First run: "
            + name(evaluation.run().name())
            + " ("
            + name(evaluation.run().modelId() + " " + evaluation.run().modelVersion())
            + "). Second run: "
            + name(second.name())
            + " ("
            + name(second.modelId() + " " + second.modelVersion())
            + "). Same streams; differences are second less first, the same patients drawn for"
            + " both.");
    List<List<String>> rows = new ArrayList<>();
    for (LabelComparison label : comparison.labels()) {
      for (FigureDifference figure : label.figures()) {
        Estimate difference = figure.difference();
        boolean sure =
            difference.hasInterval() && (difference.lower() > 0 || difference.upper() < 0);
        rows.add(
            List.of(
                name(label.label()) + " · " + name(figure.figure()),
                number(figure.first(), 3),
                number(figure.second(), 3),
                (sure ? "● <strong>" : "") + estimate(difference, 3) + (sure ? "</strong>" : "")));
      }
    }
    body.table(
        "Both runs",
        List.of("figure", "first", "second", "difference (● interval without 0)"),
        rows,
        "");
    html.append("<details><summary>What ran second</summary>\n");
    run(second);
    html.append("</details>\n");
  }

  void groups() {
    body.section("groups", "By group");
    int told = 0;
    for (LabelEvaluation label : judged()) {
      if (label.groups().isEmpty()) {
        continue;
      }
      List<List<String>> rows = new ArrayList<>();
      for (GroupFigures group : label.groups().stream().limit(limits.rows()).toList()) {
        Optional<EpisodeFigures> episodes = group.figures().episodes();
        Optional<AlarmFigures> alarms = group.figures().alarms();
        rows.add(
            List.of(
                escaped(words(group.dimension())) + ": " + name(group.group()),
                format("%,d", group.figures().patients()),
                format("%,d", group.figures().windows().windows()),
                estimate(group.figures().windows().auc(), 3),
                estimate(group.figures().windows().f1(), 3),
                episodes.map(each -> each.found() + " of " + each.episodes()).orElse("–"),
                episodes.map(each -> percent(each.grossSensitivity())).orElse("–"),
                alarms.map(each -> estimate(each.falseAlarmsPerDeviceDay(), 2)).orElse("–")));
      }
      told++;
      html.append("<details><summary>").append(name(label.label())).append("</summary>\n");
      body.table(
          cut(label.label()) + " by group",
          List.of(
              "group",
              "patients",
              "windows",
              "AUC",
              "F1",
              "episodes found",
              "sensitivity",
              "false alarms per device-day"),
          rows,
          "");
      body.left(label.groups().size() - rows.size(), "group is", "groups are");
      html.append("</details>\n");
    }
    if (told == 0) {
      body.paragraph("No label has figures by group.");
    }
    body.end();
  }

  private static String words(GroupFigures.Dimension dimension) {
    return switch (dimension) {
      case SEX -> "sex";
      case AGE -> "age";
      case DEVICE -> "device";
      case LEAD -> "lead";
      case WINDOW_QUALITY -> "quality of windows";
      case STREAM_QUALITY -> "quality of streams";
    };
  }
}
