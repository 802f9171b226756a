// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.config;

import io.monolead.job.alert.AlertPolicies;
import io.monolead.schemas.AlertPolicy;
import io.monolead.schemas.AlertPriority;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;

/** The alert policies that options describe. */
final class PolicyOptions {
  private PolicyOptions() {}

  static AlertPolicies policies(OptionReader read) {
    AlertPolicy template =
        AlertPolicy.newBuilder(AlertPolicies.defaultFor("any"))
            .setWindowsRequired(read.get(JobOptions.ALERT_REQUIRED))
            .setWindowsConsidered(read.get(JobOptions.ALERT_CONSIDERED))
            .setClearRatio(read.get(JobOptions.ALERT_CLEAR_RATIO))
            .setUpdateEveryMicros(read.get(JobOptions.ALERT_UPDATE_EVERY).toMillis() * 1000)
            .setCoolDownMicros(read.get(JobOptions.ALERT_COOL_DOWN).toMillis() * 1000)
            .setMinimumQuality(read.get(JobOptions.ALERT_MINIMUM_QUALITY))
            .build();
    return read.together(
        "monolead.alert",
        () -> {
          AlertPolicies policies = AlertPolicies.like(template);
          Map<String, Float> thresholds = thresholds(read);
          Map<String, AlertPriority> priorities = priorities(read);
          List<String> disabled = read.get(JobOptions.ALERT_DISABLED);
          Set<String> named = new HashSet<>(disabled);
          named.add("NORM");
          named.addAll(thresholds.keySet());
          named.addAll(priorities.keySet());
          for (String label : named) {
            AlertPolicy before = policies.of(label);
            policies =
                policies.with(
                    AlertPolicy.newBuilder(before)
                        .setEnabled(!disabled.contains(label))
                        .setThreshold(thresholds.get(label))
                        .setPriority(priorities.getOrDefault(label, before.getPriority()))
                        .build());
          }
          return policies;
        });
  }

  private static Map<String, Float> thresholds(OptionReader read) {
    Map<String, Float> thresholds = new TreeMap<>();
    read.get(JobOptions.ALERT_THRESHOLDS)
        .forEach(
            (label, text) -> {
              try {
                thresholds.put(label, Float.valueOf(text.strip()));
              } catch (NumberFormatException e) {
                throw invalid(JobOptions.ALERT_THRESHOLDS, label, text, "a number above 0 up to 1");
              }
            });
    return thresholds;
  }

  private static Map<String, AlertPriority> priorities(OptionReader read) {
    Map<String, AlertPriority> priorities = new TreeMap<>();
    read.get(JobOptions.ALERT_PRIORITIES)
        .forEach(
            (label, text) -> {
              try {
                priorities.put(label, AlertPriority.valueOf(text.strip().toUpperCase(Locale.ROOT)));
              } catch (IllegalArgumentException e) {
                throw invalid(JobOptions.ALERT_PRIORITIES, label, text, "HIGH, MEDIUM or LOW");
              }
            });
    return priorities;
  }

  private static OptionException invalid(
      ConfigOption<?> option, String label, String text, String allowed) {
    return new OptionException(
        option.key() + " says '" + text + "' for " + label + "; allowed: " + allowed);
  }
}
