// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.monolead.connectors.recordings.SharedData;
import io.monolead.signal.Annotation;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Real recordings against published counts and values decoded with NumPy from the raw bytes. */
class WfdbReaderTest {
  private static Recording read(String folder, String record) throws IOException {
    return WfdbReader.strict().read(SharedData.folder(folder).resolve(record + ".hea"));
  }

  @Test
  void mitBihRecord100HasThePublishedBeats() throws IOException {
    Recording recording = read("mitdb", "100");

    Map<String, Long> counts =
        recording.annotations().stream()
            .collect(Collectors.groupingBy(Annotation::code, Collectors.counting()));
    assertThat(counts)
        .isEqualTo(Map.of("N", 2239L, "A", 33L, "V", 1L, Annotation.RHYTHM_CHANGE, 1L));
    assertThat(recording.annotations().get(0))
        .isEqualTo(new Annotation(18, Annotation.RHYTHM_CHANGE, "(N"));
    assertThat(recording.annotations().get(2273).sample()).isEqualTo(649991);
  }

  @Test
  void mitBihRecord100DecodesFormat212() throws IOException {
    Recording recording = read("mitdb", "100");

    assertThat(recording.samplingRateHz()).isEqualTo(360);
    assertThat(recording.length()).isEqualTo(650000);
    assertThat(recording.leads()).containsExactly(new Lead("MLII"), Lead.V5);
    assertThat(recording.comments()).endsWith("69 M 1085 1629 x1", "Aldomet, Inderal");
    float[] mlii = recording.signal(new Lead("MLII")).orElseThrow();
    float[] v5 = recording.signal(Lead.V5).orElseThrow();
    assertThat(mlii[0]).isEqualTo(-0.145f);
    assertThat(v5[0]).isEqualTo(-0.065f);
    assertThat(Arrays.copyOfRange(mlii, 649997, 650000)).containsExactly(-0.675f, -0.765f, -1.28f);
    assertThat(Arrays.copyOfRange(v5, 649997, 650000)).containsExactly(-0.365f, -0.335f, 0f);
    double mean = 0;
    for (float value : mlii) {
      mean += value / 650000.0;
    }
    assertThat(mean).isCloseTo(-0.3062989769, within(1e-6));
  }

  @Test
  void challengeRecordDecodesBehindItsMatlabHeader() throws IOException {
    Recording recording = read("challenge-2020", "A0001");

    assertThat(recording.samplingRateHz()).isEqualTo(500);
    assertThat(recording.length()).isEqualTo(7500);
    assertThat(recording.leads()).isEqualTo(Lead.STANDARD);
    assertThat(column(recording, 0))
        .containsExactly(
            0.028f, 0.007f, -0.021f, -0.017f, 0.024f, -0.007f, -0.29f, -0.204f, -0.096f, -0.112f,
            -0.596f, -0.016f);
    assertThat(column(recording, 7499))
        .containsExactly(
            0.259f, 0.25f, -0.009f, -0.254f, 0.134f, 0.12f, -0.614f, -0.45f, -0.099f, 0.195f,
            0.307f, 0.214f);
  }

  @Test
  void conversionDateOfAChallengeRecordIsNotItsStart() throws IOException {
    assertThat(read("challenge-2020", "A0001").start()).isEmpty();
  }

  @Test
  void recordingIsCalledAfterItsFileEvenWhereTheRecordLineDiffers() throws IOException {
    Recording recording = read("challenge-2020", "E00015");

    assertThat(recording.id()).isEqualTo("E00015");
    assertThat(column(recording, 0)[0]).isEqualTo((float) 0.011885245901639344);
    assertThat(column(recording, 4999)[11]).isEqualTo((float) 0.048975409836065575);
  }

  @Test
  void holterExcerptHonoursItsBaseline() throws IOException {
    Recording recording = read("cpsc2021", "data_101_6");

    assertThat(recording.length()).isEqualTo(22355);
    assertThat(column(recording, 0))
        .containsExactly((float) 5.030025871356269, (float) 4.9750047674791835);
    assertThat(column(recording, 22354))
        .containsExactly((float) 4.995030684451609, (float) 4.892027972358061);
  }

  @Test
  void holterExcerptsHaveTheAnnotatedFibrillation() throws IOException {
    // Samples from each (AF... to the next rhythm, parsed from the files with Python.
    Map<String, Long> samplesOfFibrillation =
        Map.of(
            "data_101_6", 9120L,
            "data_101_9", 5178L,
            "data_21_8", 0L,
            "data_35_10", 0L,
            "data_35_6", 0L,
            "data_84_2", 71641L,
            "data_8_2", 43091L,
            "data_8_4", 8234L,
            "data_92_19", 11472L);
    SharedData.folder("cpsc2021");

    Map<String, Long> found =
        samplesOfFibrillation.keySet().stream()
            .collect(Collectors.toMap(Function.identity(), WfdbReaderTest::fibrillation));

    assertThat(found).isEqualTo(samplesOfFibrillation);
  }

  private static long fibrillation(String record) {
    Recording recording;
    try {
      recording = read("cpsc2021", record);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long total = 0;
    long since = -1;
    for (Annotation annotation : recording.annotations()) {
      if (annotation.code().equals(Annotation.RHYTHM_CHANGE)) {
        boolean fibrillating = annotation.text().startsWith("(AF");
        if (since >= 0 && !fibrillating) {
          total += annotation.sample() - since;
          since = -1;
        } else if (since < 0 && fibrillating) {
          since = annotation.sample();
        }
      }
    }
    return since < 0 ? total : total + recording.length() - since;
  }

  private static float[] column(Recording recording, int sample) {
    float[] column = new float[recording.leads().size()];
    for (int i = 0; i < column.length; i++) {
      column[i] = recording.millivolts()[i][sample];
    }
    return column;
  }
}
