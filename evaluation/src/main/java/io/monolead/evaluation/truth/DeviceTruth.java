// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.truth;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is known of one device.
 *
 * @param labels per label when it is true; a label that is not there is not known, while one
 *     without spans is known never to be true
 */
public record DeviceTruth(Map<String, LabelTruth> labels) {
  /** Nothing is known. */
  public static final DeviceTruth UNKNOWN = new DeviceTruth(Map.of());

  public DeviceTruth {
    labels = java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /** Both truths together. */
  public DeviceTruth and(DeviceTruth other) {
    Map<String, LabelTruth> all = new LinkedHashMap<>(labels);
    other.labels.forEach((label, truth) -> all.merge(label, truth, LabelTruth::and));
    return new DeviceTruth(all);
  }

  /** The same, where some labels are known throughout: what is not annotated is not there. */
  public DeviceTruth knowing(Set<String> annotated) {
    Map<String, LabelTruth> all = new LinkedHashMap<>(labels);
    for (String label : annotated) {
      all.putIfAbsent(label, LabelTruth.never(LabelTruth.Kind.EPISODE));
    }
    return new DeviceTruth(all);
  }

  /** What is known within a span. */
  public DeviceTruth within(TimeSpan span) {
    Map<String, LabelTruth> all = new LinkedHashMap<>();
    labels.forEach((label, truth) -> all.put(label, truth.within(span)));
    return new DeviceTruth(all);
  }
}
