// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import java.io.IOException;

/** Takes the samples of a recording's files block by block, in units of the converter. */
@FunctionalInterface
public interface UnitBlocks {
  /**
   * Takes the next block of a file.
   *
   * @param firstSignal number of the file's first signal in the header
   * @param width signals of the file
   * @param units {@code [frame][signal]}; the least value of the format stands for a missing
   *     sample; valid until the call returns
   * @param frames samples of each signal; what the array holds beyond them means nothing
   * @throws IOException to end the reading
   */
  void accept(int firstSignal, int width, short[] units, int frames) throws IOException;
}
