// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.recordings;

import io.monolead.signal.Recording;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/**
 * Recordings that other programs wrote; {@code make-fixtures.py} beside them says which and how.
 */
public final class Fixtures {
  private Fixtures() {}

  /** A file of the folder {@code recordings}. */
  public static Path file(String name) {
    return Path.of(URI.create(Fixtures.class.getResource("/recordings/" + name).toString()));
  }

  /** The made-up recording that most others were converted from: I, II, V1, 4 s at 360 Hz. */
  public static Recording madeUp() throws IOException {
    return RecordingReader.standard().read(file("wfdb/madeup.hea"));
  }

  /** The largest difference of two signals of one length in millivolts; NaN if one is missing. */
  public static double difference(float[] one, float[] other) {
    double largest = one.length == other.length ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < Math.min(one.length, other.length); i++) {
      double difference = Math.abs((double) one[i] - other[i]);
      largest = difference <= largest ? largest : difference;
    }
    return largest;
  }
}
