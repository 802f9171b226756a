// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws charts as SVG: axes, grid, legend, and marks that differ in shape as well as in colour (the
 * palette of Okabe and Ito, which colour-blind readers can tell apart).
 *
 * <p>Written here rather than with a charting library because a report must be the same bytes on
 * every machine: libraries measure text with whatever fonts are installed.
 */
public final class Chart {
  private static final String[] COLOURS = {
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8A8A8A"
  };
  private static final int WIDTH = 860;
  private static final int LEFT = 64;
  private static final int RIGHT = 16;
  private static final int TOP = 44;
  private static final int PLOT_HEIGHT = 280;
  private static final int BOTTOM = 92;
  private static final int HEIGHT = TOP + PLOT_HEIGHT + BOTTOM;
  private static final int GRID_LINES = 5;
  private static final double ROW = 26;

  /** Rough width of a letter, for room beside and between texts. */
  private static final double LETTER = 7.2;

  /** Share of a step by which a value may miss its grid line in binary arithmetic. */
  private static final double ROUNDING = 1e-9;

  private Chart() {}

  /**
   * One mark or bar per category, or one line, or one cloud of points.
   *
   * @param name in the legend
   * @param x positions; ignored where there are categories
   * @param y values; NaN leaves a gap
   * @param error half lengths of error bars or half widths of a band; empty for none
   */
  public record Series(String name, double[] x, double[] y, double[] error) {
    /** Values of categories, without error bars. */
    public static Series of(String name, double... y) {
      return new Series(name, new double[0], y, new double[0]);
    }
  }

  /**
   * One row for each category, in it a mark for each series with its error bar: for figures of
   * which the differences matter and not the distance from zero.
   *
   * @param description read out instead of the picture
   * @param unit what the horizontal axis shows
   * @param categories names beside the rows
   * @param series one mark of each per row
   */
  public static String dots(
      String description, String unit, List<String> categories, List<Series> series) {
    Range range = Range.of(series, Double.NaN);
    int longest = categories.stream().mapToInt(String::length).max().orElse(0);
    double left = 24 + LETTER * longest;
    double height = ROW * categories.size();
    double bottom = TOP + height;
    StringBuilder svg = open(description, (int) bottom + 52, series);
    double scale = (WIDTH - RIGHT - 20 - left) / (range.high() - range.low());
    double step = Range.step(range.high() - range.low());
    for (double value = range.low(); value <= range.high() + step / 2; value += step) {
      double x = left + scale * (value - range.low());
      svg.append(
          format(
              "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"currentColor\""
                  + " stroke-opacity=\"0.2\"/>",
              x, TOP, x, bottom));
      svg.append(text(x, bottom + 18, "middle", number(value)));
    }
    svg.append(text((left + WIDTH - RIGHT) / 2, bottom + 40, "middle", unit));
    for (int c = 0; c < categories.size(); c++) {
      double middle = TOP + ROW * (c + 0.5);
      svg.append(text(left - 12, middle + 4, "end", categories.get(c)));
      for (int s = 0; s < series.size(); s++) {
        Series each = series.get(s);
        if (c >= each.y().length || Double.isNaN(each.y()[c])) {
          continue;
        }
        double x = left + scale * (each.y()[c] - range.low());
        if (c < each.error().length && each.error()[c] > 0) {
          svg.append(
              format(
                  "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\""
                      + " stroke-width=\"2\"/>",
                  x - scale * each.error()[c],
                  middle,
                  x + scale * each.error()[c],
                  middle,
                  colour(s)));
        }
        mark(svg, s, x, middle);
      }
    }
    return svg.append("</svg>\n").toString();
  }

  /**
   * Bars side by side for each category.
   *
   * @param description read out instead of the picture
   * @param unit what the vertical axis shows
   * @param origin value at which bars begin, such as 0.5 for an AUC, which chance reaches; the axis
   *     begins lower if a value does
   * @param categories names below the groups
   * @param series one bar of each per category
   */
  public static String bars(
      String description,
      String unit,
      double origin,
      List<String> categories,
      List<Series> series) {
    Range range = Range.of(series, origin);
    StringBuilder svg = begin(description, unit, range, series);
    double group = (double) (WIDTH - LEFT - RIGHT) / categories.size();
    double bar = 0.8 * group / series.size();
    for (int c = 0; c < categories.size(); c++) {
      for (int s = 0; s < series.size(); s++) {
        double[] y = series.get(s).y();
        if (c >= y.length || Double.isNaN(y[c])) {
          continue;
        }
        double x = LEFT + group * c + 0.1 * group + bar * s;
        double top = range.pixel(y[c]);
        svg.append(
            format(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\""
                    + " fill-opacity=\"%s\" stroke=\"%s\"><title>%s, %s: %.4g</title></rect>",
                x,
                top,
                bar - 1,
                TOP + PLOT_HEIGHT - top,
                colour(s),
                s % 2 == 0 ? "0.85" : "0.45",
                colour(s),
                ReportFolder.escaped(categories.get(c)),
                ReportFolder.escaped(series.get(s).name()),
                y[c]));
        errorBar(svg, series.get(s), c, x + (bar - 1) / 2, range);
      }
      label(svg, LEFT + group * (c + 0.5), categories.get(c), categories.size() > 6);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void errorBar(StringBuilder svg, Series series, int at, double x, Range range) {
    if (at < series.error().length && series.error()[at] > 0) {
      svg.append(
          format(
              "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\""
                  + " stroke=\"currentColor\" stroke-width=\"1.5\"/>",
              x,
              range.pixel(series.y()[at] - series.error()[at]),
              x,
              range.pixel(series.y()[at] + series.error()[at])));
    }
  }

  /**
   * Lines, with a band around each where errors are given.
   *
   * @param description read out instead of the picture
   * @param unit what the vertical axis shows
   * @param axis what the horizontal axis shows
   * @param series the lines
   */
  public static String lines(String description, String unit, String axis, List<Series> series) {
    Range range = Range.of(series, Double.NaN);
    Range across = Range.across(series);
    StringBuilder svg = begin(description, unit, range, series);
    for (int s = 0; s < series.size(); s++) {
      Series line = series.get(s);
      List<String> points = new ArrayList<>();
      List<String> band = new ArrayList<>();
      for (int i = 0; i < line.y().length; i++) {
        if (Double.isNaN(line.y()[i])) {
          continue;
        }
        double x = across(across, line.x()[i]);
        points.add(format("%.1f,%.1f", x, range.pixel(line.y()[i])));
        if (line.error().length > i) {
          band.add(format("%.1f,%.1f", x, range.pixel(line.y()[i] + line.error()[i])));
        }
        mark(svg, s, x, range.pixel(line.y()[i]));
      }
      for (int i = line.y().length - 1; i >= 0 && line.error().length > 0; i--) {
        if (!Double.isNaN(line.y()[i])) {
          band.add(
              format(
                  "%.1f,%.1f",
                  across(across, line.x()[i]), range.pixel(line.y()[i] - line.error()[i])));
        }
      }
      if (!band.isEmpty()) {
        svg.append(
            format(
                "<polygon points=\"%s\" fill=\"%s\" fill-opacity=\"0.15\"/>",
                String.join(" ", band), colour(s)));
      }
      svg.append(
          format(
              "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
              String.join(" ", points), colour(s)));
    }
    acrossAxis(svg, across, axis);
    return svg.append("</svg>\n").toString();
  }

  /**
   * Clouds of points; the axes have no unit.
   *
   * @param description read out instead of the picture
   * @param series the clouds
   */
  public static String points(String description, List<Series> series) {
    Range range = Range.of(series, Double.NaN);
    Range across = Range.across(series);
    StringBuilder svg = begin(description, "", null, series);
    for (int s = 0; s < series.size(); s++) {
      for (int i = 0; i < series.get(s).y().length; i++) {
        mark(svg, s, across(across, series.get(s).x()[i]), range.pixel(series.get(s).y()[i]));
      }
    }
    return svg.append("</svg>\n").toString();
  }

  private record Range(double low, double high) {
    static Range of(List<Series> series, double origin) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (Series each : series) {
        for (int i = 0; i < each.y().length; i++) {
          double error = i < each.error().length ? each.error()[i] : 0;
          if (!Double.isNaN(each.y()[i])) {
            low = Math.min(low, each.y()[i] - error);
            high = Math.max(high, each.y()[i] + error);
          }
        }
      }
      if (!Double.isNaN(origin)) {
        low = Math.min(low, origin);
      }
      return padded(low, high);
    }

    static Range across(List<Series> series) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (Series each : series) {
        for (double x : each.x()) {
          low = Math.min(low, x);
          high = Math.max(high, x);
        }
      }
      if (!(high >= low)) {
        return new Range(0, 1);
      }
      return high > low ? new Range(low, high) : new Range(low - 1, low + 1);
    }

    private static Range padded(double low, double high) {
      if (!(high >= low)) {
        return new Range(0, 1);
      }
      double span = high > low ? high - low : Math.max(Math.abs(high), 1) * 0.1;
      double step = step(span);
      double from = Math.floor(low / step + ROUNDING) * step;
      double to = Math.ceil(high / step - ROUNDING) * step;
      // A single value on a grid line would leave no height to draw in.
      return to > from ? new Range(from, to) : new Range(from - step, to + step);
    }

    /** A round number, of which a few make the span. */
    private static double step(double span) {
      double power = Math.pow(10, Math.floor(Math.log10(span / GRID_LINES)));
      for (double factor : new double[] {1, 2, 5, 10}) {
        if (factor * power * GRID_LINES >= span) {
          return factor * power;
        }
      }
      return 10 * power;
    }

    double pixel(double value) {
      return TOP + PLOT_HEIGHT * (1 - (value - low) / (high - low));
    }
  }

  private static double across(Range range, double value) {
    double inner = WIDTH - LEFT - RIGHT - 20.0;
    return LEFT + 10 + inner * (value - range.low()) / (range.high() - range.low());
  }

  private static StringBuilder open(String description, int height, List<Series> series) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                + " aria-label=\"%s\" font-family=\"system-ui, sans-serif\" font-size=\"13\""
                + " fill=\"currentColor\" color=\"#444\">",
            WIDTH, height, ReportFolder.escaped(description)));
    // On a page of its own an SVG has no style sheet; inside one, the page's colour wins.
    svg.append("<style>@media (prefers-color-scheme: dark) { svg { color: #ddd } }</style>");
    double x = LEFT;
    for (int s = 0; s < series.size(); s++) {
      mark(svg, s, x + 6, 20);
      svg.append(text(x + 18, 24, "start", series.get(s).name()));
      x += 34 + LETTER * series.get(s).name().length();
    }
    return svg;
  }

  private static StringBuilder begin(
      String description, String unit, Range range, List<Series> series) {
    StringBuilder svg = open(description, HEIGHT, series);
    if (range != null) {
      double step = Range.step(range.high() - range.low());
      for (double value = range.low(); value <= range.high() + step / 2; value += step) {
        svg.append(
            format(
                "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"currentColor\""
                    + " stroke-opacity=\"0.2\"/>",
                LEFT, range.pixel(value), WIDTH - RIGHT, range.pixel(value)));
        svg.append(text(LEFT - 8, range.pixel(value) + 4, "end", number(value)));
      }
      svg.append(
          format(
              "<text x=\"14\" y=\"%d\" text-anchor=\"middle\""
                  + " transform=\"rotate(-90 14 %d)\">%s</text>",
              TOP + PLOT_HEIGHT / 2, TOP + PLOT_HEIGHT / 2, ReportFolder.escaped(unit)));
    }
    return svg;
  }

  private static void acrossAxis(StringBuilder svg, Range across, String axis) {
    double step = Range.step(across.high() - across.low());
    for (double value = Math.ceil(across.low() / step) * step;
        value <= across.high() + step / 1000;
        value += step) {
      svg.append(text(across(across, value), TOP + PLOT_HEIGHT + 18.0, "middle", number(value)));
    }
    svg.append(text((LEFT + WIDTH - RIGHT) / 2.0, TOP + PLOT_HEIGHT + 40.0, "middle", axis));
  }

  private static void label(StringBuilder svg, double x, String name, boolean slanted) {
    double y = TOP + PLOT_HEIGHT + 18.0;
    if (slanted) {
      svg.append(
          format(
              "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\""
                  + " transform=\"rotate(-35 %.1f %.1f)\">%s</text>",
              x, y, x, y, ReportFolder.escaped(name)));
    } else {
      svg.append(text(x, y, "middle", name));
    }
  }

  /** Circle, square, triangle or diamond, by the place of the series. */
  private static void mark(StringBuilder svg, int series, double x, double y) {
    String fill = colour(series);
    svg.append(
        switch (series % 4) {
          case 0 -> format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>", x, y, fill);
          case 1 ->
              format(
                  "<rect x=\"%.1f\" y=\"%.1f\" width=\"7\" height=\"7\" fill=\"%s\"/>",
                  x - 3.5, y - 3.5, fill);
          case 2 -> format("<path d=\"M%.1f %.1fl4.5 8h-9z\" fill=\"%s\"/>", x, y - 5, fill);
          default ->
              format(
                  "<path d=\"M%.1f %.1fl4.5 4.5l-4.5 4.5l-4.5 -4.5z\" fill=\"%s\"/>",
                  x, y - 4.5, fill);
        });
  }

  private static String text(double x, double y, String anchor, String text) {
    return format(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
        x, y, anchor, ReportFolder.escaped(text));
  }

  private static String number(double value) {
    double rounded = Math.round(value * 1e6) / 1e6;
    return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
  }

  private static String colour(int series) {
    return COLOURS[series % COLOURS.length];
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
