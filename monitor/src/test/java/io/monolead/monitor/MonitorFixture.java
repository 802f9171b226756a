// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicLayout;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.Topics;
import io.monolead.embedded.EmbeddedKafka;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * A whole monitor as people meet it: a real broker with the topics, the monitor's server, a {@link
 * Ward} that sends what devices and the job would send, and a real Chromium.
 *
 * <p>Skips the test, visibly, where there is no Chromium. Whoever starts it closes it; belongs to
 * one thread, as the browser does.
 */
public final class MonitorFixture implements AutoCloseable {
  /** Where pictures of pages are left for people to look at. */
  public static final Path PICTURES = Path.of("target", "pictures");

  /** Labels that have alert topics. */
  public static final List<String> LABELS = List.of("AFIB", "PVC", "STACH", "1AVB");

  private final Path folder;
  private final TopicNames topics = TopicNames.DEFAULT;
  private final UnaryOperator<MonitorOptions.Builder> options;
  private final Playwright playwright;
  private final Browser browser;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<BrowserContext> contexts = new ArrayList<>();
  private EmbeddedKafka broker;
  private final int brokerPort;
  private Ward ward;
  private Optional<Monitor> monitor = Optional.empty();
  private int monitorPort;

  private MonitorFixture(
      Path folder,
      Playwright playwright,
      Browser browser,
      UnaryOperator<MonitorOptions.Builder> options)
      throws IOException, InterruptedException {
    this.folder = folder;
    this.playwright = playwright;
    this.browser = browser;
    this.options = options;
    broker = EmbeddedKafka.builder().optDataDirectory(folder.resolve("kafka")).start();
    brokerPort = broker.port();
    new Topics(kafka())
        .create(
            new TopicLayout(2, Optional.empty(), Optional.empty(), Optional.of(256L << 20))
                .topics(topics, LABELS));
    ward = new Ward(kafka(), topics);
    startMonitor();
  }

  /**
   * Starts all of it, with a monitor as it is by default.
   *
   * @param test named where it is skipped
   * @param folder empty, for the broker's data
   */
  public static MonitorFixture start(Class<?> test, Path folder)
      throws IOException, InterruptedException {
    return start(test, folder, UnaryOperator.identity());
  }

  /** Starts all of it, with options of the monitor over those of the fixture. */
  public static MonitorFixture start(
      Class<?> test, Path folder, UnaryOperator<MonitorOptions.Builder> options)
      throws IOException, InterruptedException {
    Chromium.assumePresent(test);
    Playwright playwright = Chromium.playwright();
    try {
      playwright.selectors().setTestIdAttribute("data-test");
      // Other builds run on the machines that test this.
      PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
      Browser browser = Chromium.launch(playwright);
      return new MonitorFixture(folder, playwright, browser, options);
    } catch (IOException | InterruptedException | RuntimeException e) {
      playwright.close();
      throw e;
    }
  }

  /** Where Kafka is. */
  public KafkaConnection kafka() {
    return KafkaConnection.to("127.0.0.1:" + (broker == null ? brokerPort : broker.port()));
  }

  /** Names of the topics. */
  public TopicNames topics() {
    return topics;
  }

  /** Sends what devices and the job would. */
  public Ward ward() {
    return ward;
  }

  /** Where the page is. */
  public URI address() {
    return monitor.orElseThrow().address();
  }

  /** Starts the monitor again, where it was. */
  public void startMonitor() throws IOException, InterruptedException {
    MonitorOptions.Builder builder = MonitorOptions.builder(kafka(), topics).optPort(monitorPort);
    Monitor started = Monitor.start(options.apply(builder).build());
    monitorPort = started.address().getPort();
    monitor = Optional.of(started);
  }

  /** Stops the monitor. */
  public void stopMonitor() {
    monitor.ifPresent(Monitor::close);
    monitor = Optional.empty();
  }

  /** Stops the broker; what is on its disk stays. */
  public void stopBroker() {
    broker.close();
    broker = null;
  }

  /** Starts the broker again, at its address and with its data. */
  public void startBroker() {
    broker =
        EmbeddedKafka.builder()
            .optPort(brokerPort)
            .optDataDirectory(folder.resolve("kafka"))
            .start();
  }

  /** How a reader has set up the browser. */
  public record View(int width, int height, double scale, ColorScheme scheme, boolean still) {
    /** A screen at night. */
    public static final View NIGHT = new View(1440, 900, 1, ColorScheme.DARK, false);

    /** A screen at day. */
    public static final View DAY = new View(1440, 900, 1, ColorScheme.LIGHT, false);

    /** A phone held upright. */
    public static final View PHONE = new View(390, 844, 2, ColorScheme.LIGHT, false);

    /** The same for a reader who wants no motion. */
    public View withoutMotion() {
      return new View(width, height, scale, scheme, true);
    }

    /** The same of another size, CSS pixels. */
    public View sized(int newWidth, int newHeight) {
      return new View(newWidth, newHeight, scale, scheme, still);
    }
  }

  /**
   * Opens a page in a browser that has never been here.
   *
   * @param hash of the address, such as {@code #/alerts}; empty for the wall
   */
  public Page open(String hash, View view) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(view.width(), view.height())
                .setDeviceScaleFactor(view.scale())
                .setColorScheme(view.scheme())
                .setReducedMotion(view.still() ? ReducedMotion.REDUCE : ReducedMotion.NO_PREFERENCE)
                .setTimezoneId("UTC"));
    context.setDefaultTimeout(60_000);
    contexts.add(context);
    Page page = context.newPage();
    page.onPageError(error -> complaints.add("uncaught: " + error));
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            complaints.add(message.type() + ": " + message.text());
          }
        });
    page.onRequest(request -> requests.add(request.url()));
    page.onDialog(
        dialog -> {
          complaints.add("dialog: " + dialog.message());
          dialog.dismiss();
        });
    page.navigate(address() + hash);
    return page;
  }

  /** Opens the wall at night. */
  public Page open() {
    return open("", View.NIGHT);
  }

  /** Closes all pages, and forgets what they complained of. */
  public void closePages() {
    contexts.forEach(BrowserContext::close);
    contexts.clear();
    complaints.clear();
    requests.clear();
  }

  /** Errors and warnings of the pages' consoles, and exceptions that nobody caught. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Addresses that the pages asked for. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** Leaves a picture of what a page shows in {@link #PICTURES}. */
  public static void picture(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
  }

  @Override
  public void close() {
    ward.close();
    contexts.forEach(BrowserContext::close);
    browser.close();
    playwright.close();
    stopMonitor();
    if (broker != null) {
      broker.close();
    }
  }
}
