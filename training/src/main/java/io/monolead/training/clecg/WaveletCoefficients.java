// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.clecg;

import java.util.List;

/**
 * A signal, decomposed by {@link WaveletTransform}.
 *
 * @param samples length of the signal
 * @param approximation what is left of the signal below all details
 * @param details one array per level, finest first: of n/2, n/4, ... coefficients and a few more
 *     for the edges. The arrays are this object's own and may be changed before the signal is
 *     composed again
 */
public record WaveletCoefficients(int samples, double[] approximation, List<double[]> details) {
  public WaveletCoefficients {
    details = List.copyOf(details);
  }
}
