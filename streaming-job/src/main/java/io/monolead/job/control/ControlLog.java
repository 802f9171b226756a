// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.control;

import java.util.List;

/**
 * The records of a control topic that are known so far. May be asked from any thread; whoever
 * opened it closes it.
 *
 * @param <T> the generated class of the records
 */
public interface ControlLog<T> extends AutoCloseable {

  /**
   * What is known now: an immutable list that only ever grows, in the order of the log. The same
   * list is given until something new is known.
   */
  List<ControlEntry<T>> entries();

  @Override
  void close();

  /** A log without records. */
  static <T> ControlLog<T> empty() {
    return new ControlLog<>() {
      @Override
      public List<ControlEntry<T>> entries() {
        return List.of();
      }

      @Override
      public void close() {}
    };
  }
}
