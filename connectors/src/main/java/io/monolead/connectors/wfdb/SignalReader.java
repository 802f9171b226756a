// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import java.io.IOException;

/** The signals of a record, wherever they lie. */
interface SignalReader {
  /** The header, with the signals that are read even where the record consists of segments. */
  WfdbHeader header();

  /**
   * Reads whole signals, each at its own rate, free of skew.
   *
   * @param valuesPerUnit factor from the converter's units to the values wanted, for each signal;
   *     NaN for one that is left out
   * @return {@code [signal][sample]}, NaN where a sample is missing; null in place of a signal that
   *     is left out
   */
  float[][] read(double[] valuesPerUnit) throws IOException;

  /**
   * Reads the signals block by block.
   *
   * @param valuesPerUnit as for {@link #read}
   */
  void scan(double[] valuesPerUnit, SignalBlocks blocks) throws IOException;
}
