// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.monolead.connectors.kafka.RecordReader;
import io.monolead.monitor.MonitorFixture.View;
import io.monolead.schemas.AlertAction;
import io.monolead.schemas.AlertActionKind;
import io.monolead.schemas.AlertPriority;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.TechnicalCondition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wall of twelve devices, its alerts, and what people do about them. */
class WallE2ECase {
  private static final int DEVICES = 12;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static MonitorFixture fixture;

  /** Open alerts of a test, which end with it. */
  private final List<EcgAlert> open = new ArrayList<>();

  @BeforeAll
  static void admitTwelveDevices() throws Exception {
    fixture = MonitorFixture.start(WallE2ECase.class, folder);
    IntStream.rangeClosed(1, DEVICES)
        .forEach(bed -> fixture.ward().device("bed-" + bed, rateOf(bed)));
  }

  private static int rateOf(int bed) {
    return 55 + 5 * bed;
  }

  @AfterAll
  static void discharge() {
    if (fixture != null) {
      fixture.close();
    }
  }

  @AfterEach
  void clearAlertsAndClosePages() {
    open.forEach(alert -> fixture.ward().alert(Ward.cleared(alert)));
    fixture.closePages();
  }

  private EcgAlert raise(String device, String label, AlertPriority priority) {
    EcgAlert alert = Ward.raised(device, label, priority);
    fixture.ward().alert(alert);
    open.add(alert);
    return alert;
  }

  private static Locator card(Page page, String device) {
    return page.getByTestId("card")
        .filter(
            new Locator.FilterOptions()
                .setHas(
                    page.locator(
                        "[data-test=device-name]",
                        new Page.LocatorOptions()
                            .setHasText(Pattern.compile("^" + device + "$")))));
  }

  private static void waitForWall(Page page) {
    assertThat(page.getByTestId("card")).hasCount(DEVICES);
  }

  private static List<String> order(Page page) {
    return page.getByTestId("device-name").allTextContents();
  }

  @Test
  void everyDeviceHasACardWithStatusAndAStripThatIsDrawn() {
    Page page = fixture.open();

    waitForWall(page);
    for (int bed = 1; bed <= DEVICES; bed++) {
      assertThat(card(page, "bed-" + bed).getByTestId("status")).hasText("Live");
      // What the ward sends, give or take what ten seconds of beats can tell.
      page.waitForFunction(
          "([bed, rate]) => [...document.querySelectorAll('[data-test=card]')].some((card) =>"
              + " card.querySelector('[data-test=device-name]').textContent === bed &&"
              + " Math.abs(Number(card.querySelector('[data-test=heart-rate]').textContent) - rate)"
              + " <= 3)",
          List.of("bed-" + bed, rateOf(bed)));
    }
    assertThat(order(page))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, DEVICES).mapToObj(bed -> "bed-" + bed).toList());
    assertThat(page.getByTestId("count-live").locator(".number")).hasText("12");
    assertThat(page.getByTestId("feed")).hasText(Pattern.compile("^Live"));
    assertThat(page.getByTestId("stale")).isHidden();
    assertThat(fixture.complaints()).isEmpty();
    String own = fixture.address().toString();
    assertThat(fixture.requests()).isNotEmpty().allMatch(each -> each.startsWith(own));
    // Paper and trace: a canvas that nobody drew on has one colour.
    page.waitForFunction(
        """
        () => [...document.querySelectorAll('canvas[data-test=strip]')].filter((canvas) => {
          const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          return new Set(new Uint32Array(pixels.buffer)).size > 3;
        }).length === 12
        """);
  }

  @Test
  void theWallLooksWellByDayAndByNight() {
    raise("bed-7", "AFIB", AlertPriority.HIGH);
    raise("bed-3", "PVC", AlertPriority.MEDIUM);
    raise("bed-10", "STACH", AlertPriority.LOW);
    fixture
        .ward()
        .alert(Ward.acknowledged(raise("bed-5", "AFIB", AlertPriority.MEDIUM), "nurse 1"));
    fixture.ward().leadOff("bed-8", true);
    fixture.ward().technical("bed-8", TechnicalCondition.LEAD_OFF, true);
    try {
      List<View> views = List.of(View.NIGHT, View.DAY, View.PHONE, View.NIGHT.sized(1920, 1080));
      List<Page> pages = views.stream().map(view -> fixture.open("", view)).toList();
      for (Page page : pages) {
        assertThat(card(page, "bed-7").getByTestId("alert")).isVisible();
        assertThat(card(page, "bed-8").getByTestId("status")).hasText(Pattern.compile("^Lead off"));
      }
      pages.get(0).waitForTimeout(5_000);
      for (int i = 0; i < views.size(); i++) {
        View view = views.get(i);
        MonitorFixture.picture(
            pages.get(i),
            "wall-" + view.scheme().name().toLowerCase(Locale.ROOT) + "-" + view.width());
      }
    } finally {
      fixture.ward().leadOff("bed-8", false);
      fixture.ward().technical("bed-8", TechnicalCondition.LEAD_OFF, false);
    }
  }

  @Test
  void anAlertIsOnTheWallWithinASecondOfItsRecord() {
    Page page = fixture.open();
    waitForWall(page);
    assertThat(page.getByTestId("feed")).hasText(Pattern.compile("^Live"));
    page.evaluate(
        """
        () => {
          window.seen = {};
          new MutationObserver(() => {
            for (const band of document.querySelectorAll('[data-test=card] [data-test=alert]')) {
              const name = band.closest('li[data-n]').querySelector('[data-test=device-name]').textContent;
              window.seen[name] ??= Date.now();
            }
          }).observe(document.getElementById('view-wall'), {subtree: true, childList: true});
        }
        """);
    List<Long> millis = new ArrayList<>();
    for (int bed = 1; bed <= DEVICES; bed++) {
      String device = "bed-" + bed;
      EcgAlert alert = Ward.raised(device, "AFIB", AlertPriority.MEDIUM);
      open.add(alert);
      long sent = fixture.ward().alert(alert);
      page.waitForFunction("(device) => window.seen[device]", device);
      Number seen = (Number) page.evaluate("(device) => window.seen[device]", device);
      millis.add(seen.longValue() - sent);
      page.waitForTimeout(150);
    }
    Collections.sort(millis);
    System.out.printf(
        "From an alert's record to the page, ms: least %d, median %d, most %d of %d%n",
        millis.get(0), millis.get(millis.size() / 2), millis.get(millis.size() - 1), millis.size());
    // Other builds run beside this one; the figure above is what counts.
    assertThat(millis.get(0)).isBetween(0L, 1_000L);
    assertThat(millis.get(millis.size() - 1)).isLessThan(10_000L);
  }

  @Test
  void alertsComeFirstByPriorityAndSayItInShapeAndWord() {
    Page page = fixture.open();
    waitForWall(page);
    // What was there when the page came is no news.
    assertThat(page.getByTestId("feed")).hasText(Pattern.compile("^Live"));
    raise("bed-9", "PVC", AlertPriority.LOW);
    raise("bed-4", "AFIB", AlertPriority.MEDIUM);
    raise("bed-11", "AFIB", AlertPriority.HIGH);
    // Acknowledged: someone is there already.
    fixture.ward().alert(Ward.acknowledged(raise("bed-12", "AFIB", AlertPriority.HIGH), "nurse 1"));

    assertThat(page.getByTestId("device-name").nth(0)).hasText("bed-11");
    assertThat(page.getByTestId("device-name").nth(1)).hasText("bed-4");
    assertThat(page.getByTestId("device-name").nth(2)).hasText("bed-9");
    assertThat(page.getByTestId("device-name").nth(3)).hasText("bed-12");
    assertThat(order(page).subList(4, DEVICES))
        .containsExactly("bed-1", "bed-2", "bed-3", "bed-5", "bed-6", "bed-7", "bed-8", "bed-10");
    assertThat(card(page, "bed-11").getByTestId("alert")).containsText("!!!High priority: ");
    assertThat(card(page, "bed-4").getByTestId("alert")).containsText("!!Medium priority: ");
    assertThat(card(page, "bed-9").getByTestId("alert")).containsText("!Low priority: ");
    assertThat(card(page, "bed-12").getByTestId("acknowledged-by")).containsText("nurse 1");
    assertThat(page.getByTestId("banner-device")).containsText("bed-11");
    assertThat(page.getByTestId("count-high").locator(".number")).hasText("1");
    assertThat(page.getByTestId("assertive")).containsText("High priority: bed-11");
    assertThat(page).hasTitle(Pattern.compile("^!!! 1"));

    // IEC 60601-1-8: 1.4 to 2.8 flashes a second for high, 0.4 to 0.8 for medium, none for low.
    assertThat(flashesPerSecond(card(page, "bed-11").getByTestId("alert"))).isBetween(1.4, 2.8);
    assertThat(flashesPerSecond(card(page, "bed-4").getByTestId("alert"))).isBetween(0.4, 0.8);
    assertThat(flashesPerSecond(card(page, "bed-9").getByTestId("alert"))).isZero();
    assertThat(flashesPerSecond(card(page, "bed-12").getByTestId("alert"))).isZero();
  }

  private static double flashesPerSecond(Locator locator) {
    return ((Number)
            locator.evaluate(
                "(element) => { const all = element.getAnimations(); return all.length === 0 ? 0 :"
                    + " 1000 / all[0].effect.getComputedTiming().duration; }"))
        .doubleValue();
  }

  @Test
  void readersWhoWantNoMotionSeeNoFlash() {
    raise("bed-2", "AFIB", AlertPriority.HIGH);
    Page page = fixture.open("", View.DAY.withoutMotion());

    assertThat(card(page, "bed-2").getByTestId("alert")).containsText("!!!");
    assertThat(page.evaluate("() => document.getAnimations().length")).isEqualTo(0);
  }

  @Test
  void anAcknowledgementReachesTheTopicAndShowsWhenTheJobConfirms() {
    EcgAlert alert = raise("bed-6", "AFIB", AlertPriority.HIGH);
    Page page = fixture.open();
    try (RecordReader<AlertAction> actions = actions()) {
      card(page, "bed-6").getByTestId("card-acknowledge").click();
      page.getByTestId("by").fill("nurse 7");
      page.getByTestId("submit").click();

      AlertAction action = next(actions);
      assertThat(action.getKind()).isEqualTo(AlertActionKind.ACKNOWLEDGE);
      assertThat(action.getDeviceId()).isEqualTo("bed-6");
      assertThat(action.getLead()).isEqualTo("I");
      assertThat(action.getAlertId()).isEqualTo(alert.getAlertId());
      assertThat(action.getBy()).isEqualTo("nurse 7");
      assertThat(page.getByTestId("acknowledge-dialog")).hasCount(0);
      // The order is not yet the effect.
      assertThat(card(page, "bed-6")).hasAttribute("data-priority", "HIGH");
      assertThat(card(page, "bed-6").getByTestId("acknowledged-by")).hasCount(0);

      fixture.ward().alert(Ward.acknowledged(alert, "nurse 7"));
      assertThat(card(page, "bed-6").getByTestId("acknowledged-by")).containsText("nurse 7");
      assertThat(page.getByTestId("polite")).containsText("acknowledged by nurse 7");
      assertThat(page.getByTestId("banner-device")).hasCount(0);

      // The name is asked for once.
      EcgAlert second = raise("bed-6", "PVC", AlertPriority.LOW);
      card(page, "bed-6").getByTestId("card-acknowledge").click();
      assertThat(page.getByTestId("by")).hasValue("nurse 7");
      page.keyboard().press("Enter");
      assertThat(next(actions).getAlertId()).isEqualTo(second.getAlertId());
    }
  }

  @Test
  void aSilenceReachesTheTopicAndEndsBeforeItsTime() {
    Page page = fixture.open();
    waitForWall(page);
    try (RecordReader<AlertAction> actions = actions()) {
      card(page, "bed-2").getByTestId("device-name").focus();
      page.keyboard().press("s");
      page.getByTestId("silence-label").selectOption("AFIB");
      page.getByTestId("minutes-30").check();
      page.getByTestId("by").fill("nurse 7");
      MonitorFixture.picture(page, "silence");
      long before = Ward.nowMicros();
      page.getByTestId("submit").click();

      AlertAction action = next(actions);
      assertThat(action.getKind()).isEqualTo(AlertActionKind.SILENCE);
      assertThat(action.getDeviceId()).isEqualTo("bed-2");
      assertThat(action.getLabel()).isEqualTo("AFIB");
      assertThat(action.getUntilMicros() - before)
          .isBetween(
              Duration.ofMinutes(29).toMillis() * 1000, Duration.ofMinutes(31).toMillis() * 1000);
      assertThat(card(page, "bed-2").getByTestId("silenced")).containsText("AFIB");

      card(page, "bed-2").getByTestId("device-name").focus();
      page.keyboard().press("s");
      page.getByTestId("resume").click();
      assertThat(next(actions).getKind()).isEqualTo(AlertActionKind.RESUME);
      assertThat(card(page, "bed-2").getByTestId("silenced")).isEmpty();
    }
  }

  private static RecordReader<AlertAction> actions() {
    return new RecordReader<>(
        fixture.kafka(),
        AlertAction.class,
        List.of(fixture.topics().alertActions()),
        RecordReader.From.LATEST,
        PATIENCE);
  }

  private static AlertAction next(RecordReader<AlertAction> actions) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      List<RecordReader.Received<AlertAction>> received = actions.poll(Duration.ofMillis(200));
      if (!received.isEmpty()) {
        return received.get(0).record();
      }
    }
    throw new AssertionError("No action arrived on the topic");
  }

  @Test
  void anAlarmIsToldThoughADialogIsOpen() {
    Page page = fixture.open();
    waitForWall(page);
    assertThat(page.getByTestId("feed")).hasText(Pattern.compile("^Live"));
    page.getByTestId("help").click();
    assertThat(page.getByTestId("help-dialog")).isVisible();
    EcgAlert alert = raise("bed-9", "AFIB", AlertPriority.MEDIUM);
    assertThat(page.getByTestId("help-dialog").getByTestId("polite"))
        .containsText("Medium priority: bed-9");
    assertThat(page.getByTestId("help-dialog").getByTestId("toast")).isVisible();
    page.getByTestId("help-close").click();

    // It becomes worse while nobody comes.
    EcgAlert worse =
        EcgAlert.newBuilder(alert)
            .setState(AlertState.UPDATED)
            .setPriority(AlertPriority.HIGH)
            .setTransitionMicros(Ward.nowMicros())
            .build();
    fixture.ward().alert(worse);
    assertThat(page.getByTestId("assertive")).containsText("High priority: bed-9");
    assertThat(page.getByTestId("banner-device")).containsText("bed-9");
  }

  @Test
  void aReloadedPageCatchesUp() {
    EcgAlert alert = raise("bed-1", "AFIB", AlertPriority.HIGH);
    fixture.ward().alert(Ward.acknowledged(alert, "nurse 2"));
    raise("bed-8", "PVC", AlertPriority.MEDIUM);
    Page page = fixture.open();
    assertThat(card(page, "bed-1").getByTestId("acknowledged-by")).containsText("nurse 2");

    page.reload();

    waitForWall(page);
    assertThat(card(page, "bed-1").getByTestId("acknowledged-by")).containsText("nurse 2");
    assertThat(card(page, "bed-8")).hasAttribute("data-priority", "MEDIUM");
    // What was raised before is shown, and not told again as new.
    assertThat(page.getByTestId("toast")).hasCount(0);
    page.navigate(fixture.address() + "#/alerts");
    assertThat(page.locator("[data-id='" + alert.getAlertId() + "']")).containsText("nurse 2");
  }

  @Test
  void theListShowsAlertsNewestFirstAndLeadsToTheirOnset() {
    EcgAlert first = raise("bed-3", "PVC", AlertPriority.LOW);
    EcgAlert second = raise("bed-4", "AFIB", AlertPriority.HIGH);
    Page page = fixture.open("#/alerts", View.DAY);

    Locator rows = page.getByTestId("alert-row");
    assertThat(rows.nth(0)).hasAttribute("data-id", second.getAlertId());
    assertThat(rows.nth(1)).hasAttribute("data-id", first.getAlertId());
    // A transition comes in while one looks.
    EcgAlert third = raise("bed-5", "AFIB", AlertPriority.MEDIUM);
    assertThat(rows.nth(0)).hasAttribute("data-id", third.getAlertId());
    MonitorFixture.picture(page, "alerts-day");

    page.getByTestId("alerts-priority").selectOption("HIGH");
    page.getByTestId("alerts-state").selectOption("unacknowledged");
    assertThat(rows).hasCount(1);
    assertThat(rows.getByTestId("alert-device"))
        .hasAttribute("href", "#/device/bed-4/I/" + second.getOnsetMicros());
    rows.getByTestId("alert-device").click();
    assertThat(page.getByTestId("device")).isVisible();
    assertThat(page).hasURL(Pattern.compile("#/device/bed-4/I/\\d+$"));
    page.keyboard().press("Escape");
    assertThat(page.getByTestId("wall")).isVisible();
  }

  /** The bed with an alert stands first, so that is where the first arrow leads. */
  private Page wallWithTheFocusOnBedThree() {
    raise("bed-3", "AFIB", AlertPriority.MEDIUM);
    Page page = fixture.open();
    waitForWall(page);
    assertThat(card(page, "bed-3")).hasAttribute("data-priority", "MEDIUM");
    page.keyboard().press("ArrowDown");
    assertThat(page.locator(":focus")).hasText("bed-3");
    return page;
  }

  @Test
  void theKeyboardIsEnough() {
    Page page = wallWithTheFocusOnBedThree();
    page.keyboard().press("ArrowRight");
    assertThat(page.locator(":focus")).hasText("bed-1");
    page.keyboard().press("End");
    assertThat(page.locator(":focus")).hasText("bed-12");
    page.keyboard().press("Home");
    assertThat(page.locator(":focus")).hasText("bed-3");
    page.keyboard().press("a");
    assertThat(page.getByTestId("acknowledge-dialog")).isVisible();
    page.keyboard().press("Escape");
    assertThat(page.getByTestId("acknowledge-dialog")).hasCount(0);
    assertThat(page.locator(":focus")).hasText("bed-3");
    page.keyboard().press("Enter");
    assertThat(page.getByTestId("device")).isVisible();
    page.keyboard().press("Escape");
    assertThat(page.getByTestId("wall")).isVisible();
    assertThat(page.locator(":focus")).hasText("bed-3");
    page.keyboard().press("?");
    assertThat(page.getByTestId("help-dialog")).isVisible();
    page.keyboard().press("Escape");

    page.keyboard().press("/");
    page.keyboard().type("bed-12");
    assertThat(page.getByTestId("card")).hasCount(1);
    assertThat(page.getByTestId("shown")).containsText("1 stream of 12");
    page.keyboard().press("Enter");
    assertThat(page.locator(":focus")).hasText("bed-12");
    page.getByTestId("clear-filters").click();
    waitForWall(page);

    page.keyboard().press("l");
    assertThat(page.getByTestId("alerts")).isVisible();
    page.keyboard().press("w");
    assertThat(page.getByTestId("wall")).isVisible();
    card(page, "bed-12").getByTestId("device-name").press("Enter");
    assertThat(page.getByTestId("device")).isVisible();
    page.keyboard().press("/");
    assertThat(page.getByTestId("search")).isFocused();
    page.keyboard().type("bed-2");
    assertThat(page.getByTestId("card")).hasCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", "s"})
  void aKeyRightAfterADialogIsNotTakenBackByItsEnd(String opens) {
    Page page = wallWithTheFocusOnBedThree();
    page.keyboard().press(opens);
    assertThat(page.locator("dialog[open]")).isVisible();

    // In one go: the dialog has ended, but its event of that has not been told yet.
    page.evaluate(
        "() => { document.querySelector('dialog').close();"
            + " document.dispatchEvent(new KeyboardEvent('keydown', {key: '/'})); }");

    assertThat(page.locator("dialog")).hasCount(0);
    assertThat(page.getByTestId("search")).isFocused();
    page.keyboard().type("bed-12");
    assertThat(page.getByTestId("card")).hasCount(1);
  }

  @Test
  void countsAndMenusFilterTheWallButNeverTheAlarmLine() {
    raise("bed-3", "AFIB", AlertPriority.HIGH);
    raise("bed-4", "PVC", AlertPriority.MEDIUM);
    Page page = fixture.open();
    waitForWall(page);

    page.getByTestId("filter-label").selectOption("PVC");
    assertThat(page.getByTestId("card")).hasCount(1);
    assertThat(page.getByTestId("device-name")).hasText("bed-4");
    assertThat(page.getByTestId("banner-device")).containsText("bed-3");
    page.getByTestId("filter-label").selectOption("");
    page.getByTestId("filter-unacknowledged").click();
    assertThat(page.getByTestId("card")).hasCount(2);
    page.getByTestId("filter-unacknowledged").click();
    page.getByTestId("count-high").click();
    assertThat(page.getByTestId("device-name")).hasText("bed-3");
    page.getByTestId("count-high").click();
    page.getByTestId("count-silent").click();
    assertThat(page.getByTestId("empty")).containsText("No stream fits");
  }

  @Test
  void theAddressHoldsTheFiltersSoThatALinkShowsTheSameWall() {
    Page page = fixture.open();
    waitForWall(page);
    page.getByTestId("search").fill("bed-1");
    assertThat(page.getByTestId("card")).hasCount(4);
    page.getByTestId("count-live").click();
    assertThat(page).hasURL(Pattern.compile("#/\\?text=bed-1&status=live$"));

    Page other = fixture.open("#/?text=bed-1&status=live", View.NIGHT);
    assertThat(other.getByTestId("card")).hasCount(4);
    assertThat(other.getByTestId("search")).hasValue("bed-1");
    assertThat(other.getByTestId("count-live")).hasAttribute("aria-pressed", "true");

    // The way to another view and back keeps them; clearing clears the address too.
    other.evaluate("() => { location.hash = '#/alerts'; }");
    assertThat(other.getByTestId("alerts")).isVisible();
    other.evaluate("() => { location.hash = '#/'; }");
    assertThat(other).hasURL(Pattern.compile("#/\\?text=bed-1&status=live$"));
    other.getByTestId("clear-filters").click();
    waitForWall(other);
    assertThat(other).hasURL(Pattern.compile("#/$"));
    // The counts still switch what narrows the wall.
    other.getByTestId("count-silent").click();
    assertThat(other.getByTestId("empty")).containsText("No stream fits");

    // Anybody may have written an address: what is unknown in it narrows nothing.
    Page foreign = fixture.open("#/?status=asleep&priority=%00&text=&else=%ff", View.NIGHT);
    waitForWall(foreign);
    assertThat(foreign).hasURL(Pattern.compile("#/$"));
    assertThat(fixture.complaints()).isEmpty();
  }

  @Test
  void theThemeIsKept() {
    Page page = fixture.open("", View.DAY);
    waitForWall(page);
    String day = ground(page);
    page.keyboard().press("t");
    assertThat(page.locator("html")).hasAttribute("data-theme", "day");
    assertThat(ground(page)).isEqualTo(day);
    page.getByTestId("theme").click();
    assertThat(page.locator("html")).hasAttribute("data-theme", "night");
    assertThat(ground(page)).isNotEqualTo(day);
    page.reload();
    assertThat(page.locator("html")).hasAttribute("data-theme", "night");
    page.getByTestId("theme").click();
    assertThat(page.locator("html")).hasAttribute("data-theme", "auto");
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    assertThat(ground(page)).isNotEqualTo(day);
  }

  private static String ground(Page page) {
    return (String) page.evaluate("() => getComputedStyle(document.body).backgroundColor");
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 390, 768})
  void nothingIsWiderThanThePhone(int width) {
    raise("bed-3", "AFIB", AlertPriority.HIGH);
    raise("bed-3", "PVC", AlertPriority.LOW);
    Page page = fixture.open("", View.PHONE.sized(width, 700));
    waitForFirstCards(page);
    assertFits(page);
    page.getByTestId("banner-acknowledge").click();
    assertFits(page);
    MonitorFixture.picture(page, "acknowledge-" + width);
    page.keyboard().press("Escape");
    page.navigate(fixture.address() + "#/alerts");
    assertThat(page.getByTestId("alert-row").first()).isVisible();
    assertFits(page);
    MonitorFixture.picture(page, "alerts-" + width);
    page.navigate(fixture.address() + "#/device/bed-3/I");
    assertThat(page.getByTestId("device")).containsText("bed-3");
    assertFits(page);
  }

  private static void waitForFirstCards(Page page) {
    assertThat(card(page, "bed-3")).hasAttribute("data-priority", "HIGH");
  }

  private static void assertFits(Page page) {
    assertThat(
            page.evaluate(
                "() => Math.max(document.documentElement.scrollWidth,"
                    + " document.body.scrollWidth) - window.innerWidth"))
        .isEqualTo(0);
  }
}
