// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import java.util.Locale;

/** Which properties of Kafka's clients are secrets. */
public final class SecretProperty {
  private SecretProperty() {}

  /**
   * Whether a property is a secret itself, and no reference by which a client finds one ({@code
   * ${files:/folder:file}}).
   *
   * @param name as Kafka calls it, such as {@code sasl.jaas.config}
   */
  public static boolean is(String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    return (lower.endsWith("password")
            || lower.endsWith("passphrase")
            || lower.endsWith("jaas.config")
            || lower.endsWith("secret")
            || lower.endsWith("ssl.keystore.key"))
        && !value.isBlank()
        && !value.contains("${");
  }
}
