// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class BrowserCommandTest {
  private static final URI PAGE = URI.create("http://127.0.0.1:1234/");

  @Test
  void withoutADisplayNoBrowserIsOpened() {
    assertThat(BrowserCommand.of("Linux", false, PAGE)).isEmpty();
  }

  @Test
  void theSystemsOwnWayIsTaken() {
    assertThat(BrowserCommand.of("Linux", true, PAGE).get(0))
        .containsExactly("xdg-open", PAGE.toString());
    assertThat(BrowserCommand.of("Mac OS X", false, PAGE).get(0))
        .containsExactly("open", PAGE.toString());
    assertThat(BrowserCommand.of("Windows 11", false, PAGE).get(0)).endsWith(PAGE.toString());
  }
}
