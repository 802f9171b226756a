// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.observability;

import io.monolead.job.observability.PromQl.Aggregation;
import io.monolead.job.observability.PromQl.Binary;
import io.monolead.job.observability.PromQl.Call;
import io.monolead.job.observability.PromQl.Comparison;
import io.monolead.job.observability.PromQl.Matcher;
import io.monolead.job.observability.PromQl.Matching;
import io.monolead.job.observability.PromQl.Selector;
import io.monolead.job.observability.PromQl.Wrapped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads Prometheus' query language, by the grammar of its documentation (Querying: basics,
 * operators, functions).
 */
final class PromQlParser {
  private static final Set<String> AGGREGATIONS =
      Set.of(
          "sum",
          "avg",
          "count",
          "min",
          "max",
          "group",
          "stddev",
          "stdvar",
          "topk",
          "bottomk",
          "count_values",
          "quantile");

  private static final Set<String> WITH_PARAMETER =
      Set.of("topk", "bottomk", "count_values", "quantile");

  /** Functions that dashboards and rules may use, and whether each takes a range. */
  private static final Map<String, Boolean> FUNCTIONS =
      Map.ofEntries(
          Map.entry("abs", false),
          Map.entry("absent", false),
          Map.entry("absent_over_time", true),
          Map.entry("avg_over_time", true),
          Map.entry("ceil", false),
          Map.entry("changes", true),
          Map.entry("clamp", false),
          Map.entry("clamp_max", false),
          Map.entry("clamp_min", false),
          Map.entry("count_over_time", true),
          Map.entry("delta", true),
          Map.entry("deriv", true),
          Map.entry("floor", false),
          Map.entry("histogram_quantile", false),
          Map.entry("idelta", true),
          Map.entry("increase", true),
          Map.entry("irate", true),
          Map.entry("label_join", false),
          Map.entry("label_replace", false),
          Map.entry("last_over_time", true),
          Map.entry("max_over_time", true),
          Map.entry("min_over_time", true),
          Map.entry("predict_linear", true),
          Map.entry("present_over_time", true),
          Map.entry("quantile_over_time", true),
          Map.entry("rate", true),
          Map.entry("resets", true),
          Map.entry("round", false),
          Map.entry("scalar", false),
          Map.entry("sort", false),
          Map.entry("sort_desc", false),
          Map.entry("sum_over_time", true),
          Map.entry("time", false),
          Map.entry("timestamp", false),
          Map.entry("vector", false));

  /** Weakest first. */
  private static final List<Set<String>> OPERATORS =
      List.of(
          Set.of("or"),
          Set.of("and", "unless"),
          Set.of("==", "!=", "<=", "<", ">=", ">"),
          Set.of("+", "-"),
          Set.of("*", "/", "%", "atan2"));

  private static final Set<String> COMPARING = OPERATORS.get(2);
  private static final Set<String> OF_SETS = Set.of("and", "or", "unless");
  private static final Pattern DURATION = Pattern.compile("([0-9]+(ms|[smhdwy]))+");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Pattern NUMBER =
      Pattern.compile("[0-9]*\\.?[0-9]+([eE][+-]?[0-9]+)?|[0-9]+\\.|0[xX][0-9a-fA-F]+");

  private final PromQlTokens tokens;

  private PromQlParser(String text) {
    tokens = new PromQlTokens(text);
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException if it is none, with the place
   */
  static PromQl parse(String text) {
    PromQlParser parser = new PromQlParser(text);
    PromQl expression = parser.binary(0);
    if (!parser.tokens.atEnd()) {
      throw parser.tokens.problem("nothing more");
    }
    return expression;
  }

  private PromQl binary(int level) {
    if (level == OPERATORS.size()) {
      return unary();
    }
    PromQl left = binary(level + 1);
    while (OPERATORS.get(level).contains(tokens.peek().toLowerCase(Locale.ROOT))) {
      String operator = tokens.next().toLowerCase(Locale.ROOT);
      boolean bool = tokens.takeWord("bool");
      if (bool && !COMPARING.contains(operator)) {
        throw tokens.problem("no bool after " + operator);
      }
      Matching matching = matching(operator);
      left = new Binary(operator, bool, matching, left, binary(level + 1));
    }
    return left;
  }

  private Matching matching(String operator) {
    boolean on = tokens.takeWord("on");
    if (!on && !tokens.takeWord("ignoring")) {
      return Matching.BY_ALL;
    }
    List<String> labels = labels();
    for (String group : List.of("group_left", "group_right")) {
      if (tokens.takeWord(group)) {
        if (OF_SETS.contains(operator)) {
          throw tokens.problem("no " + group + " after " + operator);
        }
        return new Matching(on, labels, group, tokens.peek().equals("(") ? labels() : List.of());
      }
    }
    return new Matching(on, labels, "", List.of());
  }

  private PromQl unary() {
    if (tokens.take("-") || tokens.take("+")) {
      return new Wrapped(unary(), false);
    }
    PromQl base = modified(primary());
    if (tokens.take("^")) {
      return new Binary("^", false, matching("^"), base, unary());
    }
    return base;
  }

  /** What may follow an expression: a range, a subquery, another time. */
  private PromQl modified(PromQl plain) {
    PromQl expression = plain;
    while (true) {
      if (tokens.take("[")) {
        duration();
        boolean subquery = tokens.take(":");
        if (subquery && !tokens.peek().equals("]")) {
          duration();
        }
        tokens.expect("]");
        if (subquery) {
          expression = new Wrapped(expression, true);
        } else if (expression instanceof Selector selector && !selector.range()) {
          expression = new Selector(selector.name(), selector.matchers(), true);
        } else {
          throw tokens.problem("a range of a metric only");
        }
      } else if (tokens.takeWord("offset")) {
        tokens.take("-");
        duration();
      } else if (tokens.take("@")) {
        if (tokens.takeWord("start") || tokens.takeWord("end")) {
          tokens.expect("(");
          tokens.expect(")");
        } else {
          tokens.match(NUMBER, "a time");
        }
      } else {
        return expression;
      }
    }
  }

  private PromQl primary() {
    if (tokens.take("(")) {
      PromQl inner = binary(0);
      tokens.expect(")");
      return new Wrapped(inner, false);
    }
    if (tokens.peek().equals("{")) {
      return selector("");
    }
    if (tokens.isText()) {
      return new PromQl.Text(tokens.text());
    }
    String word = tokens.peek();
    if (DURATION.matcher(word).matches()) {
      throw tokens.problem("an expression");
    }
    if (NUMBER.matcher(word).matches()
        || Set.of("inf", "nan").contains(word.toLowerCase(Locale.ROOT))) {
      tokens.next();
      return new PromQl.Numeral(number(word));
    }
    tokens.match(NAME, "an expression");
    String lower = word.toLowerCase(Locale.ROOT);
    if (AGGREGATIONS.contains(lower) && Set.of("(", "by", "without").contains(tokens.peek())) {
      return aggregation(lower);
    }
    if (tokens.peek().equals("(")) {
      return call(word);
    }
    return selector(word);
  }

  private static double number(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "nan" -> Double.NaN;
      default ->
          word.startsWith("0x") || word.startsWith("0X")
              ? Long.parseLong(word.substring(2), 16)
              : Double.parseDouble(word);
    };
  }

  private PromQl aggregation(String operator) {
    Optional<Boolean> without = grouping();
    List<String> labels = without.isPresent() ? labels() : List.of();
    tokens.expect("(");
    PromQl first = binary(0);
    Optional<PromQl> parameter = Optional.empty();
    if (WITH_PARAMETER.contains(operator)) {
      parameter = Optional.of(first);
      tokens.expect(",");
      first = binary(0);
    }
    tokens.expect(")");
    if (without.isEmpty()) {
      without = grouping();
      labels = without.isPresent() ? labels() : List.of();
    }
    return new Aggregation(operator, without.orElse(false), labels, parameter, first);
  }

  private Optional<Boolean> grouping() {
    if (tokens.takeWord("by")) {
      return Optional.of(false);
    }
    return tokens.takeWord("without") ? Optional.of(true) : Optional.empty();
  }

  private PromQl call(String function) {
    Boolean overRange = FUNCTIONS.get(function);
    if (overRange == null) {
      throw tokens.problem("a function that is known, not " + function);
    }
    tokens.expect("(");
    List<PromQl> arguments = new ArrayList<>();
    while (!tokens.take(")")) {
      if (!arguments.isEmpty()) {
        tokens.expect(",");
      }
      arguments.add(binary(0));
    }
    boolean range = arguments.stream().anyMatch(PromQlParser::isRange);
    if (range != overRange) {
      throw tokens.problem(
          "in " + function + (overRange ? " a range such as [5m]" : " no range such as [5m]"));
    }
    return new Call(function, arguments);
  }

  private static boolean isRange(PromQl argument) {
    return argument instanceof Selector selector
        ? selector.range()
        : argument instanceof Wrapped wrapped && wrapped.range();
  }

  private PromQl selector(String name) {
    List<Matcher> matchers = new ArrayList<>();
    if (tokens.take("{")) {
      while (!tokens.take("}")) {
        if (!matchers.isEmpty()) {
          tokens.expect(",");
          if (tokens.take("}")) {
            break;
          }
        }
        String label = tokens.match(LABEL, "a label");
        Comparison comparison =
            Comparison.of(tokens.next())
                .orElseThrow(() -> tokens.problem("one of = != =~ !~ before"));
        String value = tokens.text();
        if (comparison == Comparison.MATCHES || comparison == Comparison.MATCHES_NOT) {
          Pattern.compile(value);
        }
        matchers.add(new Matcher(label, comparison, value));
      }
    }
    if (name.isEmpty() && matchers.isEmpty()) {
      throw tokens.problem("a name or a label before");
    }
    return new Selector(name, matchers, false);
  }

  private List<String> labels() {
    tokens.expect("(");
    List<String> labels = new ArrayList<>();
    while (!tokens.take(")")) {
      if (!labels.isEmpty()) {
        tokens.expect(",");
      }
      labels.add(tokens.match(LABEL, "a label"));
    }
    return labels;
  }

  private void duration() {
    tokens.match(DURATION, "a duration such as 5m");
  }
}
