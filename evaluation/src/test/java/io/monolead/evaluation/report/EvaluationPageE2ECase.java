// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.monolead.evaluation.result.StreamEvaluation;
import io.monolead.inference.Attention;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in a real browser; pictures of it are left in {@code target/pictures}. */
class EvaluationPageE2ECase {
  private static final Path PICTURES = Path.of("target", "pictures");
  private static final int DEVICES = 50;

  @TempDir static Path folder;
  private static Browser browser;
  private static StreamEvaluation evaluation;
  private static Path page;

  @BeforeAll
  static void openTheBrowser() throws Exception {
    browser = Browser.start(EvaluationPageE2ECase.class, folder);
    evaluation =
        SampleNight.of(IntStream.rangeClosed(1, DEVICES).mapToObj(i -> "bed-" + i).toList(), 13);
    page = folder.resolve("report.html");
    try (Attention attention = Attention.open(ShippedModel.path())) {
      Optional<StripExplainer> explainer = Optional.of(new StripExplainer(attention));
      new EvaluationPage(
              evaluation,
              SampleNight.strips(evaluation),
              explainer,
              explainer,
              List.of(
                  new OperatingCurve(
                      "AFIB",
                      List.of(
                          new OperatingCurve.Point("0.9, 3 of 4", 0.71, 0.1, false),
                          new OperatingCurve.Point("0.5, 3 of 4", 0.86, 0.5, false),
                          new OperatingCurve.Point("0.28, 3 of 4", 0.93, 1.1, true),
                          new OperatingCurve.Point("0.1, 2 of 4", 0.97, 4.2, false)))),
              ReportLimits.DEFAULT)
          .write(page);
    }
  }

  @AfterAll
  static void closeTheBrowser() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void everyEpisodeIsListedAndEveryMissAndFalseAlarmIsDrawn() throws Exception {
    browser.open(page, 1280, 900, 1, false);

    assertThat(count("table.episodes tbody tr")).isEqualTo(3 * DEVICES);
    assertThat(count("table.episodes tbody a")).isEqualTo(evaluation.missed().size());
    assertThat(count("#timelines ~ .timelines .device:not(.scale)")).isEqualTo(DEVICES);
    assertThat(count(".timelines rect.found, .timelines rect.missed")).isEqualTo(3 * DEVICES);
    int strips =
        evaluation.missed().size()
            + evaluation.falseAlarms().size()
            + evaluation.comparison().orElseThrow().changes().size();
    assertThat(evaluation.missed()).isNotEmpty();
    assertThat(evaluation.falseAlarms()).isNotEmpty();
    assertThat(count("figure.ecg .strip")).isEqualTo(strips);
    // Ten seconds at 25 mm/s and some beats: the line is longer than the paper is wide.
    assertThat(
            browser
                .evaluate(
                    "[...document.querySelectorAll('.ecg .trace')].every(t => t.getTotalLength() >"
                        + " 125 * 20 && t.getBoundingClientRect().height > 10)")
                .asBoolean())
        .isTrue();
    assertThat(
            browser
                .evaluate(
                    "[...document.querySelectorAll('.ecg .strip')].every(s =>"
                        + " s.querySelectorAll('.shade').length > 0 &&"
                        + " s.querySelectorAll('.bar').length > 4)")
                .asBoolean())
        .isTrue();
    // A link in the list leads to a strip.
    assertThat(
            browser
                .evaluate(
                    "[...document.querySelectorAll('table.episodes a, table.alerts a')].every(a =>"
                        + " document.querySelector(a.getAttribute('href')).matches('article'))")
                .asBoolean())
        .isTrue();
    picture("desktop-top", 1280, 0, 2400);
    at("missed", "desktop-strips", 1280, 1700);
    at("timelines", "desktop-timelines", 1280, 1500);
    at("comparison", "desktop-comparison", 1280, 1900);
  }

  @Test
  void thePageAsksNobodyForAnythingAndTheConsoleStaysSilent() throws Exception {
    browser.open(page, 1280, 900, 1, false);
    browser.evaluate("new Promise(done => setTimeout(done, 500))");

    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests())
        .contains(page.toUri().toString())
        .allMatch(each -> each.equals(page.toUri().toString()) || each.startsWith("data:"));
    assertThat(count("script")).isZero();
  }

  @Test
  void aPhoneNeedNotScrollSidewaysAndSetsRowsBelowEachOtherToOneScale() throws Exception {
    browser.open(page, 360, 740, 2, false);

    assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt()).isEqualTo(360);
    // Rows end at one edge, and a second of paper is as wide in both.
    assertThat(
            browser
                .evaluate(
                    "[...document.querySelectorAll('.ecg .strip')].every(s => { const [a, b] ="
                        + " [...s.querySelectorAll('svg')].map(v => [v.getBoundingClientRect(),"
                        + " v.viewBox.baseVal.width]); return b[0].top >= a[0].bottom - 1 &&"
                        + " Math.abs(a[0].right - b[0].right) < 1 && Math.abs(a[0].width / a[1] -"
                        + " b[0].width / b[1]) < 0.001; })")
                .asBoolean())
        .isTrue();
    at("glance", "phone-top", 360, 2000);
    at("missed", "phone-strips", 360, 1500);
    at("timelines", "phone-timelines", 360, 1200);
    at("plots", "phone-plots", 360, 1200);
  }

  @Test
  void aWideScreenSetsTheRowsOfAStripSideBySide() throws Exception {
    browser.open(page, 1280, 900, 1, false);

    assertThat(
            browser
                .evaluate(
                    "[...document.querySelectorAll('.ecg .strip')].every(s => { const [a, b] ="
                        + " [...s.querySelectorAll('svg')].map(v => v.getBoundingClientRect());"
                        + " return Math.abs(a.top - b.top) < 1 && Math.abs(a.right - b.left) < 1 &&"
                        + " Math.abs(a.height - b.height) < 1; })")
                .asBoolean())
        .isTrue();
  }

  /** WCAG 2.2, success criterion 1.4.3: 4.5 to 1, and 3 to 1 for large letters. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyTextStandsOutFromItsGround(boolean dark) throws Exception {
    browser.open(page, 1280, 900, 1, dark);

    JsonNode faint =
        browser.evaluate(
            """
            (() => {
              const light = c => { const v = c / 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
              const luminance = c => 0.2126 * light(c[0]) + 0.7152 * light(c[1]) + 0.0722 * light(c[2]);
              const parts = text => text.match(/[\\d.]+/g).map(Number);
              const ground = e => { for (let p = e; p; p = p.parentElement) {
                const c = parts(getComputedStyle(p).backgroundColor);
                if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
              const faint = new Set();
              for (const e of document.querySelectorAll('main *')) {
                if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
                const style = getComputedStyle(e);
                const drawn = e instanceof SVGElement;
                if (drawn && e.tagName !== 'text') continue;
                const a = luminance(parts(drawn ? style.fill : style.color));
                const b = luminance(ground(e));
                const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                const size = parseFloat(style.fontSize);
                const large = !drawn && (size >= 24 || (size >= 18.66 && style.fontWeight >= 700));
                if (ratio < (large ? 3 : 4.5)) faint.add(e.tagName + '.' + e.getAttribute('class') + ' ' + ratio.toFixed(2));
              }
              return [...faint];
            })()
            """);

    assertThat(faint).isEmpty();
    if (dark) {
      at("glance", "dark-top", 1280, 1400);
      at("missed", "dark-strips", 1280, 1100);
    }
  }

  @Test
  void readersWithoutEyesAreToldWhatIsWhere() throws Exception {
    browser.open(page, 1280, 900, 1, false);

    assertThat(browser.evaluate("document.documentElement.lang").asText()).isEqualTo("en");
    assertThat(count("h1")).isEqualTo(1);
    assertThat(
            browser
                .evaluate(
                    "[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])"
                        + ".every((level, i, all) => i === 0 || level <= all[i - 1] + 1)")
                .asBoolean())
        .isTrue();
    assertThat(count("th:not([scope])")).isZero();
    assertThat(count("svg:not([aria-hidden])")).isPositive();
    assertThat(
            browser
                .evaluate(
                    "[...document.querySelectorAll('svg:not([aria-hidden])')].every(s =>"
                        + " s.getAttribute('role') === 'img' &&"
                        + " s.querySelector(':scope > title').textContent.length > 5)")
                .asBoolean())
        .isTrue();
    assertThat(
            browser
                .evaluate(
                    "new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size ==="
                        + " document.querySelectorAll('[id]').length")
                .asBoolean())
        .isTrue();
  }

  private static int count(String selector) throws Exception {
    return browser.evaluate("document.querySelectorAll('" + selector + "').length").asInt();
  }

  private static void at(String id, String name, int width, int height) throws Exception {
    double top =
        browser
            .evaluate("document.getElementById('" + id + "').getBoundingClientRect().top + scrollY")
            .asDouble();
    picture(name, width, Math.max(0, top - 10), height);
  }

  private static void picture(String name, int width, double top, int height) throws Exception {
    browser.picture(PICTURES.resolve(name + ".png"), 0, top, width, height);
  }
}
