// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import java.io.IOException;
import java.util.Optional;

/** Where the signal of a strip can be read again. */
@FunctionalInterface
public interface StripSource {
  /** A source that has no signal at all. */
  StripSource NONE = (device, lead, fromMicros, seconds) -> Optional.empty();

  /**
   * Reads a stretch.
   *
   * @param device name of the device
   * @param lead the lead
   * @param fromMicros event time of the first sample, microseconds since 1970
   * @param seconds length, above 0
   * @return exactly that stretch, with NaN for what of it is missing; empty if nothing is there
   * @throws IOException if it cannot be read
   */
  Optional<Strip> read(String device, String lead, long fromMicros, double seconds)
      throws IOException;
}
