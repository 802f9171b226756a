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
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Which labels the result of an expression has, and what on the way to it names a metric or a label
 * that is not there. By Prometheus' documentation of aggregation and vector matching.
 */
final class LabelFlow {
  private static final Set<String> OF_SETS = Set.of("and", "or", "unless");

  private final Function<String, Set<String>> labelsOfMetric;
  private final List<String> problems = new ArrayList<>();
  private String expression = "";

  /**
   * @param labelsOfMetric the labels that all series of a metric have; null if there is none
   */
  LabelFlow(Function<String, Set<String>> labelsOfMetric) {
    this.labelsOfMetric = labelsOfMetric;
  }

  /** What was found in all expressions so far. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  /** The labels of an expression's result; those that are not there are noted. */
  Set<String> labels(String text) {
    expression = text;
    return labels(PromQlParser.parse(text));
  }

  private Set<String> labels(PromQl node) {
    if (node instanceof Selector selector) {
      return ofSelector(selector);
    } else if (node instanceof Aggregation aggregation) {
      return ofAggregation(aggregation);
    } else if (node instanceof Binary binary) {
      return ofBinary(binary);
    } else if (node instanceof Call call) {
      return ofCall(call);
    } else if (node instanceof Wrapped wrapped) {
      return labels(wrapped.of());
    }
    return Set.of();
  }

  private Set<String> ofSelector(Selector selector) {
    Set<String> there = labelsOfMetric.apply(selector.name());
    if (there == null) {
      problem("there is no metric " + selector.name());
      return Set.of();
    }
    require(there, selector.matchers().stream().map(Matcher::label).toList(), selector.name());
    return there;
  }

  private Set<String> ofAggregation(Aggregation aggregation) {
    Set<String> inner = labels(aggregation.of());
    aggregation.parameter().ifPresent(this::labels);
    require(inner, aggregation.labels(), "what " + aggregation.operator() + " takes");
    if (!aggregation.without()) {
      return Set.copyOf(aggregation.labels());
    }
    Set<String> left = new TreeSet<>(inner);
    left.removeAll(aggregation.labels());
    return left;
  }

  private Set<String> ofBinary(Binary binary) {
    Set<String> left = labels(binary.left());
    Set<String> right = labels(binary.right());
    Matching matching = binary.matching();
    if (isNumber(binary.right()) || isNumber(binary.left())) {
      return isNumber(binary.right()) ? left : right;
    }
    require(left, matching.labels(), "the left of " + binary.operator());
    require(right, matching.labels(), "the right of " + binary.operator());
    if (matching.equals(Matching.BY_ALL) && !OF_SETS.contains(binary.operator())) {
      if (!left.equals(right)) {
        problem(left + " " + binary.operator() + " " + right + " have no label sets in common");
      }
    }
    if (OF_SETS.contains(binary.operator())) {
      return left;
    }
    boolean toTheRight = matching.group().equals("group_right");
    if (matching.group().isEmpty()) {
      Set<String> kept = new TreeSet<>(matching.on() ? matching.labels() : left);
      if (!matching.on()) {
        kept.removeAll(matching.labels());
      }
      return kept;
    }
    require(toTheRight ? left : right, matching.included(), matching.group());
    Set<String> many = new TreeSet<>(toTheRight ? right : left);
    many.addAll(matching.included());
    return many;
  }

  private static boolean isNumber(PromQl node) {
    return node.selectors().isEmpty();
  }

  private Set<String> ofCall(Call call) {
    Set<String> labels = Set.of();
    for (PromQl argument : call.arguments()) {
      Set<String> own = labels(argument);
      if (!argument.selectors().isEmpty()) {
        labels = own;
      }
    }
    return switch (call.function()) {
      case "absent", "absent_over_time" -> ofAbsent(call);
      case "scalar" -> Set.of();
      case "label_replace" -> {
        Set<String> more = new TreeSet<>(labels);
        more.add(((PromQl.Text) call.arguments().get(1)).value());
        yield more;
      }
      default -> labels;
    };
  }

  /** Of what is not there only those labels are known that were asked for. */
  private static Set<String> ofAbsent(Call call) {
    Set<String> known = new TreeSet<>();
    for (Selector selector : call.selectors()) {
      selector.matchers().stream()
          .filter(matcher -> matcher.comparison() == Comparison.EQUAL)
          .forEach(matcher -> known.add(matcher.label()));
    }
    return known;
  }

  private void require(Set<String> there, Collection<String> wanted, String of) {
    for (String label : wanted) {
      if (!there.contains(label)) {
        problem("label " + label + " is not among those of " + of + ": " + there);
      }
    }
  }

  private void problem(String what) {
    problems.add(what + ", in " + expression);
  }
}
