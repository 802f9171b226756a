// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.wall;

import java.time.Duration;

/**
 * What the wall keeps at most.
 *
 * @param streams streams that are shown; more are counted and left out
 * @param strip samples kept of each stream, by event time
 * @param sampleBytes samples kept of all streams together; the oldest are given up first
 * @param scoreHistory scores kept of each stream, by event time
 * @param scores scores kept of all streams together; the oldest are given up first
 * @param alerts alerts kept, and technical alerts as many again; cleared ones are given up first
 * @param silentAfter a stream of which nothing has arrived for so long is silent
 * @param forgetAfter a stream of which nothing has arrived for so long leaves the wall
 */
public record WallLimits(
    int streams,
    Duration strip,
    long sampleBytes,
    Duration scoreHistory,
    int scores,
    int alerts,
    Duration silentAfter,
    Duration forgetAfter) {
  /** Twenty thousand streams in at most some 600 MiB. */
  public static final WallLimits DEFAULT =
      new WallLimits(
          20_000,
          Duration.ofSeconds(60),
          256L << 20,
          Duration.ofMinutes(10),
          1_000_000,
          20_000,
          Duration.ofSeconds(10),
          Duration.ofHours(24));

  public WallLimits {
    if (streams < 1 || sampleBytes < 1 || scores < 1 || alerts < 1) {
      throw new IllegalArgumentException("Every limit of the wall has to be at least 1");
    }
  }

  /** The same with other room for samples, bytes. */
  public WallLimits withSampleBytes(long bytes) {
    return new WallLimits(
        streams, strip, bytes, scoreHistory, scores, alerts, silentAfter, forgetAfter);
  }

  /** The same for another number of streams. */
  public WallLimits withStreams(int count) {
    return new WallLimits(
        count, strip, sampleBytes, scoreHistory, scores, alerts, silentAfter, forgetAfter);
  }
}
