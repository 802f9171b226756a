// SPDX-License-Identifier: Apache-2.0
package io.monolead.schemas;

import java.util.Locale;

/**
 * How records are written. Readers need no such choice: each message tells by its first byte how it
 * was written, see {@link WireFormat#decode}.
 */
public enum TopicFormat {
  /** Avro's single-object encoding: needs nothing but the published schemas. */
  AVRO,
  /** Avro behind the id of its schema in a registry, framed as Confluent's serializers do. */
  REGISTRY,
  /** JSON, for those without Avro; see {@link JsonFormat}. */
  JSON;

  /**
   * Reads the text of an option: {@code avro}, {@code registry} or {@code json}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static TopicFormat parse(String text) {
    for (TopicFormat format : values()) {
      if (format.toString().equals(text)) {
        return format;
      }
    }
    throw new IllegalArgumentException("allowed: avro, registry, json");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
