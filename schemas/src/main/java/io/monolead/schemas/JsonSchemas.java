// SPDX-License-Identifier: Apache-2.0
package io.monolead.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;

/**
 * Makes of an Avro schema the JSON Schema (draft 7, the one that AsyncAPI builds on) of what {@link
 * JsonFormat} writes, and of what it reads as far as a schema can say.
 */
public final class JsonSchemas {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonSchemas() {}

  /** The JSON Schema of the newest version of a record. */
  public static ObjectNode of(String record) {
    List<PublishedSchema> versions = SchemaCatalogue.load().versions(record);
    if (versions.isEmpty()) {
      throw new IllegalArgumentException(
          "There is no record " + record + "; there are " + SchemaCatalogue.records());
    }
    return of(versions.get(versions.size() - 1).schema());
  }

  /** The JSON Schema of a record. */
  static ObjectNode of(Schema record) {
    ObjectNode schema = NODES.objectNode();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
    schema.put("title", record.getName());
    return schema.setAll(record(record));
  }

  private static ObjectNode record(Schema record) {
    ObjectNode schema = NODES.objectNode();
    if (record.getDoc() != null) {
      schema.put("description", record.getDoc());
    }
    schema.put("type", "object");
    ArrayNode required = NODES.arrayNode();
    ObjectNode properties = NODES.objectNode();
    for (Schema.Field field : record.getFields()) {
      ObjectNode property = JsonFormat.isSamples(record, field) ? samples() : value(field.schema());
      if (field.doc() != null) {
        property.put("description", field.doc());
      }
      if (field.hasDefaultValue()) {
        property.set("default", defaultOf(field));
      } else {
        required.add(field.name());
      }
      properties.set(field.name(), property);
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    schema.set("properties", properties);
    return schema;
  }

  private static JsonNode defaultOf(Schema.Field field) {
    Object value = field.defaultVal();
    if (value == JsonProperties.NULL_VALUE) {
      return NODES.nullNode();
    }
    if (value instanceof Boolean flag) {
      return NODES.booleanNode(flag);
    }
    if (value instanceof List<?> list && list.isEmpty()) {
      return NODES.arrayNode();
    }
    if (value instanceof Number number) {
      // As people wrote it: 0.8, not the nearest double of the nearest float.
      return NODES.numberNode(new BigDecimal(number.toString()).stripTrailingZeros());
    }
    return NODES.textNode(value.toString());
  }

  private static ObjectNode value(Schema of) {
    ObjectNode schema = NODES.objectNode();
    switch (of.getType()) {
      case STRING -> schema.put("type", "string");
      case BOOLEAN -> schema.put("type", "boolean");
      case INT -> integer(schema, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> integer(schema, Long.MIN_VALUE, Long.MAX_VALUE);
      case FLOAT, DOUBLE -> {
        ArrayNode either = schema.putArray("oneOf");
        either.addObject().put("type", "number");
        ObjectNode name = either.addObject().put("type", "string");
        name.putArray("enum").add("NaN").add("Infinity").add("-Infinity");
      }
      case BYTES -> schema.put("type", "string").put("contentEncoding", "base64");
      case ENUM -> {
        ArrayNode symbols = schema.put("type", "string").putArray("enum");
        of.getEnumSymbols().forEach(symbols::add);
      }
      case ARRAY -> schema.put("type", "array").set("items", value(of.getElementType()));
      case RECORD -> schema.setAll(record(of));
      case UNION -> {
        ArrayNode either = schema.putArray("oneOf");
        for (Schema branch : of.getTypes()) {
          either.add(
              branch.getType() == Schema.Type.NULL
                  ? NODES.objectNode().put("type", "null")
                  : value(branch));
        }
      }
      default -> throw new IllegalStateException("No JSON Schema for " + of.getType());
    }
    return schema;
  }

  private static ObjectNode samples() {
    ObjectNode schema = NODES.objectNode();
    ArrayNode either = schema.putArray("oneOf");
    ObjectNode array = either.addObject().put("type", "array");
    ObjectNode items = array.putObject("items");
    items.putArray("type").add("integer").add("null");
    items.put("minimum", (int) Short.MIN_VALUE).put("maximum", (int) Short.MAX_VALUE);
    either
        .addObject()
        .put("type", "string")
        .put("contentEncoding", "base64")
        .put("description", "The samples' bytes, as in Avro.");
    return schema;
  }

  private static void integer(ObjectNode schema, long lowest, long highest) {
    schema.put("type", "integer").put("minimum", lowest).put("maximum", highest);
  }
}
