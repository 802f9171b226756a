// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A value of a JSON file with its path, such as {@code episodes[2].rhythm}, which every complaint
 * names.
 */
final class JsonPlace {
  private static final Pattern TIME =
      Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,9}(?:\\.\\d{1,9})?)s)?");
  private static final int LONGEST_QUOTE = 60;
  private static final double MINUTE = 60;

  private final String file;
  private final String path;
  private final JsonNode node;

  JsonPlace(String file, String path, JsonNode node) {
    this.file = file;
    this.path = path;
    this.node = node;
  }

  /** What is wrong with this value, and what to write instead. */
  ScenarioException wrong(String message) {
    return new ScenarioException(
        file + ", " + (path.isEmpty() ? "top level" : path) + ": " + message);
  }

  /** Refuses whatever is not an object of these fields. */
  JsonPlace object(String... known) throws ScenarioException {
    if (!node.isObject()) {
      throw wrong("write an object in braces, not " + quoted());
    }
    Set<String> unknown = new TreeSet<>();
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      unknown.add(names.next());
    }
    Arrays.asList(known).forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      String first = unknown.iterator().next();
      throw new JsonPlace(file, child(first), node)
          .wrong("there is no such field; the fields here are " + String.join(", ", known));
    }
    return this;
  }

  Optional<JsonPlace> field(String name) {
    JsonNode value = node.get(name);
    return value == null ? Optional.empty() : Optional.of(new JsonPlace(file, child(name), value));
  }

  JsonPlace required(String name) throws ScenarioException {
    return field(name).orElseThrow(() -> wrong("the field " + name + " is missing"));
  }

  /** The elements of a list. */
  List<JsonPlace> elements() throws ScenarioException {
    if (!node.isArray()) {
      throw wrong("write a list in brackets, not " + quoted());
    }
    List<JsonPlace> elements = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      elements.add(new JsonPlace(file, path + "[" + i + "]", node.get(i)));
    }
    return elements;
  }

  String text() throws ScenarioException {
    if (!node.isTextual()) {
      throw wrong("write a text in quotes, not " + quoted());
    }
    return node.textValue();
  }

  double number(double least, double most) throws ScenarioException {
    double value = node.isNumber() ? node.doubleValue() : Double.NaN;
    if (!(value >= least && value <= most)) {
      throw wrong(
          "write a number from " + plain(least) + " to " + plain(most) + ", not " + quoted());
    }
    return value;
  }

  /** A time in seconds: a number of seconds, or a text such as {@code "1h30m"}. */
  double seconds() throws ScenarioException {
    if (node.isNumber() && node.doubleValue() >= 0 && Double.isFinite(node.doubleValue())) {
      return node.doubleValue();
    }
    if (node.isTextual()) {
      String text = node.textValue().replace(" ", "");
      Matcher matcher = TIME.matcher(text);
      if (!text.isEmpty() && matcher.matches()) {
        return MINUTE * MINUTE * part(matcher.group(1))
            + MINUTE * part(matcher.group(2))
            + part(matcher.group(3));
      }
    }
    throw wrong(
        "write a time as a number of seconds or as a text such as \"90s\", \"2m30s\" or"
            + " \"1h15m\", not "
            + quoted());
  }

  /** One of some values, by the names they have in a file. */
  <T> T oneOf(List<T> values, Function<T, String> name) throws ScenarioException {
    for (T value : values) {
      if (node.isTextual() && name.apply(value).equals(node.textValue())) {
        return value;
      }
    }
    throw wrong(
        "write one of "
            + values.stream().map(name).map(n -> '"' + n + '"').collect(Collectors.joining(", "))
            + ", not "
            + quoted());
  }

  private static double part(String digits) {
    return digits == null ? 0 : Double.parseDouble(digits);
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  private String child(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private String quoted() {
    String text = node.toString();
    return text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "..." : text;
  }
}
