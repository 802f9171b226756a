// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.transition;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.monolead.routing.transition.Transition.Evidence;
import io.monolead.routing.transition.Transition.Kind;

/**
 * A transition as JSON: the record's name in {@code type}, then its fields under the names and in
 * the units that they have in Avro, as {@code monolead watch --json} writes them.
 */
public final class TransitionJson {
  private TransitionJson() {}

  /** The object; a new one, the caller's own. */
  public static ObjectNode of(Transition transition) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    boolean technical = transition.kind() == Kind.TECHNICAL;
    object.put("type", technical ? "TechnicalAlert" : "EcgAlert");
    object.put("alertId", transition.alertId());
    object.put("deviceId", transition.deviceId());
    object.put("lead", transition.lead());
    object.put(technical ? "condition" : "label", transition.label());
    object.put("state", transition.state().name());
    object.put("priority", transition.priority().name());
    object.put("onsetMicros", transition.onsetMicros());
    if (transition.endMicros().isPresent()) {
      object.put("endMicros", transition.endMicros().getAsLong());
    } else {
      object.putNull("endMicros");
    }
    if (technical) {
      object.put("detail", transition.detail());
    } else {
      object.put("transitionMicros", transition.transitionMicros());
    }
    transition.evidence().ifPresent(evidence -> put(object, evidence));
    return object;
  }

  private static void put(ObjectNode object, Evidence evidence) {
    object.put("currentProbability", evidence.currentProbability());
    object.put("peakProbability", evidence.peakProbability());
    object.put("threshold", evidence.threshold());
    object.put("windowsInEvidence", evidence.windowsInEvidence());
    object.put("modelId", evidence.modelId());
    object.put("modelVersion", evidence.modelVersion());
    object.put("policyVersion", evidence.policyVersion());
    object.put("acknowledgedBy", evidence.acknowledgedBy().orElse(null));
  }
}
