// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A value of a JSON file with its path, such as {@code targets[2].url}, for complaints. */
final class JsonPlace {
  private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final int LONGEST_QUOTE = 60;

  private final String file;
  private final String path;
  private final JsonNode node;
  private final boolean discreet;

  JsonPlace(String file, String path, JsonNode node) {
    this(file, path, node, false);
  }

  private JsonPlace(String file, String path, JsonNode node, boolean discreet) {
    this.file = file;
    this.path = path;
    this.node = node;
    this.discreet = discreet;
  }

  /** The same value, but complaints neither repeat it nor name its path: it tells of patients. */
  JsonPlace discreet(String name) {
    return new JsonPlace(file, name, node, true);
  }

  /** What is wrong with this value, and what to write instead. */
  RouteFileException wrong(String message) {
    return new RouteFileException(
        file + ", " + (path.isEmpty() ? "top level" : path) + ": " + message);
  }

  /** Refuses whatever is not an object of these fields. */
  JsonPlace object(String... known) throws RouteFileException {
    Set<String> unknown = new TreeSet<>(fields().keySet());
    Arrays.asList(known).forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw fields()
          .get(unknown.iterator().next())
          .wrong("there is no such field; the fields here are " + String.join(", ", known));
    }
    return this;
  }

  /** The fields of an object, in the file's order. */
  Map<String, JsonPlace> fields() throws RouteFileException {
    if (!node.isObject()) {
      throw wrong("write an object in braces, not " + quoted());
    }
    Map<String, JsonPlace> fields = new LinkedHashMap<>();
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      fields.put(name, new JsonPlace(file, child(name), node.get(name), discreet));
    }
    return fields;
  }

  Optional<JsonPlace> field(String name) {
    JsonNode value = node.get(name);
    return value == null
        ? Optional.empty()
        : Optional.of(new JsonPlace(file, child(name), value, discreet));
  }

  JsonPlace required(String name) throws RouteFileException {
    return field(name).orElseThrow(() -> wrong("the field " + name + " is missing"));
  }

  /** The elements of a list. */
  List<JsonPlace> elements() throws RouteFileException {
    if (!node.isArray()) {
      throw wrong("write a list in brackets, not " + quoted());
    }
    List<JsonPlace> elements = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      elements.add(new JsonPlace(file, path + "[" + i + "]", node.get(i), discreet));
    }
    return elements;
  }

  /** A text that is not blank. */
  String text() throws RouteFileException {
    if (!node.isTextual() || node.textValue().isBlank()) {
      throw wrong("write a text in quotes, not " + quoted());
    }
    return node.textValue();
  }

  /** Whether the value is a text. */
  boolean isText() {
    return node.isTextual();
  }

  boolean truth() throws RouteFileException {
    if (!node.isBoolean()) {
      throw wrong("write true or false, not " + quoted());
    }
    return node.booleanValue();
  }

  int integer(int least, int most) throws RouteFileException {
    if (!node.isInt() || node.intValue() < least || node.intValue() > most) {
      throw wrong("write a whole number from " + least + " to " + most + ", not " + quoted());
    }
    return node.intValue();
  }

  /** A time such as {@code "10s"}, between two others. */
  Duration time(Duration least, Duration most) throws RouteFileException {
    Matcher matcher = TIME.matcher(node.isTextual() ? node.textValue().strip() : "");
    if (matcher.matches()) {
      long count = Long.parseLong(matcher.group(1));
      Duration time =
          switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
          };
      if (time.compareTo(least) >= 0 && time.compareTo(most) <= 0) {
        return time;
      }
    }
    throw wrong(
        "write a time such as \"500ms\", \"10s\", \"5m\", \"12h\" or \"7d\", from "
            + least.toMillis()
            + "ms to "
            + most.toSeconds()
            + "s, not "
            + quoted());
  }

  /** One of the constants of an enumeration, in upper or lower case. */
  <E extends Enum<E>> E oneOf(Class<E> type) throws RouteFileException {
    for (E value : type.getEnumConstants()) {
      if (node.isTextual() && value.name().equalsIgnoreCase(node.textValue())) {
        return value;
      }
    }
    throw wrong("write one of " + Arrays.toString(type.getEnumConstants()) + ", not " + quoted());
  }

  private String child(String name) {
    if (discreet) {
      return path;
    }
    return path.isEmpty() ? name : path + "." + name;
  }

  private String quoted() {
    if (discreet) {
      return "what stands there";
    }
    String text = node.toString();
    return text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "..." : text;
  }
}
