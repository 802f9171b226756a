// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.ptbxl;

import io.monolead.connectors.recordings.Sex;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One row of {@code ptbxl_database.csv}.
 *
 * @param ecgId number of the recording
 * @param patientId number of the patient; one patient's recordings are all in one fold
 * @param ageYears age; the data set writes 300 for everyone over 89
 * @param sex sex of the patient
 * @param device recorder, as the file spells it
 * @param recordedAt date and time of the recording, shifted by the publisher to protect the patient
 * @param fold stratified fold, 1 to 10; 9 and 10 were checked by a cardiologist throughout
 * @param path100Hz path of the 100 Hz recording without suffix, relative to the data set's folder
 * @param path500Hz path of the 500 Hz recording likewise
 * @param scpCodes likelihood in percent per SCP-ECG statement, in the order of the file; 0 means
 *     that the likelihood is unknown, not that the statement is denied
 */
public record PtbXlRecord(
    int ecgId,
    int patientId,
    OptionalDouble ageYears,
    Optional<Sex> sex,
    String device,
    LocalDateTime recordedAt,
    int fold,
    String path100Hz,
    String path500Hz,
    Map<String, Double> scpCodes) {

  /** Path without suffix at a rate, relative to the data set's folder. */
  public String path(PtbXlRate rate) {
    return switch (rate) {
      case HZ_100 -> path100Hz;
      case HZ_500 -> path500Hz;
    };
  }
}
