// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.strip;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.BoundingBox;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.monitor.MonitorFixture;
import io.monolead.monitor.MonitorFixture.View;
import io.monolead.monitor.Ward;
import io.monolead.schemas.AlertPriority;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.LabelProbability;
import io.monolead.schemas.WireFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page of a device, from records on topics to pixels: a real broker, the monitor with the model
 * that ships, a real browser.
 */
class DevicePageE2ECase {
  private static final double MM = 96 / 25.4;
  private static final int RATE_HZ = 250;

  /** Seconds of the recording that is replayed; it began an hour ago and is over. */
  private static final int SECONDS = 90;

  private static final String REPLAY = "#/device/replay-7/II";
  private static final Pattern TIME = Pattern.compile("/(\\d{13,17})$");

  @TempDir static Path folder;
  private static MonitorFixture fixture;
  private static long begin;

  @BeforeAll
  static void admit() throws Exception {
    fixture =
        MonitorFixture.start(
            DevicePageE2ECase.class, folder, options -> options.optModel(bundle()));
    begin = Math.floorDiv(Ward.nowMicros() - 3_600_000_000L, 5_000_000L) * 5_000_000L;
    for (int second = 0; second < SECONDS; second++) {
      fixture.ward().segment(segment("replay-7", second, false));
    }
    try (KafkaProducer<byte[], byte[]> producer = producer(fixture.kafka())) {
      for (int end = 10; end <= SECONDS; end += 5) {
        producer.send(score(end, end >= 45 && end < 60 ? 0.93f : 0.04f)).get();
      }
    }
    EcgAlert alert =
        EcgAlert.newBuilder(Ward.raised("replay-7", "AFIB", AlertPriority.MEDIUM))
            .setAlertId("alert-of-45")
            .setLead("II")
            .setOnsetMicros(begin + 35_000_000L)
            .setTransitionMicros(begin + 50_000_000L)
            .build();
    fixture.ward().alert(alert);
    fixture.ward().device("bed-1", 72);
    fixture.ward().flush();
  }

  private static Path bundle() {
    Path place = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(place.resolve(".mvn"))) {
      place = place.getParent();
    }
    return place.resolve("models/monitoring-lead-i.mlb");
  }

  /** A millivolt for the first 200 ms of each second, at a resolution of 5 microvolts. */
  private static EcgSegment segment(String device, int second, boolean leadOff) {
    ByteBuffer samples = ByteBuffer.allocate(2 * RATE_HZ).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < RATE_HZ; i++) {
      samples.putShort((short) (i < RATE_HZ / 5 ? 200 : 0));
    }
    return EcgSegment.newBuilder()
        .setDeviceId(device)
        .setLead("II")
        .setSequenceNumber(second)
        .setStartTimeMicros(begin + second * 1_000_000L)
        .setSamplingRateHz(RATE_HZ)
        .setResolutionNanovolts(5000)
        .setSamples(samples.flip())
        .setLeadOff(leadOff)
        .build();
  }

  private static ProducerRecord<byte[], byte[]> score(int endSecond, float probability) {
    EcgScore score =
        EcgScore.newBuilder()
            .setDeviceId("replay-7")
            .setLead("II")
            .setWindowStartMicros(begin + (endSecond - 10) * 1_000_000L)
            .setWindowEndMicros(begin + endSecond * 1_000_000L)
            .setModelId("monitoring-lead-i")
            .setModelVersion("0.4.0")
            .setProbabilities(
                List.of(
                    new LabelProbability("AFIB", probability), new LabelProbability("PVC", 0.1f)))
            .setSignalQuality(0.98f)
            .build();
    return new ProducerRecord<>(
        fixture.topics().scores(),
        "replay-7".getBytes(StandardCharsets.UTF_8),
        WireFormat.of(EcgScore.class).encode(score));
  }

  private static KafkaProducer<byte[], byte[]> producer(KafkaConnection kafka) {
    Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
    properties.put("bootstrap.servers", kafka.bootstrapServers());
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterAll
  static void discharge() {
    if (fixture != null) {
      fixture.close();
    }
  }

  @AfterEach
  void nothingWentWrongUnseen() {
    List<String> complaints = fixture.complaints();
    List<String> elsewhere =
        fixture.requests().stream()
            .filter(each -> !each.startsWith(fixture.address().toString()))
            .filter(each -> !each.startsWith("data:"))
            .toList();
    fixture.closePages();
    assertThat(complaints).isEmpty();
    assertThat(elsewhere).as("requests to others").isEmpty();
  }

  private static Locator by(Page page, String name) {
    return page.locator("[data-test=" + name + "]");
  }

  private static Locator strip(Page page) {
    return page.locator("#view-device canvas[data-test=strip]");
  }

  private static StripPicture picture(Page page) {
    Object png = strip(page).evaluate("(canvas) => canvas.toDataURL('image/png').split(',')[1]");
    try {
      BufferedImage image =
          ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode((String) png)));
      // The trace of the day's theme; words are paler, and lie above and below it.
      return new StripPicture(image, 118);
    } catch (IOException e) {
      throw new IllegalStateException("Chromium wrote no PNG", e);
    }
  }

  /** Where the page stands, microseconds since the recording began. */
  private static long stands(Page page) {
    var matcher = TIME.matcher(page.url());
    assertThat(matcher.find()).as("a time in %s", page.url()).isTrue();
    return Long.parseLong(matcher.group(1)) - begin;
  }

  private static void frames(Page page) {
    page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>"
            + " requestAnimationFrame(done))))");
  }

  /** Opens the replay, standing at a second of it, and waits for its samples. */
  private static Page at(int second, View view) {
    Page page = fixture.open(REPLAY + "/" + (begin + second * 1_000_000L), view);
    strip(page).waitFor();
    page.waitForCondition(
        () -> {
          StripPicture picture = picture(page);
          return picture.ink(picture.width() - 40) != null;
        });
    return page;
  }

  /** Edges of the squares that a picture shows, at those places and that high. */
  private static void assertSquares(StripPicture picture, double endSecond, double gain) {
    double second = 25 * MM;
    double zero = picture.zeroOfPulse();
    int seen = 0;
    for (int k = (int) Math.floor(endSecond - 0.3); ; k--) {
      double begins = picture.width() - 1 - (endSecond - k) * second;
      if (begins < picture.left(25, 1) + 6) {
        break;
      }
      int[] plateau =
          picture.plateau((int) begins - 8, (int) (begins + second / 2), zero, gain * MM);
      assertThat((double) plateau[0]).as("second %d begins", k).isCloseTo(begins, within(2.5));
      assertThat(plateau[1] - plateau[0] + 1.0)
          .as("200 ms are wide")
          .isCloseTo(5 * MM, within(3.0));
      assertThat(zero - picture.topOf(plateau))
          .as("a millivolt is high")
          .isCloseTo(gain * MM, within(1.6));
      seen++;
    }
    assertThat(seen).isGreaterThan(6);
  }

  @Test
  void theStripOfAReplayLiesWhereItsSamplesSay() {
    Page page = at(60, View.DAY);
    assertThat(stands(page)).isEqualTo(60_000_000);
    assertSquares(picture(page), 60, 10);

    by(page, "gain-20").check(new Locator.CheckOptions().setForce(true));
    frames(page);
    assertSquares(picture(page), 60, 20);
    MonitorFixture.picture(page, "device-replay");
  }

  @Test
  void aLiveStripIsPausedScrubbedAndGoesOn() {
    Page page = fixture.open("#/device/bed-1/I", View.DAY);
    assertThat(by(page, "device-heart-rate"))
        .hasText(
            Pattern.compile("\\d+"), new LocatorAssertions.HasTextOptions().setTimeout(60_000));
    page.waitForCondition(() -> ((Number) page.evaluate("monoleadStats.next")).intValue() > 20);
    MonitorFixture.picture(page, "device-live");

    page.keyboard().press(" ");
    assertThat(by(page, "pause")).hasText("Go on");
    frames(page);
    String paused = page.url();
    BufferedImage before = picture(page).image();
    Number drawn = (Number) page.evaluate("monoleadStats.frames");
    page.waitForCondition(
        () -> ((Number) page.evaluate("monoleadStats.frames")).intValue() > drawn.intValue() + 40);
    assertThat(same(before, picture(page).image())).as("it stands").isTrue();
    assertThat(page.url()).isEqualTo(paused);

    long stood = stands(page);
    page.keyboard().press("ArrowLeft");
    assertThat(stands(page) - stood).isEqualTo(-1_000_000);
    page.keyboard().press("Shift+ArrowRight");
    page.keyboard().press("Shift+ArrowLeft");
    page.keyboard().press("Shift+ArrowLeft");
    assertThat(stands(page)).isLessThan(stood);
    page.keyboard().press("End");
    assertThat(stands(page)).isGreaterThan(stood);

    page.keyboard().press("l");
    assertThat(by(page, "where")).hasText(Pattern.compile("^Live"));
    assertThat(page.url()).endsWith("#/device/bed-1/I");
    BufferedImage live = picture(page).image();
    page.waitForCondition(() -> !same(live, picture(page).image()));
  }

  @Test
  void thePlayheadIsDraggedOverTheHistory() {
    Page page = at(60, View.DAY);
    by(page, "range").selectOption("120");
    BoundingBox handle = by(page, "playhead").boundingBox();
    // Two minutes are as wide as the plot; the handle stands at 60 s.
    double plot = page.locator(".tl-axis").boundingBox().width;
    double y = handle.y + handle.height / 2;
    page.mouse().move(handle.x + handle.width / 2, y);
    page.mouse().down();
    page.mouse().move(handle.x + handle.width / 2 - plot * 15 / 120, y);
    page.mouse().up();
    double second = stands(page) / 1e6;
    assertThat(second).isCloseTo(45, within(1.0));
    page.waitForCondition(() -> picture(page).ink(picture(page).width() - 40) != null);
    assertSquares(picture(page), second, 10);

    page.keyboard().press("Home");
    assertThat(stands(page)).isLessThanOrEqualTo(1_000_000);
    assertThat(by(page, "playhead")).hasAttribute("aria-valuenow", Pattern.compile("\\d+"));
  }

  @Test
  void anAlertShowsTheStripThatRaisedItAndWhereTheNetworkLooked() {
    Page page = fixture.open(REPLAY, View.DAY);
    Locator show = by(page, "alert-show");
    assertThat(show).containsText("97 %");
    assertThat(by(page, "alert-bar")).hasAttribute("aria-label", Pattern.compile("Medium.*AFIB"));
    show.click();
    assertThat(by(page, "attention-legend"))
        .containsText(
            "the more attention", new LocatorAssertions.ContainsTextOptions().setTimeout(60_000));
    // The first window that reached the threshold after the onset is the one from 35 to 45 s.
    assertThat(stands(page)).isCloseTo(45_300_000L, within(1000L));
    // Samples and attention are asked for apart; either may come first.
    page.waitForCondition(() -> picture(page).ink(picture(page).width() - 60) != null);
    frames(page);
    MonitorFixture.picture(page, "device-attention");
    StripPicture with = picture(page);
    assertSquares(with, 45.3, 10);
    assertThat(strip(page)).hasAttribute("aria-label", Pattern.compile("the more attention"));
    assertThat(show).hasAttribute("aria-pressed", "true");

    // One second on, the attention has gone, and the paper of before is seen again.
    int tinted = tinted(with);
    page.keyboard().press("ArrowRight");
    frames(page);
    int plain = tinted(picture(page));
    assertThat(tinted).as("pixels that the band colours").isGreaterThan(plain + 2000);
  }

  /** Pixels of paper with much less blue than red: the attention of the day's theme is amber. */
  private static int tinted(StripPicture picture) {
    int tinted = 0;
    for (int y = 40; y < picture.image().getHeight() - 30; y++) {
      for (int x = 60; x < picture.width(); x++) {
        int rgb = picture.image().getRGB(x, y);
        tinted += (rgb >> 16 & 255) > 200 && (rgb & 255) < 170 ? 1 : 0;
      }
    }
    return tinted;
  }

  @Test
  void scoresOfTheWindowThatIsShownAreBarsWithTheirThreshold() {
    Page page = at(60, View.DAY);
    Locator bars = by(page, "score-bar");
    assertThat(bars).hasCount(2);
    assertThat(bars.first()).hasAttribute("data-label", "PVC");
    page.keyboard().press("Shift+ArrowLeft");
    assertThat(bars.first()).hasAttribute("data-label", "AFIB");
    assertThat(bars.first()).containsText("93 % of 50 %");
    assertThat(bars.first()).hasAttribute("data-over", "yes");
    assertThat(by(page, "score-lines").locator("canvas")).hasCount(1);
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, false", "true, true"})
  void axeFindsNothingOnThePageOfADevice(boolean day, boolean phone) {
    View view = phone ? View.PHONE : day ? View.DAY : View.NIGHT;
    Page page = at(60, view);
    by(page, "alert-show").click();
    assertThat(by(page, "attention-legend"))
        .containsText(
            "the more attention", new LocatorAssertions.ContainsTextOptions().setTimeout(60_000));
    by(page, "ruler-details").locator("summary").click();
    var results =
        new AxeBuilder(page)
            .withTags(
                List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
            .analyze();
    assertThat(results.getPasses()).hasSizeGreaterThan(10);
    assertThat(results.getViolations().stream().map(each -> each.getId() + " " + each.getNodes()))
        .isEmpty();
    assertThat(((Number) page.evaluate("document.documentElement.scrollWidth")).intValue())
        .as("nothing wider than the screen")
        .isLessThanOrEqualTo(view.width());
    MonitorFixture.picture(page, "device-" + (phone ? "phone" : day ? "day" : "night"));
  }

  @Test
  void aReaderWhoWantsNoMotionGetsPaperThatStands() {
    Page page = fixture.open("#/device/bed-1/I", View.DAY.withoutMotion());
    strip(page).waitFor();
    page.waitForCondition(() -> ((Number) page.evaluate("monoleadStats.next")).intValue() > 20);
    // The grid of the same place twice: only ink and the bar change.
    BufferedImage one = picture(page).image();
    Number drawn = (Number) page.evaluate("monoleadStats.frames");
    page.waitForCondition(
        () -> ((Number) page.evaluate("monoleadStats.frames")).intValue() > drawn.intValue() + 30);
    BufferedImage other = picture(page).image();
    int row = one.getHeight() - 40;
    int differ = 0;
    for (int x = 0; x < one.getWidth(); x++) {
      differ += one.getRGB(x, row) == other.getRGB(x, row) ? 0 : 1;
    }
    assertThat(differ).isLessThan(one.getWidth() / 20);
  }

  private static boolean same(BufferedImage one, BufferedImage other) {
    if (one.getWidth() != other.getWidth() || one.getHeight() != other.getHeight()) {
      return false;
    }
    for (int y = 0; y < one.getHeight(); y++) {
      for (int x = 0; x < one.getWidth(); x++) {
        if (one.getRGB(x, y) != other.getRGB(x, y)) {
          return false;
        }
      }
    }
    return true;
  }
}
