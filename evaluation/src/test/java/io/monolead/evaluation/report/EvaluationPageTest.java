// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.evaluation.result.StreamEvaluation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class EvaluationPageTest {
  private static final String HOSTILE =
      "<script>alert(1)</script>\"onload='x'&\u202Egnp.exe\u0007<img src=http://evil.example/x>";

  private static String page(StreamEvaluation evaluation, StripSource strips, ReportLimits limits)
      throws Exception {
    return new EvaluationPage(
            evaluation, strips, Optional.empty(), Optional.empty(), List.of(), limits)
        .html();
  }

  @Test
  void hostileNamesAreShownAsTheyAreAndDoNothing() throws Exception {
    StreamEvaluation evaluation = SampleNight.of(List.of(HOSTILE, "x".repeat(5000)), 2);

    String html = page(evaluation, SampleNight.strips(evaluation), ReportLimits.DEFAULT);

    assertThat(html)
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;onload=&#39;x&#39;&amp;\uFFFDgnp")
        .doesNotContain("<script")
        .doesNotContain("<img")
        .doesNotContain("\u202E")
        .doesNotContain("\u0007")
        .doesNotContain("x".repeat(81))
        .contains("x".repeat(80) + "…");
    for (String attribute : attributes(html)) {
      assertThat(attribute).doesNotContainIgnoringCase("onload=").doesNotContain("<");
    }
  }

  /** What stands between the quotes of attributes. */
  private static List<String> attributes(String html) {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile("<[a-z][^>]*>").matcher(html);
    while (matcher.find()) {
      found.add(matcher.group().substring(1).replaceAll("\"[^\"]*\"", ""));
    }
    assertThat(found).hasSizeGreaterThan(100);
    return found;
  }

  @Test
  void nothingOfThePatientButTheRecordingsNameIsOnThePage() throws Exception {
    StreamEvaluation evaluation = SampleNight.of(List.of("bed-1", "bed-2"), 2);

    String html = page(evaluation, SampleNight.strips(evaluation), ReportLimits.DEFAULT);

    // The path, the patient, their age and the date of the recording (13 September 2020).
    assertThat(html)
        .contains("bed-1")
        .doesNotContain("Jane Doe", "/home/", ".hea", "2020-09", "1600000000");
  }

  @Test
  void thePageForbidsItselfScriptsAndRequests() throws Exception {
    StreamEvaluation evaluation = SampleNight.of(List.of("bed-1"), 2);

    String html = page(evaluation, SampleNight.strips(evaluation), ReportLimits.DEFAULT);

    assertThat(html)
        .contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';")
        .doesNotContain("http://", "https://", "@import", " src=");
    assertThat(html.split("url\\(", -1)).hasSizeGreaterThan(1);
    assertThat(html.replace("url(#grid)", "")).doesNotContain("url(");
  }

  /** Its windows are judged all the same. */
  @Test
  void aLabelWhoseAlertsAreOffIsNotSaidToHaveMissedEverything() throws Exception {
    StreamEvaluation on = SampleNight.of(List.of("bed-1"), 2);
    StreamEvaluation off = SampleNight.withoutAlertsOf("AFIB", on);

    assertThat(page(on, StripSource.NONE, ReportLimits.DEFAULT))
        .containsPattern("(?s)id=\"glance\".*<h3><bdi>AFIB</bdi></h3>.*id=\"figures\"");
    String html = page(off, StripSource.NONE, ReportLimits.DEFAULT);
    assertThat(html.substring(html.indexOf("id=\"glance\""), html.indexOf("id=\"figures\"")))
        .doesNotContain("<h3><bdi>AFIB</bdi></h3>");
    assertThat(html.substring(html.indexOf("<h3>Episodes"), html.indexOf("<h3>Windows")))
        .doesNotContain("AFIB");
    assertThat(html.substring(html.indexOf("<h3>Windows"))).contains("AFIB");
  }

  @Test
  void theSameEvaluationGivesTheSamePage() throws Exception {
    StreamEvaluation evaluation = SampleNight.of(List.of("bed-1", "bed-2"), 2);
    StripSource strips = SampleNight.strips(evaluation);

    assertThat(page(evaluation, strips, ReportLimits.DEFAULT))
        .isEqualTo(page(evaluation, strips, ReportLimits.DEFAULT));
  }

  @Test
  void whatIsBeyondTheLimitsIsCountedAndSaid() throws Exception {
    // 30 episodes, every second missed with a false alarm before it: 15 of each, 30 alerts.
    StreamEvaluation evaluation =
        SampleNight.of(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"), 2);
    StripSource strips = SampleNight.strips(evaluation);

    String html = page(evaluation, strips, new ReportLimits(4, 3, 25));

    assertThat(html)
        .contains("4 of 15 are drawn, the longest; the other 11 are in the list below")
        .contains("4 of 15 are drawn, those the model was surest of; the other 11")
        .contains("The first 4 of 15 are drawn, by device and time; 11 are not.")
        .contains("7 more streams are not drawn")
        .contains("5 more episodes are not listed here.")
        .contains("5 more alerts are not listed here.");
    assertThat(count(html, "<article class=\"event\"")).isEqualTo(12);
    assertThat(count(html, "<div class=\"device\"")).isEqualTo(3);
    long longest =
        evaluation.missed().stream().mapToLong(e -> e.toMicros() - e.fromMicros()).max().orElse(0);
    assertThat(html).contains(", " + PageText.duration(longest / 1e6) + ". Highest probability ");
  }

  @Test
  void aStripWhoseSignalIsGoneIsSaidAndTheFactsStay() throws Exception {
    StreamEvaluation evaluation = SampleNight.of(List.of("bed-1"), 3);

    String html = page(evaluation, StripSource.NONE, ReportLimits.DEFAULT);

    assertThat(html).contains("The signal of this strip is not at hand.");
    assertThat(count(html, "<article class=\"event\"")).isEqualTo(3);
  }

  @Test
  void nothingMissedAndNothingFalseIsSaid() throws Exception {
    StreamEvaluation evaluation = SampleNight.of(List.of("bed-1"), 1000);

    String html = page(evaluation, StripSource.NONE, ReportLimits.DEFAULT);

    assertThat(html)
        .contains("None: every true episode was found.")
        .contains("None: every alert whose truth is known overlaps a true episode.")
        .contains("3 of 3")
        .contains("below 0.90, 95&#8239;% sure");
  }

  /** No parser of HTML is at hand, but what is opened has to be closed, in order. */
  @Test
  void everyElementIsClosed() throws Exception {
    StreamEvaluation evaluation = SampleNight.of(List.of("bed-1", HOSTILE), 2);
    String html = page(evaluation, SampleNight.strips(evaluation), ReportLimits.DEFAULT);
    Set<String> empty = new HashSet<>(List.of("meta", "link"));
    List<String> open = new ArrayList<>();
    Matcher tags = Pattern.compile("<(/?)([a-z0-9]+)[^>]*?(/?)>").matcher(html);
    while (tags.find()) {
      if (!tags.group(1).isEmpty()) {
        assertThat(open.remove(open.size() - 1)).as("at %d", tags.start()).isEqualTo(tags.group(2));
      } else if (tags.group(3).isEmpty() && !empty.contains(tags.group(2))) {
        open.add(tags.group(2));
      }
    }
    assertThat(open).isEmpty();
  }

  private static int count(String html, String text) {
    return html.split(Pattern.quote(text), -1).length - 1;
  }
}
