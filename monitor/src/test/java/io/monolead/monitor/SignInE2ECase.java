// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.monolead.monitor.MonitorFixture.View;
import io.monolead.schemas.AlertPriority;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A monitor with a token. */
class SignInE2ECase {
  private static final String TOKEN = "correct-horse-battery-staple";

  @TempDir static Path folder;
  private static MonitorFixture fixture;

  @BeforeAll
  static void admit() throws Exception {
    fixture = MonitorFixture.start(SignInE2ECase.class, folder, options -> options.optToken(TOKEN));
    fixture.ward().device("bed-1", 66);
    fixture.ward().alert(Ward.raised("bed-1", "AFIB", AlertPriority.LOW));
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

  private static void signIn(Page page, String token) {
    page.getByTestId("name").fill("nurse 3");
    page.getByTestId("token").fill(token);
    page.getByTestId("sign-in").click();
  }

  @Test
  void theTokenOpensTheWallAndTheNameIsWrittenIntoActions() {
    Page page = fixture.open("", View.PHONE);
    assertThat(page.getByTestId("login")).isVisible();
    assertThat(page.getByTestId("card")).hasCount(0);
    assertThat(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
        .isEqualTo(true);
    MonitorFixture.picture(page, "sign-in");

    signIn(page, "wrong");
    assertThat(page.getByTestId("login-failure")).containsText("token");
    assertThat(page.getByTestId("card")).hasCount(0);

    signIn(page, TOKEN);
    assertThat(page.getByTestId("card")).hasCount(1);
    // A cookie that scripts cannot read, and that no other site sends along.
    assertThat(page.evaluate("() => document.cookie")).isEqualTo("");
    assertThat(page.context().cookies())
        .singleElement()
        .satisfies(
            cookie -> {
              assertThat(cookie.name).isEqualTo("monolead_session");
              assertThat(cookie.httpOnly).isTrue();
              assertThat(cookie.sameSite.name()).isEqualTo("STRICT");
            });
    page.getByTestId("card-acknowledge").click();
    assertThat(page.getByTestId("acknowledge-dialog")).containsText("nurse 3");
    assertThat(page.getByTestId("by")).hasCount(0);
    page.keyboard().press("Escape");

    page.reload();
    assertThat(page.getByTestId("card")).hasCount(1);
    page.getByTestId("logout").click();
    assertThat(page.getByTestId("login")).isVisible();
  }

  @Test
  void aSessionThatTheServerForgotLeadsBackToTheSignIn() throws Exception {
    Page page = fixture.open("", View.DAY);
    signIn(page, TOKEN);
    assertThat(page.getByTestId("card")).hasCount(1);

    fixture.stopMonitor();
    assertThat(page.getByTestId("stale")).isVisible();
    fixture.startMonitor();

    assertThat(page.getByTestId("login")).isVisible();
  }
}
