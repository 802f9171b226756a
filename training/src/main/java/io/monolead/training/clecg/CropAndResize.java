// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.clecg;

import io.monolead.training.data.WindowSet;
import java.util.SplittableRandom;

/**
 * Cuts a random stretch out of a recording and stretches it to the length that is wanted, by linear
 * interpolation, all leads alike (the other augmentation of CLECG, DOI 10.1109/LSP.2021.3114119).
 *
 * <p>The heart beats slower for it, so that views made this way suit a loss without labels only.
 *
 * @param smallestShare length of the shortest stretch as a share of the length wanted, above 0 to
 *     1; at 1 nothing is stretched
 */
public record CropAndResize(double smallestShare) {

  public CropAndResize {
    if (!(smallestShare > 0 && smallestShare <= 1)) {
      throw new IllegalArgumentException(
          "The smallest share of a crop is above 0 and at most 1, not " + smallestShare);
    }
  }

  /**
   * Copies a random stretch of a recording.
   *
   * @param windows the set that the recording is from
   * @param row the recording
   * @param samples length wanted, at most that of the recording
   * @param target receives {@code [lead][sample]}, flat
   * @param at where in {@code target} to begin
   * @param random source of chance
   */
  public void copy(
      WindowSet windows, int row, int samples, float[] target, int at, SplittableRandom random) {
    int shortest = Math.max(1, (int) Math.ceil(smallestShare * samples));
    int length = shortest + random.nextInt(samples - shortest + 1);
    int start = random.nextInt(windows.windowSamples() - length + 1);
    if (length == samples) {
      windows.copy(row, start, samples, target, at);
      return;
    }
    // First on first and last on last sample; the last is reached without looking beyond it.
    double step = (length - 1) / (double) Math.max(1, samples - 1);
    for (int lead = 0; lead < windows.leads().size(); lead++) {
      int from = row * windows.stride() + lead * windows.windowSamples() + start;
      for (int i = 0; i < samples; i++) {
        double position = Math.min(length - 1, i * step);
        int below = (int) position;
        float low = windows.signals()[from + below];
        float high = windows.signals()[from + Math.min(below + 1, length - 1)];
        target[at + lead * samples + i] = low + (float) (position - below) * (high - low);
      }
    }
  }
}
