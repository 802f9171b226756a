// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.result;

import java.util.List;
import java.util.Map;

/**
 * What ran.
 *
 * @param name short name to tell two runs apart, such as {@code A} or a file's name
 * @param modelId the model
 * @param modelVersion its version
 * @param codeVersion version of monolead
 * @param policies the policy of each label of the model
 * @param facts whatever else was recorded with the run, such as digests of the bundle and of the
 *     result topics, by name; in order
 */
public record RunFacts(
    String name,
    String modelId,
    String modelVersion,
    String codeVersion,
    List<PolicyFacts> policies,
    Map<String, String> facts) {
  public RunFacts {
    policies = List.copyOf(policies);
    facts = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(facts));
  }

  /** Whether alerts of a label are raised at all. */
  public boolean alertsOf(String label) {
    return policies.stream().noneMatch(policy -> policy.label().equals(label) && !policy.enabled());
  }
}
