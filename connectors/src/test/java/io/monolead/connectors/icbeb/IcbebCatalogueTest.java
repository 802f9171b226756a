// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.icbeb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingReader;
import io.monolead.signal.Lead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IcbebCatalogueTest {
  private static final Path DATA = Path.of("../../shared/data");

  @TempDir private Path folder;

  private static Path samples(String name) {
    Path samples = DATA.resolve(name);
    assumeTrue(Files.isDirectory(samples), "SKIPPED: there are no recordings in " + samples);
    return samples;
  }

  @Test
  void theChallengesEditionHasItsLabelsFromTheHeaders() throws Exception {
    IcbebCatalogue catalogue = IcbebCatalogue.read(samples("challenge-2020"));

    // A0001 says "#Dx: 59118001", right bundle branch block; other sources' files lie beside it.
    assertThat(catalogue.records()).allMatch(record -> record.name().startsWith("A"));
    assertThat(catalogue.records())
        .anySatisfy(
            record -> {
              assertThat(record.name()).isEqualTo("A0001");
              assertThat(record.labels()).containsExactly("RBBB");
            });
    assertThat(catalogue.folds()).hasSameSizeAs(catalogue.records());
  }

  @Test
  void thePublishersEditionHasItsLabelsFromTheReference() throws Exception {
    Path original = samples("cpsc2018-original");
    for (String name : new String[] {"A1980.mat", "A1982.mat"}) {
      Files.copy(original.resolve(name), folder.resolve(name));
    }
    Files.writeString(
        folder.resolve(PublisherEdition.REFERENCE),
        "Recording,First_label,Second_label,Third_label\nA1980,5,,\nA1981,1,,\nA1982,2,5,\n");

    IcbebCatalogue catalogue = IcbebCatalogue.read(folder);

    assertThat(catalogue.records()).extracting(IcbebRecord::name).containsExactly("A1980", "A1982");
    assertThat(catalogue.records().get(0).labels()).isEqualTo(Set.of("RBBB"));
    assertThat(catalogue.records().get(1).labels()).isEqualTo(Set.of("AF", "RBBB"));
    var recording = RecordingReader.standard().read(catalogue.records().get(0).file());
    assertThat(recording.samplingRateHz()).isEqualTo(IcbebCatalogue.SAMPLING_RATE_HZ);
    assertThat(recording.leads()).containsExactlyElementsOf(Lead.STANDARD);
  }

  @Test
  void withoutLabelsItSaysWhatIsMissing() {
    assertThatThrownBy(() -> IcbebCatalogue.read(folder))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("REFERENCE.csv");
  }

  @Test
  void aLabelThatIsNoneIsNamedWithItsLine() throws IOException {
    Files.writeString(
        folder.resolve(PublisherEdition.REFERENCE),
        "Recording,First_label,Second_label,Third_label\nA0001,1,,\nA0002,12,,\n");

    assertThatThrownBy(() -> IcbebCatalogue.read(folder))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("line 3")
        .hasMessageContaining("'12'");
  }

  @Test
  void aNameThatLeadsOutOfTheFolderIsRefused() throws IOException {
    Files.writeString(
        folder.resolve(PublisherEdition.REFERENCE),
        "Recording,First_label,Second_label,Third_label\n../../secret,1,,\n");

    assertThatThrownBy(() -> IcbebCatalogue.read(folder))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("not the name of a recording");
  }
}
