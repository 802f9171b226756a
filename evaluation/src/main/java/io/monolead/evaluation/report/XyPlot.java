// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import static io.monolead.evaluation.report.PageText.escaped;
import static io.monolead.evaluation.report.PageText.format;
import static io.monolead.evaluation.report.PageText.number;

import java.util.ArrayList;
import java.util.List;

/**
 * A small square plot of points over two axes, drawn so that its letters can be read on a phone.
 * Colours come from the page's classes {@code s0, s1, ...}, and marks differ in shape as well.
 */
final class XyPlot {
  private static final int SIZE = 320;
  private static final int LEFT = 46;
  private static final int TOP = 12;
  private static final int RIGHT = 20;
  private static final int BOTTOM = 44;

  private final StringBuilder marks = new StringBuilder();
  private final String description;
  private final String across;
  private final String upwards;
  private final double mostX;
  private final double mostY;

  /**
   * @param description read out instead of the picture; plain text, as all names
   * @param across what the horizontal axis shows, from 0
   * @param mostX where it ends at the earliest
   * @param upwards what the vertical axis shows, from 0
   * @param mostY where it ends at the earliest
   */
  XyPlot(String description, String across, double mostX, String upwards, double mostY) {
    this.description = description;
    this.across = across;
    this.upwards = upwards;
    this.mostX = rounded(mostX);
    this.mostY = rounded(mostY);
  }

  /** The least of 1, 2, 4, 5 or 8 times a power of ten that is as large. */
  private static double rounded(double most) {
    if (!(most > 0)) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(most)));
    for (double factor : new double[] {1, 2, 4, 5, 8, 10}) {
      if (factor * power >= most * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  /** A straight line that needs no mark, such as perfect calibration. */
  XyPlot reference(double fromX, double fromY, double toX, double toY) {
    marks.append(
        format(
            "<path class=\"reference\" d=\"M%.1f %.1fL%.1f %.1f\"/>",
            x(fromX), y(fromY), x(toX), y(toY)));
    return this;
  }

  /** A line through points in their order. */
  XyPlot line(int series, List<double[]> points) {
    List<String> places = new ArrayList<>();
    points.forEach(point -> places.add(format("%.1f %.1f", x(point[0]), y(point[1]))));
    if (places.size() > 1) {
      marks.append(
          format("<path class=\"line s%d\" d=\"M%s\"/>", series, String.join("L", places)));
    }
    return this;
  }

  /**
   * A mark with what it says when it is pointed at.
   *
   * @param size radius
   */
  XyPlot mark(int series, double valueX, double valueY, double size, String says) {
    double cx = x(valueX);
    double cy = y(valueY);
    String shape =
        switch (series % 4) {
          case 0 -> format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>", cx, cy, size);
          case 1 ->
              format(
                  "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                  cx - size, cy - size, 2 * size, 2 * size);
          case 2 ->
              format(
                  "<path d=\"M%.1f %.1fl%.1f %.1fh%.1fz\"/>",
                  cx, cy - 1.2 * size, 1.2 * size, 2.1 * size, -2.4 * size);
          default ->
              format(
                  "<path d=\"M%.1f %.1fl%.1f %.1fl%.1f %.1fl%.1f %.1fz\"/>",
                  cx,
                  cy - 1.3 * size,
                  1.3 * size,
                  1.3 * size,
                  -1.3 * size,
                  1.3 * size,
                  -1.3 * size,
                  -1.3 * size);
        };
    marks.append(
        format("<g class=\"mark s%d\">%s<title>%s</title></g>", series % 7, shape, escaped(says)));
    return this;
  }

  /** A horizontal interval. */
  XyPlot interval(int series, double fromX, double toX, double valueY) {
    marks.append(
        format(
            "<path class=\"line s%d\" d=\"M%.1f %.1fH%.1f\"/>",
            series % 7, x(fromX), y(valueY), x(Math.min(toX, mostX))));
    return this;
  }

  /** A vertical interval. */
  XyPlot upright(int series, double valueX, double fromY, double toY) {
    marks.append(
        format(
            "<path class=\"line s%d\" d=\"M%.1f %.1fV%.1f\"/>",
            series % 7, x(valueX), y(fromY), y(Math.min(toY, mostY))));
    return this;
  }

  /** A name beside a place. */
  XyPlot label(double valueX, double valueY, String text) {
    boolean right = x(valueX) > LEFT + 0.7 * (SIZE - LEFT - RIGHT);
    marks.append(
        format(
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
            x(valueX) + (right ? -8 : 8),
            y(valueY) + (y(valueY) < TOP + 20 ? 17 : -7),
            right ? "end" : "start",
            escaped(text)));
    return this;
  }

  /** The picture, as SVG for the inside of a page. */
  String svg() {
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<svg class=\"plot\" viewBox=\"0 0 %d %d\" role=\"img\"><title>%s</title>",
            SIZE, SIZE, escaped(description)));
    for (int i = 0; i <= steps(mostX); i++) {
      double at = mostX * i / steps(mostX);
      svg.append(format("<path class=\"grid\" d=\"M%.1f %dV%d\"/>", x(at), TOP, SIZE - BOTTOM));
      svg.append(
          format(
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
              x(at), SIZE - BOTTOM + 17, tick(at)));
    }
    for (int i = 0; i <= steps(mostY); i++) {
      double at = mostY * i / steps(mostY);
      svg.append(format("<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, y(at), SIZE - RIGHT));
      svg.append(
          format(
              "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
              LEFT - 6, y(at) + 4, tick(at)));
    }
    svg.append(
        format(
            "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
            (LEFT + SIZE - RIGHT) / 2, SIZE - 7, escaped(across)));
    int middle = (TOP + SIZE - BOTTOM) / 2;
    svg.append(
        format(
            "<text x=\"12\" y=\"%d\" text-anchor=\"middle\" transform=\"rotate(-90 12 %d)\">%s"
                + "</text>",
            middle, middle, escaped(upwards)));
    return svg.append(marks).append("</svg>").toString();
  }

  /** As many as make round numbers of 1, 2, 4, 5 or 8 times a power of ten. */
  private static int steps(double most) {
    double factor = most / Math.pow(10, Math.floor(Math.log10(most) + 1e-9));
    return Math.abs(factor - 1) < 1e-6 || Math.abs(factor - 5) < 1e-6 ? 5 : 4;
  }

  private static String tick(double value) {
    String text = number(value, 4);
    return text.replaceAll("\\.?0+$", "").isEmpty() ? "0" : text.replaceAll("\\.?0+$", "");
  }

  private double x(double value) {
    return LEFT + (SIZE - LEFT - RIGHT) * Math.min(1, Math.max(0, value / mostX));
  }

  private double y(double value) {
    return SIZE - BOTTOM - (SIZE - TOP - BOTTOM) * Math.min(1, Math.max(0, value / mostY));
  }
}
