// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.control;

import java.io.IOException;
import java.io.Serializable;

/**
 * Opens a control log where the job runs. Travels there with the job.
 *
 * @param <T> the generated class of the records
 */
@FunctionalInterface
public interface ControlLogFactory<T> extends Serializable {
  /**
   * Opens the log; when this returns, everything that was in it is known.
   *
   * @throws IOException if it cannot be read
   */
  ControlLog<T> open() throws IOException;
}
