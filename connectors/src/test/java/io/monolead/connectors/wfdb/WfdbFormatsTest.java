// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.recordings.SharedData;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The records of {@code wfdb-formats}, in every format of the standard.
 *
 * <p>{@code decoded.csv} holds what {@code decode_formats.py} beside it finds in them: a literal
 * decode of the specification, sample by sample, and for FLAC streams the reference program {@code
 * flac}. The records' own checksums agree with it. Part of {@code a103l} is also checked against
 * the output of the WFDB software's {@code rdsamp}.
 */
class WfdbFormatsTest {
  private static Path file(String record) {
    return SharedData.folder("wfdb-formats").resolve(record + ".hea");
  }

  private static Recording read(String record) throws IOException {
    return WfdbReader.strict().read(file(record));
  }

  /** All samples of each signal in units of the converter. */
  private static int[][] units(String record) throws IOException {
    Map<Integer, List<int[]>> pieces = new TreeMap<>();
    WfdbReader.strict()
        .scanUnits(
            file(record),
            block -> {
              for (int i = 0; i < block.signals(); i++) {
                int signal = block.firstSignal() + i;
                pieces
                    .computeIfAbsent(signal, number -> new ArrayList<>())
                    .add(block.units(signal));
              }
            });
    return pieces.values().stream()
        .map(each -> each.stream().flatMapToInt(IntStream::of).toArray())
        .toArray(int[][]::new);
  }

  private static String sha256(int[] samples) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(samples);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> decodedIndependently() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                WfdbFormatsTest.class.getResourceAsStream("decoded.csv"),
                StandardCharsets.UTF_8))) {
      return lines.lines().skip(1).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everySampleOfEveryRecordIsWhatAnIndependentDecodeFinds() throws IOException {
    List<String> headers;
    try (Stream<Path> files = Files.list(SharedData.folder("wfdb-formats"))) {
      headers =
          files
              .filter(file -> file.toString().endsWith(".hea"))
              .map(WfdbReader::recordingId)
              .sorted()
              .toList();
    }
    assertThat(headers).hasSize(21);
    List<String> found = new ArrayList<>();
    for (String record : headers) {
      int[][] units = units(record);
      for (int i = 0; i < units.length; i++) {
        found.add(record + "," + i + "," + units[i].length + "," + sha256(units[i]));
      }
    }

    assertThat(found).containsExactlyInAnyOrderElementsOf(decodedIndependently());
  }

  @Test
  void everyRecordIsReadByAStrictReader() throws IOException {
    // Record, leads, samples and rate as its header has them; 4 x 62.4725 and 2 x 500 where the
    // voltages have more than one sample per frame.
    List<String> expected =
        List.of(
            "03700181 2 300000 500.0",
            "100_3chan 3 999 360.0",
            "3000003_0003 2 1028 125.0",
            "310derive 2 1026 250.0",
            "310derive_2 1 1020 360.0",
            "310derive_3 1 1018 360.0",
            "311derive 1 1026 250.0",
            "311derive_2 1 1020 360.0",
            "311derive_3 1 1019 360.0",
            "311derive_4 1 1018 360.0",
            "a103l 2 82500 250.0",
            "a103l-no-len 2 82500 250.0",
            "binformats 10 499 200.0",
            "flac_3_constant 3 5600000 250.0",
            "flacformats 3 499 200.0",
            "mixedsignals 3 57600 249.89",
            "test01_00s 4 4000 500.0",
            "test01_00s_frame 3 8000 1000.0",
            "test01_00s_skew 4 4000 500.0",
            "test01_00s_skewframe 3 8000 1000.0",
            "v102s 2 75000 250.0");
    List<String> found = new ArrayList<>();
    for (String line : expected) {
      Recording recording = read(line.substring(0, line.indexOf(' ')));
      found.add(
          recording.id()
              + " "
              + recording.leads().size()
              + " "
              + recording.length()
              + " "
              + recording.samplingRateHz());
    }

    assertThat(found).isEqualTo(expected);
  }

  /**
   * Output of {@code rdsamp -r a103l -f 80 -s 0 1} of the WFDB software, as the tests of the Python
   * package wfdb publish it: the first lines.
   */
  @Test
  void samplesAreThoseThatTheWfdbSoftwarePrints() throws IOException {
    int[][] units = units("a103l");

    assertThat(Arrays.copyOfRange(units[0], 20_000, 20_016))
        .containsExactly(
            -970, -960, -742, -530, -514, -606, -571, -387, -285, -384, -514, -476, -342, -296,
            -342, -335);
    assertThat(Arrays.copyOfRange(units[1], 20_000, 20_016))
        .containsExactly(
            8716, 8628, 8634, 8645, 8634, 8608, 8634, 8655, 8634, 8519, 8387, 8272, 8223, 8155,
            8058, 7915);
  }

  @Test
  void oneSignalIsTheSameInAllTheFormatsThatItIsStoredIn() throws IOException {
    int[][] in80 = units("3000003_0003");
    int[][] in310 = units("310derive");
    assertThat(in310[0]).isEqualTo(Arrays.copyOf(in80[0], 1026));
    assertThat(in310[1]).isEqualTo(Arrays.copyOf(in80[1], 1026));
    assertThat(units("311derive")[0]).isEqualTo(in310[1]);
    assertThat(units("310derive_2")[0]).isEqualTo(Arrays.copyOf(in80[0], 1020));
    assertThat(units("311derive_2")[0]).isEqualTo(Arrays.copyOf(in80[0], 1020));
    assertThat(units("311derive_3")[0]).isEqualTo(Arrays.copyOf(in80[0], 1019));
    assertThat(units("310derive_3")[0]).isEqualTo(Arrays.copyOf(in80[0], 1018));
    assertThat(units("311derive_4")[0]).isEqualTo(Arrays.copyOf(in80[0], 1018));
    assertThat(units("flacformats")[1]).isEqualTo(units("binformats")[1]);
  }

  @Test
  void theBeginningOfRecord100IsTheRecord() throws IOException {
    Recording whole = WfdbReader.strict().read(SharedData.folder("mitdb").resolve("100.hea"));
    Recording beginning = read("100_3chan");

    float[] mlii = Arrays.copyOf(whole.millivolts()[0], 999);
    assertThat(beginning.millivolts()[0]).containsExactly(mlii);
    assertThat(beginning.millivolts()[1])
        .containsExactly(Arrays.copyOf(whole.millivolts()[1], 999));
    assertThat(beginning.millivolts()[2]).containsExactly(mlii);
  }

  @Test
  void aRecordWithoutALengthIsAsLongAsItsFile() throws IOException {
    Recording stated = read("a103l");
    Recording unstated = read("a103l-no-len");

    assertThat(unstated.length()).isEqualTo(82_500);
    assertThat(unstated.leads()).isEqualTo(List.of(Lead.II, new Lead("V")));
    assertThat(unstated.comments()).containsExactly("Asystole", "False alarm");
    for (int i = 0; i < 2; i++) {
      assertThat(unstated.millivolts()[i]).isEqualTo(stated.millivolts()[i]);
    }
  }

  @Test
  void skewedSignalsComeForwardByTheirFrames() throws IOException {
    Recording plain = read("test01_00s");
    Recording skewed = read("test01_00s_skew");

    for (int i = 0; i < 4; i++) {
      int skew = i == 1 ? 3 : 0;
      float[] signal = skewed.millivolts()[i];
      assertThat(Arrays.copyOf(signal, 4000 - skew))
          .isEqualTo(Arrays.copyOfRange(plain.millivolts()[i], skew, 4000));
      for (int at = 4000 - skew; at < 4000; at++) {
        assertThat(signal[at]).isNaN();
      }
    }
  }

  @Test
  void everySignalCanBeHadAtItsOwnRate() throws IOException {
    List<SignalSamples> plain = WfdbReader.strict().readSignals(file("test01_00s"));
    List<SignalSamples> framed = WfdbReader.strict().readSignals(file("test01_00s_frame"));
    List<SignalSamples> skewed = WfdbReader.strict().readSignals(file("test01_00s_skewframe"));

    // The same file: its second and third signal are read as one of twice the rate.
    float[] both = new float[8000];
    for (int i = 0; i < 4000; i++) {
      both[2 * i] = plain.get(1).values()[i];
      both[2 * i + 1] = plain.get(2).values()[i];
    }
    assertThat(framed)
        .extracting(SignalSamples::samplingRateHz)
        .containsExactly(500.0, 1000.0, 500.0);
    assertThat(framed.get(0).values()).isEqualTo(plain.get(0).values());
    assertThat(framed.get(1).values()).isEqualTo(both);
    assertThat(framed.get(2).values()).isEqualTo(plain.get(3).values());
    assertThat(skewed.get(1).values()).isEqualTo(both);
    assertThat(Arrays.copyOf(skewed.get(0).values(), 3997))
        .isEqualTo(Arrays.copyOfRange(plain.get(0).values(), 3, 4000));
  }

  @Test
  void signalsThatAreNoVoltageKeepTheirUnit() throws IOException {
    List<SignalSamples> signals = WfdbReader.strict().readSignals(file("mixedsignals"));

    assertThat(signals)
        .extracting(SignalSamples::description)
        .containsExactly("II", "III", "V", "ABP", "Pleth", "Resp");
    assertThat(signals)
        .extracting(SignalSamples::units)
        .containsExactly("mV", "mV", "mV", "mmHg", "NU", "Ohm");
    assertThat(signals)
        .extracting(signal -> signal.values().length)
        .containsExactly(57_600, 57_600, 57_600, 28_800, 28_800, 14_400);
    int[][] units = units("mixedsignals");
    // Baseline and gain of the header: 16(800)/mmHg.
    for (int i = 0; i < 28_800; i++) {
      float expected = units[3][i] == -32768 ? Float.NaN : (float) ((units[3][i] - 800) / 16.0);
      if (Float.compare(signals.get(3).values()[i], expected) != 0) {
        assertThat(signals.get(3).values()[i]).as("sample " + i).isEqualTo(expected);
      }
    }
  }

  @Test
  void leadsOfFewerSamplesAreBroughtToTheHighestRateOfAVoltage() throws IOException {
    Recording recording = read("test01_00s_frame");
    List<SignalSamples> own = WfdbReader.strict().readSignals(file("test01_00s_frame"));

    assertThat(recording.millivolts()[1]).isEqualTo(own.get(1).values());
    // A filter that doubles the rate leaves what was there where it was, but for its ripple.
    double worst = 0;
    for (int i = 0; i < 4000; i++) {
      worst = Math.max(worst, Math.abs(recording.millivolts()[0][2 * i] - own.get(0).values()[i]));
    }
    assertThat(worst).isLessThan(0.02);
  }

  @Test
  void blocksOfAllRecordsAreTheSignalsInPieces() throws IOException {
    for (String record : List.of("binformats", "mixedsignals", "03700181", "flacformats")) {
      List<SignalSamples> whole = WfdbReader.strict().readSignals(file(record));
      int[] frames = {0};
      WfdbHeader header =
          WfdbReader.strict()
              .scan(
                  file(record),
                  (millivolts, count) -> {
                    for (int i = 0; i < millivolts.length; i++) {
                      if (millivolts[i] != null) {
                        float[] values = whole.get(i).values();
                        int perFrame = values.length / lengthOf(record);
                        assertThat(Arrays.copyOf(millivolts[i], count * perFrame))
                            .isEqualTo(
                                Arrays.copyOfRange(
                                    values, frames[0] * perFrame, (frames[0] + count) * perFrame));
                      }
                    }
                    frames[0] += count;
                  });
      assertThat(frames[0]).isEqualTo(header.samples().orElseThrow());
    }
  }

  private static int lengthOf(String record) throws IOException {
    return (int) WfdbReader.strict().readHeader(file(record)).samples().orElseThrow();
  }
}
