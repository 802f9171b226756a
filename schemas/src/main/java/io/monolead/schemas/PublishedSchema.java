// SPDX-License-Identifier: Apache-2.0
package io.monolead.schemas;

import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * One schema version that left the house: bytes written with it may lie in somebody's topic for
 * ever.
 *
 * @param name simple name of the record, such as {@code EcgSegment}
 * @param version counted from 1 per record, without holes
 * @param schema the schema, complete in itself (types of other files are written out)
 * @param fingerprint CRC-64-AVRO of the schema's parsing canonical form, as it stands in the header
 *     of every message; documentation, defaults and aliases do not enter into it
 */
public record PublishedSchema(String name, int version, Schema schema, long fingerprint) {
  static PublishedSchema of(String name, int version, Schema schema) {
    return new PublishedSchema(
        name, version, schema, SchemaNormalization.parsingFingerprint64(schema));
  }

  @Override
  public String toString() {
    return name + " version " + version;
  }
}
