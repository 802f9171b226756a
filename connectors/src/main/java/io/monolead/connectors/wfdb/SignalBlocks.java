// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import java.io.IOException;

/** Takes a recording's signals block by block. */
@FunctionalInterface
public interface SignalBlocks {
  /**
   * Takes the next block.
   *
   * @param millivolts {@code [signal][sample]} in the order of the header, NaN where a sample is
   *     missing; null in place of a signal that is no voltage; valid until the call returns
   * @param frames of the block: samples of each signal that has one in a frame, twice as many of a
   *     signal that has two; what the arrays hold beyond them means nothing
   * @throws IOException to end the reading
   */
  void accept(float[][] millivolts, int frames) throws IOException;
}
