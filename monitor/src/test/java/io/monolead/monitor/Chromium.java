// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The browser of the tests: whichever Chromium is on the PATH, without a window. */
public final class Chromium {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private Chromium() {}

  /** Skips a test, visibly, where there is no such browser. */
  public static void assumePresent(Class<?> test) {
    if (program().isEmpty()) {
      String message =
          "SKIPPED " + test.getSimpleName() + ": none of " + NAMES + " is on the PATH here";
      System.err.println(message);
      assumeTrue(false, message);
    }
  }

  /** Playwright as it is, without a download; to be closed by the caller. */
  public static Playwright playwright() {
    return Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
  }

  /** Starts the browser; it ends with Playwright. */
  public static Browser launch(Playwright playwright) {
    return playwright
        .chromium()
        .launch(
            new BrowserType.LaunchOptions()
                .setExecutablePath(program().orElseThrow())
                .setArgs(ARGUMENTS));
  }

  private static Optional<Path> program() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator))
        .flatMap(each -> NAMES.stream().map(name -> Path.of(each, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
