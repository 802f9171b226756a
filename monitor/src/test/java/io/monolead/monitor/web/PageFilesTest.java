// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageFilesTest {
  private final PageFiles files = new PageFiles();

  @Test
  void theLibraryThatDrawsComesFromItsJar() {
    PageFiles.PageFile script = files.find("/vendor/uplot/uPlot.esm.js").orElseThrow();
    assertThat(script.type()).startsWith("text/javascript");
    assertThat(new String(script.bytes(), StandardCharsets.UTF_8)).contains("export { uPlot");
    assertThat(script.tag()).matches("\"[0-9a-f]{32}\"");
    assertThat(files.find("/vendor/uplot/uPlot.min.css").orElseThrow().type())
        .startsWith("text/css");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../monitor/Monitor.class",
        "/js/../../Monitor.class",
        "/Monitor.class",
        "/vendor/uplot/../../../../../../META-INF/MANIFEST.MF",
        "/vendor/uplot/../package.json",
        "//etc/passwd",
        "/.git/config",
        "/js/%2e%2e/x.js",
        "/js\\x.js",
        "/nothing.js",
        "/js/",
        ""
      })
  void nothingElseIsServed(String path) {
    assertThat(files.find(path)).isEmpty();
  }
}
