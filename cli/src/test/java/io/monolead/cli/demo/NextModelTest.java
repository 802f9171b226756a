// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.cli.architecture.SourceTree;
import io.monolead.cli.invocation.CommandFailure;
import io.monolead.connectors.scenario.Story.Deployment;
import io.monolead.inference.LabelOperatingPoint;
import io.monolead.inference.ModelBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NextModelTest {
  @TempDir Path folder;

  @Test
  void theNetworksStayByteForByteAndOnlyTheNamedThresholdsChange() throws IOException {
    ModelBundle running =
        ModelBundle.read(SourceTree.root().resolve("models/monitoring-lead-i.mlb"));

    NextModel next =
        NextModel.make(running, new Deployment(1, "-strict", Map.of("PAC", 0.9f)), folder);

    ModelBundle made = ModelBundle.read(next.file());
    assertThat(made.sha256()).isEqualTo(next.sha256()).isNotEqualTo(running.sha256());
    assertThat(made.manifest().modelId()).isEqualTo(running.manifest().modelId());
    assertThat(made.manifest().modelVersion())
        .isEqualTo(running.manifest().modelVersion() + "-strict");
    assertThat(made.forms()).isEqualTo(running.forms());
    made.forms().forEach(form -> assertThat(made.network(form)).isEqualTo(running.network(form)));
    assertThat(made.attention().orElseThrow()).isEqualTo(running.attention().orElseThrow());
    for (int i = 0; i < made.manifest().operatingPoints().size(); i++) {
      LabelOperatingPoint before = running.manifest().operatingPoints().get(i);
      LabelOperatingPoint after = made.manifest().operatingPoints().get(i);
      assertThat(after).isEqualTo(before.label().equals("PAC") ? before.at(0.9f) : before);
    }
    assertThat(made.modelCard()).startsWith(running.modelCard()).contains("PAC=0.9");
  }

  @Test
  void aLabelThatTheModelDoesNotKnowIsRefused() throws IOException {
    ModelBundle running =
        ModelBundle.read(SourceTree.root().resolve("models/monitoring-lead-i.mlb"));

    assertThatThrownBy(
            () -> NextModel.make(running, new Deployment(1, "-x", Map.of("VT", 0.9f)), folder))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("VT")
        .hasMessageContaining("AFIB");
  }
}
