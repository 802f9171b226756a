// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.monolead.evaluation.result.StreamEvaluation;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.NetworkForm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamReportTest {
  @TempDir Path folder;

  private static StreamReport report(
      StreamEvaluation evaluation, Optional<ModelBundle> bundle, Optional<ModelBundle> other) {
    return new StreamReport(
        evaluation, SampleNight.strips(evaluation), bundle, other, List.of(), ReportLimits.DEFAULT);
  }

  @Test
  void stripsAreShadedByTheBundleOfTheRun() throws Exception {
    StreamEvaluation evaluation = SampleNight.of(List.of("bed-1"), 3);
    Path page = folder.resolve("report.html");

    report(evaluation, Optional.of(ModelBundle.read(ShippedModel.path())), Optional.empty())
        .write(page);

    assertThat(Files.readString(page))
        .contains("class=\"shade ")
        .contains("(mean of the bars)")
        .contains("First run, monitoring-lead-i 0.4.0");
  }

  @Test
  void aBundleWithoutAttentionGivesStripsWithoutShadesAndThePageSaysWhy() throws Exception {
    StreamEvaluation evaluation = SampleNight.of(List.of("bed-1"), 3);
    Path page = folder.resolve("report.html");
    ModelBundle shipped = ModelBundle.read(ShippedModel.path());
    Map<NetworkForm, byte[]> networks = new EnumMap<>(NetworkForm.class);
    shipped.forms().forEach(form -> networks.put(form, shipped.network(form)));
    ModelBundle older =
        ModelBundle.of(
            shipped.manifest().withAttention(0), shipped.modelCard(), networks, shipped.golden());

    report(evaluation, Optional.of(older), Optional.empty()).write(page);

    assertThat(Files.readString(page))
        .doesNotContain("class=\"shade ")
        .contains("class=\"trace\"")
        .contains("bundle holds no attention");
  }

  @Test
  void aBundleOfAnotherModelIsRefused() throws Exception {
    StreamEvaluation evaluation = SampleNight.of(List.of("bed-1"), 3);
    ModelBundle shipped = ModelBundle.read(ShippedModel.path());
    ModelBundle renamed =
        ModelBundle.of(
            shipped.manifest().withForms(List.of()).withAttention(0).withVersion("9"),
            "",
            shipped.network(),
            shipped.golden());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> report(evaluation, Optional.of(renamed), Optional.empty()))
        .withMessageContaining("run is of monitoring-lead-i 0.4.0")
        .withMessageContaining("the bundle holds monitoring-lead-i 9");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> report(evaluation, Optional.empty(), Optional.of(shipped)))
        .withMessageContaining("run is of monitoring-lead-i 0.3.0");
  }
}
