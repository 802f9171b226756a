// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.demo;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/** How a browser is opened on this machine. */
public final class BrowserCommand {
  /** System property that says whether there is a display: {@code true} or not. */
  public static final String DISPLAY_PROPERTY = "monolead.display";

  private BrowserCommand() {}

  /** Commands to try, the best first; none where nobody could see a browser. */
  static List<String[]> here(URI address) {
    return of(System.getProperty("os.name", ""), Boolean.getBoolean(DISPLAY_PROPERTY), address);
  }

  /**
   * Commands to try on some system.
   *
   * @param system name of the operating system
   * @param display whether it has a display, where that is not a matter of course
   */
  static List<String[]> of(String system, boolean display, URI address) {
    String name = system.toLowerCase(Locale.ROOT);
    String url = address.toString();
    if (name.startsWith("mac")) {
      return List.<String[]>of(new String[] {"open", url});
    }
    if (name.startsWith("windows")) {
      return List.<String[]>of(new String[] {"rundll32", "url.dll,FileProtocolHandler", url});
    }
    return display
        ? List.of(new String[] {"xdg-open", url}, new String[] {"sensible-browser", url})
        : List.of();
  }
}
