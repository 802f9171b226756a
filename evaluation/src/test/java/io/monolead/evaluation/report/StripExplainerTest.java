// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.inference.Attention;
import io.monolead.inference.Model;
import io.monolead.inference.ModelManifest;
import io.monolead.inference.Predictor;
import io.monolead.signal.Conditioner;
import io.monolead.signal.Lead;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StripExplainerTest {
  private static final double RATE_HZ = 300;

  @Test
  void aStripGetsTheProbabilitiesThatThePredictorGivesItsWindow() throws Exception {
    SimulatedHeart heart =
        new SimulatedHeart(
            HeartScenario.of(new Episode(Rhythm.ATRIAL_FIBRILLATION, 60)), Lead.I, RATE_HZ, 3);
    Strip strip = new Strip("d", "I", 7, RATE_HZ, heart.next((int) (10 * RATE_HZ)));
    try (Attention attention = Attention.open(ShippedModel.path());
        Model model = Model.open(ShippedModel.path());
        Predictor predictor = model.newPredictor(1)) {
      StripExplainer explainer = new StripExplainer(attention);
      ExplainedStrip explained = explainer.explain(strip, "AFIB");

      ModelManifest manifest = model.manifest();
      Conditioner conditioner =
          manifest
              .conditioning()
              .forSource(RATE_HZ, strip.millivolts().length, manifest.windowSamples());
      float[] window = new float[manifest.windowSamples()];
      conditioner.apply(strip.millivolts(), 0, window, 0);
      float[] probabilities = new float[manifest.labelSpace().size()];
      predictor.predict(window, 1, probabilities);
      for (int i = 0; i < probabilities.length; i++) {
        assertThat(explained.probabilities().get(i).label())
            .isEqualTo(manifest.labelSpace().labels().get(i));
        assertThat(explained.probabilities().get(i).probability())
            .isCloseTo(probabilities[i], within(1e-5));
      }
      assertThat(explainer.seconds()).isEqualTo(10);
      assertThat(explained.shade()).hasSize(32);
      double mean = Arrays.stream(explained.shade()).average().orElseThrow();
      assertThat(mean + explained.offset()).isCloseTo(explained.logit(), within(1e-4));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> explainer.explain(strip, "GOUT"))
          .withMessageContaining("no label GOUT");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> explainer.explain(new Strip("d", "I", 0, RATE_HZ, new float[9]), "AFIB"));
    }
  }
}
