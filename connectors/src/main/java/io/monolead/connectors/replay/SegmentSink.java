// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.replay;

import io.monolead.schemas.EcgSegment;

/** Takes the segments of a replay, one after the other, in one thread. */
public interface SegmentSink {
  /** Takes one segment; may block while it cannot. */
  void accept(EcgSegment segment) throws InterruptedException;

  /** Returns when everything taken so far has arrived where it belongs. */
  default void flush() throws InterruptedException {}
}
