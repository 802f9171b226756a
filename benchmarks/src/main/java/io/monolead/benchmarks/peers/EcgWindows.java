// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.HeartTruth;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.inference.ModelManifest;
import io.monolead.signal.Conditioner;
import java.util.List;

/** Windows of simulated hearts, one heart each, conditioned as a model asks. */
final class EcgWindows {
  /** Rate of the simulated devices. */
  static final double RATE_HZ = 250;

  private static final List<Rhythm> RHYTHMS = List.of(Rhythm.values());

  private EcgWindows() {}

  /** Windows {@code [count][1][sample]} for a model of one lead; the same each time. */
  static float[] of(ModelManifest manifest, int count) {
    double seconds = manifest.windowSamples() / manifest.samplingRateHz();
    int sourceSamples = (int) Math.round(seconds * RATE_HZ);
    Conditioner conditioner =
        manifest.conditioning().forSource(RATE_HZ, sourceSamples, manifest.windowSamples());
    float[] windows = new float[count * manifest.windowSamples()];
    float[] source = new float[sourceSamples];
    for (int i = 0; i < count; i++) {
      SimulatedHeart heart = heart(i, 60, manifest);
      heart.read(source, 0, sourceSamples, new HeartTruth());
      conditioner.apply(source, 0, windows, i * manifest.windowSamples());
    }
    return windows;
  }

  /** A heart, the same for the same number. */
  static SimulatedHeart heart(int number, double seconds, ModelManifest manifest) {
    Rhythm rhythm = RHYTHMS.get(number % RHYTHMS.size());
    return new SimulatedHeart(
        new HeartScenario(List.of(new Episode(rhythm, seconds)), List.of()),
        manifest.leads().get(0),
        RATE_HZ,
        number + 1L);
  }
}
