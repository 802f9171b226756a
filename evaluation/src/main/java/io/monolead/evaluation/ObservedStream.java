// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation;

import io.monolead.evaluation.alert.StreamName;
import io.monolead.evaluation.truth.DeviceTruth;
import io.monolead.evaluation.truth.Subject;
import io.monolead.evaluation.truth.TimeSpan;
import java.util.Optional;

/**
 * A stream that was played, and what is known of it.
 *
 * @param name device and lead
 * @param recording where the signal can be read again: a file's path; empty if it came from a topic
 * @param span event time from the first sample to just after the last
 * @param subject whose heart it is
 * @param truth what is known of it within the span
 */
public record ObservedStream(
    StreamName name,
    Optional<String> recording,
    TimeSpan span,
    Subject subject,
    DeviceTruth truth) {
  public ObservedStream {
    truth = truth.within(span);
  }
}
