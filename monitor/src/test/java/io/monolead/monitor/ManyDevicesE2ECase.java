// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.monolead.monitor.MonitorFixture.View;
import io.monolead.schemas.AlertPriority;
import io.monolead.schemas.EcgAlert;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A wall of two thousand devices. */
class ManyDevicesE2ECase {
  private static final int DEVICES = 2_000;

  /** Elements of the page's own frame and of a screen full of tiles. */
  private static final int MOST_ELEMENTS = 4_000;

  @TempDir static Path folder;
  private static MonitorFixture fixture;

  @BeforeAll
  static void admit() throws Exception {
    fixture = MonitorFixture.start(ManyDevicesE2ECase.class, folder);
    for (int bed = 1; bed <= DEVICES; bed++) {
      fixture.ward().device("bed-" + bed, 50 + bed % 60, 8);
    }
    fixture.ward().flush();
  }

  @AfterAll
  static void discharge() {
    if (fixture != null) {
      fixture.close();
    }
  }

  @Test
  void onlyWhatIsSeenIsInThePageAndTheLastDeviceIsFound() {
    for (String device : List.of("bed-1500", "bed-77")) {
      fixture.ward().alert(Ward.raised(device, "AFIB", AlertPriority.HIGH));
    }
    Page page = fixture.open("", View.NIGHT);
    Locator cards = page.getByTestId("card");
    assertThat(page.getByTestId("count-live").locator(".number"))
        .hasText(Pattern.compile("^(2,000|1,9\\d\\d)$"));
    assertThat(page.locator("#title-rest")).hasText(Pattern.compile("1,99\\d|2,000"));
    assertThat(page.locator("#grid-first").getByTestId("device-name")).hasCount(2);
    assertThat(elements(page)).isLessThan(MOST_ELEMENTS);
    page.waitForTimeout(3_000);
    MonitorFixture.picture(page, "wall-2000");

    // Down the whole wall by the wheel: every screen of it is there when it is looked at.
    int blank = 0;
    for (int step = 0; step < 25; step++) {
      page.mouse().move(700, 600);
      page.mouse().wheel(0, 1_000);
      page.waitForTimeout(60);
      assertThat(elements(page)).isLessThan(MOST_ELEMENTS);
      blank += cards.count() == 0 ? 1 : 0;
    }
    assertThat(blank).isZero();
    page.evaluate("() => window.scrollTo(0, document.documentElement.scrollHeight)");
    assertThat(page.getByTestId("device-name").last()).hasText("bed-2000");
    assertThat(page.getByTestId("device-name").last()).isInViewport();
    // Figures come for what is on the screen, wherever that is.
    assertThat(cards.last().getByTestId("status")).hasText("Live");

    page.keyboard().press("/");
    page.keyboard().type("bed-1234");
    assertThat(cards).hasCount(1);
    assertThat(page.getByTestId("device-name")).hasText("bed-1234");
    assertThat(fixture.complaints()).isEmpty();
  }

  @Test
  void scrollingStaysSmooth() {
    Page page = fixture.open("", View.NIGHT);
    assertThat(page.locator("#title-rest")).hasText(Pattern.compile("1,99\\d|2,000"));
    Number median =
        (Number)
            page.evaluate(
                """
                () => new Promise((done) => {
                  const times = [];
                  let before = performance.now();
                  const step = () => {
                    const now = performance.now();
                    times.push(now - before);
                    before = now;
                    window.scrollBy(0, 40);
                    if (times.length < 240) requestAnimationFrame(step);
                    else done(times.sort((a, b) => a - b)[Math.floor(times.length / 2)]);
                  };
                  requestAnimationFrame(step);
                })
                """);
    System.out.printf(
        "A frame while scrolling over %d devices, median ms: %.1f%n",
        DEVICES, median.doubleValue());
    // A page that builds the whole wall takes hundreds; other builds run beside this one.
    assertThat(median.doubleValue()).isLessThan(200);
  }

  @Test
  void aStormOfAlertsIsToldInOneSentenceAndTheWorstIsOnTop() {
    Page page = fixture.open("", View.DAY);
    assertThat(page.locator("#title-rest")).hasText(Pattern.compile("1,99\\d|2,000"));
    List<EcgAlert> storm =
        IntStream.rangeClosed(100, 160)
            .mapToObj(bed -> Ward.raised("bed-" + bed, "PVC", AlertPriority.LOW))
            .toList();
    storm.forEach(fixture.ward()::alert);
    EcgAlert worst = Ward.raised("bed-1999", "AFIB", AlertPriority.HIGH);
    fixture.ward().alert(worst);

    assertThat(page.locator("#grid-first").getByTestId("device-name").first()).hasText("bed-1999");
    assertThat(page.getByTestId("banner-device")).containsText("bed-1999");
    assertThat(page.getByTestId("count-low").locator(".number")).hasText("61");
    assertThat(page.getByTestId("toast").count()).isLessThanOrEqualTo(4);
    MonitorFixture.picture(page, "storm");
    storm.forEach(alert -> fixture.ward().alert(Ward.cleared(alert)));
    fixture.ward().alert(Ward.cleared(worst));
    assertThat(page.getByTestId("count-low").locator(".number")).hasText("0");
  }

  private static int elements(Page page) {
    return ((Number) page.evaluate("() => document.querySelectorAll('*').length")).intValue();
  }
}
