// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.evaluation.result.Estimate;
import org.junit.jupiter.api.Test;

class PageTextTest {
  @Test
  void whatCouldBecomeMarkupOrTurnTextAroundDoesNot() {
    assertThat(PageText.escaped("<a href=\"x\" onclick='y'>&amp;</a>"))
        .isEqualTo("&lt;a href=&quot;x&quot; onclick=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
    assertThat(PageText.escaped("a\u202Eb\u0000c\nd\u2028e\uD800f\u200Bg"))
        .isEqualTo("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf\uFFFDg");
    assertThat(PageText.escaped("Bett 3 · Zürich · 東京 · 😀"))
        .isEqualTo("Bett 3 · Zürich · 東京 · 😀");
    assertThat(PageText.name("<b>")).isEqualTo("<bdi>&lt;b&gt;</bdi>");
    assertThat(PageText.cut("😀".repeat(81))).isEqualTo("😀".repeat(80) + "…");
  }

  @Test
  void numbersHaveAMinusOnlyWhereTheyShowOneAndADashWhereTheyAreNone() {
    assertThat(PageText.number(-0.004, 2)).isEqualTo("0.00");
    assertThat(PageText.number(-0.006, 2)).isEqualTo("−0.01");
    assertThat(PageText.number(1234.5, 0)).isEqualTo("1235");
    assertThat(PageText.number(Double.NaN, 2)).isEqualTo("–");
    assertThat(PageText.estimate(new Estimate(0.5, -0.1, 0.75), 2))
        .isEqualTo("0.50 <span class=\"ci\">−0.10 to 0.75</span>");
    assertThat(PageText.estimate(new Estimate(0.5, Double.NaN, Double.NaN), 1)).isEqualTo("0.5");
    assertThat(PageText.estimate(Estimate.UNDEFINED, 1)).isEqualTo("–");
    assertThat(PageText.percent(new Estimate(0.925, 0.9, 1)))
        .isEqualTo("92.5&#8239;% <span class=\"ci\">90.0 to 100.0</span>");
  }

  @Test
  void timesRunFromTheBeginOfARecording() {
    assertThat(PageText.clock(1_000_000L + 3_723_000_000L, 1_000_000L)).isEqualTo("1:02:03");
    assertThat(PageText.clock(0, 5_000_000L)).isEqualTo("−0:00:05");
    assertThat(PageText.duration(99.4)).isEqualTo("99 s");
    assertThat(PageText.duration(0.2)).isEqualTo("less than 1 s");
    assertThat(PageText.duration(125)).isEqualTo("2 min 05 s");
    assertThat(PageText.duration(7_260)).isEqualTo("2 h 01 min");
    assertThat(PageText.duration(Double.NaN)).isEqualTo("–");
  }
}
