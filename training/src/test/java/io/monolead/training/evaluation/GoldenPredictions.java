// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.evaluation;

import io.monolead.signal.LabelSpace;
import java.util.List;
import java.util.stream.IntStream;

/** Forty recordings with many equal scores, whose figures scikit-learn 1.2.1 computed. */
final class GoldenPredictions {
  private static final String SCORES =
      "0.3,0.8,0.4,0.7,1.0,0.7,0.5,0.1,0.3,0.7,0.9,0.8,0.4,0.3,0.3,0.9,0.2,0.5,0.9,0.0,0.6,1.0,"
          + "0.4,0.5,0.9,0.3,0.7,1.0,0.9,0.5,0.4,0.5,0.4,0.7,0.6,0.8,0.8,0.3,0.6,0.5,0.7,0.4,0.7,"
          + "0.4,0.5,0.7,0.4,0.9,0.4,0.9,0.4,0.6,0.6,0.7,0.4,0.2,0.1,0.9,0.7,0.7,1.0,0.7,0.1,0.5,"
          + "0.8,0.2,1.0,1.0,0.8,0.5,1.0,0.1,0.5,0.5,0.7,0.5,0.1,0.3,0.3,0.3,0.2,0.6,0.4,0.8,0.8,"
          + "0.7,0.5,0.8,0.9,0.7,0.8,0.9,0.0,0.9,0.5,0.5,0.8,0.7,0.1,0.9,0.1,0.4,0.8,0.6,0.6,0.9,"
          + "0.8,0.8,0.0,0.4,0.5,0.3,0.5,0.6,0.8,0.9,0.1,0.2,0.7,0.1";
  private static final String TRUTH =
      "100001000110010000000110011110100110000110000000110101010110000110110010100000000100010000"
          + "000010000100010100000100000000";

  /** How often each recording counts in the weighted figures. */
  static final int[] MULTIPLICITY = {
    1, 2, 3, 0, 0, 1, 0, 0, 1, 2, 3, 0, 0, 2, 1, 3, 1, 1, 1, 2,
    0, 1, 3, 3, 3, 2, 0, 2, 3, 0, 2, 2, 0, 1, 3, 0, 2, 0, 2, 2
  };

  private GoldenPredictions() {}

  static Predictions threeLabels() {
    float[] scores = new float[120];
    boolean[] truth = new boolean[120];
    String[] numbers = SCORES.split(",", -1);
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Float.parseFloat(numbers[i]);
      truth[i] = TRUTH.charAt(i) == '1';
    }
    List<String> names = IntStream.range(0, 40).mapToObj(i -> "r" + i).toList();
    return new Predictions(
        new LabelSpace("golden", List.of("A", "B", "C")), names, names, scores, truth);
  }
}
