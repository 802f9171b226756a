// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which {@code Host} and {@code Origin} are let in, so that another site's page cannot speak for
 * its reader: neither through a name of its own that leads here (DNS rebinding) nor across sites.
 */
final class AccessRules {
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-fA-F:.%]+]");
  private final List<URI> publicAddresses;

  /**
   * @param publicAddresses under which a proxy makes the monitor known, scheme and host at least
   */
  AccessRules(List<URI> publicAddresses) {
    this.publicAddresses = List.copyOf(publicAddresses);
  }

  /**
   * Whether a request may go on.
   *
   * @param host the header, null if there is none
   * @param origin the header, null if there is none, as outside browsers
   * @return why not, for people; empty if it may
   */
  Optional<String> refusal(String host, String origin) {
    if (host == null || !isHost(host)) {
      return Optional.of(
          "The monitor is not known by the name this request came to; use an IP address or"
              + " localhost, or start it with --public-address");
    }
    if (origin != null && !isSame(origin, host)) {
      return Optional.of(
          "This request comes from another site's page; if it is a proxy in front of the monitor,"
              + " start the monitor with --public-address");
    }
    return Optional.empty();
  }

  /** Whether pages come to the browser over TLS under this name. */
  boolean isSecure(String host) {
    return host != null
        && publicAddresses.stream()
            .anyMatch(
                address ->
                    "https".equals(address.getScheme())
                        && authority(address).equals(host.toLowerCase(Locale.ROOT)));
  }

  private boolean isHost(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    if (publicAddresses.stream().anyMatch(address -> authority(address).equals(lower))) {
      return true;
    }
    int colon = lower.lastIndexOf(':');
    boolean hasPort = colon > lower.lastIndexOf(']') && colon >= 0;
    String name = hasPort ? lower.substring(0, colon) : lower;
    // Nobody but its owner can make a name of an address, so these cannot be rebound.
    return name.equals("localhost") || IPV4.matcher(name).matches() || IPV6.matcher(name).matches();
  }

  private boolean isSame(String origin, String host) {
    String lower = origin.toLowerCase(Locale.ROOT);
    if (publicAddresses.stream()
        .anyMatch(address -> lower.equals(address.getScheme() + "://" + authority(address)))) {
      return true;
    }
    String name = host.toLowerCase(Locale.ROOT);
    return lower.equals("http://" + name) || lower.equals("https://" + name);
  }

  private static String authority(URI address) {
    return address.getRawAuthority().toLowerCase(Locale.ROOT);
  }
}
