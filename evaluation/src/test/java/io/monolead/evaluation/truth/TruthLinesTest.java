// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TruthLinesTest {
  @TempDir Path folder;

  @Test
  void spansAreReadInBothSpellingsOfTime() throws IOException {
    Path file = folder.resolve("truth.jsonl");
    Files.writeString(
        file,
        """
        {"device": "d", "label": "AFIB", "from": "1970-01-01T00:00:01.5Z", "to": 2000000}

        {"device": "d", "label": "AFIB", "from": 5000000, "to": 6000000}
        {"device": "d", "label": "AFIB", "from": 7000000, "to": 8000000, "unknown": true}
        {"device": "e", "label": "PVC"}
        """);

    Map<String, DeviceTruth> truth = TruthLines.read(file);

    LabelTruth fibrillation = truth.get("d").labels().get("AFIB");
    assertThat(fibrillation.episodes())
        .containsExactly(new TimeSpan(1_500_000, 2_000_000), new TimeSpan(5_000_000, 6_000_000));
    assertThat(fibrillation.unknown().spans()).containsExactly(new TimeSpan(7_000_000, 8_000_000));
    assertThat(truth.get("e").labels().get("PVC").episodes()).isEmpty();
    assertThat(truth.get("e").labels()).doesNotContainKey("AFIB");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{'device': 'd', 'label': 'AFIB', 'from': 5, 'to': 5} | 'to' must be after 'from'",
        "{'device': 'd', 'label': 'AFIB', 'from': 5} | from and to come together",
        "{'device': 'd', 'label': 'AFIB', 'form': 5, 'to': 6} | no member 'form'",
        "{'device': '', 'label': 'AFIB'} | 'device' must be a text",
        "{'device': 'd'} | 'label' must be a text",
        "{'device': 'd', 'label': 'AFIB', 'from': 'noon', 'to': 6} | 'from' must be a time",
        "{'device': 'd', 'label': 'AFIB', 'from': 1.5, 'to': 6} | 'from' must be a time",
        "{'device': 'd' | not JSON",
        "[1] | no JSON object",
      })
  void aLineThatIsNotUnderstoodIsNamedWithWhatIsWrong(String line, String wrong)
      throws IOException {
    Path file = folder.resolve("truth.jsonl");
    Files.writeString(
        file, "{\"device\": \"d\", \"label\": \"PVC\"}\n" + line.replace('\'', '"') + "\n");

    assertThatThrownBy(() -> TruthLines.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining(wrong);
  }
}
