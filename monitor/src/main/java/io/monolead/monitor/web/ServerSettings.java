// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where the server listens and whom it serves.
 *
 * @param host address to listen on
 * @param port port to listen on, 0 for a free one
 * @param token that opens the monitor; empty if it is open
 * @param userHeader header in which a proxy in front says who it let in; empty if there is none
 * @param publicAddresses under which a proxy makes the monitor known
 * @param readOnly whether nobody may act
 * @param clients pages that are served at a time
 * @param prefix begins the names of the topics that are shown
 */
public record ServerSettings(
    String host,
    int port,
    Optional<String> token,
    Optional<String> userHeader,
    List<URI> publicAddresses,
    boolean readOnly,
    int clients,
    String prefix) {
  @Override
  public String toString() {
    // The token is nobody's business.
    return host + ":" + port;
  }
}
