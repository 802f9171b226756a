// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.ptbxl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.connectors.recordings.RecordingFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueFilesTest {
  private static final String COLUMNS =
      "ecg_id,patient_id,age,sex,device,recording_date,scp_codes,strat_fold,filename_lr,filename_hr";
  private static final String GOOD =
      "1,2.0,56.0,1,X,1984-11-09 09:17:34,\"{'NORM': 80.0, 'PRC(S)': 0.0}\",3,a/1_lr,b/1_hr";

  @TempDir Path folder;

  private List<PtbXlRecord> records(String... lines) throws IOException {
    return CatalogueFiles.records(Files.write(folder.resolve("db.csv"), List.of(lines)));
  }

  @Test
  void dictionaryOfPythonIsRead() {
    assertThat(CatalogueFiles.scpCodes("{'LAO/LAE': 50.0, 'STD_':0.0, 'PRC(S)': 100.0}"))
        .isEqualTo(Map.of("LAO/LAE", 50.0, "STD_", 0.0, "PRC(S)", 100.0));
    assertThat(CatalogueFiles.scpCodes("{}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "NORM", "{'NORM'}", "{'NORM': }", "{'NORM': x}", "{'A': 1.0 'B': 2.0}", "{,}"})
  void dictionaryThatIsNoneIsRefused(String text) {
    assertThatThrownBy(() -> CatalogueFiles.scpCodes(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2.0|patient|'patient'",
        "56.0|old|'old' ",
        ",1,X|,3,X|sex",
        "1984-11-09|yesterday|yesterday",
        "{'NORM'|{NORM|scp_codes",
        "a/1_lr|../../1_lr|leads out",
        "a/1_lr|/etc/1_lr|leads out"
      })
  void badFieldIsRefusedWithItsLine(String from, String to, String reason) {
    assertThatThrownBy(() -> records(COLUMNS, GOOD, GOOD.replace(from, to)))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("db.csv, near line 3")
        .hasMessageContaining(reason.strip().replace("'", ""));
  }

  @Test
  void missingColumnIsNamed() {
    assertThatThrownBy(() -> records(COLUMNS.replace("strat_fold", "fold"), GOOD))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("strat_fold");
  }

  @Test
  void taskIsFoundByItsNameOrTheNamesAreListed() {
    assertThat(PtbXlTask.named("monitoring")).isEqualTo(PtbXlTask.MONITORING);
    assertThatThrownBy(() -> PtbXlTask.named("monitor"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("superdiagnostic");
  }
}
