// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The names of all topics under one prefix.
 *
 * @param prefix begins every name; letters, digits, dot, underscore and hyphen; may be empty
 */
public record TopicNames(String prefix) {
  /** The prefix unless another is chosen. */
  public static final String DEFAULT_PREFIX = "ecg.";

  /** Kafka allows these characters and names up to {@link #LONGEST_NAME}. */
  private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]+");

  private static final int LONGEST_NAME = 249;
  private static final int LONGEST_PREFIX = 128;
  private static final String ALERTS = "alerts.";
  private static final String TECHNICAL = "technical";

  // Stands last: the constructor needs the constants above.
  /** The names under {@link #DEFAULT_PREFIX}. */
  public static final TopicNames DEFAULT = new TopicNames(DEFAULT_PREFIX);

  public TopicNames {
    if (!prefix.isEmpty()
        && (!LEGAL.matcher(prefix).matches() || prefix.length() > LONGEST_PREFIX)) {
      throw new IllegalArgumentException(
          "A topic prefix has at most "
              + LONGEST_PREFIX
              + " letters, digits, '.', '_' and '-', not '"
              + prefix
              + "'");
    }
  }

  /** In: segments as devices send them. Each is an {@link io.monolead.schemas.EcgSegment}. */
  public String segments() {
    return prefix + "segments";
  }

  /** Out: a probability per label and window. Each is an {@link io.monolead.schemas.EcgScore}. */
  public String scores() {
    return prefix + "scores";
  }

  /**
   * Out: technical alerts: lead off, signal lost, gap, poor quality, rate change. Each is a {@link
   * io.monolead.schemas.TechnicalAlert}.
   */
  public String technicalAlerts() {
    return prefix + ALERTS + TECHNICAL;
  }

  /**
   * Out: records that could not be used, whole, with their origin and the reason. Each is a {@link
   * io.monolead.schemas.DeadLetter}.
   */
  public String deadLetters() {
    return prefix + "dead-letters";
  }

  /**
   * Out: scores of challengers that run in the shadow of a model. Each is an {@link
   * io.monolead.schemas.EcgScore}.
   */
  public String shadowScores() {
    return prefix + "scores.shadow";
  }

  /**
   * In: which model to use; a log of commands. Each is a {@link io.monolead.schemas.ModelCommand}.
   */
  public String models() {
    return prefix + "models";
  }

  /**
   * In: when a probability becomes an alert; a log of policies. Each is an {@link
   * io.monolead.schemas.AlertPolicy}.
   */
  public String policies() {
    return prefix + "policies";
  }

  /**
   * In: what people do about alerts: acknowledge, silence. Each is an {@link
   * io.monolead.schemas.AlertAction}.
   */
  public String alertActions() {
    return prefix + "alert-actions";
  }

  /**
   * Out: what became of model commands and policies. Each is a {@link
   * io.monolead.schemas.ControlReport}.
   */
  public String controlReports() {
    return prefix + "control-reports";
  }

  /**
   * Out: what a back-fill read, and by what it made the results beside it. Each is a {@link
   * io.monolead.schemas.RunRecord}.
   */
  public String runs() {
    return prefix + "runs";
  }

  /** Alerts as FHIR resources. */
  public String fhir() {
    return prefix + "fhir";
  }

  /** Alerts that a target outside of Kafka would not take. */
  public String undelivered() {
    return prefix + "undelivered";
  }

  /**
   * Out: alerts of one label. Each is an {@link io.monolead.schemas.EcgAlert}.
   *
   * @throws IllegalArgumentException if the label cannot be part of a topic's name, or would take
   *     the name of the technical alerts
   */
  public String alerts(String label) {
    String name = prefix + ALERTS + label;
    if (!LEGAL.matcher(label).matches() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "Label '"
              + label
              + "' cannot name an alert topic: letters, digits, '.', '_' and '-' are allowed, and "
              + LONGEST_NAME
              + " characters in all");
    }
    if (collisionKey(label).equals(TECHNICAL)) {
      throw new IllegalArgumentException(
          "Label '" + label + "' collides with the topic of technical alerts, rename the label");
    }
    return name;
  }

  /**
   * The alert topic of each label, in the order of the labels.
   *
   * @throws IllegalArgumentException also if two labels differ only in case, or in '.' and '_':
   *     Kafka's metrics and some file systems cannot tell such topics apart
   */
  public Map<String, String> alerts(Collection<String> labels) {
    Map<String, String> topics = new LinkedHashMap<>();
    Map<String, String> labelsByKey = new HashMap<>();
    for (String label : labels) {
      topics.put(label, alerts(label));
      String other = labelsByKey.put(collisionKey(label), label);
      if (other != null) {
        throw new IllegalArgumentException(
            "Labels '" + other + "' and '" + label + "' collide in one alert topic, rename one");
      }
    }
    return topics;
  }

  private static String collisionKey(String label) {
    return label.toLowerCase(Locale.ROOT).replace('.', '_');
  }
}
