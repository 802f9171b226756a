// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.signal.Annotation;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Small records written by hand: layout, checks and refusals. */
class SignalFilesTest {
  private static final int[][] FRAMES = {{110, -90}, {10, 20}, {-40, 1500}, {2047, -2047}};

  @TempDir Path folder;

  private final List<String> problems = new ArrayList<>();

  @BeforeEach
  void forget() {
    problems.clear();
  }

  private Path header(String... lines) throws IOException {
    return Files.write(folder.resolve("r.hea"), List.of(lines));
  }

  private void samples(int... samples) throws IOException {
    Files.write(folder.resolve("r.dat"), TestRecord.pack16(samples));
  }

  private static Recording strict(Path header) throws IOException {
    return WfdbReader.strict().read(header);
  }

  private Recording lenient(Path header) throws IOException {
    return new WfdbReader(problems::add).read(header);
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 212})
  void samplesBecomeMillivoltsByGainAndBaseline(int format) throws IOException {
    Recording recording = strict(TestRecord.write(folder, "r", format, FRAMES));

    assertThat(recording.millivolts()[0]).containsExactly(1f, 0f, -0.5f, 20.37f);
    assertThat(recording.millivolts()[1]).containsExactly(-1f, 0.1f, 14.9f, -20.57f);
  }

  @Test
  void knownBytesOfFormat212AreTwoSamplesOfTwelveBits() {
    // 0x3E3 = 995 and 0x3F3 = 1011 are the first samples of MIT-BIH record 100;
    // 0xFFF = -1 and 0x800 = -2048 have the sign bit set.
    byte[] bytes = {(byte) 0xE3, 0x33, (byte) 0xF3, (byte) 0xFF, (byte) 0x8F, 0x00};
    short[] samples = new short[4];

    SampleFormat.FORMAT_212.decode(TestRecord.bytes(bytes), samples, 4);

    assertThat(samples).containsExactly(995, 1011, -1, -2048);
  }

  @Test
  void missingSamplesOfEachFormatAreNaN() throws IOException {
    Path in16 = TestRecord.write(folder, "a", 16, new int[][] {{5, -32768}, {-32768, -2048}});
    Path in212 = TestRecord.write(folder, "b", 212, new int[][] {{5, -2048}, {-2048, -2047}});

    assertThat(strict(in16).millivolts()[0][1]).isNaN();
    assertThat(strict(in16).millivolts()[1][0]).isNaN();
    assertThat(strict(in16).millivolts()[1][1]).isEqualTo(-20.58f);
    assertThat(strict(in212).millivolts()[0][1]).isNaN();
    assertThat(strict(in212).millivolts()[1][0]).isNaN();
    assertThat(strict(in212).millivolts()[1][1]).isEqualTo(-20.57f);
  }

  @ParameterizedTest
  @CsvSource({
    "24, -8388608",
    "32, -2147483648",
    "61, -32768",
    "80, -128",
    "160, -32768",
    "310, -512",
    "311, -512"
  })
  void theLeastValueOfEachFormatIsNaNAndTheNextIsNot(int format, int least) throws IOException {
    Files.write(folder.resolve("r.dat"), TestRecord.pack(format, new int[] {5, least, least + 1}));
    Path header = header("r 1 100 3", "r.dat " + format + " 1");

    assertThat(strict(header).millivolts()[0]).containsExactly(5f, Float.NaN, (float) (least + 1));
  }

  @Test
  void differencesAddUpFromTheInitialValueOfEachSignal() throws IOException {
    // Two samples a frame of the first signal, one of the second; -128 is a difference like others.
    Files.write(
        folder.resolve("r.dat"),
        TestRecord.pack(8, new int[] {0, 10, 0, -128, 127, 5, 1, -1, -128}));

    Path header =
        header("r 2 100 3", "r.dat 8x2 1 12 0 100 520 0 I", "r.dat 8 1 12 -7 -7 -139 0 II");

    assertThat(WfdbReader.strict().readSignals(header))
        .extracting(SignalSamples::values)
        .containsExactly(new float[] {100, 110, -18, 109, 110, 109}, new float[] {0, 5, -123});
  }

  @Test
  void differencesBeginAtTheConvertersZeroWhereTheHeaderHasNoInitialValue() throws IOException {
    Files.write(folder.resolve("r.dat"), TestRecord.pack(8, new int[] {1, 2, 3}));

    assertThat(strict(header("r 1 100", "r.dat 8 1(0)/mV 12 50")).millivolts()[0])
        .containsExactly(51f, 53f, 56f);
  }

  @Test
  void framesOfSeveralSamplesAreReadWhole() throws IOException {
    samples(1, 2, 3, 10, 4, 5, 6, 20);
    Path header = header("r 2 100 2", "r.dat 16x3 1 16 0 1 21", "r.dat 16 1/mmHg 16 0 10 30");

    Recording recording = strict(header);
    assertThat(recording.samplingRateHz()).isEqualTo(300);
    assertThat(recording.millivolts()[0]).containsExactly(1f, 2f, 3f, 4f, 5f, 6f);
    assertThat(WfdbReader.strict().readSignals(header))
        .extracting(SignalSamples::samplingRateHz)
        .containsExactly(300.0, 100.0);
  }

  @Test
  void aVoltageOfLowerRateKeepsItsGapsAndItsEnds() throws IOException {
    int[] samples = new int[3 * 400];
    for (int i = 0; i < 400; i++) {
      samples[3 * i + 2] = i == 100 || i == 101 ? -32768 : 1000;
    }
    samples(samples);
    Recording recording = strict(header("r 2 100 400", "r.dat 16x2 1", "r.dat 16 1"));

    float[] slow = recording.millivolts()[1];
    assertThat(slow).hasSize(800);
    for (int i = 0; i < 800; i++) {
      if (i > 198 && i < 204) {
        assertThat(slow[i]).as("sample " + i).isNaN();
      } else {
        // A constant stays one, at its ends too.
        assertThat(slow[i]).as("sample " + i).isBetween(999f, 1001f);
      }
    }
  }

  @Test
  void annotationsCountTheSamplesOfTheLeads() throws IOException {
    samples(new int[400]);
    Files.write(folder.resolve("r.atr"), new byte[] {50, 1 << 2, 10, 1 << 2, 0, 0});

    Recording recording = strict(header("r 1 100 100", "r.dat 16x4 1"));

    assertThat(recording.annotations()).extracting(Annotation::sample).containsExactly(200L, 240L);
  }

  @Test
  void ratesThatAreHardlyThoseOfLeadsAreNotBroughtToOne() throws IOException {
    samples(new int[1003]);
    Path header = header("r 2 100 1", "r.dat 16x1002 1", "r.dat 16 1");

    assertThatThrownBy(() -> strict(header))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("1 and of 1002 samples per frame");
    assertThat(WfdbReader.strict().readSignals(header)).hasSize(2);
  }

  @Test
  void aSignalWithoutSamplesIsMissingFromBeginningToEnd() throws IOException {
    samples(1, 2, 3);

    Recording recording = strict(header("r 3 100 3", "~ 0 200", "r.dat 16 1", "~ 0 1/mmHg"));

    assertThat(recording.leads()).hasSize(2);
    assertThat(recording.millivolts()[0]).containsExactly(Float.NaN, Float.NaN, Float.NaN);
    assertThat(recording.millivolts()[1]).containsExactly(1f, 2f, 3f);
    assertThat(strict(header("r 1 100 2", "~ 0 200")).millivolts()[0])
        .containsExactly(Float.NaN, Float.NaN);
    Path endless = header("r 1 100", "~ 0 200");
    assertThatThrownBy(() -> strict(endless)).hasMessageContaining("how long the record is");
  }

  @Test
  void aHeaderThatDeclaresHoursOfNothingIsRefusedBeforeAnythingIsAllocated() throws IOException {
    samples(1, 2, 3);
    Path header = header("r 1 100 268435456", "~ 0 200");

    assertThatThrownBy(() -> strict(header))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("268435456 samples without a file");
  }

  @Test
  void theFirstSampleMayBeMissingWhateverTheInitialValueSays() throws IOException {
    samples(-32768, 7);

    assertThat(strict(header("r 1 100 2", "r.dat 16 1 16 0 0 32775 0 I")).millivolts()[0])
        .containsExactly(Float.NaN, 7f);
  }

  private void flac(String stream) throws IOException {
    try (var in = getClass().getResourceAsStream(stream + ".flac")) {
      Files.write(folder.resolve("r.dat"), in.readAllBytes());
    }
  }

  @Test
  void flacStreamsAreReadToTheirEndWhereTheHeaderHasNoLength() throws IOException {
    flac("constant-8");
    Path header = header("r 3 100", "r.dat 508 1", "r.dat 508 1", "r.dat 508 1");

    Recording recording = strict(header);

    assertThat(recording.length()).isEqualTo(5000);
    assertThat(recording.millivolts()[1]).containsOnly(100f);
  }

  @Test
  void aFlacStreamOfOtherChannelsOrBitsIsRefused() throws IOException {
    flac("fixed-16");
    for (String[] lines :
        new String[][] {
          {"r 1 100", "r.dat 516"},
          {"r 2 100", "r.dat 508", "r.dat 508"},
          {"r 2 100", "r.dat 524", "r.dat 524"}
        }) {
      Path header = header(lines);
      assertThatThrownBy(() -> strict(header))
          .isInstanceOf(RecordingFormatException.class)
          .hasMessageContaining("this has 2 of 16");
    }
    Path rates = header("r 2 100", "r.dat 516", "r.dat 516x2");
    assertThatThrownBy(() -> strict(rates)).hasMessageContaining("samples per frame in one FLAC");
  }

  @Test
  void ofADamagedFlacStreamWhatStandsBeforeTheDamageIsRead() throws IOException {
    flac("fixed-16");
    Path header = header("r 2 100 1000", "r.dat 516 1", "r.dat 516 1");
    float[] sound = strict(header).millivolts()[0];
    byte[] bytes = Files.readAllBytes(folder.resolve("r.dat"));
    bytes[bytes.length - 50] ^= 4;
    Files.write(folder.resolve("r.dat"), bytes);

    assertThatThrownBy(() -> strict(header)).isInstanceOf(RecordingFormatException.class);
    assertThat(lenient(header).millivolts()[0]).containsExactly(Arrays.copyOf(sound, 576));
    assertThat(problems)
        .satisfiesExactly(
            problem -> assertThat(problem).contains("block of sample 576", "left out"),
            problem -> assertThat(problem).contains("states 1000 samples", "holds 576"));
  }

  @Test
  void unitsBecomeMillivoltsAndOtherSignalsAreLeftOut() throws IOException {
    samples(500, 500, 500, 500, 500);

    Recording recording =
        strict(
            header(
                "r 5 100 1",
                "r.dat 16 1000/uV 0 0 500 500 0 I",
                "r.dat 16 1000/V 0 0 500 500 0 II",
                "r.dat 16 10/mmHg 0 0 500 500 0 ABP",
                "r.dat 16 0 0 0 500 500 0 V1",
                "r.dat 16 1000/mv 0 0 500 500 0 V2"));

    assertThat(recording.leads()).containsExactly(Lead.I, Lead.II, Lead.V1, Lead.V2);
    assertThat(Arrays.stream(recording.millivolts()).map(each -> each[0]))
        .containsExactly(0.0005f, 500f, 2.5f, 0.5f);
  }

  @Test
  void signalsMayLieInSeveralFilesOfDifferentFormats() throws IOException {
    Files.write(folder.resolve("a.dat"), TestRecord.pack16(new int[] {200, 400, 600}));
    Files.write(
        folder.resolve("b.dat"), TestRecord.pack212(new int[] {-200, 20, -400, 40, -600, 60}));

    Recording recording =
        strict(header("r 3 100 3", "a.dat 16", "b.dat 212 200", "b.dat 212 20/mV"));

    assertThat(recording.millivolts()[0]).containsExactly(1f, 2f, 3f);
    assertThat(recording.millivolts()[1]).containsExactly(-1f, -2f, -3f);
    assertThat(recording.millivolts()[2]).containsExactly(1f, 2f, 3f);
    assertThat(recording.leads()).extracting(Lead::name).startsWith("signal 1");
  }

  @Test
  void skewedSignalMovesForwardAndEndsMissing() throws IOException {
    samples(200, 0, 400, 200, 600, 400);

    Recording recording = strict(header("r 2 100 3", "r.dat 16 200", "r.dat 16:1 200"));

    assertThat(recording.millivolts()[0]).containsExactly(1f, 2f, 3f);
    assertThat(recording.millivolts()[1]).containsExactly(1f, 2f, Float.NaN);
  }

  @Test
  void lengthComesFromTheFileWhereTheHeaderHasNone() throws IOException {
    samples(1, 2, 3, 4, 5, 6);

    assertThat(strict(header("r 2 100", "r.dat 16", "r.dat 16")).length()).isEqualTo(3);
    assertThat(strict(header("r 2 100 0", "r.dat 16+4", "r.dat 16+4")).length()).isEqualTo(2);
  }

  @Test
  void headerThatStatesMoreThanTheFileHoldsIsRefusedWithBothFigures() throws IOException {
    samples(1, 2, 3, 4);
    Path header = header("r 2 100 9000000000000", "r.dat 16", "r.dat 16");

    assertThatThrownBy(() -> strict(header))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("r.hea")
        .hasMessageContaining("9000000000000 samples")
        .hasMessageContaining("'r.dat' holds 2");
    assertThat(lenient(header).length()).isEqualTo(2);
    assertThat(problems).singleElement().asString().contains("9000000000000");
  }

  @Test
  void wrongChecksumIsRefusedOrReportedWithBothValues() throws IOException {
    samples(1, 2, 3);
    Path header = header("r 1 100 3", "r.dat 16 200 16 0 1 7 0 II");

    assertThatThrownBy(() -> strict(header))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("signal 0 ('II')")
        .hasMessageContaining("states the checksum 7")
        .hasMessageContaining("have 6");
    assertThat(lenient(header).millivolts()[0]).containsExactly(0.005f, 0.01f, 0.015f);
    assertThat(problems).hasSize(1);
  }

  @Test
  void wrongInitialValueIsRefusedWithBothValues() throws IOException {
    samples(1, 2, 3);
    Path header = header("r 1 100 3", "r.dat 16 200 16 0 -5");

    assertThatThrownBy(() -> strict(header))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("initial value -5")
        .hasMessageContaining("begins with 1");
    // header(5): the value is used only in difference formats; here the sum holds.
    assertThat(strict(header("r 1 100 3", "r.dat 16 200 16 0 -5 6 0 II")).length()).isEqualTo(3);
  }

  @Test
  void formatNotReadIsNamedBesideThoseThatAre() throws IOException {
    samples(1, 2, 3);
    Path header = header("r 1 100 3", "r.dat 312");

    assertThatThrownBy(() -> strict(header))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("format 312 is none of WFDB's, which are 0, 8, 16, 24,");
  }

  @Test
  void missingEmptyAndMisplacedSignalFilesAreRefused() throws IOException {
    Path missing = header("r 1 100 3", "none.dat 16");
    assertThatThrownBy(() -> strict(missing))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("'none.dat' is missing");

    samples();
    Path empty = header("r 1 100", "r.dat 16");
    assertThatThrownBy(() -> strict(empty))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("holds no samples");
    Path split = header("r 3 100", "r.dat 16", "s.dat 16", "r.dat 16");
    assertThatThrownBy(() -> strict(split))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("do not stand together");
  }

  @Test
  void sparseFileOfAbsurdLengthIsRefusedBeforeAnythingIsAllocated() throws IOException {
    Path huge = folder.resolve("r.dat");
    try (var channel =
        Files.newByteChannel(
            huge,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      channel.position(1L << 34);
      channel.write(ByteBuffer.wrap(new byte[2]));
    }
    Path header = header("r 1 100", "r.dat 16");

    assertThatThrownBy(() -> strict(header))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("8589934593 samples");
  }

  /** Frames of every kind of value, and enough of them that levels are looked up in a table. */
  private static int[][] manyFrames(int format, int count, int width) {
    Random random = new Random(count);
    int least = format == 16 ? -32768 : -2048;
    int[][] frames = new int[count][width];
    for (int[] frame : frames) {
      for (int i = 0; i < width; i++) {
        frame[i] = random.nextInt(9) == 0 ? least : least + random.nextInt(-2 * least);
      }
    }
    return frames;
  }

  @ParameterizedTest
  @CsvSource({
    "16, 9, 2",
    "16, 300001, 1",
    "16, 100003, 3",
    "212, 11, 3",
    "212, 17001, 1",
    "212, 40005, 3"
  })
  void everySampleIsConvertedByItsOwnGainHoweverLongTheSignal(int format, int count, int width)
      throws IOException {
    int[][] frames = manyFrames(format, count, width);
    Recording recording = strict(TestRecord.write(folder, "r", format, frames));
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < width; j++) {
        int sample = frames[i][j];
        boolean missing = sample == (format == 16 ? -32768 : -2048);
        float expected = missing ? Float.NaN : (float) ((sample - 10.0) * (1 / 100.0));
        if (Float.compare(recording.millivolts()[j][i], expected) != 0) {
          assertThat(recording.millivolts()[j][i]).as(j + ", " + i).isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 300001, 1", "16, 40001, 3", "212, 40005, 3", "212, 2, 2"})
  void blocksAreTheRecordingInPieces(int format, int count, int width) throws IOException {
    Path header = TestRecord.write(folder, "r", format, manyFrames(format, count, width));
    Recording whole = strict(header);
    float[][] pieced = new float[width][count];
    int[] at = {0};
    WfdbReader.strict()
        .scan(
            header,
            (millivolts, frames) -> {
              for (int j = 0; j < width; j++) {
                System.arraycopy(millivolts[j], 0, pieced[j], at[0], frames);
              }
              at[0] += frames;
            });
    assertThat(at[0]).isEqualTo(count);
    for (int j = 0; j < width; j++) {
      // A missing sample is equal to a missing sample.
      assertThat(Arrays.equals(pieced[j], whole.millivolts()[j])).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 40001, 3", "212, 40005, 3", "16, 3, 700"})
  void unitsAreWhatTheFileHolds(int format, int count, int width) throws IOException {
    int[][] frames = manyFrames(format, count, width);
    Path header = TestRecord.write(folder, "r", format, frames);
    int[] at = {0};
    WfdbReader.strict()
        .scanUnits(
            header,
            block -> {
              assertThat(block.firstSignal()).isZero();
              assertThat(block.signals()).isEqualTo(width);
              for (int i = 0; i < block.frames() * width; i++) {
                int unit = block.unit(i % width, i / width);
                int expected = frames[at[0] + i / width][i % width];
                if (unit != expected) {
                  assertThat(unit).as("sample " + i).isEqualTo(expected);
                }
              }
              at[0] += block.frames();
            });
    assertThat(at[0]).isEqualTo(count);
  }

  @Test
  void blocksOfSkewedSignalsAreLinedUp() throws IOException {
    samples(1, 10, 2, 20, 3, 30);
    Path header = header("r 2 250 3", "r.dat 16:1 100/mV", "r.dat 16 100/mV");
    List<float[]> blocks = new ArrayList<>();
    WfdbReader.strict()
        .scan(
            header,
            (millivolts, frames) -> {
              blocks.add(Arrays.copyOf(millivolts[0], frames));
              blocks.add(Arrays.copyOf(millivolts[1], frames));
            });
    assertThat(blocks.get(0)).containsExactly(0.02f, 0.03f, Float.NaN);
    assertThat(blocks.get(1)).containsExactly(0.1f, 0.2f, 0.3f);
  }

  @Test
  void aSumThatDoesNotHoldIsReportedByBlocksToo() throws IOException {
    samples(1, 2, 3);
    Path header = header("r 1 250 3", "r.dat 16 100/mV 16 0 1 7 0 I");
    assertThatThrownBy(() -> WfdbReader.strict().scan(header, (millivolts, frames) -> {}))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("checksum");
  }
}
