// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.monolead.monitor.MonitorFixture.View;
import io.monolead.schemas.AlertPriority;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever may write to the topic may invent names; none of them may do more than be read. */
class HostileNamesE2ECase {
  /** As sent, and as it reads. */
  private record Name(String sent, String read) {}

  private static final String LONG = "ward-" + "x".repeat(110) + "-bed-17";

  private static final List<Name> NAMES =
      List.of(
          new Name("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
          new Name("\"><script>alert(2)</script>", "\"><script>alert(2)</script>"),
          new Name("javascript:alert(3)//%0a", "javascript:alert(3)//%0a"),
          // Right-to-left override: would read as another bed.
          new Name("bed-\u202e71", "bed-⟨U+202E⟩71"),
          new Name("bed\u200b-1", "bed⟨U+200B⟩-1"),
          new Name("bed-1 ", "bed-1␣"),
          new Name("line\nbreak", "line⟨U+000A⟩break"),
          new Name("../../etc/passwd", "../../etc/passwd"),
          new Name("#/device/x/I", "#/device/x/I"),
          new Name("سرير ٧", "سرير ٧"),
          new Name("a" + "\u0301".repeat(60), "a\u0301\u0301"));

  @TempDir static Path folder;
  private static MonitorFixture fixture;

  @BeforeAll
  static void admit() throws Exception {
    fixture = MonitorFixture.start(HostileNamesE2ECase.class, folder);
    NAMES.forEach(name -> fixture.ward().device(name.sent(), 70));
    fixture.ward().device(LONG, 70);
  }

  @AfterAll
  static void discharge() {
    if (fixture != null) {
      fixture.close();
    }
  }

  @Test
  void namesAreTextAndLookLikeNoOther() {
    String attack = NAMES.get(0).sent();
    fixture.ward().alert(Ward.raised(attack, "AFIB", AlertPriority.HIGH));
    Page page = fixture.open("", View.DAY);
    assertThat(page.getByTestId("card")).hasCount(NAMES.size() + 1);
    assertThat(page.getByTestId("banner-device")).containsText(attack);

    List<String> read = page.getByTestId("device-name").allTextContents();
    assertThat(read)
        .containsAll(NAMES.stream().map(Name::read).toList())
        .doesNotHaveDuplicates()
        // The end of a long name is where a fleet's names differ.
        .anyMatch(name -> name.startsWith("ward-xxx") && name.endsWith("xx-bed-17"));
    assertThat(page.locator("main img, main script").count()).isZero();
    assertThat(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
        .isEqualTo(true);
    MonitorFixture.picture(page, "hostile-names");

    for (String view : List.of("#/alerts", "#/")) {
      page.navigate(fixture.address() + view);
      page.waitForTimeout(300);
    }
    for (int i = 0; i < NAMES.size(); i++) {
      page.navigate(fixture.address() + "#/");
      page.getByTestId("device-name").nth(i).evaluate("(link) => link.click()");
      assertThat(page.getByTestId("device")).isVisible();
      assertThat(page.getByTestId("device-title")).isVisible();
    }
    assertThat(fixture.complaints()).isEmpty();
    String own = fixture.address().toString();
    assertThat(fixture.requests()).allMatch(each -> each.startsWith(own));
  }
}
