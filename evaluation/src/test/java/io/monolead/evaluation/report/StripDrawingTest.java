// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StripDrawingTest {
  /** One second at 100 Hz: zero, but 1 mV at 0.2 s; a twentieth of a millimetre is the unit. */
  @Test
  void aMillivoltIsTenMillimetresHighAndASecondTwentyFiveWide() {
    float[] samples = new float[100];
    samples[20] = 1;

    String html = StripDrawing.of(strip(100, samples), new double[0], "");

    // Above the zero line three large squares, with a millimetre of air; below it two.
    // Calibration: 10 mm of margin, the pulse of 10 mm from 3 mm on, 5 mm wide.
    assertThat(html)
        .contains("viewBox=\"0 0 " + (10 + 25) * 20 + " " + (15 + 10 + 5) * 20 + "\"")
        .contains("d=\"M20 300h40v-200h100v200h40\"");
    List<long[]> points = points(html);
    assertThat(points).hasSize(100);
    assertThat(points.get(0)).containsExactly(200, 300);
    // 10 mm of margin and 0.2 s at 25 mm/s make 15 mm; 1 mV is 10 mm above zero.
    assertThat(points.get(20)).containsExactly(15 * 20, 300 - 10 * 20);
    assertThat(points.get(99)).containsExactly(200 + 495, 300);
  }

  @Test
  void theMedianIsZeroAndTheLineBreaksWhereSamplesAreMissing() {
    float[] samples = {5, 5, Float.NaN, 5, 5.1f, Float.POSITIVE_INFINITY, 5};

    String html = StripDrawing.of(strip(10, samples), new double[0], "");

    assertThat(html.substring(html.indexOf("class=\"trace\"")))
        .startsWith("class=\"trace\" d=\"M200 300l50 0 M350 300l50-20 M500 300l\"");
  }

  @Test
  void rapidSignalsKeepTheirPeaks() {
    // 1 kHz, one sample of a thousand is high: a column holds four samples.
    float[] samples = new float[1000];
    samples[502] = 2;

    List<long[]> points = points(StripDrawing.of(strip(1000, samples), new double[0], ""));

    assertThat(points).hasSizeLessThan(520);
    assertThat(points).anyMatch(point -> point[0] == 200 + 251 && point[1] == 500 - 400);
  }

  @Test
  void rowsHoldFiveSecondsAndTheSecondGoesOnWhereTheFirstEnds() {
    float[] samples = new float[1000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) Math.sin(i / 40.0);
    }
    String html = StripDrawing.of(strip(100, samples), new double[0], "x");

    assertThat(html.split("<svg", -1)).hasSize(3);
    assertThat(html).contains("viewBox=\"0 0 2700 ").contains("viewBox=\"0 0 2500 ");
    String[] rows = html.split("<svg", -1);
    long[] last = points(rows[1]).get(500);
    long[] first = points(rows[2]).get(0);
    assertThat(last[0]).isEqualTo(2700);
    assertThat(first).containsExactly(0, last[1]);
    // 135 and 125 mm alone, and together the whole.
    assertThat(html)
        .contains("--alone:100.000%;--among:51.923%")
        .contains("--alone:92.593%;--among:48.077%");
  }

  /** Four steps over one second; half as much is shaded 0.5 to the power of 1.5 as strongly. */
  @Test
  void shadesLieWhereTheirStepsAreAndBarsSayHowMuch() {
    String html =
        StripDrawing.of(strip(100, new float[100]), new double[] {2, 0, -1, 0.5}, "shaded");

    assertThat(html)
        .contains(
            "<rect class=\"shade for\" x=\"200\" width=\"125\" height=\"500\" fill-opacity=\"0.65\"/>")
        .contains(
            "<rect class=\"shade against\" x=\"450\" width=\"125\" height=\"500\" fill-opacity=\"0.23\"/>")
        // The lane is 9 mm below 25 mm of paper; its zero line at 29.5 mm, bars of 3.8 mm at most.
        .contains("<rect class=\"bar for\" x=\"204\" y=\"514\" width=\"117\" height=\"76\"/>")
        .contains("<rect class=\"bar against\" x=\"454\" y=\"590\" width=\"117\" height=\"38\"/>");
    assertThat(html.split("class=\"shade", -1)).hasSize(4);
    assertThat(html).contains("<title>shaded</title>");
  }

  @Test
  void fineStepsAreAveragedSoThatTheirMeanStays() {
    double[] fine = new double[1000];
    fine[999] = 1000;

    String html = StripDrawing.of(strip(100, new float[100]), fine, "");

    // Five bars a second; the last one holds the spike.
    assertThat(html.split("class=\"bar", -1)).hasSize(2);
    assertThat(html).contains("<rect class=\"bar for\" x=\"604\"");
  }

  @Test
  void whatLeavesThePaperIsCutAndSaid() {
    float[] samples = new float[100];
    samples[50] = 9;

    assertThat(StripDrawing.isCut(strip(100, samples))).isTrue();
    assertThat(points(StripDrawing.of(strip(100, samples), new double[0], "")).get(50)[1]).isZero();
    samples[50] = 2.5f;
    assertThat(StripDrawing.isCut(strip(100, samples))).isFalse();
  }

  @Test
  void aStripWithoutAnySampleIsPaper() {
    float[] samples = new float[100];
    Arrays.fill(samples, Float.NaN);

    assertThat(StripDrawing.of(strip(100, samples), new double[0], "nothing"))
        .contains("class=\"trace\" d=\"\"");
  }

  private static Strip strip(double rateHz, float[] samples) {
    return new Strip("d", "I", 0, rateHz, samples);
  }

  /** The points of the first trace. */
  private static List<long[]> points(String svg) {
    Matcher trace = Pattern.compile("class=\"trace\" d=\"([^\"]*)\"").matcher(svg);
    assertThat(trace.find()).isTrue();
    List<long[]> points = new ArrayList<>();
    long x = 0;
    long y = 0;
    for (String part : trace.group(1).split("M", -1)) {
      String[] ends = part.split("l", -1);
      if (part.isEmpty()) {
        continue;
      }
      String[] begin = ends[0].trim().split(" ", -1);
      x = Long.parseLong(begin[0]);
      y = Long.parseLong(begin[1]);
      points.add(new long[] {x, y});
      Matcher steps =
          Pattern.compile("(-?\\d+) ?(-?\\d+) ").matcher(ends.length > 1 ? ends[1] : "");
      while (steps.find()) {
        x += Long.parseLong(steps.group(1));
        y += Long.parseLong(steps.group(2));
        points.add(new long[] {x, y});
      }
    }
    return points;
  }
}
