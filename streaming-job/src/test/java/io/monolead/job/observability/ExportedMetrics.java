// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.observability;

import io.monolead.job.observability.ObservabilityFiles.Question;
import io.monolead.job.observability.PromQl.Matcher;
import io.monolead.job.observability.PromQl.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The series of a running system, against which questions to Prometheus are held. */
public final class ExportedMetrics {
  /** Labels that Prometheus itself puts to what it scrapes. */
  private static final Set<String> OF_SCRAPE = Set.of("job", "instance");

  /** Series that Prometheus itself makes, and their labels in this project's rules. */
  private static final Map<String, Set<String>> OF_PROMETHEUS =
      Map.of(
          "up",
          OF_SCRAPE,
          "ALERTS",
          Set.of("alertname", "alertstate", "severity", "job_name", "job", "instance"));

  private final Map<String, List<Map<String, String>>> series = new HashMap<>();

  /** A series was there. */
  public void add(String name, Map<String, String> labels) {
    series.computeIfAbsent(name, any -> new ArrayList<>()).add(labels);
  }

  /** What is wrong with the questions: metrics, labels and values of labels that are not there. */
  public List<String> problems(List<Question> questions) {
    LabelFlow flow = new LabelFlow(this::labelsOf);
    List<String> problems = new ArrayList<>();
    for (Question question : questions) {
      Set<String> labels;
      try {
        labels = flow.labels(question.expression());
      } catch (IllegalArgumentException e) {
        problems.add(question.where() + ": " + e.getMessage());
        continue;
      }
      for (String label : question.labels()) {
        if (!labels.contains(label)) {
          problems.add(question.where() + ": label " + label + " is not in the answer's " + labels);
        }
      }
      PromQlParser.parse(question.expression())
          .selectors()
          .forEach(selector -> checkValues(question, selector, problems));
    }
    problems.addAll(flow.problems());
    return problems;
  }

  /** The labels that all series of a metric have; null if there is none. */
  private Set<String> labelsOf(String name) {
    if (OF_PROMETHEUS.containsKey(name)) {
      return OF_PROMETHEUS.get(name);
    }
    if (!series.containsKey(name)) {
      return null;
    }
    Set<String> common = new TreeSet<>(series.get(name).get(0).keySet());
    series.get(name).forEach(labels -> common.retainAll(labels.keySet()));
    common.addAll(OF_SCRAPE);
    return common;
  }

  /** A value that is asked for and that no series has is misspelled, or never comes. */
  private void checkValues(Question question, Selector selector, List<String> problems) {
    for (Matcher matcher : selector.matchers()) {
      boolean known =
          OF_SCRAPE.contains(matcher.label()) || OF_PROMETHEUS.containsKey(selector.name());
      List<Map<String, String>> there = series.getOrDefault(selector.name(), List.of());
      if (!known && there.stream().noneMatch(labels -> holds(matcher, labels))) {
        problems.add(
            question.where() + ": no series of " + selector.name() + " fulfils " + matcher);
      }
    }
  }

  private static boolean holds(Matcher matcher, Map<String, String> labels) {
    String value = labels.getOrDefault(matcher.label(), "");
    return switch (matcher.comparison()) {
      case EQUAL -> value.equals(matcher.value());
      case NOT_EQUAL -> !value.equals(matcher.value());
      case MATCHES -> Pattern.matches(matcher.value(), value);
      case MATCHES_NOT -> !Pattern.matches(matcher.value(), value);
    };
  }
}
