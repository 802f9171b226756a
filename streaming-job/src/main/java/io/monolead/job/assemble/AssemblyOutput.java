// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.assemble;

import io.monolead.job.decode.IncomingSegment;
import io.monolead.schemas.DeadLetterReason;
import io.monolead.schemas.TechnicalAlert;

/** Where the assembler puts what it makes of a device's segments. */
public interface AssemblyOutput {
  /** A window is complete. */
  void window(Window window);

  /** A technical condition began or ended. */
  void technical(TechnicalAlert alert);

  /** A segment could not be used. */
  void rejected(IncomingSegment segment, DeadLetterReason reason, String detail);

  /** A segment came a second time and was dropped. */
  void duplicate();

  /**
   * A segment was taken that starts before one of its lead that came earlier.
   *
   * @param behindMicros how far before the newest one
   */
  void late(long behindMicros);
}
