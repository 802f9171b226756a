// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.wall;

import java.util.Locale;

/** How a stream is, the worst that holds. */
public enum StreamStatus {
  /** No sample has come yet; something else told of the stream. */
  WAITING,
  /** Samples come. */
  LIVE,
  /** No samples have come for a while. */
  SILENT,
  /** Samples come, and the electrode has lost contact. */
  LEAD_OFF,
  /** Samples come, and little of them is usable. */
  POOR;

  /** As the page reads it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
