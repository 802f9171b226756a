// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import io.monolead.cli.CommandRunner;
import io.monolead.cli.architecture.SourceTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the pictures of the live monitor that the documentation shows, from a story that really
 * plays. No part of the build: {@code docs/images/draw-monitor} runs it.
 */
class DrawMonitor {
  private static final Pattern ADDRESS = Pattern.compile("monitor +(http://\\S+)");
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 800;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long MOST_BYTES = 300_000;

  @TempDir Path folder;

  @Test
  void wallAndDeviceByDayAndByNight() throws Exception {
    Path target = Path.of(System.getProperty("monolead.pictures"));
    CommandRunner runner = new CommandRunner(folder, Optional.of(SourceTree.root()));
    CompletableFuture<Integer> demo =
        CompletableFuture.supplyAsync(() -> runner.run("demo", "--story", "--no-browser"));
    try (Playwright playwright =
            Playwright.create(
                new Playwright.CreateOptions()
                    .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = launch(playwright)) {
      playwright.selectors().setTestIdAttribute("data-test");
      Matcher address = await(runner, ADDRESS);
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        String suffix = scheme == ColorScheme.DARK ? "-night" : "";
        try (BrowserContext context =
            browser.newContext(
                new Browser.NewContextOptions()
                    .setViewportSize(WIDTH, HEIGHT)
                    .setColorScheme(scheme))) {
          Page page = context.newPage();
          page.navigate(address.group(1));
          page.getByTestId("card").nth(11).waitFor();
          await(runner, Pattern.compile("raised +lead off +bed-11"));
          await(runner, Pattern.compile("raised +AFIB +bed-04"));
          await(runner, Pattern.compile("raised +PVC +bed-09"));
          // With it the alerts end that the story calls false.
          await(runner, Pattern.compile("scored by version"));
          // Strips of ten seconds fill up.
          page.waitForTimeout(4_000);
          shoot(page, target.resolve("monitor-wall" + suffix + ".png"));
          page.navigate(address.group(1) + "#/device/bed-04/I");
          page.getByTestId("alert-show")
              .filter(new Locator.FilterOptions().setHasText("trial fibrillation"))
              .first()
              .click();
          page.getByTestId("attention-legend").waitFor();
          page.evaluate("scrollTo(0, 0)");
          page.waitForTimeout(2_500);
          shoot(page, target.resolve("monitor-device" + suffix + ".png"));
        }
      }
    } finally {
      // The rest of the story belongs to the next who plays it.
      runner.stop();
      demo.join();
    }
  }

  private static Browser launch(Playwright playwright) {
    Path program =
        List.of("chromium", "chromium-browser", "google-chrome").stream()
            .map(name -> Path.of("/usr/bin", name))
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("No Chromium in /usr/bin"));
    return playwright
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

  private static Matcher await(CommandRunner runner, Pattern pattern) throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < until) {
      Matcher matcher = pattern.matcher(runner.out());
      if (matcher.find()) {
        return matcher;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("The story did not come to " + pattern + ":\n" + runner.out());
  }

  private static void shoot(Page page, Path file) throws Exception {
    Files.createDirectories(file.toAbsolutePath().getParent());
    page.screenshot(new Page.ScreenshotOptions().setPath(file));
    assertThat(Files.size(file)).as("bytes of %s", file).isLessThan(MOST_BYTES);
  }
}
