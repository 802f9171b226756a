// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.feed;

import java.util.Locale;

/** How the feed is. */
public enum FeedState {
  /** What is written is shown at once. */
  OK,
  /** What was there at the start is still being read. */
  CATCHING_UP,
  /** No broker answers; reading goes on where it stopped as soon as one does. */
  RECONNECTING;

  /** As the page reads it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
