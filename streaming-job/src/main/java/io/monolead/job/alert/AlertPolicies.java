// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.alert;

import io.monolead.schemas.AlertPolicy;
import io.monolead.schemas.AlertPriority;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The alert policy of every label. Immutable.
 *
 * <p>Default priorities follow IEC 60601-1-8:2006+A1+A2, Table 1, which asks what may happen if
 * nobody responds, and how soon. Nothing a single lead shows here is known to be of immediate
 * onset, so no default is HIGH; a clinic that knows its patients sets its own.
 *
 * <ul>
 *   <li>AFIB, STACH, SBRAD: reversible injury, prompt: MEDIUM.
 *   <li>STD_ (ST depression): irreversible injury is possible, but delayed, and one lead says
 *       little of where: MEDIUM.
 *   <li>1AVB, CLBBB, CRBBB, PAC, PVC: minor or delayed: LOW.
 *   <li>NORM is no alert: disabled.
 *   <li>any other label: MEDIUM, because nothing is known of it.
 * </ul>
 */
public final class AlertPolicies implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Version of a policy that nobody has changed. */
  public static final String DEFAULT_VERSION = "default";

  private static final Map<String, AlertPriority> PRIORITIES =
      Map.of(
          "AFIB", AlertPriority.MEDIUM,
          "STACH", AlertPriority.MEDIUM,
          "SBRAD", AlertPriority.MEDIUM,
          "STD_", AlertPriority.MEDIUM,
          "1AVB", AlertPriority.LOW,
          "CLBBB", AlertPriority.LOW,
          "CRBBB", AlertPriority.LOW,
          "PAC", AlertPriority.LOW,
          "PVC", AlertPriority.LOW);

  private static final String NORMAL = "NORM";

  private static final int LONGEST_NAME = 128;

  /** Most windows a policy may look at: its history is state. */
  static final int MOST_WINDOWS = 64;

  private final AlertPolicy template;
  private final TreeMap<String, AlertPolicy> byLabel;

  private AlertPolicies(AlertPolicy template, Map<String, AlertPolicy> byLabel) {
    this.template = template;
    this.byLabel = new TreeMap<>(byLabel);
  }

  /** The defaults for all labels. */
  public static AlertPolicies defaults() {
    return like(defaultFor("any"));
  }

  /**
   * Policies that are all like one but for label, priority and whether they are enabled, which stay
   * each label's default.
   *
   * @throws IllegalArgumentException if a field has a value that cannot be
   */
  public static AlertPolicies like(AlertPolicy template) {
    check(template);
    return new AlertPolicies(template, Map.of());
  }

  /** These policies with one replaced or added. */
  public AlertPolicies with(AlertPolicy policy) {
    check(policy);
    Map<String, AlertPolicy> changed = new HashMap<>(byLabel);
    changed.put(policy.getLabel(), policy);
    return new AlertPolicies(template, changed);
  }

  /** The policy of a label. */
  public AlertPolicy of(String label) {
    AlertPolicy policy = byLabel.get(label);
    return policy == null ? fromTemplate(label) : policy;
  }

  /** The labels that have a policy of their own, in the order of their names. */
  public List<String> labels() {
    return List.copyOf(byLabel.keySet());
  }

  private AlertPolicy fromTemplate(String label) {
    AlertPolicy standard = defaultFor(label);
    return AlertPolicy.newBuilder(template)
        .setLabel(label)
        .setEnabled(standard.getEnabled())
        .setPriority(standard.getPriority())
        .build();
  }

  /** The policy of a label that nobody has changed. */
  public static AlertPolicy defaultFor(String label) {
    return AlertPolicy.newBuilder()
        .setLabel(label)
        .setVersion(DEFAULT_VERSION)
        .setEnabled(!label.equals(NORMAL))
        .setPriority(PRIORITIES.getOrDefault(label, AlertPriority.MEDIUM))
        .build();
  }

  /**
   * Checks a policy.
   *
   * @throws IllegalArgumentException naming the field, its value and what is allowed
   */
  public static void check(AlertPolicy policy) {
    name("label", policy.getLabel());
    name("version", policy.getVersion());
    Float threshold = policy.getThreshold();
    require(
        threshold == null || (threshold > 0 && threshold <= 1),
        policy,
        "threshold",
        threshold,
        "above 0, at most 1, or none");
    require(
        policy.getClearRatio() > 0 && policy.getClearRatio() <= 1,
        policy,
        "clearRatio",
        policy.getClearRatio(),
        "above 0, at most 1");
    require(
        policy.getWindowsConsidered() >= 1 && policy.getWindowsConsidered() <= MOST_WINDOWS,
        policy,
        "windowsConsidered",
        policy.getWindowsConsidered(),
        "1 to " + MOST_WINDOWS);
    require(
        policy.getWindowsRequired() >= 1
            && policy.getWindowsRequired() <= policy.getWindowsConsidered(),
        policy,
        "windowsRequired",
        policy.getWindowsRequired(),
        "1 to windowsConsidered, " + policy.getWindowsConsidered());
    require(
        policy.getUpdateEveryMicros() > 0,
        policy,
        "updateEveryMicros",
        policy.getUpdateEveryMicros(),
        "above 0");
    require(
        policy.getCoolDownMicros() >= 0,
        policy,
        "coolDownMicros",
        policy.getCoolDownMicros(),
        "0 or more");
    require(
        policy.getMinimumQuality() >= 0 && policy.getMinimumQuality() <= 1,
        policy,
        "minimumQuality",
        policy.getMinimumQuality(),
        "0 to 1");
    require(
        policy.getMinimumDurationMicros() >= 0,
        policy,
        "minimumDurationMicros",
        policy.getMinimumDurationMicros(),
        "0 or more");
    Long escalateAfter = policy.getEscalateAfterMicros();
    require(
        escalateAfter == null || escalateAfter > 0,
        policy,
        "escalateAfterMicros",
        escalateAfter,
        "above 0, or none");
  }

  private static void name(String field, String text) {
    if (text.isBlank() || text.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "The "
              + field
              + " of an alert policy has "
              + text.length()
              + " characters; allowed: 1 to "
              + LONGEST_NAME
              + ", not all blank");
    }
  }

  private static void require(
      boolean holds, AlertPolicy policy, String field, Object value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Alert policy of "
              + policy.getLabel()
              + ": "
              + field
              + " is "
              + value
              + "; allowed: "
              + allowed);
    }
  }
}
