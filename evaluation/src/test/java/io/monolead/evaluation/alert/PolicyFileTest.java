// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.job.alert.AlertPolicies;
import io.monolead.schemas.AlertPolicy;
import io.monolead.schemas.AlertPriority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFileTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    AlertPolicy tuned =
        AlertPolicy.newBuilder(AlertPolicies.defaultFor("AFIB"))
            .setVersion("tuned")
            .setThreshold(0.37f)
            .setWindowsRequired(3)
            .setWindowsConsidered(5)
            .setEscalateAfterMicros(60_000_000L)
            .build();
    AlertPolicy plain = AlertPolicies.defaultFor("PVC");
    Path file = folder.resolve("policies.json");

    PolicyFile.write(List.of(tuned, plain), file);

    assertThat(PolicyFile.read(file)).containsExactly(tuned, plain);
    assertThat(Files.readString(file)).contains("\"threshold\" : 0.37,");
  }

  @Test
  void whatIsMissingHasTheLabelsDefault() throws IOException {
    assertThat(read("{'label': 'PAC', 'windowsRequired': 1}"))
        .singleElement()
        .satisfies(
            policy -> {
              assertThat(policy.getPriority()).isEqualTo(AlertPriority.LOW);
              assertThat(policy.getThreshold()).isNull();
              assertThat(policy.getWindowsRequired()).isEqualTo(1);
              assertThat(policy.getWindowsConsidered()).isEqualTo(3);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{'label': 'AFIB'}, {'label': 'AFIB'}] | two policies for AFIB",
        "[{'label': 'AFIB'}, {'label': 'PVC', 'treshold': 1}] | policy 2: no member 'treshold'",
        "{'label': 'AFIB', 'threshold': 1.5} | threshold is 1.5; allowed: above 0, at most 1",
        "{'label': 'AFIB', 'threshold': 'high'} | threshold must be of type float",
        "{'label': 'AFIB', 'windowsRequired': 2.5} | windowsRequired must be of type int",
        "{'label': 'AFIB', 'priority': 'URGENT'} | priority must be one of [HIGH, MEDIUM, LOW]",
        "{'version': 'x'} | no label",
        "{'label': 'AFIB' | is not JSON",
      })
  void aPolicyThatIsNotUnderstoodIsNamedWithWhatIsAllowed(String text, String wrong) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("policies.json")
        .hasMessageContaining(wrong);
  }

  private List<AlertPolicy> read(String text) throws IOException {
    Path file = folder.resolve("policies.json");
    Files.writeString(file, text.replace('\'', '"'));
    return PolicyFile.read(file);
  }
}
