// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.inference.Model;
import io.monolead.inference.ModelManifest;
import io.monolead.inference.Predictor;
import io.monolead.monitor.wall.HeldSegment;
import io.monolead.signal.Lead;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class BundleAttentionTest {
  private static final double RATE_HZ = 250;
  private static final long START = 1_800_000_000_000_000L;

  private static Path bundle() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve(".mvn"))) {
      folder = folder.getParent();
    }
    return folder.resolve("models/monitoring-lead-i.mlb");
  }

  /**
   * Twelve seconds of atrial fibrillation in microvolts, a second each; the window is [1 s, 11 s).
   */
  private static List<HeldSegment> strip(float[] window) {
    SimulatedHeart heart =
        new SimulatedHeart(
            HeartScenario.of(new Episode(Rhythm.ATRIAL_FIBRILLATION, 60)), Lead.I, RATE_HZ, 3);
    List<HeldSegment> segments = new ArrayList<>();
    for (int second = 0; second < 12; second++) {
      float[] millivolts = heart.next((int) RATE_HZ);
      ByteBuffer bytes = ByteBuffer.allocate(500).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < 250; i++) {
        short unit = (short) Math.round(millivolts[i] * 1000);
        bytes.putShort(unit);
        int at = (second - 1) * 250 + i;
        if (at >= 0 && at < window.length) {
          window[at] = (float) (unit * 1e-3);
        }
      }
      segments.add(
          new HeldSegment(START + second * 1_000_000L, RATE_HZ, 1000, false, false, bytes.array()));
    }
    return segments;
  }

  @Test
  void aWindowIsExplainedAsThePredictorScoresIt() throws Exception {
    float[] millivolts = new float[2500];
    List<HeldSegment> segments = strip(millivolts);
    try (BundleAttention attention = BundleAttention.open(bundle());
        Model model = Model.open(bundle());
        Predictor predictor = model.newPredictor(1)) {
      AttentionSource.Explanation explained =
          attention.explain(segments, START + 1_000_000, START + 11_000_000, "AFIB").get();

      ModelManifest manifest = model.manifest();
      float[] window = new float[manifest.windowSamples()];
      manifest
          .conditioning()
          .forSource(RATE_HZ, millivolts.length, manifest.windowSamples())
          .apply(millivolts, 0, window, 0);
      float[] probabilities = new float[manifest.labelSpace().size()];
      predictor.predict(window, 1, probabilities);
      int index = manifest.labelSpace().labels().indexOf("AFIB");
      assertThat(explained.probability()).isCloseTo(probabilities[index], within(1e-4));
      assertThat(explained.weights()).hasSize(manifest.attentionSteps());
      for (float weight : explained.weights()) {
        assertThat(weight).isBetween(0f, 1f);
      }

      assertThatThrownBy(() -> attention.explain(segments, START, START + 10_000_000, "GOUT").get())
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("no such label");
      assertThatThrownBy(() -> attention.explain(segments, START, START + 9_000_000, "AFIB").get())
          .hasMessageContaining("lasts 10.0 s");
      assertThatThrownBy(
              () -> attention.explain(List.of(), START, START + 10_000_000, "AFIB").get())
          .hasMessageContaining("no samples");
    }
  }

  @Test
  void samplesLieOnTheGridOfTheWindowAndGapsAreMissing() {
    byte[] samples = {1, 0, 2, 0, 0, (byte) 0x80, 4, 0};
    HeldSegment early = new HeldSegment(0, 4, 1_000_000, false, false, samples);
    HeldSegment later = new HeldSegment(1_500_000, 4, 2_000_000, false, true, samples);

    float[] window = BundleAttention.millivolts(List.of(early, later), 250_000, 2, 4);

    // 0.25 s to 2.25 s at 4 Hz: early's 2nd to 4th sample, two missing, later's first three.
    assertThat(window).containsExactly(2f, Float.NaN, 4f, Float.NaN, Float.NaN, 2f, 4f, Float.NaN);
  }

  @Test
  void weightsAreSharesOfTheStrongest() {
    assertThat(BundleAttention.weights(new float[] {-2, 0, 1, 4})).containsExactly(0, 0, 0.25f, 1);
    assertThat(BundleAttention.weights(new float[] {-2, -1})).containsExactly(0, 0);
  }
}
