// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.matlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.monolead.connectors.challenge.ChallengeMetadata;
import io.monolead.connectors.recordings.RecordingProblems;
import io.monolead.connectors.recordings.Sex;
import io.monolead.connectors.recordings.SharedData;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real files against what SciPy's {@code loadmat} reads from them. */
class MatlabFormatTest {
  @ParameterizedTest
  @CsvSource({
    "A1980, MALE, 52, 5000, 0.20186720825056673, -0.027941934698604735, 0.04731382885662403",
    "A1982, MALE, 89, 5000, -0.0057644507243842244, -0.0012544135848622134, 0.0117370080136192",
    "A1984, FEMALE, 23, 9500, -0.09932978947368422, 0.0934741052631579, -0.08469094736842105",
    "A1986, FEMALE, 53, 21500, 0.19096762790697674, -0.025106093023255813, 0.017586046511627908",
    "A1988, FEMALE, 49, 27157, 0.03632855013445482, -0.04583259686143715, 0.04680911997156353",
  })
  void structureOfCpsc2018IsRead(
      String name, Sex sex, double age, int length, double first, double last, double inside)
      throws IOException {
    Path file = SharedData.folder("cpsc2018-original").resolve(name + ".mat");

    Recording recording = new MatlabFormat().read(file, RecordingProblems.REFUSE);

    assertThat(recording.id()).isEqualTo(name);
    assertThat(recording.samplingRateHz()).isEqualTo(500);
    assertThat(recording.length()).isEqualTo(length);
    assertThat(recording.leads()).isEqualTo(Lead.STANDARD);
    assertThat(recording.millivolts()[0][0]).isEqualTo((float) first);
    assertThat(recording.millivolts()[11][length - 1]).isEqualTo((float) last);
    assertThat(recording.signal(Lead.V1).orElseThrow()[100]).isEqualTo((float) inside);
    ChallengeMetadata metadata = ChallengeMetadata.of(recording.comments());
    assertThat(metadata.sex()).contains(sex);
    assertThat(metadata.ageYears().orElseThrow()).isCloseTo(age, within(0.0));
  }
}
