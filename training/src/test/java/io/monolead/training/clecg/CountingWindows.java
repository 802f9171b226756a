// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.clecg;

import io.monolead.signal.LabelSpace;
import io.monolead.signal.Lead;
import io.monolead.training.data.WindowSet;
import java.util.List;
import java.util.stream.IntStream;

/** Two leads; the sample of recording r, lead l, at i is 10000 r + 5000 l + i. */
final class CountingWindows {
  private CountingWindows() {}

  static WindowSet of(int count, int samples) {
    float[] signals = new float[count * 2 * samples];
    for (int i = 0; i < signals.length; i++) {
      signals[i] = 10000 * (i / (2 * samples)) + 5000 * (i / samples % 2) + i % samples;
    }
    List<String> names = IntStream.range(0, count).mapToObj(Integer::toString).toList();
    return new WindowSet(
        new LabelSpace("t", List.of("none")),
        List.of(Lead.I, Lead.II),
        100,
        samples,
        names,
        names,
        signals,
        new float[count]);
  }
}
