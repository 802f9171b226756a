// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.monitor;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A Chromium without a window that shows the monitor's page, and what the page counts. */
final class PageWatch implements AutoCloseable {
  private static final int WIDTH = 1440;
  private static final int HEIGHT = 900;

  private final Playwright playwright;
  private final Browser browser;

  /**
   * Starts the browser.
   *
   * @param program Chromium, or what is like it
   */
  PageWatch(Path program) {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(program)
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
  }

  /**
   * What a page counted in a stretch of time.
   *
   * @param strips that it drew
   * @param drawnMillis when the newest sample of a segment was on the screen, milliseconds since
   *     1970, by the segment's start in microseconds
   * @param framesPerSecond animation frames a second
   * @param intervals milliseconds between animation frames, of the latest
   * @param work milliseconds in which the strips of an animation frame were drawn, of the latest
   */
  record Seen(
      int strips,
      Map<Long, Long> drawnMillis,
      double framesPerSecond,
      List<Double> intervals,
      List<Double> work) {}

  /**
   * Opens a page, lets it warm up and watches it.
   *
   * @param address with its hash
   * @param strips that it is to draw before the watch begins
   */
  Seen watch(URI address, int strips, double warmSeconds, double seconds)
      throws InterruptedException {
    try (Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(WIDTH, HEIGHT))) {
      page.setDefaultTimeout(120_000);
      page.navigate(address.toString());
      page.waitForFunction(
          "(n) => globalThis.monoleadStats && new Set(monoleadStats.entries.map((e) =>"
              + " e.n)).size > n",
          // One more: entries that were never written have number 0.
          strips - 1);
      page.waitForTimeout(1000 * warmSeconds);
      page.evaluate(
          "() => { globalThis.watchFrom = {next: monoleadStats.next, frames:"
              + " monoleadStats.frames, at: performance.now()}; }");
      page.waitForTimeout(1000 * seconds);
      return seen((Map<?, ?>) page.evaluate(READ));
    }
  }

  private static final String READ =
      """
      () => {
        const stats = monoleadStats;
        const from = globalThis.watchFrom;
        const room = stats.entries.length;
        const entries = [];
        for (let i = Math.max(from.next, stats.next - room); i < stats.next; i++) {
          const entry = stats.entries[i % room];
          entries.push([entry.start, entry.drawnAt, entry.n]);
        }
        const frames = stats.frames - from.frames;
        const kept = Math.min(frames, stats.work.length - 1);
        const work = [];
        const intervals = [];
        for (let i = stats.frames - kept; i < stats.frames; i++) {
          work.push(stats.work[i % stats.work.length]);
          intervals.push(stats.interval[i % stats.interval.length]);
        }
        return {entries, work, intervals, perSecond: (1000 * frames) / (performance.now() - from.at)};
      }
      """;

  private static Seen seen(Map<?, ?> read) {
    Map<Long, Long> drawn = new HashMap<>();
    List<Object> streams = new ArrayList<>();
    for (Object each : (List<?>) read.get("entries")) {
      List<?> entry = (List<?>) each;
      drawn.put(((Number) entry.get(0)).longValue(), ((Number) entry.get(1)).longValue());
      streams.add(entry.get(2));
    }
    return new Seen(
        (int) streams.stream().distinct().count(),
        drawn,
        ((Number) read.get("perSecond")).doubleValue(),
        numbers(read.get("intervals")),
        numbers(read.get("work")));
  }

  private static List<Double> numbers(Object list) {
    return ((List<?>) list).stream().map(each -> ((Number) each).doubleValue()).toList();
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
