// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.feed;

import java.time.Duration;

/**
 * How much of what is already in Kafka is read at the start, by event time.
 *
 * @param alerts alerts, technical alerts and what people did about them
 * @param scores scores
 * @param segments segments
 */
public record FeedHistory(Duration alerts, Duration scores, Duration segments) {
  /** A day of alerts, ten minutes of scores, a minute of segments. */
  public static final FeedHistory DEFAULT =
      new FeedHistory(Duration.ofHours(24), Duration.ofMinutes(10), Duration.ofSeconds(60));

  public FeedHistory {
    if (alerts.isNegative() || scores.isNegative() || segments.isNegative()) {
      throw new IllegalArgumentException("A time to look back is not negative");
    }
  }
}
