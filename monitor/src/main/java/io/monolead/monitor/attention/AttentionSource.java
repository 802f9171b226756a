// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.attention;

import io.monolead.monitor.wall.HeldSegment;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Says which parts of a window a label's score comes from. */
public interface AttentionSource extends AutoCloseable {
  /**
   * What a network says of a window and where in it that comes from.
   *
   * @param label the label
   * @param probability of the label, 0 to 1, as this network sees the window
   * @param weights {@code [step]}, evenly spaced over the window, 0 (speaks not for the label) to 1
   *     (what speaks most for it); all 0 if nothing speaks for it
   */
  record Explanation(String label, double probability, float[] weights) {}

  /**
   * Explains a label.
   *
   * @param segments samples of the window and perhaps around it, by time
   * @param startMicros event time at which the window starts
   * @param endMicros event time at which it ends
   * @return fails with {@link IllegalArgumentException} if the network has no such label, the
   *     window is of another length than its own, or there are no samples
   * @throws java.util.concurrent.RejectedExecutionException if too many wait already
   */
  CompletableFuture<Explanation> explain(
      List<HeldSegment> segments, long startMicros, long endMicros, String label);

  @Override
  void close();
}
