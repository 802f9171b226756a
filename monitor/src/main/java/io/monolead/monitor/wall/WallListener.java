// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.wall;

import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.TechnicalAlert;

/** Hears at once what is new. Called on the threads that read Kafka: must not block. */
public interface WallListener {
  /** Samples; called while the stream is locked, so that their order is the stream's. */
  void segment(LeadStream stream, HeldSegment segment);

  /** A score. */
  void score(LeadStream stream, WindowScore score);

  /** A transition of an alert, each once. */
  void alert(LeadStream stream, EcgAlert alert);

  /** A transition of a technical alert, each once. */
  void technical(LeadStream stream, TechnicalAlert alert);
}
