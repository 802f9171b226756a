// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What lets us into a registry: found where the settings say, on the machine that asks, and kept
 * nowhere.
 */
final class RegistryCredentials {
  private static final String FILE = "file:";
  private static final String ENVIRONMENT = "env:";
  private static final Pattern PLACE = Pattern.compile("file:.+|env:[A-Za-z_][A-Za-z0-9_]*");

  private RegistryCredentials() {}

  /** Whether a text names a place rather than being the secret itself. */
  static boolean isPlace(String text) {
    return PLACE.matcher(text).matches();
  }

  /**
   * The header's value, read anew each time, as a token in a file is exchanged while we run.
   *
   * @param place {@code file:PATH} or {@code env:NAME}; empty for none
   * @return Basic for {@code USER:PASSWORD}, Bearer for anything else
   * @throws IOException if there is nothing at the place, or more than a line
   */
  static Optional<String> authorization(String place) throws IOException {
    if (place.isEmpty()) {
      return Optional.empty();
    }
    String secret = secret(place).strip();
    if (secret.isEmpty() || secret.chars().anyMatch(c -> c < ' ')) {
      throw new IOException("the credentials in " + place + " are not one line");
    }
    return Optional.of(
        secret.contains(":")
            ? "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8))
            : "Bearer " + secret);
  }

  private static String secret(String place) throws IOException {
    if (place.startsWith(FILE)) {
      try {
        return Files.readString(Path.of(place.substring(FILE.length())));
      } catch (IOException e) {
        throw new IOException("cannot read the credentials from " + place, e);
      }
    }
    String secret = System.getenv(place.substring(ENVIRONMENT.length()));
    if (secret == null) {
      throw new IOException("there are no credentials in " + place);
    }
    return secret;
  }
}
