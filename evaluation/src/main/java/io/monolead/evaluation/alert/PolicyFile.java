// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.monolead.job.alert.AlertPolicies;
import io.monolead.schemas.AlertPolicy;
import io.monolead.schemas.AlertPriority;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * Alert policies in a JSON file: one object, or a list of them, whose members are the fields of the
 * schema {@code AlertPolicy}. Only {@code label} must be there; what is missing has the label's
 * default. A label may stand once.
 */
public final class PolicyFile {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.INDENT_OUTPUT);

  private PolicyFile() {}

  /**
   * Reads policies.
   *
   * @throws IOException if the file cannot be read or is not understood; it says which member of
   *     which policy, and what is allowed
   */
  public static List<AlertPolicy> read(Path file) throws IOException {
    JsonNode tree;
    try {
      tree = MAPPER.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is not JSON: " + e.getOriginalMessage(), e);
    }
    List<AlertPolicy> policies = new ArrayList<>();
    Set<String> labels = new HashSet<>();
    for (JsonNode each : tree.isArray() ? tree : MAPPER.createArrayNode().add(tree)) {
      AlertPolicy policy;
      try {
        policy = policy(each);
        AlertPolicies.check(policy);
      } catch (IllegalArgumentException e) {
        throw new IOException(
            file + ", policy " + (policies.size() + 1) + ": " + e.getMessage(), e);
      }
      if (!labels.add(policy.getLabel())) {
        throw new IOException(file + " has two policies for " + policy.getLabel());
      }
      policies.add(policy);
    }
    return policies;
  }

  /** Writes policies with all their fields. */
  public static void write(List<AlertPolicy> policies, Path file) throws IOException {
    ArrayNode list = MAPPER.createArrayNode();
    for (AlertPolicy policy : policies) {
      ObjectNode object = list.addObject();
      for (Schema.Field field : policy.getSchema().getFields()) {
        Object value = policy.get(field.pos());
        if (value instanceof Float number) {
          // The shortest decimal that is this float, not the double nearest to it.
          object.put(field.name(), new BigDecimal(Float.toString(number)));
        } else if (value instanceof Enum<?> name) {
          object.put(field.name(), name.name());
        } else {
          object.set(field.name(), MAPPER.valueToTree(value));
        }
      }
    }
    Files.writeString(file, MAPPER.writeValueAsString(list) + "\n");
  }

  private static AlertPolicy policy(JsonNode node) {
    if (!node.path("label").isTextual()) {
      throw new IllegalArgumentException("no label; a policy is an object with a text 'label'");
    }
    AlertPolicy policy =
        AlertPolicy.newBuilder(AlertPolicies.defaultFor(node.get("label").asText())).build();
    node.fieldNames()
        .forEachRemaining(
            name -> {
              Schema.Field field = policy.getSchema().getField(name);
              if (field == null) {
                throw new IllegalArgumentException(
                    "no member '"
                        + name
                        + "' is known; there are "
                        + policy.getSchema().getFields().stream().map(Schema.Field::name).toList());
              }
              policy.put(field.pos(), value(field, node.get(name)));
            });
    return policy;
  }

  private static Object value(Schema.Field field, JsonNode node) {
    Schema schema = field.schema();
    if (schema.getType() == Schema.Type.UNION) {
      if (node.isNull()) {
        return null;
      }
      schema = schema.getTypes().get(1);
    }
    boolean fits =
        switch (schema.getType()) {
          case STRING, ENUM -> node.isTextual();
          case BOOLEAN -> node.isBoolean();
          case FLOAT -> node.isNumber();
          case INT -> node.isIntegralNumber() && node.canConvertToInt();
          case LONG -> node.isIntegralNumber() && node.canConvertToLong();
          default -> false;
        };
    if (!fits) {
      throw new IllegalArgumentException(
          field.name() + " must be of type " + schema.getType().getName() + ", not " + node);
    }
    return switch (schema.getType()) {
      case STRING -> node.asText();
      case BOOLEAN -> node.asBoolean();
      case FLOAT -> node.floatValue();
      case INT -> node.asInt();
      case LONG -> node.asLong();
      default -> priority(field, node.asText());
    };
  }

  private static AlertPriority priority(Schema.Field field, String name) {
    for (AlertPriority priority : AlertPriority.values()) {
      if (priority.name().equals(name)) {
        return priority;
      }
    }
    throw new IllegalArgumentException(
        field.name() + " must be one of " + Arrays.asList(AlertPriority.values()));
  }
}
