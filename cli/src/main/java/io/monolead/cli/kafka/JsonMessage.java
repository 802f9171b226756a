// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * A message of a topic as one line of JSON: the record's name in {@code type}, then its fields
 * under their own names, without Avro's wrappers around nullable values.
 */
public final class JsonMessage {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonMessage() {}

  /** The line, without its end. */
  public static String of(SpecificRecord message) {
    return text(MAPPER.writer(), message);
  }

  /** The same for people, on several lines, without the end of the last one. */
  public static String pretty(SpecificRecord message) {
    return text(MAPPER.writerWithDefaultPrettyPrinter(), message);
  }

  private static String text(ObjectWriter writer, SpecificRecord message) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("type", message.getSchema().getName());
    fields(object, message);
    try {
      return writer.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of plain values is always JSON", e);
    }
  }

  private static void fields(ObjectNode object, SpecificRecord message) {
    for (Schema.Field field : message.getSchema().getFields()) {
      put(object, field.name(), message.get(field.pos()));
    }
  }

  private static void put(ObjectNode object, String name, Object value) {
    if (value instanceof List<?> list) {
      ArrayNode array = object.putArray(name);
      for (Object element : list) {
        if (element instanceof SpecificRecord inner) {
          fields(array.addObject(), inner);
        } else {
          array.add(String.valueOf(element));
        }
      }
    } else if (value instanceof SpecificRecord inner) {
      fields(object.putObject(name), inner);
    } else if (value instanceof Float number) {
      object.put(name, number);
    } else if (value instanceof Double number) {
      object.put(name, number);
    } else if (value instanceof Long number) {
      object.put(name, number);
    } else if (value instanceof Integer number) {
      object.put(name, number);
    } else if (value instanceof Boolean flag) {
      object.put(name, flag);
    } else {
      object.put(name, value == null ? null : value.toString());
    }
  }
}
