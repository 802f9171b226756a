// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import static io.monolead.evaluation.report.PageText.cut;
import static io.monolead.evaluation.report.PageText.estimate;
import static io.monolead.evaluation.report.PageText.format;
import static io.monolead.evaluation.report.PageText.name;

import io.monolead.evaluation.result.CalibrationBin;
import io.monolead.evaluation.result.Estimate;
import io.monolead.evaluation.result.LabelEvaluation;
import io.monolead.evaluation.result.StreamEvaluation;
import io.monolead.evaluation.result.WindowFigures;
import java.util.ArrayList;
import java.util.List;

/** The plots of a page. */
final class PlotSection {
  private final PageBody body;
  private final StringBuilder html;
  private final StreamEvaluation evaluation;
  private final List<OperatingCurve> curves;

  PlotSection(PageBody body, StreamEvaluation evaluation, List<OperatingCurve> curves) {
    this.body = body;
    this.html = body.html();
    this.evaluation = evaluation;
    this.curves = curves;
  }

  private List<LabelEvaluation> judged() {
    return evaluation.labels().stream().filter(LabelEvaluation::truthKnown).toList();
  }

  void plots() {
    body.section("plots", "Plots");
    html.append("<div class=\"plots\">\n");
    operatingPoints();
    curves.forEach(this::operatingCurve);
    for (LabelEvaluation label : judged()) {
      if (label.overall().windows().positives() > 0) {
        reliability(label);
      }
    }
    html.append("</div>\n");
    body.end();
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
}
