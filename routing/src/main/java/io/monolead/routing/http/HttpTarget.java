// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.http;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where to send and how.
 *
 * @param url https, or http to this machine, or any http if that was allowed
 * @param timeout from the connection's first byte to the answer's last
 * @param authorization the value of the header Authorization
 * @param headers further headers of every request
 */
public record HttpTarget(
    URI url, Duration timeout, Optional<String> authorization, Map<String, String> headers) {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]|\\[0:0:0:0:0:0:0:1]");

  public HttpTarget {
    headers = Map.copyOf(headers);
  }

  /**
   * Checks an address.
   *
   * @param plainHttpAllowed whether http may leave this machine
   * @return why it cannot be used, and what to do; empty if it can
   */
  public static Optional<String> problem(URI url, boolean plainHttpAllowed) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      return Optional.of("write an address that begins with https://");
    }
    if (url.getHost() == null || url.getHost().isEmpty()) {
      return Optional.of("the address names no host");
    }
    if (url.getUserInfo() != null) {
      return Optional.of(
          "a password in an address ends up in logs; put it into a file and name that in"
              + " authorizationFile");
    }
    if (url.getFragment() != null) {
      return Optional.of("an address to send to has no fragment (#)");
    }
    if (scheme.equals("http")
        && !plainHttpAllowed
        && !LOOPBACK.matcher(url.getHost().toLowerCase(Locale.ROOT)).matches()) {
      return Optional.of(
          "http sends what alerts tell in the clear; use https, or set allowPlainHttp to true where"
              + " the network is trusted");
    }
    return Optional.empty();
  }

  /** The same target at a path below its address. */
  public HttpTarget at(String path) {
    String base = url.toString();
    return new HttpTarget(
        URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path),
        timeout,
        authorization,
        headers);
  }

  @Override
  public String toString() {
    // Headers may hold secrets, and so may a path or a query.
    return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }
}
