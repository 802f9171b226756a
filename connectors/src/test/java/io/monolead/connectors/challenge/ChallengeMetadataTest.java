// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.recordings.RecordingReader;
import io.monolead.connectors.recordings.Sex;
import io.monolead.connectors.recordings.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ChallengeMetadataTest {
  private static ChallengeMetadata of(String... comments) {
    return ChallengeMetadata.of(List.of(comments));
  }

  @Test
  void bothSpellingsOfTheChallengesAreRead() throws IOException {
    Path folder = SharedData.folder("challenge-2020");
    RecordingReader reader = RecordingReader.standard();

    assertThat(ChallengeMetadata.of(reader.read(folder.resolve("A0001")).comments()))
        .isEqualTo(
            new ChallengeMetadata(
                OptionalDouble.of(74), Optional.of(Sex.MALE), List.of("59118001")));
    assertThat(ChallengeMetadata.of(reader.read(folder.resolve("JS20001")).comments()))
        .isEqualTo(
            new ChallengeMetadata(
                OptionalDouble.of(77),
                Optional.of(Sex.MALE),
                List.of("284470004", "427084000", "698252002")));
  }

  @Test
  void repeatedCodesCountOnce() {
    assertThat(of("Dx: 251146004,284470004, 284470004").diagnoses())
        .containsExactly("251146004", "284470004");
  }

  @Test
  void whatIsUnknownIsEmpty() {
    ChallengeMetadata nothing =
        new ChallengeMetadata(OptionalDouble.empty(), Optional.empty(), List.of());

    assertThat(of("Age: NaN", "Sex: Unknown", "Dx: Unknown")).isEqualTo(nothing);
    assertThat(of("69 M 1085 1629 x1", "Aldomet, Inderal")).isEqualTo(nothing);
    assertThat(of()).isEqualTo(nothing);
  }
}
