// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.strip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The strip in pixels. What is expected follows from the definition of ECG paper (a second is so
 * many millimetres, a millivolt is so many, an inch is 96 CSS pixels) and from signals that are
 * known at every time; nothing is asked of the code but the picture.
 */
class StripPixelsE2ECase {
  private static final double MM = 96 / 25.4;
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 320;

  /** A whole second, and a multiple of five. */
  private static final long END = 1_700_000_000_000_000L;

  private static StripPage page;

  @BeforeAll
  static void startBrowser() throws IOException {
    page = StripPage.start(StripPixelsE2ECase.class);
  }

  @AfterAll
  static void stopBrowser() {
    if (page != null) {
      page.close();
    }
  }

  @AfterEach
  void nothingWentWrongUnseen() {
    assertThat(page.complaints()).isEmpty();
  }

  /** A millivolt, 200 ms up and 200 ms down, from each whole second on; else nothing. */
  private static double triangle(double micros) {
    double at = Math.floorMod((long) micros, 1_000_000L) / 1e6;
    if (at > 0.4) {
      return 0;
    }
    return at < 0.2 ? at / 0.2 : (0.4 - at) / 0.2;
  }

  /** A millivolt for 200 ms from each whole second on. */
  private static double square(double micros) {
    return Math.floorMod((long) micros, 1_000_000L) < 200_000 ? 1 : 0;
  }

  private static byte[] seconds(double rateHz, int seconds, DoubleUnaryOperator signal) {
    return new StripFrames()
        .signal(0, END - seconds * 1_000_000L, rateHz, (int) (seconds * rateHz), signal)
        .bytes();
  }

  private static void make(double gain, double speed) {
    page.make(
        Map.of("seconds", 10, "paper", "full", "label", "Lead II", "gain", gain, "speed", speed),
        WIDTH,
        HEIGHT);
  }

  @ParameterizedTest
  @CsvSource({"10,25,1", "5,25,1", "20,25,1", "10,12.5,1", "10,50,1", "10,25,2", "5,50,1.5"})
  void theTraceLiesWhereTheSamplesSay(double gain, double speed, double ratio) {
    page.open(ratio);
    make(gain, speed);
    page.still(END, seconds(250, 40, StripPixelsE2ECase::triangle));
    StripPicture picture = new StripPicture(page.picture());

    double second = speed * MM * ratio;
    double millivolt = gain * MM * ratio;
    double zero = picture.zeroOfPulse();
    int seen = 0;
    for (int x = picture.left(speed, ratio) + 4; x < picture.width() - 3; x++) {
      int[] ink = picture.ink(x);
      // The pixel's own stretch of time, and a column more on each side for rounding.
      double from = END - (picture.width() - x + 1) / second * 1e6;
      double to = END - (picture.width() - x - 2) / second * 1e6;
      double most = -1;
      double least = 2;
      for (int i = 0; i <= 20; i++) {
        double value = triangle(from + i * (to - from) / 20);
        most = Math.max(most, value);
        least = Math.min(least, value);
      }
      double slack = 1.2 + 0.7 * ratio;
      assertThat(ink).as("ink in column " + x).isNotNull();
      assertThat((double) ink[0])
          .as("upper edge of the trace in column " + x)
          .isGreaterThan(zero - most * millivolt - slack)
          .isLessThan(zero - least * millivolt + slack);
      assertThat((double) ink[1])
          .as("lower edge of the trace in column " + x)
          .isGreaterThan(zero - most * millivolt - slack)
          .isLessThan(zero - least * millivolt + slack);
      seen++;
    }
    assertThat(seen).isGreaterThan((int) (850 * ratio));
  }

  @ParameterizedTest
  @CsvSource({"10,25,1", "20,25,1", "5,50,2"})
  void aSquareOfOneMillivoltIsAsHighAsTheCalibrationPulseAndAsWide(
      double gain, double speed, double ratio) {
    page.open(ratio);
    make(gain, speed);
    page.still(END, seconds(500, 20, StripPixelsE2ECase::square));
    StripPicture picture = new StripPicture(page.picture());
    double zero = picture.zeroOfPulse();

    double high = gain * MM * ratio;
    double wide = 0.2 * speed * MM * ratio;
    int[] pulse = picture.plateau(0, picture.left(speed, ratio), zero, high);
    assertThat(pulse[1] - pulse[0] + 1.0).as("width of the pulse").isCloseTo(wide, within(3.0));
    assertThat(zero - picture.topOf(pulse)).as("height of the pulse").isCloseTo(high, within(1.5));

    double begins = picture.width() - 1 - speed * MM * ratio;
    int[] square = picture.plateau((int) begins - 6, picture.width(), zero, high);
    assertThat((double) square[0]).as("begins a second ago").isCloseTo(begins, within(2.5));
    assertThat(square[1] - square[0] + 1.0).isCloseTo(wide, within(3.0));
    assertThat(zero - picture.topOf(square)).isCloseTo(high, within(1.5));
  }

  @ParameterizedTest
  @CsvSource({"25,1", "50,1", "25,2"})
  void linesAreOneAndFiveMillimetresApart(double speed, double ratio) {
    page.open(ratio);
    make(10, speed);
    page.still(END, new byte[0]);
    StripPicture picture = new StripPicture(page.picture());
    int left = picture.left(speed, ratio);
    int row = picture.rowBetweenLines(left);
    int column = picture.columnBetweenLines(row);

    for (boolean across : new boolean[] {true, false}) {
      List<Integer> large = picture.lines(across, across ? row : column, left, true);
      List<Integer> all = picture.lines(across, across ? row : column, left, false);
      assertThat(spacing(large)).as("strong lines").isCloseTo(5 * MM * ratio, within(0.1));
      assertThat(spacing(all)).as("all lines").isCloseTo(MM * ratio, within(0.03));
      for (int i = 1; i < all.size(); i++) {
        assertThat((double) all.get(i) - all.get(i - 1)).isCloseTo(MM * ratio, within(1.01));
      }
    }
  }

  private static double spacing(List<Integer> lines) {
    assertThat(lines).hasSizeGreaterThan(5);
    return (lines.get(lines.size() - 1) - lines.get(0)) / (lines.size() - 1.0);
  }

  @Test
  void aRulerOnTheScreenSetsTheScale() {
    page.open(1);
    make(10, 25);
    page.evaluate("rig.setPixelsPerMm(5)");
    page.still(END, seconds(500, 20, StripPixelsE2ECase::square));
    StripPicture picture = new StripPicture(page.picture());

    int[] pulse = picture.plateau(0, 45, picture.zeroOfPulse(), 50);
    assertThat(picture.zeroOfPulse() - picture.topOf(pulse)).isCloseTo(50.0, within(1.5));
    assertThat(pulse[1] - pulse[0] + 1.0).isCloseTo(25.0, within(2.5));
    page.evaluate("rig.setPixelsPerMm(null)");
  }

  @Test
  void oneSampleOfManyInAColumnIsStillSeen() {
    page.open(1);
    make(10, 12.5);
    // 2 kHz on 47 columns a second: 42 samples a column. The spike is one of them.
    long spike = END - 3_000_000L;
    page.still(END, seconds(2000, 25, micros -> Math.abs(micros - spike) < 200 ? 2 : 0));
    StripPicture picture = new StripPicture(page.picture());

    double zero = picture.zeroOfPulse();
    double x = picture.width() - 1 - 3 * 12.5 * MM;
    int highest = HEIGHT;
    for (int column = (int) x - 2; column <= x + 2; column++) {
      highest = Math.min(highest, picture.ink(column)[0]);
    }
    assertThat(zero - highest).isCloseTo(20 * MM, within(2.0));
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void whatIsMissingIsAHatchedGapAndNoLine(boolean asValues) {
    page.open(1);
    make(10, 25);
    long from = END - 6_000_000L;
    long to = END - 4_000_000L;
    byte[] frames =
        asValues
            ? seconds(250, 12, t -> t >= from && t < to ? Double.NaN : triangle(t))
            : new StripFrames()
                .signal(0, END - 12_000_000L, 250, 6 * 250, StripPixelsE2ECase::triangle)
                .signal(2, to, 250, 4 * 250, StripPixelsE2ECase::triangle)
                .bytes();
    page.still(END, frames);
    StripPicture picture = new StripPicture(page.picture());

    double second = 25 * MM;
    int begins = (int) (picture.width() - 6 * second);
    int ends = (int) (picture.width() - 4 * second);
    for (int x = begins + 3; x < ends - 3; x++) {
      assertThat(picture.ink(x)).as("no ink in column " + x).isNull();
    }
    assertThat(picture.hatched(begins + 3, ends - 3)).isGreaterThan(0.05);
    assertThat(picture.hatched(ends + 3, picture.width() - 3)).isLessThan(0.005);
    assertThat(picture.ink(begins - 3)).isNotNull();
    assertThat(picture.ink(ends + 3)).isNotNull();
  }

  @Test
  void leadOffIsHatchedAndWrittenOnTheStrip() {
    page.open(1);
    make(10, 25);
    byte[] with =
        new StripFrames()
            .signal(0, END - 12_000_000L, 250, 6 * 250, StripPixelsE2ECase::triangle)
            .signal(1, END - 6_000_000L, 250, 6 * 250, t -> 0)
            .bytes();
    byte[] without =
        new StripFrames()
            .signal(0, END - 12_000_000L, 250, 6 * 250, StripPixelsE2ECase::triangle)
            .signal(0, END - 6_000_000L, 250, 6 * 250, t -> 0)
            .bytes();
    page.still(END, without);
    StripPicture plain = new StripPicture(page.picture());
    assertThat(page.describe()).containsEntry("leadOff", false);
    page.still(END, with);
    StripPicture off = new StripPicture(page.picture());

    assertThat(page.describe()).containsEntry("leadOff", true);
    int begins = (int) (off.width() - 6 * 25 * MM);
    assertThat(off.hatched(begins + 3, off.width() - 3)).isGreaterThan(0.05);
    assertThat(off.hatched(off.left(25, 1) + 3, begins - 3)).isLessThan(0.005);
    // The words are full blue, which hatching never is.
    assertThat(off.words(begins, off.width())).isGreaterThan(plain.words(begins, off.width()) + 80);
  }

  @Test
  void aTraceThatLeavesThePaperSaysSo() {
    page.open(1);
    make(20, 25);
    page.still(END, seconds(250, 20, t -> 4 * triangle(t)));
    assertThat(page.describe()).containsEntry("cutOff", true);
    make(5, 25);
    page.still(END, seconds(250, 20, t -> 4 * triangle(t)));
    assertThat(page.describe()).containsEntry("cutOff", false);
  }

  @Test
  void aDriftOfManyMillivoltsStaysOnThePaper() {
    page.open(1);
    make(10, 25);
    // 20 mV of electrode, and 2 mV up and down in 20 s.
    byte[] frames =
        seconds(250, 30, t -> 20 + 2 * Math.sin(2 * Math.PI * (t / 20e6 % 1)) + triangle(t));
    page.still(END, frames);
    StripPicture picture = new StripPicture(page.picture());

    assertThat(page.describe()).containsEntry("cutOff", false);
    for (int x = picture.left(25, 1) + 4; x < picture.width() - 3; x++) {
      assertThat(picture.ink(x)).as("ink in column " + x).isNotNull();
    }
  }

  @Test
  void aRateThatChangesLeavesNoGapAndTheScaleAsItIs() {
    page.open(1);
    make(10, 25);
    page.still(
        END,
        new StripFrames()
            .signal(0, END - 12_000_000L, 250, 7 * 250, StripPixelsE2ECase::triangle)
            .signal(0, END - 5_000_000L, 500, 5 * 500, StripPixelsE2ECase::triangle)
            .bytes());
    StripPicture picture = new StripPicture(page.picture());

    assertThat(picture.hatched(picture.left(25, 1) + 3, picture.width() - 3)).isLessThan(0.005);
    double zero = picture.zeroOfPulse();
    double second = 25 * MM;
    for (int beat = 2; beat <= 8; beat++) {
      int apex = (int) Math.round(picture.width() - 1 - (beat - 0.2) * second);
      assertThat(zero - picture.ink(apex)[0]).as("beat " + beat).isCloseTo(10 * MM, within(2.5));
    }
  }

  @Test
  void samplesThatComeTwiceAreDrawnOnce() {
    page.open(1);
    make(10, 25);
    page.still(END, seconds(250, 12, StripPixelsE2ECase::triangle));
    BufferedImage once = page.picture();
    page.still(
        END,
        new StripFrames()
            .signal(0, END - 12_000_000L, 250, 8 * 250, StripPixelsE2ECase::triangle)
            .signal(0, END - 7_000_000L, 250, 7 * 250, StripPixelsE2ECase::triangle)
            .signal(0, END - 7_000_000L, 250, 2 * 250, t -> 3)
            .bytes());
    assertThat(differing(once, page.picture())).isZero();
  }

  @Test
  void attentionIsABandUnderTheTraceAsStrongAsItsWeights() {
    page.open(1);
    make(10, 25);
    page.still(END, seconds(250, 12, t -> 0));
    int row = new StripPicture(page.picture()).rowBetweenLines(41);
    // Eight shares of a window of eight seconds; the third is the strongest, the sixth half as
    // strong.
    List<Double> weights = List.of(0.0, 0.0, 0.8, 0.0, 0.0, 0.4, 0.0, 0.0);
    Map<String, Object> attention = new HashMap<>();
    attention.put("start", (double) (END - 9_000_000L));
    attention.put("end", (double) (END - 1_000_000L));
    attention.put("weights", weights);
    page.evaluate("(a) => rig.attention(a)", attention);
    StripPicture picture = new StripPicture(page.picture());
    double second = 25 * MM;

    double strong = picture.green(row, (int) (picture.width() - (9 - 2.5) * second));
    double half = picture.green(row, (int) (picture.width() - (9 - 5.5) * second));
    double weak = picture.green(row, (int) (picture.width() - (9 - 0.5) * second));
    double outside = picture.green(row, (int) (picture.width() - 9.3 * second));
    assertThat(outside).isEqualTo(0);
    assertThat(weak).isLessThan(10);
    assertThat(strong).isGreaterThan(80);
    assertThat(half / strong).isCloseTo(0.5, within(0.08));
    // Under the trace: the ink is as black as without it.
    assertThat(picture.ink((int) (picture.width() - 6.5 * second))).isNotNull();

    page.evaluate("() => rig.attention(null)");
    assertThat(new StripPicture(page.picture()).green(row, (int) (picture.width() - 6.5 * second)))
        .isEqualTo(0);
  }

  @Test
  void theBaselineIsTheMedianNotTheMean() {
    page.open(1);
    make(10, 25);
    // High for a third of the time: the mean lies a third above the line between the beats.
    page.still(END, seconds(250, 20, t -> Math.floorMod((long) t, 900_000L) < 300_000 ? 1.2 : 0));
    StripPicture picture = new StripPicture(page.picture());
    double zero = picture.zeroOfPulse();

    int onZero = 0;
    for (int x = picture.left(25, 1) + 4; x < picture.width() - 3; x++) {
      if (Math.abs(picture.ink(x)[1] - zero) < 2) {
        onZero++;
      }
    }
    assertThat((double) onZero / (picture.width() - picture.left(25, 1)))
        .isCloseTo(2.0 / 3, within(0.05));
  }

  @Test
  void paperThatMovesShowsTheSameAsPaperThatStands() {
    page.open(1);
    make(10, 25);
    long start = END - 8_000_000L;
    for (int k = 0; k < 40; k++) {
      page.push(
          new StripFrames()
              .signal(0, start + k * 200_000L, 250, 50, StripPixelsE2ECase::triangle)
              .bytes());
      page.drawn(6);
    }
    Object newest = page.evaluate("strip.newest");
    assertThat(((Number) newest).longValue()).isEqualTo(END - 4000);
    // All that came is drawn, at once; then the same anew, in one go.
    page.evaluate("strip.setWindow(strip.describe().end)");
    BufferedImage drawnByParts = page.picture();
    page.drawn(3);
    BufferedImage drawnAtOnce = page.picture();
    StripPicture parts = new StripPicture(drawnByParts);
    StripPicture whole = new StripPicture(drawnAtOnce);

    int compared = 0;
    for (int x = parts.left(25, 1) + 4; x < parts.width() - 3; x++) {
      int[] one = parts.ink(x);
      int[] other = whole.ink(x);
      if (one == null || other == null) {
        assertThat(one == null).as("ink in column " + x).isEqualTo(other == null);
        continue;
      }
      assertThat(Math.abs(one[0] - other[0])).as("column " + x).isLessThanOrEqualTo(1);
      assertThat(Math.abs(one[1] - other[1])).as("column " + x).isLessThanOrEqualTo(1);
      compared++;
    }
    assertThat(compared).isGreaterThan(500);
  }

  @Test
  void aSweepDrawsWhatCameAndErasesAheadOfIt() {
    page.open(1);
    page.make(Map.of("seconds", 4, "paper", "small", "label", "bed-7"), 400, 90);
    long start = END - 12_000_000L;
    for (int k = 0; k < 60; k++) {
      page.push(
          new StripFrames()
              .signal(0, start + k * 200_000L, 250, 50, StripPixelsE2ECase::triangle)
              .bytes());
      page.drawn(3);
    }
    // As it is after the last stretch, and not as it will be when the bar has gone on.
    StripPicture picture = new StripPicture(page.picture());
    @SuppressWarnings("unchecked")
    Map<String, Object> where =
        (Map<String, Object>)
            page.evaluate(
                "(() => { const g = strip.geometry(); return {left: g.left, columns: g.columns,"
                    + " second: g.columnsPerSecond}; })()");
    int left = ((Number) where.get("left")).intValue();
    int columns = ((Number) where.get("columns")).intValue();
    assertThat(((Number) where.get("second")).doubleValue())
        .as("the width holds four seconds")
        .isCloseTo(columns / 4.0, within(0.01));

    int blank = 0;
    int longest = 0;
    int run = 0;
    // Twice around: a blank may lie over the end of the sweep.
    for (int x = 0; x < 2 * columns; x++) {
      boolean empty = picture.ink(left + x % columns) == null;
      run = empty ? run + 1 : 0;
      longest = Math.max(longest, run);
      blank += x < columns && empty ? 1 : 0;
    }
    assertThat(longest).as("the erased bar").isBetween(10, columns / 2);
    assertThat(blank - longest).as("holes anywhere else").isLessThanOrEqualTo(2);
    page.drawn(40);
    Object drawn = page.evaluate("monoleadStats.next");
    assertThat(((Number) drawn).intValue()).as("stretches known to be on the canvas").isEqualTo(60);
  }

  @Test
  void aDeviceWhoseClockWasSetBackIsShownAgain() {
    page.open(1);
    page.make(Map.of("seconds", 6, "paper", "small", "label", "bed-7"), 400, 90);
    page.push(new StripFrames().signal(0, END, 250, 250, t -> 0).bytes());
    for (int k = 0; k < 12; k++) {
      page.push(
          new StripFrames()
              .signal(0, END - 3_600_000_000L + k * 1_000_000L, 250, 250, t -> 0)
              .bytes());
    }
    assertThat(((Number) page.evaluate("strip.newest")).longValue()).isLessThan(END);
  }

  private static int differing(BufferedImage one, BufferedImage other) {
    int differ = 0;
    for (int y = 0; y < one.getHeight(); y++) {
      for (int x = 0; x < one.getWidth(); x++) {
        differ += one.getRGB(x, y) == other.getRGB(x, y) ? 0 : 1;
      }
    }
    return differ;
  }
}
