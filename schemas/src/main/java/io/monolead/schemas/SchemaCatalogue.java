// SPDX-License-Identifier: Apache-2.0
package io.monolead.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * Every version of every schema ever published, found by the fingerprint in a message's header.
 *
 * <p>The versions are resources of this module, {@code published/RECORD/VERSION.avsc}, and are
 * never changed or removed. Together with Avro's single-object encoding they take the place of a
 * schema registry. Immutable; may be shared between threads.
 */
public final class SchemaCatalogue {
  /** The records that travel on topics. */
  private static final List<String> RECORDS =
      List.of(
          "EcgSegment",
          "EcgScore",
          "EcgAlert",
          "TechnicalAlert",
          "DeadLetter",
          "ModelCommand",
          "AlertPolicy",
          "AlertAction",
          "ControlReport",
          "RunRecord");

  private final Map<String, List<PublishedSchema>> versionsByName = new HashMap<>();
  private final Map<Long, PublishedSchema> byFingerprint = new HashMap<>();

  /**
   * A catalogue of the given versions.
   *
   * @param published all versions of each record in ascending order from 1
   * @throws IllegalArgumentException if a version is left out or repeated, or two records share a
   *     fingerprint
   */
  public SchemaCatalogue(List<PublishedSchema> published) {
    for (PublishedSchema schema : published) {
      List<PublishedSchema> versions =
          versionsByName.computeIfAbsent(schema.name(), name -> new ArrayList<>());
      if (schema.version() != versions.size() + 1) {
        throw new IllegalArgumentException(
            schema + " does not follow version " + versions.size() + " of this record");
      }
      versions.add(schema);
      // Versions that differ in defaults alone share a fingerprint: what they write is the same.
      PublishedSchema other = byFingerprint.put(schema.fingerprint(), schema);
      if (other != null && !other.name().equals(schema.name())) {
        throw new IllegalArgumentException(schema + " has the fingerprint of " + other);
      }
    }
    versionsByName.replaceAll((name, versions) -> List.copyOf(versions));
  }

  /** Reads the catalogue of this release. */
  public static SchemaCatalogue load() {
    List<PublishedSchema> published = new ArrayList<>();
    for (String name : RECORDS) {
      Optional<Schema> schema = read(name, 1);
      for (int version = 1; schema.isPresent(); schema = read(name, ++version)) {
        published.add(PublishedSchema.of(name, version, schema.get()));
      }
    }
    return new SchemaCatalogue(published);
  }

  private static Optional<Schema> read(String name, int version) {
    String resource = "published/" + name + "/" + version + ".avsc";
    try (InputStream stream = SchemaCatalogue.class.getResourceAsStream(resource)) {
      return stream == null ? Optional.empty() : Optional.of(new Schema.Parser().parse(stream));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the published schema " + resource, e);
    }
  }

  /** Names of the records that travel on topics. */
  public static List<String> records() {
    return RECORDS;
  }

  /** All versions of a record, oldest first; empty if none is published. */
  public List<PublishedSchema> versions(String name) {
    return versionsByName.getOrDefault(name, List.of());
  }

  /** The version whose bytes carry this fingerprint. */
  public Optional<PublishedSchema> byFingerprint(long fingerprint) {
    return Optional.ofNullable(byFingerprint.get(fingerprint));
  }
}
