// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.recordings.Sex;
import io.monolead.evaluation.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Expected values are read off the rows of ptbxl_database.csv, where sex 1 is female. */
class PtbXlTruthTest {
  private static final TimeSpan WHOLE = new TimeSpan(0, 10_000_000);

  @Test
  void aRecordingHasTheStatementsAndThePatientOfItsRow() throws IOException {
    Path folder = SharedData.folder("ptb-xl");
    // 428,4902.0,78.0,1: CRBBB, LAFB, LPFB, AFIB.
    Path header = folder.resolve("records100/00000/00428_lr.hea");
    PtbXlTruth catalogue = PtbXlTruth.read(PtbXlTruth.folderOf(header).orElseThrow(), "monitoring");

    DeviceTruth truth = catalogue.of(header, WHOLE).orElseThrow();

    assertThat(truth.labels().get("AFIB").episodes()).containsExactly(WHOLE);
    assertThat(truth.labels().get("CRBBB").holds(WHOLE)).isTrue();
    assertThat(truth.labels().get("PVC").holds(WHOLE)).isFalse();
    assertThat(truth.labels()).hasSize(10).doesNotContainKey("LAFB");
    Subject subject = catalogue.subject(header).orElseThrow();
    assertThat(subject.patient()).isEqualTo("ptb-xl 4902");
    assertThat(subject.sex()).contains(Sex.FEMALE);
    assertThat(subject.ageYears()).hasValue(78);
  }

  @Test
  void recordingsElsewhereHaveNoCatalogue() {
    assertThat(PtbXlTruth.folderOf(SharedData.folder("mitdb").resolve("100.hea"))).isEmpty();
  }
}
