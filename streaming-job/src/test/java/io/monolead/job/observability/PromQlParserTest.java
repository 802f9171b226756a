// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.job.observability.PromQl.Aggregation;
import io.monolead.job.observability.PromQl.Binary;
import io.monolead.job.observability.PromQl.Comparison;
import io.monolead.job.observability.PromQl.Matcher;
import io.monolead.job.observability.PromQl.Selector;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions of the kinds that Prometheus' documentation of its language has. */
class PromQlParserTest {
  private static List<String> names(String expression) {
    return PromQlParser.parse(expression).selectors().stream().map(Selector::name).toList();
  }

  @Test
  void metricsAreFoundWhereverTheyStand() {
    assertThat(names("up")).containsExactly("up");
    assertThat(names("sum by (job) (rate(requests_total{code=~\"5..\"}[5m])) / on (job) up"))
        .containsExactly("requests_total", "up");
    assertThat(names("job:requests:rate5m > bool 0.5 or absent(up) unless time() - 3 * start_time"))
        .containsExactly("job:requests:rate5m", "up", "start_time");
    assertThat(names("max_over_time(deriv(memory[5m])[10m:1m])")).containsExactly("memory");
    assertThat(names("topk(3, sum without (a, b) (-x offset -1h))")).containsExactly("x");
    assertThat(names("histogram_quantile(.9, sum(rate(b_bucket[1m] @ 1609746000)) by (le))"))
        .containsExactly("b_bucket");
    assertThat(names("a * on (b) group_left (c, d) e ^ 2e-3 % f # and g"))
        .containsExactly("a", "e", "f");
    assertThat(names("label_replace(up, \"a\", \"$1\", \"b\", \"(.*):.*\")")).containsExactly("up");
  }

  @Test
  void aMetricMayHaveTheNameOfAnOperator() {
    assertThat(names("sum + max")).containsExactly("sum", "max");
  }

  @Test
  void conditionsOnLabelsAreKept() {
    Selector selector =
        (Selector) PromQlParser.parse("m{a=\"1\", b!='2',c=~`x|y\\.`, d!~\"\\\\d\\\"\",}");
    assertThat(selector.matchers())
        .containsExactly(
            new Matcher("a", Comparison.EQUAL, "1"),
            new Matcher("b", Comparison.NOT_EQUAL, "2"),
            new Matcher("c", Comparison.MATCHES, "x|y\\."),
            new Matcher("d", Comparison.MATCHES_NOT, "\\d\""));
  }

  @Test
  void operatorsBindAsTheDocumentationSays() {
    Binary or = (Binary) PromQlParser.parse("a or b and c > d + e * f");
    assertThat(or.operator()).isEqualTo("or");
    Binary and = (Binary) or.right();
    assertThat(and.operator()).isEqualTo("and");
    Binary compared = (Binary) and.right();
    assertThat(compared.operator()).isEqualTo(">");
    Binary sum = (Binary) compared.right();
    assertThat(sum.operator()).isEqualTo("+");
    assertThat(((Binary) sum.right()).operator()).isEqualTo("*");

    Binary minus = (Binary) PromQlParser.parse("a - b - c");
    assertThat(minus.left()).isInstanceOf(Binary.class);
    Binary power = (Binary) PromQlParser.parse("a ^ b ^ c");
    assertThat(power.right()).isInstanceOf(Binary.class);
  }

  @Test
  void labelsOfASumMayStandBeforeOrBehind() {
    assertThat(PromQlParser.parse("sum by (a, b) (m)"))
        .isEqualTo(PromQlParser.parse("sum(m) by (a,b)"));
    assertThat(((Aggregation) PromQlParser.parse("count without (a) (m)")).without()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sum(",
        "sum(a))",
        "a b",
        "a{b}",
        "a{b=c}",
        "a{b=\"c\"",
        "a{b=~\"(\"}",
        "{}",
        "a[5]",
        "a[5m",
        "rate(a)",
        "abs(a[5m])",
        "rat(a[5m])",
        "a and on b",
        "a + bool b",
        "a and on (c) group_left b",
        "topk(a)",
        "sum by (a-b) (c)",
        "5m",
        "a == ",
        "(a + b)[5m]",
        "a $ b",
        "'text",
      })
  void whatIsNoExpressionIsRefusedWithThePlace(String text) {
    assertThatThrownBy(() -> PromQlParser.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLabelsOfAResultAreFollowedThroughTheExpression() {
    Map<String, Set<String>> metrics =
        Map.of("a_total", Set.of("job", "reason", "host"), "b", Set.of("job", "tm"));
    LabelFlow flow = new LabelFlow(name -> metrics.get(name));

    assertThat(flow.labels("sum by (job) (rate(a_total{reason=\"X\"}[5m]))"))
        .containsExactly("job");
    assertThat(flow.labels("sum without (host) (a_total) * 2"))
        .containsExactlyInAnyOrder("job", "reason");
    assertThat(flow.labels("sum by (job, reason) (a_total) > 3 and on (job) max by (job) (b)"))
        .containsExactlyInAnyOrder("job", "reason");
    assertThat(flow.labels("a_total / on (job) group_left (tm) b"))
        .containsExactlyInAnyOrder("job", "reason", "host", "tm");
    assertThat(flow.labels("sum(a_total) / sum(b)")).isEmpty();
    assertThat(flow.problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sum by (label) (a_total)",
        "sum without (label) (a_total)",
        "a_total{lable=\"X\"}",
        "a_totals",
        "sum by (host) (sum by (job) (a_total))",
        "sum by (job) (a_total) / on (host) b",
        "a_total * on (job) group_left (zone) b",
        "sum by (reason) (a_total) and on (job) b",
      })
  void aLabelOrMetricThatIsNotThereIsAProblem(String expression) {
    Map<String, Set<String>> metrics =
        Map.of("a_total", Set.of("job", "reason", "host"), "b", Set.of("job", "tm"));
    LabelFlow flow = new LabelFlow(name -> metrics.get(name));

    flow.labels(expression);

    assertThat(flow.problems()).isNotEmpty();
  }
}
