// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import static io.monolead.evaluation.report.PageText.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Draws a strip as ECG paper shows it: 25 mm/s and 10 mm/mV, small squares of 1 mm, large ones of 5
 * mm, a calibration pulse of 1 mV and 0.2 s before the first sample (AHA/ACCF/HRS recommendations,
 * Kligfield et al. 2007). The class activation map lies as a shade behind the signal and as bars
 * below it, up where the signal speaks for the label.
 *
 * <p>Rows hold five seconds each: wide screens set them side by side, phones one below the other,
 * to the same scale. Units of the pictures are a twentieth of a millimetre.
 */
final class StripDrawing {
  private static final int MM = 20;
  private static final double MM_PER_SECOND = 25;
  private static final double MM_PER_MILLIVOLT = 10;
  private static final double ROW_SECONDS = 5;

  /** Before the first sample: 2 mm, the pulse of 5 mm, 3 mm. */
  private static final int MARGIN_MM = 10;

  /** Below the paper: a lane of bars, then the seconds. */
  private static final int LANE_MM = 9;

  private static final int SCALE_MM = 5;

  /** Room for the calibration pulse and some air. */
  private static final double LEAST_ABOVE_MM = 15;

  private static final double LEAST_BELOW_MM = 10;
  private static final double MOST_MM = 30;

  /** Columns per second of the signal; each is drawn from its least to its greatest sample. */
  private static final int COLUMNS_PER_SECOND = 250;

  /** Bars per second of the map; finer steps are averaged, which keeps their mean. */
  private static final int BARS_PER_SECOND = 5;

  private static final double STRONGEST_SHADE = 0.65;

  /** Weak steps fade, so that the eye finds the strong ones; the bars are to scale. */
  private static final double SHADE_EXPONENT = 1.5;

  private final Strip strip;
  private final double[] shade;
  private final double median;
  private final double above;
  private final double below;
  private final boolean cut;

  private StripDrawing(Strip strip, double[] shade) {
    this.strip = strip;
    this.shade = coarse(shade, strip.seconds());
    float[] present = present(strip.millivolts());
    this.median = present.length == 0 ? 0 : present[present.length / 2];
    double high = present.length == 0 ? 0 : present[present.length - 1] - median;
    double low = present.length == 0 ? 0 : median - present[0];
    this.above = millimetres(high, LEAST_ABOVE_MM);
    this.below = millimetres(low, LEAST_BELOW_MM);
    this.cut = high * MM_PER_MILLIVOLT > MOST_MM || low * MM_PER_MILLIVOLT > MOST_MM;
  }

  /**
   * The rows of a strip, as HTML.
   *
   * @param strip the signal
   * @param shade the map, {@code [step]}; empty for none
   * @param description what it shows, for whoever cannot see it; plain text
   */
  static String of(Strip strip, double[] shade, String description) {
    return new StripDrawing(strip, shade).html(description);
  }

  /** Whether a strip reaches beyond what is drawn. */
  static boolean isCut(Strip strip) {
    return new StripDrawing(strip, new double[0]).cut;
  }

  private static float[] present(float[] samples) {
    float[] present = new float[samples.length];
    int count = 0;
    for (float sample : samples) {
      if (Float.isFinite(sample)) {
        present[count++] = sample;
      }
    }
    float[] sorted = Arrays.copyOf(present, count);
    Arrays.sort(sorted);
    return sorted;
  }

  /** Whole large squares that hold so many millivolts. */
  private static double millimetres(double millivolts, double least) {
    double needed = Math.ceil((millivolts * MM_PER_MILLIVOLT + 1) / 5) * 5;
    return Math.min(MOST_MM, Math.max(least, needed));
  }

  private static double[] coarse(double[] steps, double seconds) {
    int most = (int) Math.ceil(seconds * BARS_PER_SECOND);
    if (steps.length <= most) {
      return steps;
    }
    double[] sums = new double[most];
    int[] counts = new int[most];
    for (int i = 0; i < steps.length; i++) {
      int bar = (int) ((long) i * most / steps.length);
      sums[bar] += steps[i];
      counts[bar]++;
    }
    for (int bar = 0; bar < most; bar++) {
      sums[bar] /= counts[bar];
    }
    return sums;
  }

  private String html(String description) {
    int rows = Math.max(1, (int) Math.ceil(strip.seconds() / ROW_SECONDS - 1e-9));
    double longest = MARGIN_MM + MM_PER_SECOND * Math.min(ROW_SECONDS, strip.seconds());
    double all = MARGIN_MM + MM_PER_SECOND * strip.seconds();
    StringBuilder html = new StringBuilder("<div class=\"strip\">");
    for (int row = 0; row < rows; row++) {
      double from = row * ROW_SECONDS;
      double to = Math.min(strip.seconds(), from + ROW_SECONDS);
      double width = (row == 0 ? MARGIN_MM : 0) + MM_PER_SECOND * (to - from);
      html.append(
          format(
              "<div class=\"row\" style=\"--alone:%.3f%%;--among:%.3f%%\">",
              100 * width / longest, 100 * width / (rows <= 2 ? all : longest)));
      html.append(svg(row, from, to, width, row == 0 ? description : ""));
      html.append("</div>");
    }
    return html.append("</div>").toString();
  }

  private String svg(int row, double from, double to, double width, String description) {
    double lane = shade.length > 0 ? LANE_MM : 0;
    double paper = above + below;
    int left = row == 0 ? MARGIN_MM * MM : 0;
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            "<svg viewBox=\"0 0 %d %d\" ",
            Math.round(width * MM), Math.round((paper + lane + SCALE_MM) * MM)));
    svg.append(
        description.isEmpty()
            ? "aria-hidden=\"true\">"
            : "role=\"img\"><title>" + PageText.escaped(description) + "</title>");
    // Large squares begin at the first sample and lie on the zero line.
    svg.append(
        format(
            "<rect class=\"paper\" width=\"%d\" height=\"%d\"/>",
            Math.round(width * MM), Math.round(paper * MM)));
    shades(svg, from, to, left, paper);
    svg.append(
        format(
            "<rect width=\"%d\" height=\"%d\" fill=\"url(#grid)\"/>",
            Math.round(width * MM), Math.round(paper * MM)));
    long zero = Math.round(above * MM);
    if (row == 0) {
      svg.append(
          format(
              "<path class=\"pulse\" d=\"M20 %dh40v-%dh100v%dh40\"/>",
              zero, Math.round(MM_PER_MILLIVOLT * MM), Math.round(MM_PER_MILLIVOLT * MM)));
    }
    svg.append("<path class=\"trace\" d=\"").append(trace(from, to, left)).append("\"/>");
    if (row == 0) {
      svg.append(
          format(
              "<text class=\"speed\" x=\"%d\" y=\"%d\">%s · 25 mm/s · 10 mm/mV</text>",
              left + 20,
              Math.round(paper * MM) - 24,
              PageText.escaped(PageText.cut(strip.lead()))));
    }
    bars(svg, from, to, left, paper);
    for (int second = (int) Math.ceil(from - 1e-9); second <= to + 1e-9; second++) {
      long x = left + Math.round((second - from) * MM_PER_SECOND * MM);
      boolean last = second + 1 > to + 1e-9;
      // The next row says it.
      if (!last || to >= strip.seconds() - 1e-9) {
        svg.append(
            format(
                "<text class=\"second\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%d s</text>",
                x + (last ? -4 : second == Math.ceil(from) && row > 0 ? 4 : 0),
                Math.round((paper + lane + SCALE_MM) * MM) - 22,
                last ? "end" : second == Math.ceil(from) && row > 0 ? "start" : "middle",
                second));
      }
    }
    return svg.append("</svg>").toString();
  }

  private void shades(StringBuilder svg, double from, double to, int left, double paper) {
    double largest = largest();
    for (Bar bar : barsBetween(from, to, left)) {
      double strength = largest > 0 ? Math.abs(bar.value()) / largest : 0;
      if (strength >= 0.05) {
        svg.append(
            format(
                "<rect class=\"shade %s\" x=\"%d\" width=\"%d\" height=\"%d\" fill-opacity=\"%.2f\"/>",
                bar.value() > 0 ? "for" : "against",
                bar.x(),
                bar.width(),
                Math.round(paper * MM),
                STRONGEST_SHADE * Math.pow(strength, SHADE_EXPONENT)));
      }
    }
  }

  private void bars(StringBuilder svg, double from, double to, int left, double paper) {
    if (shade.length == 0) {
      return;
    }
    double largest = largest();
    long zero = Math.round((paper + LANE_MM / 2.0) * MM);
    double most = (LANE_MM / 2.0 - 0.7) * MM;
    svg.append(
        format(
            "<path class=\"zero\" d=\"M%d %dh%d\"/>",
            left, zero, Math.round((to - from) * MM_PER_SECOND * MM)));
    for (Bar bar : barsBetween(from, to, left)) {
      long height = Math.round(largest > 0 ? most * Math.abs(bar.value()) / largest : 0);
      if (height > 0) {
        svg.append(
            format(
                "<rect class=\"bar %s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
                bar.value() > 0 ? "for" : "against",
                bar.x() + 4,
                bar.value() > 0 ? zero - height : zero,
                Math.max(2, bar.width() - 8),
                height));
      }
    }
  }

  private record Bar(long x, long width, double value) {}

  private List<Bar> barsBetween(double from, double to, int left) {
    List<Bar> bars = new ArrayList<>();
    for (int i = 0; i < shade.length; i++) {
      double begin = Math.max(from, strip.seconds() * i / shade.length);
      double end = Math.min(to, strip.seconds() * (i + 1) / shade.length);
      long x = left + Math.round((begin - from) * MM_PER_SECOND * MM);
      long until = left + Math.round((end - from) * MM_PER_SECOND * MM);
      if (until > x) {
        bars.add(new Bar(x, until - x, shade[i]));
      }
    }
    return bars;
  }

  private double largest() {
    return Arrays.stream(shade).map(Math::abs).max().orElse(0);
  }

  /** The signal as a path; it breaks where samples are missing. */
  private String trace(double from, double to, int left) {
    double rate = strip.samplingRateHz();
    int first = (int) Math.round(from * rate);
    // The first sample of the next row ends the line of this one.
    int end = Math.min(strip.millivolts().length, (int) Math.round(to * rate) + 1);
    int perColumn = Math.max(1, (int) Math.floor(rate / COLUMNS_PER_SECOND));
    Pen pen = new Pen();
    for (int i = first; i < end; i += perColumn) {
      int least = -1;
      int greatest = -1;
      for (int k = i; k < Math.min(end, i + perColumn); k++) {
        float sample = strip.millivolts()[k];
        if (Float.isFinite(sample)) {
          least = least < 0 || sample < strip.millivolts()[least] ? k : least;
          greatest = greatest < 0 || sample > strip.millivolts()[greatest] ? k : greatest;
        }
      }
      if (least < 0) {
        pen.lift();
        continue;
      }
      point(pen, Math.min(least, greatest), from, left);
      if (least != greatest) {
        point(pen, Math.max(least, greatest), from, left);
      }
    }
    return pen.path.toString();
  }

  private void point(Pen pen, int sample, double from, int left) {
    double time = sample / strip.samplingRateHz() - from;
    double height =
        Math.max(-below, Math.min(above, (strip.millivolts()[sample] - median) * MM_PER_MILLIVOLT));
    pen.to(left + Math.round(time * MM_PER_SECOND * MM), Math.round((above - height) * MM));
  }

  /** Draws a path in steps from point to point, which take fewer letters than places. */
  private static final class Pen {
    private final StringBuilder path = new StringBuilder();
    private boolean down;
    private long x;
    private long y;

    void lift() {
      down = false;
    }

    void to(long nextX, long nextY) {
      if (down) {
        path.append(nextX - x).append(nextY < y ? "" : " ").append(nextY - y).append(' ');
      } else {
        path.append('M').append(nextX).append(' ').append(nextY).append('l');
      }
      down = true;
      x = nextX;
      y = nextY;
    }
  }
}
