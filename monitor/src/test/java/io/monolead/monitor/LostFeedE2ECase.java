// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.monolead.monitor.MonitorFixture.View;
import io.monolead.schemas.AlertPriority;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page that has lost its feed says so, shows no old heart as live, and recovers by itself. */
class LostFeedE2ECase {
  @TempDir static Path folder;
  private static MonitorFixture fixture;

  @BeforeAll
  static void admit() throws Exception {
    fixture = MonitorFixture.start(LostFeedE2ECase.class, folder);
    for (int bed = 1; bed <= 6; bed++) {
      fixture.ward().device("bed-" + bed, 60 + bed);
    }
    fixture.ward().alert(Ward.raised("bed-4", "AFIB", AlertPriority.MEDIUM));
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

  private static void assertLive(Page page) {
    assertThat(page.getByTestId("stale")).isHidden();
    assertThat(page.getByTestId("feed")).hasText(Pattern.compile("^Live"));
    assertThat(page.getByTestId("card")).hasCount(6);
    // After a silence of the broker devices count as silent until their next segment.
    page.waitForFunction(
        "() => [...document.querySelectorAll('[data-test=card]')].every((card) =>"
            + " card.dataset.status === 'live')");
  }

  private static void assertStale(Page page) {
    assertThat(page.getByTestId("stale")).isVisible();
    assertThat(page.getByTestId("stale")).containsText("NO LIVE DATA");
    assertThat(page).hasTitle(Pattern.compile("no feed"));
    List<String> rates = page.getByTestId("heart-rate").allTextContents();
    assertThat(rates).hasSize(6).allMatch("--"::equals);
    Locator statuses = page.getByTestId("status");
    for (String status : statuses.allTextContents()) {
      assertThat(status).startsWith("No feed");
    }
  }

  @Test
  void aStoppedServerIsSeenAndItsRestartToo() throws Exception {
    Page page = fixture.open("", View.DAY);
    assertLive(page);

    fixture.stopMonitor();
    assertStale(page);
    // The alert stays: nobody said that it ended.
    assertThat(page.getByTestId("alert").first()).isVisible();
    MonitorFixture.picture(page, "lost-feed-day");

    fixture.startMonitor();
    assertLive(page);
    assertThat(page.locator("[data-test=card][data-priority=MEDIUM]")).hasCount(1);
    page.waitForFunction(
        """
        () => [...document.querySelectorAll('canvas[data-test=strip]')].every((canvas) => {
          const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          return new Set(new Uint32Array(pixels.buffer)).size > 3;
        })
        """);
  }

  @Test
  void aStoppedBrokerIsSeenAndItsRestartToo() {
    Page page = fixture.open("", View.NIGHT);
    assertLive(page);

    fixture.stopBroker();
    assertStale(page);
    assertThat(page.getByTestId("stale")).containsText("Kafka");
    MonitorFixture.picture(page, "lost-kafka-night");

    fixture.startBroker();
    assertLive(page);
  }
}
