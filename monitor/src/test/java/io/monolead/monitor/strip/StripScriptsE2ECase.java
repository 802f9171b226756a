// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.strip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.PlaywrightException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripts under the strip, each alone: taking frames apart, and the clock of the paper. */
class StripScriptsE2ECase {
  private static final long START = 1_700_000_000_000_000L;

  private static StripPage page;

  @BeforeAll
  static void startBrowser() throws IOException {
    page = StripPage.start(StripScriptsE2ECase.class);
    page.open(1);
  }

  @AfterAll
  static void stopBrowser() {
    if (page != null) {
      page.close();
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> decode(byte[] bytes) {
    return (List<Map<String, Object>>)
        page.evaluate("(text) => rig.decode(text)", StripPage.base64(bytes));
  }

  @Test
  void framesAreTakenApartAsTheContractSays() {
    byte[] bytes =
        new StripFrames()
            .frame(1, 3, 70_000, START, 250, 2.5, 3, new short[] {1, -2, StripFrames.MISSING})
            .frame(1, 0, 7, -5e15, 499.96, 0.305f, 0, new short[0])
            .frame(1, 2, 7, START + 0.5, 10_000, 4.88f, 1, new short[] {Short.MAX_VALUE})
            .bytes();

    List<Map<String, Object>> frames = decode(bytes);

    assertThat(frames).hasSize(3);
    assertThat(frames.get(0))
        .containsEntry("n", 70_000)
        .containsEntry("rateHz", 250)
        .containsEntry("microvoltsPerUnit", 2.5)
        .containsEntry("leadOff", true)
        .containsEntry("gapBefore", true)
        .containsEntry("samples", List.of(1, -2, -32768));
    assertThat(((Number) frames.get(0).get("start")).longValue()).isEqualTo(START);
    assertThat(((Number) frames.get(1).get("rateHz")).doubleValue()).isEqualTo(499.96);
    assertThat(((Number) frames.get(1).get("start")).doubleValue()).isEqualTo(-5e15);
    assertThat((List<?>) frames.get(1).get("samples")).isEmpty();
    assertThat(frames.get(2))
        .containsEntry("leadOff", false)
        .containsEntry("samples", List.of(32767));
    assertThat(decode(new byte[0])).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2, 250, 1, 2, kind 2",
    "0, 250, 1, 2, kind 0",
    "1, 0, 1, 2, sampling rate",
    "1, -250, 1, 2, sampling rate",
    "1, NaN, 1, 2, sampling rate",
    "1, 1e9, 1, 2, sampling rate",
    "1, 250, 0, 2, unit",
    "1, 250, Infinity, 2, unit",
    "1, 250, 1, 3, says 3 samples",
    "1, 250, 1, -1, says 4294967295 samples",
    "1, 250, 1, 2147483647, says 2147483647 samples",
    "1, 250, 1, 1, header",
  })
  void framesThatCannotBeAreRefusedWithAReason(
      int kind, double rateHz, double unit, int count, String reason) {
    byte[] good = new StripFrames().frame(1, 0, 1, START, 250, 1, 2, new short[] {1, 2}).bytes();
    byte[] bad =
        new StripFrames().frame(kind, 0, 1, START, rateHz, unit, count, new short[] {1, 2}).bytes();
    byte[] both = Arrays.copyOf(good, good.length + bad.length);
    System.arraycopy(bad, 0, both, good.length, bad.length);

    assertThatThrownBy(() -> decode(both))
        .isInstanceOf(PlaywrightException.class)
        .hasMessageContaining("Strip frame at byte ")
        .hasMessageContaining(reason);
  }

  @Test
  void noBytesMakeTheDecoderHangOrReadBeyondTheirEnd() {
    Random random = new Random(20);
    byte[] good =
        new StripFrames()
            .signal(0, START, 250, 40, t -> 0.1)
            .signal(2, START + 1_000_000, 250, 40, t -> 0.2)
            .bytes();
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] hostile = Arrays.copyOf(good, random.nextInt(good.length + 1));
      for (int k = random.nextInt(4); k > 0 && hostile.length > 0; k--) {
        hostile[random.nextInt(hostile.length)] = (byte) random.nextInt();
      }
      Object most =
          page.evaluate(
              "(text) => { try { return rig.decode(text).reduce((all, f) => all + 32 + 2 *"
                  + " f.samples.length, 0); } catch (e) { if (!(e instanceof RangeError)) throw e;"
                  + " return -1; } }",
              StripPage.base64(hostile));
      int bytes = ((Number) most).intValue();
      if (bytes < 0) {
        refused++;
      } else {
        assertThat(bytes).isEqualTo(hostile.length);
      }
    }
    assertThat(refused).isBetween(150, 299);
  }

  /**
   * Plays arrivals to the clock of the paper, 60 frames a second, and says what was seen.
   *
   * @param stretch seconds of each stretch
   * @param jitter seconds by which one may come late
   * @param pace seconds of the stream in a second
   * @param backlog stretches that come at once at the beginning
   * @param stopAfter seconds after which nothing comes
   */
  @SuppressWarnings("unchecked")
  private static Map<String, Object> play(
      double stretch, double jitter, double pace, int backlog, double stopAfter, boolean even) {
    return (Map<String, Object>)
        page.evaluate(
            """
            ([stretch, jitter, pace, backlog, stopAfter, even]) => {
              const visible = 10e6;
              const playout = new rig.Playout(even);
              let seed = 7;
              const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
              let newest = NaN;
              let end = 0;
              const arrive = (now) => {
                const before = newest;
                end += stretch * 1e6;
                newest = end - 4000;
                playout.arrived(now, before, newest, stretch * 1e6);
              };
              for (let k = 0; k < backlog; k++) arrive(0);
              const said = {back: 0, jump: 0, blank: 0, hidden: 0, behind: 0, edges: 0, still: 0};
              let last = NaN;
              let next = stretch * 1000 / pace;
              let due = next + random() * jitter * 1000;
              const settled = 4000 + 3 * next;
              for (let now = 16; now < settled + 60000; now += 1000 / 60) {
                while (now >= due && now < stopAfter * 1000) {
                  arrive(due);
                  next += stretch * 1000 / pace;
                  due = Math.max(due, next + random() * jitter * 1000);
                }
                const edge = playout.tick(now, newest, visible);
                if (now > settled) {
                  said.edges++;
                  const moved = (edge - last) / 1e6;
                  said.back = Math.max(said.back, -moved);
                  said.jump = Math.max(said.jump, moved);
                  said.still += moved === 0 ? 1 : 0;
                  said.blank = Math.max(said.blank, (edge - newest) / 1e6);
                  said.hidden = Math.max(said.hidden, (newest - edge) / 1e6);
                }
                last = edge;
              }
              return said;
            }\
            """,
            List.of(stretch, jitter, pace, backlog, stopAfter, even));
  }

  private static double number(Map<String, Object> said, String name) {
    return ((Number) said.get(name)).doubleValue();
  }

  @ParameterizedTest
  @CsvSource({"0.1, 0.05, 1", "1, 0.2, 1", "2, 0.5, 1", "1, 0, 1", "1, 0.05, 10", "1, 0.1, 4"})
  void thePaperMovesEvenlyAndNothingThatCameIsHidden(double stretch, double jitter, double pace) {
    Map<String, Object> said = play(stretch, jitter, pace, 10, 1e9, false);

    assertThat(number(said, "back")).as("never back").isLessThanOrEqualTo(0);
    assertThat(number(said, "jump"))
        .as("a frame moves it by a frame, hurried by half at most")
        .isLessThanOrEqualTo(1.6 * pace / 60);
    assertThat(number(said, "still")).as("never stands").isZero();
    assertThat(number(said, "hidden"))
        .as("ink beyond the edge")
        .isLessThan((0.03 + 0.1 * jitter) * pace);
    assertThat(number(said, "blank"))
        .as("blank paper")
        .isLessThan(stretch + 2.2 * jitter * pace + 0.1 * pace);
  }

  @ParameterizedTest
  @CsvSource({"20, 1, false", "60, 2, false", "5, 0.5, false", "1, 0.2, true"})
  void longStretchesFlowOutEvenly(double stretch, double jitter, boolean even) {
    Map<String, Object> said = play(stretch, jitter, 1, 1, 1e9, even);

    assertThat(number(said, "back")).isLessThanOrEqualTo(0);
    assertThat(number(said, "jump")).isLessThanOrEqualTo(1.5 / 60 + 1e-6);
    assertThat(number(said, "blank")).as("nothing blank").isLessThanOrEqualTo(0);
    assertThat(number(said, "hidden"))
        .as("held back by a stretch and some spare")
        .isLessThan(2 * stretch + 3 * jitter + 0.5);
  }

  @Test
  void thePaperStopsSoonAfterTheLastSample() {
    Map<String, Object> said = play(1, 0.1, 1, 10, 20, false);

    assertThat(number(said, "blank")).isBetween(1.0, 4.0);
    assertThat(number(said, "still")).as("frames that stood").isGreaterThan(1000);
    assertThat(number(said, "back")).isLessThanOrEqualTo(0);
  }

  @Test
  void whatIsRememberedIsTheNewestWithItsTimes() {
    Object said =
        page.evaluate(
            """
            () => {
              const samples = new rig.Samples(2);
              const start = 1700000000000000;
              for (let k = 0; k < 100; k++) {
                const values = new Int16Array(500).map((_, i) => (i === 0 ? 400 : 0));
                samples.append({n: 1, start: start + k * 1e6, rateHz: 500, microvoltsPerUnit: 2.5,
                                leadOff: false, gapBefore: false, samples: values});
              }
              const run = samples.head - 1;
              const slot = samples.slot(run);
              const peaks = [];
              for (let i = samples.firstKept(run); i < samples.count[slot]; i++) {
                if (samples.at(run, i) > 0.5) {
                  peaks.push([samples.start[slot] + i * samples.step[slot] - start, samples.at(run, i)]);
                }
              }
              return {room: samples.values.length, runs: samples.head - samples.tail,
                      newest: samples.newest - start, peaks};
            }\
            """);
    @SuppressWarnings("unchecked")
    Map<String, Object> map = (Map<String, Object>) said;
    assertThat(number(map, "runs")).as("one run without a break").isEqualTo(1);
    assertThat(number(map, "newest")).isEqualTo(100e6 - 2000);
    List<?> peaks = (List<?>) map.get("peaks");
    assertThat(peaks).hasSizeBetween(2, 20);
    for (int i = 0; i < peaks.size(); i++) {
      List<?> peak = (List<?>) peaks.get(i);
      double at = ((Number) peak.get(0)).doubleValue();
      assertThat(at).isEqualTo((100 - peaks.size() + i) * 1e6);
      assertThat(((Number) peak.get(1)).doubleValue()).isCloseTo(1.0, within(1e-6));
    }
  }
}
