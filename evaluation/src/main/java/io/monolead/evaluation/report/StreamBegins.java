// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import io.monolead.evaluation.result.EvaluatedStream;
import io.monolead.evaluation.result.StreamEvaluation;
import java.util.HashMap;
import java.util.Map;

/** When each stream begins: times on the page run from there. */
final class StreamBegins {
  private record Key(String device, String lead) {}

  private final Map<Key, Long> begins = new HashMap<>();

  StreamBegins(StreamEvaluation evaluation) {
    for (EvaluatedStream each : evaluation.streams()) {
      begins.put(new Key(each.device(), each.lead()), each.fromMicros());
    }
  }

  /** Event time of a stream's first sample. */
  long of(String device, String lead, long otherwise) {
    return begins.getOrDefault(new Key(device, lead), otherwise);
  }
}
