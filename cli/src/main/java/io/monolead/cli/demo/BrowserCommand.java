// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.demo;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How a browser is opened on this machine. */
final class BrowserCommand {
  private BrowserCommand() {}

  /** Commands to try, the best first; none where nobody could see a browser. */
  static List<String[]> here(URI address) {
    return of(System.getProperty("os.name", ""), System.getenv(), address);
  }

  /**
   * Commands to try on some system.
   *
   * @param system name of the operating system
   * @param environment its variables: DISPLAY and WAYLAND_DISPLAY say whether there is a display
   */
  static List<String[]> of(String system, Map<String, String> environment, URI address) {
    String name = system.toLowerCase(Locale.ROOT);
    String url = address.toString();
    if (name.startsWith("mac")) {
      return List.<String[]>of(new String[] {"open", url});
    }
    if (name.startsWith("windows")) {
      return List.<String[]>of(new String[] {"rundll32", "url.dll,FileProtocolHandler", url});
    }
    boolean display =
        !environment.getOrDefault("DISPLAY", "").isEmpty()
            || !environment.getOrDefault("WAYLAND_DISPLAY", "").isEmpty();
    return display
        ? List.of(new String[] {"xdg-open", url}, new String[] {"sensible-browser", url})
        : List.of();
  }
}
