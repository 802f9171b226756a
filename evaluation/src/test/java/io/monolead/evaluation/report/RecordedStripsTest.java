// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.recordings.RecordingReader;
import io.monolead.evaluation.result.EvaluatedStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedStripsTest {
  private static final long BEGIN = 5_000_000;
  @TempDir Path folder;

  /** One lead at 10 Hz, 100 steps per millivolt: the samples 0, 100, 200, ... in format 16. */
  private RecordedStrips strips(Optional<String> recording) throws Exception {
    byte[] samples = new byte[80];
    int checksum = 0;
    for (int i = 0; i < 40; i++) {
      samples[2 * i] = (byte) (100 * i);
      samples[2 * i + 1] = (byte) ((100 * i) >> 8);
      checksum += 100 * i;
    }
    Files.write(folder.resolve("r.dat"), samples);
    Files.writeString(
        folder.resolve("r.hea"),
        "r 1 10 40\nr.dat 16 100/mV 16 0 0 " + (short) checksum + " 0 II\n");
    return new RecordedStrips(
        RecordingReader.standard(),
        List.of(
            new EvaluatedStream(
                "dev",
                "II",
                recording,
                BEGIN,
                BEGIN + 4_000_000,
                "p",
                Optional.empty(),
                OptionalDouble.empty(),
                List.of(),
                1,
                1)));
  }

  private Optional<String> file() {
    return Optional.of(folder.resolve("r.hea").toString());
  }

  @Test
  void aStripHoldsTheSamplesOfItsTime() throws Exception {
    Strip strip = strips(file()).read("dev", "II", BEGIN + 1_500_000, 0.4).orElseThrow();

    assertThat(strip.samplingRateHz()).isEqualTo(10);
    assertThat(strip.millivolts()).containsExactly(15, 16, 17, 18);
    assertThat(strip.seconds()).isEqualTo(0.4);
  }

  @Test
  void whatLiesOutsideTheRecordingIsMissing() throws Exception {
    RecordedStrips strips = strips(file());

    assertThat(strips.read("dev", "II", BEGIN - 200_000, 0.4).orElseThrow().millivolts())
        .containsExactly(Float.NaN, Float.NaN, 0, 1);
    assertThat(strips.read("dev", "II", BEGIN + 3_800_000, 0.4).orElseThrow().millivolts())
        .containsExactly(38, 39, Float.NaN, Float.NaN);
    assertThat(strips.read("dev", "II", BEGIN + 9_000_000, 0.4)).isEmpty();
  }

  @Test
  void anotherDeviceAnotherLeadAndAStreamFromATopicHaveNone() throws Exception {
    assertThat(strips(file()).read("other", "II", BEGIN, 1)).isEmpty();
    assertThat(strips(file()).read("dev", "V1", BEGIN, 1)).isEmpty();
    assertThat(strips(Optional.empty()).read("dev", "II", BEGIN, 1)).isEmpty();
  }

  @Test
  void aRecordingThatIsGoneHasNoStrip() throws Exception {
    RecordedStrips strips = strips(file());
    Files.delete(folder.resolve("r.hea"));

    assertThat(strips.read("dev", "II", BEGIN, 1)).isEmpty();
    assertThat(strips.read("dev", "II", BEGIN + 1_000_000, 1)).isEmpty();
  }
}
