// SPDX-License-Identifier: Apache-2.0
package io.monolead.schemas;

import java.util.HashSet;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;
import org.apache.avro.SchemaNormalization;

/**
 * A schema from a registry, which anybody may have written, made fit to read with.
 *
 * <p>It is reduced to its parsing canonical form, what matters to the bytes: properties of it could
 * name Java classes. One that contains itself is refused, as its bytes could nest without end.
 */
final class RegisteredSchema {
  private static final int LONGEST_TEXT = 1 << 20;

  private RegisteredSchema() {}

  /**
   * The writer's schema.
   *
   * @param id its id, for messages
   * @param text as the registry has it
   * @param reader the schema of the record that is to come of it
   * @throws WireFormatException if it is no Avro schema or none that the reader can read
   */
  static Schema of(int id, String text, Schema reader) throws WireFormatException {
    if (text.length() > LONGEST_TEXT) {
      throw incompatible(id, "it has " + text.length() + " characters; allowed: " + LONGEST_TEXT);
    }
    Schema writer;
    try {
      writer = parsingForm(new Schema.Parser().parse(text));
      refuseRecursion(writer, new HashSet<>());
    } catch (RuntimeException e) {
      throw new WireFormatException(
          WireFormatException.Reason.INCOMPATIBLE_SCHEMA,
          "Schema " + id + " of the registry is no Avro schema that can be used: " + firstLine(e),
          e);
    }
    if (!reader.getFullName().equals(writer.getFullName())) {
      throw new WireFormatException(
          WireFormatException.Reason.OTHER_RECORD,
          "Schema "
              + id
              + " of the registry is "
              + writer.getFullName()
              + ", not "
              + reader.getFullName());
    }
    SchemaPairCompatibility verdict =
        SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
    if (verdict.getType() != SchemaCompatibilityType.COMPATIBLE) {
      throw incompatible(
          id,
          String.join(
              "; ",
              verdict.getResult().getIncompatibilities().stream()
                  .map(one -> "at " + one.getLocation() + " " + one.getType())
                  .limit(5)
                  .toList()));
    }
    return writer;
  }

  /** What of a schema matters to the bytes. */
  static Schema parsingForm(Schema schema) {
    return new Schema.Parser().parse(SchemaNormalization.toParsingForm(schema));
  }

  private static WireFormatException incompatible(int id, String why) {
    return new WireFormatException(
        WireFormatException.Reason.INCOMPATIBLE_SCHEMA,
        "Schema " + id + " of the registry cannot be read by this release: " + why);
  }

  private static void refuseRecursion(Schema schema, Set<String> within) {
    switch (schema.getType()) {
      case RECORD -> {
        if (!within.add(schema.getFullName())) {
          throw new IllegalArgumentException(schema.getFullName() + " contains itself");
        }
        schema.getFields().forEach(field -> refuseRecursion(field.schema(), within));
        within.remove(schema.getFullName());
      }
      case ARRAY -> refuseRecursion(schema.getElementType(), within);
      case MAP -> refuseRecursion(schema.getValueType(), within);
      case UNION -> schema.getTypes().forEach(branch -> refuseRecursion(branch, within));
      default -> {}
    }
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
