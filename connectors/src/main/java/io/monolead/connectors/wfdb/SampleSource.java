// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import java.io.Closeable;
import java.io.IOException;

/** The samples of one signal file, from its first frame on. */
interface SampleSource extends Closeable {
  /**
   * Reads the next frames.
   *
   * @param block receives them
   * @param frames to read, at most what the block holds; all but the last call ask for a multiple
   *     of six
   * @return frames read, fewer than asked for only at the end of the file
   */
  int read(UnitBlock block, int frames) throws IOException;

  /** Whether it is known how many frames the file should hold, so that fewer are a fault. */
  boolean statesLength();
}
