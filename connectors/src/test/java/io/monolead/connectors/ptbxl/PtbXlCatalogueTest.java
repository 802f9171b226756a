// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.ptbxl;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.recordings.Sex;
import io.monolead.connectors.recordings.SharedData;
import io.monolead.connectors.wfdb.WfdbReader;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The catalogue against counts of the part of PTB-XL at hand, taken from the CSV files with Python.
 */
class PtbXlCatalogueTest {
  private static final Set<Integer> TRAINING = Set.of(1, 2, 3, 4, 5, 6, 7, 8);
  private static final Set<Integer> TEST = Set.of(9);

  private static PtbXlCatalogue catalogue() throws IOException {
    return PtbXlCatalogue.read(SharedData.folder("ptb-xl"));
  }

  private static LabelledRecords labelled(PtbXlTask task) throws IOException {
    return catalogue().labelled(task, PtbXlRate.HZ_100);
  }

  private static Map<String, List<Long>> counts(LabelledRecords records, String... labels) {
    Map<String, List<Long>> counts = new LinkedHashMap<>();
    for (String label : labels) {
      counts.put(label, List.of(records.count(label, TRAINING), records.count(label, TEST)));
    }
    return counts;
  }

  @Test
  void superclassCountsEqualThePublishedOnes() throws IOException {
    LabelledRecords records = labelled(PtbXlTask.SUPERDIAGNOSTIC);

    assertThat(records.labelSpace().labels()).containsExactly("CD", "HYP", "MI", "NORM", "STTC");
    assertThat(counts(records, "NORM", "STTC", "MI", "CD", "HYP"))
        .isEqualTo(
            Map.of(
                "NORM", List.of(1127L, 156L),
                "STTC", List.of(543L, 76L),
                "MI", List.of(518L, 68L),
                "CD", List.of(458L, 75L),
                "HYP", List.of(272L, 36L)));
  }

  @Test
  void monitoringCountsEqualThoseOfTheFile() throws IOException {
    LabelledRecords records = labelled(PtbXlTask.MONITORING);

    assertThat(records.labelSpace().labels())
        .containsExactly(
            "NORM", "AFIB", "STACH", "SBRAD", "1AVB", "CLBBB", "CRBBB", "PAC", "PVC", "STD_");
    assertThat(counts(records, records.labelSpace().labels().toArray(String[]::new)))
        .isEqualTo(
            Map.of(
                "NORM", List.of(1127L, 156L),
                "AFIB", List.of(161L, 15L),
                "STACH", List.of(79L, 15L),
                "SBRAD", List.of(74L, 10L),
                "1AVB", List.of(79L, 13L),
                "CLBBB", List.of(48L, 11L),
                "CRBBB", List.of(41L, 6L),
                "PAC", List.of(41L, 6L),
                "PVC", List.of(115L, 21L),
                "STD_", List.of(102L, 13L)));
  }

  @ParameterizedTest
  @CsvSource({
    // task, labels, recordings without any, labels given in all, recordings kept
    "SUPERDIAGNOSTIC, 5, 54, 3329, 2610",
    "SUBDIAGNOSTIC, 23, 54, 3602, 2610",
    "DIAGNOSTIC, 44, 54, 3641, 2610",
    "FORM, 19, 1632, 1380, 1032",
    "RHYTHM, 12, 106, 2574, 2558",
    "ALL, 71, 0, 7250, 2664",
    "MONITORING, 10, 851, 2133, 2664"
  })
  void everyTaskHasTheLabelsOfTheFile(
      PtbXlTask task, int labels, int unlabelled, int given, int kept) throws IOException {
    LabelledRecords records = labelled(task);

    assertThat(records.labelSpace().task()).isEqualTo(task.taskName());
    assertThat(records.labelSpace().size()).isEqualTo(labels);
    if (task != PtbXlTask.MONITORING) {
      assertThat(records.labelSpace().labels()).isSorted();
    }
    assertThat(records.unlabelled()).isEqualTo(unlabelled);
    assertThat(records.absent()).isZero();
    assertThat(records.records()).hasSize(kept);
    int sum = 0;
    for (LabelledRecord each : records.records()) {
      for (float target : each.targets()) {
        sum += Math.round(target);
      }
    }
    assertThat(sum).isEqualTo(given);
  }

  @Test
  void rowIsReadFieldByField() throws IOException {
    PtbXlCatalogue catalogue = catalogue();

    assertThat(catalogue.records()).hasSize(2664);
    assertThat(catalogue.records().get(0))
        .isEqualTo(
            new PtbXlRecord(
                1,
                15709,
                OptionalDouble.of(56),
                Optional.of(Sex.FEMALE),
                "CS-12   E",
                LocalDateTime.of(1984, 11, 9, 9, 17, 34),
                3,
                "records100/00000/00001_lr",
                "records500/00000/00001_hr",
                Map.of("NORM", 100.0, "LVOLT", 0.0, "SR", 0.0)));
    assertThat(catalogue.records())
        .filteredOn(each -> each.sex().equals(Optional.of(Sex.MALE)))
        .hasSize(1385);
    assertThat(catalogue.records()).filteredOn(each -> each.ageYears().isEmpty()).hasSize(4);
  }

  @Test
  void rowsWithoutFilesAreCountedAndLeftOut() throws IOException {
    LabelledRecords records = catalogue().labelled(PtbXlTask.ALL, PtbXlRate.HZ_500);

    assertThat(records.records()).hasSize(40);
    assertThat(records.absent()).isEqualTo(2624);
  }

  @Test
  void everyRecordingAtHandDecodesWithItsChecksums() throws IOException {
    LabelledRecords records = labelled(PtbXlTask.ALL);

    for (LabelledRecord each : records.records()) {
      Recording recording = WfdbReader.strict().read(each.headerFile());
      assertThat(recording.length()).isEqualTo(1000);
      assertThat(recording.leads()).hasSize(12);
    }
  }
}
