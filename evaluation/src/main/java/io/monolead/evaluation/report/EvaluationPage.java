// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import static io.monolead.evaluation.report.PageText.clock;
import static io.monolead.evaluation.report.PageText.counted;
import static io.monolead.evaluation.report.PageText.cut;
import static io.monolead.evaluation.report.PageText.duration;
import static io.monolead.evaluation.report.PageText.escaped;
import static io.monolead.evaluation.report.PageText.estimate;
import static io.monolead.evaluation.report.PageText.format;
import static io.monolead.evaluation.report.PageText.name;
import static io.monolead.evaluation.report.PageText.number;
import static io.monolead.evaluation.report.PageText.percent;

import io.monolead.evaluation.result.AlarmFigures;
import io.monolead.evaluation.result.AlertFact;
import io.monolead.evaluation.result.CalibrationBin;
import io.monolead.evaluation.result.Change;
import io.monolead.evaluation.result.EpisodeFact;
import io.monolead.evaluation.result.EpisodeFigures;
import io.monolead.evaluation.result.Estimate;
import io.monolead.evaluation.result.EvaluatedStream;
import io.monolead.evaluation.result.FigureDifference;
import io.monolead.evaluation.result.GroupFigures;
import io.monolead.evaluation.result.LabelComparison;
import io.monolead.evaluation.result.LabelEvaluation;
import io.monolead.evaluation.result.PolicyFacts;
import io.monolead.evaluation.result.RunComparison;
import io.monolead.evaluation.result.RunFacts;
import io.monolead.evaluation.result.StreamEvaluation;
import io.monolead.evaluation.result.WindowFigures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes the page of one evaluation. For one thread; made once per page. */
public final class EvaluationPage {
  /** What the page shows of a strip when no model says how long its windows are. */
  private static final double STRIP_SECONDS = 10;

  private static final int MOST_PROBABILITIES = 4;

  private record Key(String device, String lead) {}

  private final StreamEvaluation evaluation;
  private final StripSource source;
  private final Optional<StripExplainer> explainer;
  private final Optional<StripExplainer> otherExplainer;
  private final List<OperatingCurve> curves;
  private final ReportLimits limits;
  private final Map<Key, EvaluatedStream> streams = new HashMap<>();
  private final Map<EpisodeFact, String> anchorsOfEpisodes = new HashMap<>();
  private final Map<AlertFact, String> anchorsOfAlerts = new HashMap<>();
  private final StringBuilder html = new StringBuilder();

  /**
   * @param evaluation what is told
   * @param source where strips are read again
   * @param explainer of the run's model; empty where its bundle holds no attention
   * @param otherExplainer of the second run's model, if there is a comparison
   * @param curves other operating points, if any were tried; of any labels
   * @param limits how much the page holds
   */
  public EvaluationPage(
      StreamEvaluation evaluation,
      StripSource source,
      Optional<StripExplainer> explainer,
      Optional<StripExplainer> otherExplainer,
      List<OperatingCurve> curves,
      ReportLimits limits) {
    this.evaluation = evaluation;
    this.source = source;
    this.explainer = explainer;
    this.otherExplainer = otherExplainer;
    this.curves = List.copyOf(curves);
    this.limits = limits;
    evaluation.streams().forEach(each -> streams.put(new Key(each.device(), each.lead()), each));
  }

  /**
   * Writes the page to a file.
   *
   * @throws IOException if a strip cannot be read or the file not be written
   */
  public void write(Path file) throws IOException {
    Files.writeString(file, html());
  }

  /**
   * The page.
   *
   * @throws IOException if a strip cannot be read
   */
  public String html() throws IOException {
    html.setLength(0);
    List<EpisodeFact> missed = worstMissed();
    List<AlertFact> falseAlarms = worstFalseAlarms();
    for (int i = 0; i < missed.size(); i++) {
      anchorsOfEpisodes.put(missed.get(i), "missed-" + (i + 1));
    }
    for (int i = 0; i < falseAlarms.size(); i++) {
      anchorsOfAlerts.put(falseAlarms.get(i), "false-" + (i + 1));
    }
    head();
    glance();
    figures();
    plots();
    timelines();
    missedStrips(missed);
    falseAlarmStrips(falseAlarms);
    evaluation.comparison().ifPresent(this::comparisonTables);
    if (evaluation.comparison().isPresent()) {
      changes(evaluation.comparison().get());
    }
    lists();
    groups();
    reading();
    html.append("</main>\n</body>\n</html>\n");
    return html.toString();
  }

  /** The longest first; kept in the order of devices and time. */
  private List<EpisodeFact> worstMissed() {
    Set<EpisodeFact> chosen =
        new LinkedHashSet<>(
            evaluation.missed().stream()
                .sorted(
                    Comparator.comparingLong(
                        (EpisodeFact each) -> each.fromMicros() - each.toMicros()))
                .limit(limits.strips())
                .toList());
    return evaluation.missed().stream().filter(chosen::contains).toList();
  }

  /** Those the model was surest of; kept in the order of devices and time. */
  private List<AlertFact> worstFalseAlarms() {
    Set<AlertFact> chosen =
        new LinkedHashSet<>(
            evaluation.falseAlarms().stream()
                .sorted(Comparator.comparingDouble((AlertFact each) -> -each.peakProbability()))
                .limit(limits.strips())
                .toList());
    return evaluation.falseAlarms().stream().filter(chosen::contains).toList();
  }

  private void head() throws IOException {
    RunFacts run = evaluation.run();
    String title =
        "What " + cut(run.modelId()) + " " + cut(run.modelVersion()) + " would have told";
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.append(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
            + " 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.append("<meta name=\"referrer\" content=\"no-referrer\">\n");
    // An icon of nothing: browsers otherwise ask the page's server for one.
    html.append("<link rel=\"icon\" href=\"data:,\">\n");
    html.append("<title>").append(escaped(title)).append("</title>\n<style>\n");
    html.append(style()).append("</style>\n</head>\n<body>\n");
    html.append(PATTERNS);
    html.append("<main>\n<header>\n<p class=\"kicker\">monolead · evaluation of streams</p>\n<h1>");
    html.append(escaped(title)).append("</h1>\n<p class=\"lede\">");
    double days =
        evaluation.streams().stream()
                .mapToDouble(each -> PageText.seconds(each.fromMicros(), each.toMicros()))
                .sum()
            / 86_400;
    long patients = evaluation.streams().stream().map(EvaluatedStream::patient).distinct().count();
    html.append(counted(evaluation.streams().size(), "recorded stream", "recorded streams"))
        .append(" of ")
        .append(counted(patients, "patient", "patients"))
        .append(format(", %.2f device-days of ECG. ", days));
    html.append(counted(evaluation.episodes().size(), "true episode", "true episodes"))
        .append(", ")
        .append(evaluation.missed().size())
        .append(" missed; ")
        .append(counted(evaluation.alerts().size(), "alert", "alerts"))
        .append(", ")
        .append(evaluation.falseAlarms().size())
        .append(" of them false alarms. Intervals are 95&#8239;%, ")
        .append(format("%,d", evaluation.resamples()))
        .append(" bootstrap resamples of patients.</p>\n");
    html.append("<nav aria-label=\"Sections\"><a href=\"#glance\">At a glance</a>");
    html.append("<a href=\"#figures\">Figures</a><a href=\"#plots\">Plots</a>");
    html.append("<a href=\"#timelines\">Timelines</a><a href=\"#missed\">Missed episodes</a>");
    html.append("<a href=\"#false-alarms\">False alarms</a>");
    if (evaluation.comparison().isPresent()) {
      html.append("<a href=\"#comparison\">Second run</a>");
    }
    html.append("<a href=\"#lists\">Every episode</a><a href=\"#groups\">Groups</a>");
    html.append("<a href=\"#reading\">How to read</a></nav>\n</header>\n");
  }

  private static String style() throws IOException {
    try (var stream = EvaluationPage.class.getResourceAsStream("page.css")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** One grid for all strips: small squares of a millimetre, large ones of five. */
  private static final String PATTERNS =
      "<svg class=\"patterns\" aria-hidden=\"true\"><defs><pattern id=\"grid\" width=\"100\""
          + " height=\"100\" patternUnits=\"userSpaceOnUse\"><path class=\"small\" d=\"M20 0V100M40"
          + " 0V100M60 0V100M80 0V100M0 20H100M0 40H100M0 60H100M0 80H100\"/><path class=\"large\""
          + " d=\"M0 0V100M0 0H100\"/></pattern></defs></svg>\n";

  private List<LabelEvaluation> judged() {
    return evaluation.labels().stream().filter(LabelEvaluation::truthKnown).toList();
  }

  /** Labels of which something was true or was raised. */
  private List<LabelEvaluation> lively() {
    Set<String> labels = new LinkedHashSet<>();
    evaluation.episodes().forEach(each -> labels.add(each.label()));
    evaluation.alerts().forEach(each -> labels.add(each.label()));
    return evaluation.labels().stream().filter(each -> labels.contains(each.label())).toList();
  }

  private void section(String id, String heading) {
    html.append("<section aria-labelledby=\"")
        .append(id)
        .append("\">\n<h2 id=\"")
        .append(id)
        .append("\">")
        .append(heading)
        .append("</h2>\n");
  }

  private void end() {
    html.append("</section>\n");
  }

  private void paragraph(String text) {
    html.append("<p>").append(text).append("</p>\n");
  }

  private void glance() {
    section("glance", "At a glance");
    html.append("<div class=\"cards\">\n");
    int drawn = 0;
    for (LabelEvaluation label : judged()) {
      Optional<EpisodeFigures> episodes = label.overall().episodes();
      Optional<AlarmFigures> alarms = label.overall().alarms();
      if (episodes.isEmpty()
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
      item(
          number(rate.value(), 2),
          "false alarms per device-day",
          rate.hasInterval()
              ? "<span class=\"ci\">"
                  + number(rate.lower(), 2)
                  + "–"
                  + number(rate.upper(), 2)
                  + "</span>"
              : "");
      item(
          duration(alarms.get().timeToAlertMedian().value()),
          "to the alert, median",
          "95&#8239;% within " + duration(alarms.get().timeToAlert95().value()));
      item(
          number(100 * alarms.get().timeInAlert().value(), 1) + "&#8239;%",
          "of the time in alert",
          number(alarms.get().alertsPerHour().value(), 2) + " alerts per hour");
      html.append("</dl></article>\n");
    }
    html.append("</div>\n");
    if (drawn == 0) {
      paragraph("No label whose truth is known was true or raised in these streams.");
    }
    html.append("<details><summary>What ran</summary>\n");
    run(evaluation.run());
    html.append("</details>\n");
    end();
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
    table("What ran", List.of("fact", "value"), rows, "facts");
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
    table(
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

  private void figures() {
    section("figures", "Figures");
    List<List<String>> episodes = new ArrayList<>();
    List<List<String>> alarms = new ArrayList<>();
    List<List<String>> windows = new ArrayList<>();
    for (LabelEvaluation label : evaluation.labels()) {
      String named = name(label.label());
      label.overall().episodes().ifPresent(each -> episodes.add(row(named, each)));
      label.overall().alarms().ifPresent(each -> alarms.add(row(named, each)));
      if (label.truthKnown()) {
        windows.add(row(named, label.overall().windows()));
      }
    }
    html.append("<h3>Episodes</h3>\n");
    paragraph(
        "Gross figures after ANSI/AAMI EC57: an episode is found if an alert overlaps it, an alert is"
            + " right if it overlaps an episode.");
    table("Episodes", EPISODE_COLUMNS, episodes, "");
    html.append("<h3>Alerts</h3>\n");
    table("Alerts", ALARM_COLUMNS, alarms, "");
    html.append("<h3>Windows</h3>\n");
    table("Windows", WINDOW_COLUMNS, windows, "");
    end();
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

  private void table(String caption, List<String> columns, List<List<String>> rows, String style) {
    if (rows.isEmpty()) {
      paragraph("Nothing to show.");
      return;
    }
    html.append("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"")
        .append(escaped(caption))
        .append("\"><table class=\"")
        .append(style)
        .append("\"><caption>")
        .append(escaped(caption))
        .append("</caption><thead><tr>");
    columns.forEach(
        each -> html.append("<th scope=\"col\">").append(escaped(each)).append("</th>"));
    html.append("</tr></thead><tbody>\n");
    for (List<String> row : rows) {
      html.append("<tr><th scope=\"row\">").append(row.get(0)).append("</th>");
      row.stream().skip(1).forEach(cell -> html.append("<td>").append(cell).append("</td>"));
      html.append("</tr>\n");
    }
    html.append("</tbody></table></div>\n");
  }

  private void plots() {
    section("plots", "Plots");
    html.append("<div class=\"plots\">\n");
    operatingPoints();
    curves.forEach(this::operatingCurve);
    for (LabelEvaluation label : judged()) {
      if (label.overall().windows().positives() > 0) {
        reliability(label);
      }
    }
    html.append("</div>\n");
    end();
  }

  private void figure(XyPlot plot, String caption) {
    html.append("<figure>")
        .append(plot.svg())
        .append("<figcaption>")
        .append(caption)
        .append("</figcaption></figure>\n");
  }

  private void operatingPoints() {
    List<LabelEvaluation> drawn =
        judged().stream()
            .filter(
                each ->
                    each.overall().episodes().isPresent()
                        && each.overall().alarms().isPresent()
                        && each.overall().episodes().get().grossSensitivity().defined()
                        && each.overall().alarms().get().falseAlarmsPerDeviceDay().defined())
            .toList();
    if (drawn.isEmpty()) {
      return;
    }
    double most =
        drawn.stream()
            .map(each -> each.overall().alarms().get().falseAlarmsPerDeviceDay())
            .mapToDouble(each -> each.hasInterval() ? each.upper() : each.value())
            .max()
            .orElse(1);
    XyPlot plot =
        new XyPlot(
            "Sensitivity by episode against false alarms per device-day, one mark per label",
            "false alarms per device-day",
            1.1 * most,
            "episodes found",
            1);
    for (int i = 0; i < drawn.size(); i++) {
      LabelEvaluation label = drawn.get(i);
      Estimate found = label.overall().episodes().get().grossSensitivity();
      Estimate alarms = label.overall().alarms().get().falseAlarmsPerDeviceDay();
      if (alarms.hasInterval()) {
        plot.interval(i, alarms.lower(), alarms.upper(), found.value());
      }
      if (found.hasInterval()) {
        plot.upright(i, alarms.value(), found.lower(), found.upper());
      }
      plot.mark(
          i,
          alarms.value(),
          found.value(),
          5,
          cut(label.label())
              + format(
                  ": %.1f %% found, %.2f false alarms per device-day",
                  100 * found.value(), alarms.value()));
      plot.label(alarms.value(), found.value(), cut(label.label()));
    }
    figure(
        plot,
        "Sensitivity against false alarms, as the policies stood. Lines are 95&#8239;% intervals.");
  }

  private void operatingCurve(OperatingCurve curve) {
    double most =
        curve.points().stream()
            .mapToDouble(OperatingCurve.Point::falseAlarmsPerDeviceDay)
            .max()
            .orElse(1);
    XyPlot plot =
        new XyPlot(
            "Sensitivity against false alarms per device-day of "
                + cut(curve.label())
                + " at other operating points",
            "false alarms per device-day",
            most,
            "episodes found",
            1);
    plot.line(
        0,
        curve.points().stream()
            .map(each -> new double[] {each.falseAlarmsPerDeviceDay(), each.sensitivity()})
            .toList());
    for (OperatingCurve.Point point : curve.points()) {
      plot.mark(
          point.chosen() ? 1 : 0,
          point.falseAlarmsPerDeviceDay(),
          point.sensitivity(),
          point.chosen() ? 6 : 3,
          cut(point.policy())
              + format(
                  ": %.1f %% found, %.2f false alarms per device-day",
                  100 * point.sensitivity(), point.falseAlarmsPerDeviceDay()));
    }
    figure(plot, name(curve.label()) + " at other operating points; the square was chosen.");
  }

  private void reliability(LabelEvaluation label) {
    WindowFigures windows = label.overall().windows();
    XyPlot plot =
        new XyPlot(
            "Reliability of "
                + cut(label.label())
                + ": share of windows with the label against predicted probability",
            "predicted probability",
            1,
            "share with the label",
            1);
    plot.reference(0, 0, 1, 1);
    List<double[]> line = new ArrayList<>();
    for (CalibrationBin bin : windows.reliability()) {
      if (bin.windows() > 0) {
        line.add(new double[] {bin.meanProbability(), bin.positiveShare()});
      }
    }
    plot.line(0, line);
    int largest = windows.reliability().stream().mapToInt(CalibrationBin::windows).max().orElse(1);
    for (CalibrationBin bin : windows.reliability()) {
      if (bin.windows() > 0) {
        plot.mark(
            0,
            bin.meanProbability(),
            bin.positiveShare(),
            2.5 + 5.5 * Math.sqrt(bin.windows() / (double) largest),
            format(
                "%,d windows of %.2f to %.2f: %.1f %% have the label",
                bin.windows(), bin.from(), bin.to(), 100 * bin.positiveShare()));
      }
    }
    figure(
        plot,
        name(label.label())
            + ": reliability. Area of a mark: windows. Calibration error "
            + estimate(windows.calibrationError(), 3)
            + ", AUC "
            + estimate(windows.auc(), 3)
            + ".");
  }

  private void timelines() {
    section("timelines", "Alerts against truth");
    List<LabelEvaluation> labels = lively();
    if (labels.isEmpty()) {
      paragraph("Nothing was true and nothing was raised.");
      end();
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
    end();
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
      paragraph(
          counted(quiet, "stream has", "streams have") + " neither an episode nor an alert of it.");
    }
    if (drawn.size() < lively.size()) {
      paragraph(
          counted(lively.size() - drawn.size(), "more stream is", "more streams are")
              + " not drawn; the lists below have them.");
    }
  }

  private void missedStrips(List<EpisodeFact> missed) throws IOException {
    int all = evaluation.missed().size();
    section("missed", format("Missed episodes <span class=\"count\">%,d</span>", all));
    if (all == 0) {
      paragraph("None: every true episode was found.");
    } else {
      strips(
          missed.size(),
          all,
          "Of each episode, the window that the model gave the highest probability: the nearest it"
              + " came to an alert.",
          "the longest");
    }
    for (EpisodeFact episode : missed) {
      EvaluatedStream stream = streams.get(new Key(episode.device(), episode.lead()));
      long begin = stream == null ? episode.fromMicros() : stream.fromMicros();
      article(
          anchorsOfEpisodes.get(episode),
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
    end();
  }

  private void falseAlarmStrips(List<AlertFact> alarms) throws IOException {
    int all = evaluation.falseAlarms().size();
    section("false-alarms", format("False alarms <span class=\"count\">%,d</span>", all));
    if (all == 0) {
      paragraph("None: every alert whose truth is known overlaps a true episode.");
    } else {
      strips(
          alarms.size(),
          all,
          "Of each alert, the window with the highest probability.",
          "those the model was surest of");
    }
    for (AlertFact alert : alarms) {
      EvaluatedStream stream = streams.get(new Key(alert.device(), alert.lead()));
      long begin = stream == null ? alert.fromMicros() : stream.fromMicros();
      article(
          anchorsOfAlerts.get(alert),
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
    end();
  }

  private void strips(int drawn, int all, String which, String chosen) {
    paragraph(
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
            signed(explained.logit()),
            signed(explained.logit() - explained.offset()),
            explained.offset() < 0 ? "−" : "+",
            number(Math.abs(explained.offset()), 2)));
    figureOf(
        StripDrawing.of(
            whole, explained.shade(), description + ", shaded by what the network used"),
        asked.name().isEmpty() ? "" : asked.name() + ", " + explained.model(),
        whole,
        said.toString());
  }

  private static String signed(double value) {
    return (value < 0 ? "−" : "") + number(Math.abs(value), 2);
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

  private void comparisonTables(RunComparison comparison) {
    section("comparison", "Second run");
    RunFacts second = comparison.against();
    paragraph(
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
    table(
        "Both runs",
        List.of("figure", "first", "second", "difference (● interval without 0)"),
        rows,
        "");
    html.append("<details><summary>What ran second</summary>\n");
    run(second);
    html.append("</details>\n");
  }

  private void changes(RunComparison comparison) throws IOException {
    Map<Change.Kind, Integer> counts = new LinkedHashMap<>();
    comparison.changes().forEach(each -> counts.merge(each.kind(), 1, Integer::sum));
    html.append("<h3>What changed</h3>\n");
    if (comparison.changes().isEmpty()) {
      paragraph("Nothing: both runs find the same episodes and raise the same false alarms.");
      end();
      return;
    }
    List<String> told = new ArrayList<>();
    counts.forEach((kind, count) -> told.add(format("%,d × %s", count, word(kind))));
    paragraph(String.join(", ", told) + ".");
    List<Change> drawn = comparison.changes().stream().limit(limits.strips()).toList();
    if (drawn.size() < comparison.changes().size()) {
      paragraph(
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
      EvaluatedStream stream = streams.get(new Key(change.device(), change.lead()));
      long begin = stream == null ? change.fromMicros() : stream.fromMicros();
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
    end();
  }

  private static String word(Change.Kind kind) {
    return switch (kind) {
      case FOUND -> "found by the second run alone";
      case LOST -> "found by the first run alone";
      case FALSE_ALARM_NEW -> "false alarm of the second run alone";
      case FALSE_ALARM_GONE -> "false alarm of the first run alone";
    };
  }

  private void lists() {
    section("lists", "Every episode and every alert");
    List<List<String>> episodes = new ArrayList<>();
    for (EpisodeFact each : evaluation.episodes().stream().limit(limits.rows()).toList()) {
      EvaluatedStream stream = streams.get(new Key(each.device(), each.lead()));
      long begin = stream == null ? each.fromMicros() : stream.fromMicros();
      String anchor = anchorsOfEpisodes.get(each);
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
    table(
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
    left(evaluation.episodes().size() - episodes.size(), "episode is", "episodes are");
    List<List<String>> alerts = new ArrayList<>();
    for (AlertFact each : evaluation.alerts().stream().limit(limits.rows()).toList()) {
      EvaluatedStream stream = streams.get(new Key(each.device(), each.lead()));
      long begin = stream == null ? each.fromMicros() : stream.fromMicros();
      String anchor = anchorsOfAlerts.get(each);
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
    table(
        "Every alert",
        List.of(
            "device and lead", "label", "from", "to", "length", "verdict", "highest probability"),
        alerts,
        "alerts");
    left(evaluation.alerts().size() - alerts.size(), "alert is", "alerts are");
    html.append("</details>\n");
    end();
  }

  private void left(int count, String one, String many) {
    if (count > 0) {
      paragraph(
          "<strong>"
              + counted(count, "more " + one, "more " + many)
              + " not listed here.</strong> The files beside this page have all.");
    }
  }

  private void groups() {
    section("groups", "By group");
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
      table(
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
      left(label.groups().size() - rows.size(), "group is", "groups are");
      html.append("</details>\n");
    }
    if (told == 0) {
      paragraph("No label has figures by group.");
    }
    end();
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

  private void reading() {
    section("reading", "How to read this page");
    html.append(
        """
        <ul>
        <li><b>Strips</b> are drawn as paper shows them: 25 mm/s and 10 mm/mV, small squares of 0.04 s and 0.1 mV, large ones of 0.2 s and 0.5 mV, a pulse of 1 mV first. The median of each strip is drawn as zero; nothing was filtered. On a screen millimetres are to scale within a strip only.</li>
        <li><b>Shade and bars</b> are the class activation map of the label above the strip (Zhou et al. 2016; for heads with maxima and hidden units Draelos and Carin 2020): what each stretch of the window adds to the label's logit. The mean of the bars and an offset make the logit. They say what the network used, not where the finding is; the network sees beyond each bar on both sides.</li>
        <li><b>Probabilities below a strip</b> are computed again from the drawn signal. They can differ from the run's in the last digits where the job ran another form of the network, and by more where its window lay otherwise.</li>
        <li><b>Times</b> run from the begin of each recording. Dates, names and files are left out on purpose.</li>
        <li><b>Figures</b> without an interval rest on one patient, or on none in which they are defined. A dash is a figure that is not defined.</li>
        <li>For research and engineering. Not a medical device, and no diagnosis.</li>
        </ul>
        """);
    end();
  }
}
