// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.delivery;

import java.time.Duration;
import java.util.Optional;

/** What became of an attempt to deliver. */
public sealed interface Outcome {
  /** The target took it. */
  record Delivered() implements Outcome {}

  /**
   * The target will not take this message, ever.
   *
   * @param reason for people
   */
  record Refused(String reason) implements Outcome {}

  /**
   * It may take it later.
   *
   * @param reason for people, without names of devices
   * @param after how long the target asks to wait
   * @param wholeTarget whether any other message would have fared the same
   */
  record Later(String reason, Optional<Duration> after, boolean wholeTarget) implements Outcome {}
}
