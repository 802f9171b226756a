// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrowserCommandTest {
  private static final URI PAGE = URI.create("http://127.0.0.1:1234/");

  @Test
  void withoutADisplayNoBrowserIsOpened() {
    assertThat(BrowserCommand.of("Linux", Map.of(), PAGE)).isEmpty();
    assertThat(BrowserCommand.of("Linux", Map.of("DISPLAY", ""), PAGE)).isEmpty();
  }

  @Test
  void theSystemsOwnWayIsTaken() {
    assertThat(BrowserCommand.of("Linux", Map.of("DISPLAY", ":0"), PAGE).get(0))
        .containsExactly("xdg-open", PAGE.toString());
    assertThat(BrowserCommand.of("Linux", Map.of("WAYLAND_DISPLAY", "wayland-0"), PAGE))
        .isNotEmpty();
    assertThat(BrowserCommand.of("Mac OS X", Map.of(), PAGE).get(0))
        .containsExactly("open", PAGE.toString());
    assertThat(BrowserCommand.of("Windows 11", Map.of(), PAGE).get(0)).endsWith(PAGE.toString());
  }
}
