// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.registry;

import io.monolead.schemas.SchemaRegistry;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * Where a schema registry is and how to talk to it.
 *
 * @param url of its REST interface, such as {@code http://registry:8081}, or Apicurio's {@code
 *     http://registry:8080/apis/ccompat/v7}; empty for no registry
 * @param autoRegister whether a writer adds its schema where a subject does not have it
 * @param credentials {@code file:PATH} or {@code env:NAME}, where {@code USER:PASSWORD} or a bearer
 *     token is found; empty for none. Never the secret itself: settings are logged and recorded.
 * @param patience how long a registry that does not answer is asked again before that is a failure
 */
public record RegistrySettings(
    String url, boolean autoRegister, String credentials, Duration patience)
    implements Serializable {
  /** How long a registry is asked again unless another time is chosen. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(1);

  /** No registry. */
  public static final RegistrySettings NONE = new RegistrySettings("", true, "", DEFAULT_PATIENCE);

  public RegistrySettings {
    url = url.strip();
    while (url.endsWith("/")) {
      url = url.substring(0, url.length() - 1);
    }
    if (!url.isEmpty()) {
      check(url);
    }
    if (!credentials.isEmpty() && !RegistryCredentials.isPlace(credentials)) {
      // What was given may be the secret itself, so it is not repeated.
      throw new IllegalArgumentException(
          "The credentials of a registry are given as file:PATH or env:NAME, where they are found");
    }
    if (patience.isNegative()) {
      throw new IllegalArgumentException(
          "The patience with a registry is 0 or more, not " + patience.toMillis() + " ms");
    }
  }

  /** A registry without credentials to which schemas are added. */
  public static RegistrySettings at(String url) {
    return new RegistrySettings(url, true, "", DEFAULT_PATIENCE);
  }

  private static void check(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("The address of the registry is no URL", e);
    }
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "The address of the registry holds a user name; give credentials as file:PATH or"
              + " env:NAME");
    }
    boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!web
        || uri.getHost() == null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "The address of the registry is a URL such as http://registry:8081, not '" + url + "'");
    }
  }

  /** Whether there is none. */
  public boolean isNone() {
    return url.isEmpty();
  }

  /** A client of the registry; where there is none, one that says so of each message. */
  public SchemaRegistry open() {
    return isNone() ? SchemaRegistry.none() : new RegistryClient(this);
  }

  @Override
  public String toString() {
    return isNone() ? "no registry" : url;
  }
}
