// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import static io.monolead.evaluation.report.PageText.counted;
import static io.monolead.evaluation.report.PageText.cut;
import static io.monolead.evaluation.report.PageText.escaped;
import static io.monolead.evaluation.report.PageText.format;

import io.monolead.evaluation.result.EvaluatedStream;
import io.monolead.evaluation.result.RunFacts;
import io.monolead.evaluation.result.StreamEvaluation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Writes the page of one evaluation. For one thread; made once per page. */
public final class EvaluationPage {
  private final StreamEvaluation evaluation;
  private final StripSource source;
  private final Optional<StripExplainer> explainer;
  private final Optional<StripExplainer> otherExplainer;
  private final List<OperatingCurve> curves;
  private final ReportLimits limits;
  private final PageBody body = new PageBody();
  private final StringBuilder html = body.html();

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
    StripChoice choice = new StripChoice(evaluation, limits.strips());
    FigureSections figures = new FigureSections(body, evaluation, limits);
    StripSections strips =
        new StripSections(body, evaluation, choice, source, explainer, otherExplainer, limits);
    head();
    figures.glance();
    figures.figures();
    new PlotSection(body, evaluation, curves).plots();
    new TimelineSection(body, evaluation, limits).timelines();
    strips.missedStrips();
    strips.falseAlarmStrips();
    if (evaluation.comparison().isPresent()) {
      figures.comparisonTables(evaluation.comparison().get());
      strips.changes(evaluation.comparison().get());
    }
    new ListSection(body, evaluation, choice, limits).lists();
    figures.groups();
    reading();
    html.append("</main>\n</body>\n</html>\n");
    return html.toString();
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
        .append(
            days < 1
                ? format(", %.1f hours of ECG. ", 24 * days)
                : format(", %.2f device-days of ECG. ", days));
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

  private void reading() {
    body.section("reading", "How to read this page");
    html.append(
        """
        <ul>
        <li><b>Strips</b> are drawn as paper shows them: 25 mm/s and 10 mm/mV, small squares of 0.04 s and 0.1 mV, large ones of 0.2 s and 0.5 mV, a pulse of 1 mV first. The median of each strip is drawn as zero; nothing was filtered. On a screen millimetres are to scale within a strip only.</li>
        <li><b>Shade and bars</b> are the class activation map of the label above the strip (Zhou et al. 2016; for heads with maxima and hidden units Draelos and Carin 2020): what each stretch of the window adds to the label's logit. The mean of the bars and an offset make the logit. They say what the network used, not where the finding is; the network sees beyond each bar on both sides.</li>
        <li><b>Probabilities below a strip</b> are computed again from the drawn signal. They can differ from the run's in the last digits where the job ran another form of the network, and by more where its window lay otherwise.</li>
        <li><b>Times</b> run from the begin of each recording. Dates, names and files are left out on purpose.</li>
        <li><b>False alarms</b> have two limits: the bootstrap interval over patients, and the exact upper limit of a Poisson count, which holds where there were none.</li>
        <li><b>Figures</b> without an interval rest on one patient, or on none in which they are defined. A dash is a figure that is not defined.</li>
        <li>For research and engineering. Not a medical device, and no diagnosis.</li>
        </ul>
        """);
    body.end();
  }
}
