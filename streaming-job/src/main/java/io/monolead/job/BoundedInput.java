// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import io.monolead.connectors.kafka.SegmentRange;
import io.monolead.connectors.kafka.Topics;
import io.monolead.job.config.JobOptions;
import io.monolead.job.config.JobSettings;
import io.monolead.job.config.OptionException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * All that a run with an end reads, settled before it starts: neither a segment nor an order that
 * is sent while it runs, or before a restart of it, changes its results.
 *
 * @param range the segments
 * @param modelOrders offset just after the last model command; 0 if none is followed
 * @param policyOrders offset just after the last alert policy; 0 if none is followed
 */
public record BoundedInput(SegmentRange range, long modelOrders, long policyOrders) {
  private static final long MICROS_PER_MILLI = 1000;

  /**
   * Asks the broker.
   *
   * @param answerWithin time in which it must answer
   * @throws OptionException if the range cannot be, or the settings are of a run without end
   * @throws io.monolead.connectors.kafka.BrokerException if the broker or a topic is not there
   */
  public static BoundedInput of(JobSettings settings, Duration answerWithin) {
    SegmentRange range;
    try {
      range =
          SegmentRange.of(
              settings.kafka(),
              settings.sources().segments(),
              settings.groupId(),
              settings.start(),
              settings
                  .stop()
                  .orElseThrow(
                      () -> new OptionException("Set " + JobOptions.STOP.key() + " to end a run")),
              settings.stopLate(),
              answerWithin);
    } catch (IllegalArgumentException e) {
      if (e instanceof OptionException) {
        throw e;
      }
      throw new OptionException(
          JobOptions.START.key() + " and " + JobOptions.STOP.key() + ": " + e.getMessage());
    }
    Topics topics = new Topics(settings.kafka(), answerWithin);
    return new BoundedInput(
        range,
        settings.control().enabled() && settings.control().models()
            ? orders(topics, settings.sources().models())
            : 0,
        settings.control().enabled() && settings.control().policies()
            ? orders(topics, settings.sources().policies())
            : 0);
  }

  private static long orders(Topics topics, String topic) {
    return topics.written(List.of(topic)).getOrDefault(topic, 0L);
  }

  /** Event time at which the range ends, microseconds since 1970; empty if offsets end it. */
  OptionalLong endMicros() {
    return range.toMillis().isPresent()
        ? OptionalLong.of(Math.multiplyExact(range.toMillis().getAsLong(), MICROS_PER_MILLI))
        : OptionalLong.empty();
  }
}
