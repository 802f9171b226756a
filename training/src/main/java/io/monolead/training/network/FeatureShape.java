// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

/**
 * Shape of one item of a batch: a signal {@code [channel, sample]} or a vector {@code [feature]}.
 *
 * @param channels channels of a signal or features of a vector
 * @param samples samples per channel; 0 for a vector
 */
public record FeatureShape(int channels, int samples) {
  public FeatureShape {
    if (channels < 1 || samples < 0) {
      throw new IllegalArgumentException(
          "A shape needs at least one channel and no negative length, not "
              + channels
              + "x"
              + samples);
    }
  }

  /** A signal {@code [channel, sample]}. */
  public static FeatureShape signal(int channels, int samples) {
    if (samples < 1) {
      throw new IllegalArgumentException("A signal has at least one sample, not " + samples);
    }
    return new FeatureShape(channels, samples);
  }

  /** A vector {@code [feature]}. */
  public static FeatureShape vector(int features) {
    return new FeatureShape(features, 0);
  }

  /** Whether this is a vector, which has no time axis. */
  public boolean isVector() {
    return samples == 0;
  }

  /** Number of values of one item. */
  public long size() {
    return (long) channels * Math.max(1, samples);
  }

  @Override
  public String toString() {
    return isVector() ? Integer.toString(channels) : channels + "x" + samples;
  }
}
