// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.observability;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An expression of Prometheus' query language as a tree. Covers the language of Prometheus 2.42 but
 * for native histograms.
 */
sealed interface PromQl {
  /** All series that an expression asks for. */
  default List<Selector> selectors() {
    List<Selector> found = new ArrayList<>();
    collect(this, found);
    return found;
  }

  private static void collect(PromQl expression, List<Selector> found) {
    if (expression instanceof Selector selector) {
      found.add(selector);
    }
    expression.parts().forEach(part -> collect(part, found));
  }

  /** What it is made of. */
  List<PromQl> parts();

  /** How a label is compared. */
  enum Comparison {
    EQUAL("="),
    NOT_EQUAL("!="),
    MATCHES("=~"),
    MATCHES_NOT("!~");

    private final String symbol;

    Comparison(String symbol) {
      this.symbol = symbol;
    }

    static Optional<Comparison> of(String symbol) {
      for (Comparison comparison : values()) {
        if (comparison.symbol.equals(symbol)) {
          return Optional.of(comparison);
        }
      }
      return Optional.empty();
    }
  }

  /** A condition on a label. */
  record Matcher(String label, Comparison comparison, String value) {}

  /** Series of a metric; {@code name} is empty if only labels choose. */
  record Selector(String name, List<Matcher> matchers, boolean range) implements PromQl {
    @Override
    public List<PromQl> parts() {
      return List.of();
    }
  }

  /** A number. */
  record Numeral(double value) implements PromQl {
    @Override
    public List<PromQl> parts() {
      return List.of();
    }
  }

  /** A text, as functions on labels take it. */
  record Text(String value) implements PromQl {
    @Override
    public List<PromQl> parts() {
      return List.of();
    }
  }

  /** A function and its arguments. */
  record Call(String function, List<PromQl> arguments) implements PromQl {
    @Override
    public List<PromQl> parts() {
      return arguments;
    }
  }

  /**
   * Series summed up to fewer.
   *
   * @param operator such as {@code sum}
   * @param without whether the labels are those left out, and not those kept
   * @param labels kept or left out
   * @param parameter of {@code topk} and the like
   * @param of what is summed up
   */
  record Aggregation(
      String operator, boolean without, List<String> labels, Optional<PromQl> parameter, PromQl of)
      implements PromQl {
    @Override
    public List<PromQl> parts() {
      List<PromQl> parts = new ArrayList<>();
      parameter.ifPresent(parts::add);
      parts.add(of);
      return parts;
    }
  }

  /**
   * Which series of two sides belong together.
   *
   * @param on whether the labels are those compared, and not those ignored
   * @param labels compared or ignored
   * @param group {@code group_left}, {@code group_right} or empty
   * @param included labels that the many take from the one
   */
  record Matching(boolean on, List<String> labels, String group, List<String> included) {
    static final Matching BY_ALL = new Matching(false, List.of(), "", List.of());
  }

  /** Two sides and what is done with them. */
  record Binary(String operator, boolean bool, Matching matching, PromQl left, PromQl right)
      implements PromQl {
    @Override
    public List<PromQl> parts() {
      return List.of(left, right);
    }
  }

  /**
   * An expression with a sign, in parentheses or over a range of times.
   *
   * @param range whether it is a subquery
   */
  record Wrapped(PromQl of, boolean range) implements PromQl {
    @Override
    public List<PromQl> parts() {
      return List.of(of);
    }
  }
}
