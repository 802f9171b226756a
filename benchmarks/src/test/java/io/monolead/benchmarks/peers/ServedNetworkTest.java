// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.monolead.inference.GoldenSet;
import io.monolead.inference.ModelBundle;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ServedNetworkTest {
  @Test
  void theNetworkReadFromTheShippedBundleGivesItsGoldenProbabilities() throws Exception {
    ModelBundle bundle = ModelBundle.read(Path.of("..", "models", "monitoring-lead-i.mlb"));
    ServedNetwork network = ServedNetwork.of(bundle);
    GoldenSet golden = bundle.golden();
    int labels = bundle.manifest().labelSpace().size();
    float[] logits = Logits.of(network.torchScript(), 1, labels, golden.windows());
    for (int i = 0; i < logits.length; i++) {
      assertThat(bundle.manifest().operatingPoints().get(i % labels).probability(logits[i]))
          .isCloseTo(golden.probabilities()[i], within(1e-4f));
    }
  }
}
