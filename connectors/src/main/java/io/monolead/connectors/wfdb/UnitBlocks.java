// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import java.io.IOException;

/** Takes the samples of a recording's files block by block, in units of the converter. */
@FunctionalInterface
public interface UnitBlocks {
  /**
   * Takes the next block of a file.
   *
   * @param block valid until the call returns
   * @throws IOException to end the reading
   */
  void accept(UnitBlock block) throws IOException;
}
