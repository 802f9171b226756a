// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.truth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Truth that somebody wrote down, one JSON object per line or per message of a topic: {@code
 * {"device": "ward-3-17", "label": "AFIB", "from": "2026-03-01T22:10:00Z", "to":
 * 1772403600000000}}.
 *
 * <p>{@code from} and {@code to} are event times, in ISO 8601 or in microseconds since
 * 1970-01-01T00:00:00Z. Both may be missing: such a line says that the label is known of the
 * device, and is true only where other lines say so. {@code "unknown": true} says that nobody can
 * tell for that time. What comes later adds to what came before.
 */
public final class TruthLines {
  private static final Set<String> MEMBERS = Set.of("device", "label", "from", "to", "unknown");

  private final ObjectMapper mapper =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private final Map<String, Map<String, List<TimeSpan>>> there = new HashMap<>();
  private final Map<String, Map<String, List<TimeSpan>>> unknown = new HashMap<>();

  /** Nothing known yet. For one thread. */
  public TruthLines() {}

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read or a line is not understood; it says which and why
   */
  public static Map<String, DeviceTruth> read(Path file) throws IOException {
    TruthLines lines = new TruthLines();
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      int number = 1;
      for (String line = reader.readLine(); line != null; line = reader.readLine(), number++) {
        if (!line.isBlank()) {
          try {
            lines.add(line);
          } catch (IllegalArgumentException e) {
            throw new IOException(file + ", line " + number + ": " + e.getMessage(), e);
          }
        }
      }
    }
    return lines.devices();
  }

  /**
   * Takes in a line.
   *
   * @throws IllegalArgumentException if it is not understood; it says why and shows no value
   */
  public void add(String line) {
    JsonNode node;
    try {
      node = mapper.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON; write one object per line", e);
    }
    if (!node.isObject()) {
      throw new IllegalArgumentException("no JSON object; write one per line");
    }
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!MEMBERS.contains(name)) {
        throw new IllegalArgumentException(
            "no member '" + name + "' is known; there are device, label, from, to, unknown");
      }
    }
    String device = text(node, "device");
    String label = text(node, "label");
    Map<String, List<TimeSpan>> ofDevice = there.computeIfAbsent(device, any -> new TreeMap<>());
    ofDevice.computeIfAbsent(label, any -> new ArrayList<>());
    if (node.has("from") != node.has("to")) {
      throw new IllegalArgumentException("from and to come together or not at all");
    }
    if (node.has("from")) {
      long from = micros(node, "from");
      long to = micros(node, "to");
      if (to <= from) {
        throw new IllegalArgumentException("'to' must be after 'from'");
      }
      boolean open = node.path("unknown").asBoolean(false);
      (open ? unknown.computeIfAbsent(device, any -> new TreeMap<>()) : ofDevice)
          .computeIfAbsent(label, any -> new ArrayList<>())
          .add(new TimeSpan(from, to));
    }
  }

  /** What is known of each device. */
  public Map<String, DeviceTruth> devices() {
    Map<String, DeviceTruth> devices = new TreeMap<>();
    there.forEach(
        (device, labels) -> {
          Map<String, LabelTruth> truths = new TreeMap<>();
          labels.forEach(
              (label, spans) ->
                  truths.put(
                      label,
                      new LabelTruth(
                          LabelTruth.Kind.EPISODE,
                          SpanSet.of(spans),
                          SpanSet.of(
                              unknown
                                  .getOrDefault(device, Map.of())
                                  .getOrDefault(label, List.of())))));
          devices.put(device, new DeviceTruth(truths));
        });
    return devices;
  }

  private static String text(JsonNode node, String member) {
    JsonNode value = node.path(member);
    if (!value.isTextual() || value.asText().isBlank()) {
      throw new IllegalArgumentException("'" + member + "' must be a text that is not empty");
    }
    return value.asText();
  }

  private static long micros(JsonNode node, String member) {
    JsonNode value = node.path(member);
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.asLong();
    }
    if (value.isTextual()) {
      try {
        Instant time = Instant.parse(value.asText());
        return Math.addExact(
            Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1000);
      } catch (DateTimeParseException | ArithmeticException e) {
        throw new IllegalArgumentException(wrongTime(member), e);
      }
    }
    throw new IllegalArgumentException(wrongTime(member));
  }

  private static String wrongTime(String member) {
    return "'"
        + member
        + "' must be a time such as 2026-03-01T22:10:00Z, or microseconds since 1970";
  }
}
