// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.AxeResults;
import com.microsoft.playwright.Page;
import io.monolead.monitor.MonitorFixture.View;
import io.monolead.schemas.AlertPriority;
import io.monolead.schemas.TechnicalCondition;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What axe-core says of every view: WCAG 2.2 A and AA, and its own good practice. */
class AccessibleE2ECase {
  private static final List<String> RULES =
      List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

  @TempDir static Path folder;
  private static MonitorFixture fixture;

  @BeforeAll
  static void admit() throws Exception {
    fixture = MonitorFixture.start(AccessibleE2ECase.class, folder);
    for (int bed = 1; bed <= 8; bed++) {
      fixture.ward().device("bed-" + bed, 60 + bed);
    }
    fixture.ward().alert(Ward.raised("bed-1", "AFIB", AlertPriority.HIGH));
    fixture.ward().alert(Ward.raised("bed-2", "PVC", AlertPriority.MEDIUM));
    fixture.ward().alert(Ward.raised("bed-3", "STACH", AlertPriority.LOW));
    fixture
        .ward()
        .alert(Ward.acknowledged(Ward.raised("bed-4", "AFIB", AlertPriority.MEDIUM), "nurse 1"));
    fixture.ward().leadOff("bed-5", true);
    fixture.ward().technical("bed-5", TechnicalCondition.LEAD_OFF, true);
    fixture.ward().silence("bed-6");
  }

  @AfterAll
  static void discharge() {
    if (fixture != null) {
      fixture.close();
    }
  }

  @AfterEach
  void closePages() {
    fixture.closePages();
  }

  static Stream<View> views() {
    return Stream.of(View.DAY, View.NIGHT, View.PHONE);
  }

  private static void assertNoViolation(Page page, String what) {
    AxeResults results = new AxeBuilder(page).withTags(RULES).analyze();
    assertThat(results.getPasses()).as("rules that %s passes", what).hasSizeGreaterThan(10);
    assertThat(
            results.getViolations().stream()
                .map(
                    rule ->
                        rule.getId()
                            + ": "
                            + rule.getHelp()
                            + " "
                            + rule.getNodes().stream()
                                .map(node -> node.getHtml() + " " + node.getFailureSummary())
                                .toList()))
        .as(what)
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("views")
  void theWallItsDialogsAndTheListHaveNoViolation(View view) {
    Page page = fixture.open("", view);
    assertThat(page.getByTestId("card").first()).hasAttribute("data-priority", "HIGH");
    assertThat(page.getByTestId("feed")).hasText(Pattern.compile("^Live"));
    assertNoViolation(page, "wall");

    page.getByTestId("banner-acknowledge").click();
    assertNoViolation(page, "acknowledge dialog");
    page.keyboard().press("Escape");
    page.getByTestId("device-name").first().focus();
    page.keyboard().press("s");
    assertThat(page.getByTestId("silence-dialog")).isVisible();
    assertNoViolation(page, "silence dialog");
    page.keyboard().press("Escape");
    page.getByTestId("help").click();
    assertNoViolation(page, "help");
    page.keyboard().press("Escape");

    page.navigate(fixture.address() + "#/alerts");
    assertThat(page.getByTestId("alert-row").first()).isVisible();
    assertNoViolation(page, "alert list");
  }

  @ParameterizedTest
  @MethodSource("views")
  void theSignInHasNoViolation(View view) throws Exception {
    // A second monitor beside the first, on the same topics.
    try (Monitor locked =
        Monitor.start(
            MonitorOptions.builder(fixture.kafka(), fixture.topics())
                .optPort(0)
                .optToken("correct-horse-battery-staple")
                .build())) {
      Page page = fixture.open("", view);
      page.navigate(locked.address().toString());
      assertThat(page.getByTestId("login")).isVisible();
      assertNoViolation(page, "sign in");
    }
  }
}
