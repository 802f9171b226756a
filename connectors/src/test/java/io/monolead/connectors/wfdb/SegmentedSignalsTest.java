// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingReader;
import io.monolead.connectors.recordings.StoredSignal;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of segments, written by hand after the examples of header(5). */
class SegmentedSignalsTest {
  private static final float NONE = Float.NaN;

  @TempDir Path folder;

  private final List<String> problems = new ArrayList<>();

  private Path header(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name + ".hea"), List.of(lines));
  }

  private void samples(String name, int format, int... samples) throws IOException {
    Files.write(folder.resolve(name + ".dat"), TestRecord.pack(format, samples));
  }

  private static Recording strict(Path header) throws IOException {
    return WfdbReader.strict().read(header);
  }

  private Recording lenient(Path header) throws IOException {
    return new WfdbReader(problems::add).read(header);
  }

  /** Two leads in three samples each, format 16 and 212. */
  private void segments() throws IOException {
    samples("a", 16, 1, 10, 2, 20, 3, 30);
    header("a", "a 2 100 3", "a.dat 16 1 16 0 1 6 0 I", "a.dat 16 1 16 0 10 60 0 II");
    samples("b", 212, 4, 40, 5, 50);
    header("b", "b 2 100 2", "b.dat 212 1 12 0 4 9 0 I", "b.dat 212 1 12 0 40 90 0 II");
  }

  @Test
  void segmentsFollowOneAnotherAndMayComeTwice() throws IOException {
    segments();
    header("null", "null 2 100 1", "~ 0 1", "~ 0 1");

    Recording recording =
        strict(header("m", "m/4 2 100 9", "a 3", "null 1", "b 2", "a 3", "# not a segment"));

    assertThat(recording.id()).isEqualTo("m");
    assertThat(recording.leads()).containsExactly(Lead.I, Lead.II);
    assertThat(recording.millivolts()[0]).containsExactly(1, 2, 3, NONE, 4, 5, 1, 2, 3);
    assertThat(recording.millivolts()[1]).containsExactly(10, 20, 30, NONE, 40, 50, 10, 20, 30);
  }

  /** A layout of three signals; segments have some of them, in any order, with their own gains. */
  private Path variable() throws IOException {
    header(
        "layout",
        "layout 3 100 0",
        "~ 0 200/mV 12 0 0 0 0 II",
        "~ 0 100/mV 12 0 0 0 0 V",
        "~ 0 1/mmHg 12 0 0 0 0 ABP");
    samples("s1", 16, 500, 7, -500, 8);
    header(
        "s1", "s1 2 100 2", "s1.dat 16 1000/mV 16 0 500 0 0 V", "s1.dat 16 1(2)/mV 16 0 7 15 0 II");
    samples("s2", 80, 90, 100, 110);
    header("s2", "s2 1 100 3", "s2.dat 80 1/mmHg 8 0 90 300 0 ABP");
    return header("v", "v/4 3 100 9", "layout 0", "s1 2", "~ 4", "s2 3");
  }

  @Test
  void signalsOfAVariableLayoutAreFoundByTheirNamesAndAbsentOnesAreMissing() throws IOException {
    Recording recording = strict(variable());

    assertThat(recording.leads()).containsExactly(Lead.II, new Lead("V"));
    assertThat(recording.length()).isEqualTo(9);
    assertThat(recording.millivolts()[0])
        .containsExactly(5, 6, NONE, NONE, NONE, NONE, NONE, NONE, NONE);
    assertThat(recording.millivolts()[1])
        .containsExactly(0.5f, -0.5f, NONE, NONE, NONE, NONE, NONE, NONE, NONE);
    assertThat(WfdbReader.strict().readSignals(folder.resolve("v.hea")).get(2).values())
        .containsExactly(NONE, NONE, NONE, NONE, NONE, NONE, 90, 100, 110);
  }

  @Test
  void blocksAreTheRecordInPieces() throws IOException {
    Path header = variable();
    float[][] whole = strict(header).millivolts();
    int[] at = {0};
    WfdbHeader read =
        WfdbReader.strict()
            .scan(
                header,
                (millivolts, frames) -> {
                  assertThat(millivolts[2]).isNull();
                  for (int i = 0; i < 2; i++) {
                    assertThat(Arrays.copyOf(millivolts[i], frames))
                        .containsExactly(Arrays.copyOfRange(whole[i], at[0], at[0] + frames));
                  }
                  at[0] += frames;
                });

    assertThat(at[0]).isEqualTo(9);
    assertThat(read.signals())
        .extracting(WfdbSignal::description)
        .containsExactly("II", "V", "ABP");
  }

  @Test
  void aGapOfDaysIsScannedInBlocksAndRefusedInMemory() throws IOException {
    segments();
    Path header = header("m", "m/3 2 100 300000005", "a 3", "~ 300000000", "b 2");
    long[] frames = {0};

    WfdbReader.strict().scan(header, (millivolts, count) -> frames[0] += count);

    assertThat(frames[0]).isEqualTo(300_000_005);
    assertThatThrownBy(() -> strict(header))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("300000005 samples");
  }

  @Test
  void lengthsThatContradictEachOtherAreReported() throws IOException {
    segments();
    Path header = header("m", "m/2 2 100 7", "a 4", "b 2");

    assertThatThrownBy(() -> strict(header)).hasMessageContaining("states 7 samples");
    assertThat(lenient(header).millivolts()[0]).containsExactly(1, 2, 3, NONE, 4, 5);
    assertThat(problems)
        .satisfiesExactly(
            problem -> assertThat(problem).contains("states 7 samples", "its segments have 6"),
            problem -> assertThat(problem).contains("4 samples for segment 'a'", "states 3"));
  }

  @Test
  void whatTheFormatDoesNotAllowIsRefused() throws IOException {
    segments();
    header("nested", "nested/1 2 100 3", "a 3");
    header("fast", "fast 2 200 3", "a.dat 16", "a.dat 16");
    header("one", "one 1 100 3", "a.dat 16");
    for (String[] each :
        new String[][] {
          {"nested 3", "multi-segment record itself"},
          {"m 3", "multi-segment record itself"},
          {"fast 3", "200.0 Hz"},
          {"one 3", "announces 2 signals, segment 'one' has 1"},
          {"missing 3", "'missing.hea' is missing"},
          {"~ 3", "no segment says"},
          {"a 9999999999999999", "segments of more than"}
        }) {
      Path header = header("m", "m/1 2 100", each[0]);
      assertThatThrownBy(() -> strict(header))
          .as(each[0])
          .isInstanceOf(RecordingFormatException.class)
          .hasMessageContaining("m.hea")
          .hasMessageContaining(each[1]);
    }
    Path differing = header("m", "m/2 2 100", "a 3", "one 3");
    assertThatThrownBy(() -> strict(differing)).hasMessageContaining("only with a layout segment");
    Path units = header("m", "m/1 2 100", "a 3");
    assertThatThrownBy(() -> WfdbReader.strict().scanUnits(units, block -> {}))
        .hasMessageContaining("read its segments");
  }

  @Test
  void damageInASegmentNamesRecordAndSegment() throws IOException {
    segments();
    samples("b", 212, 4, 40, 5, 51);
    Path header = header("m", "m/2 2 100 5", "a 3", "b 2");

    assertThatThrownBy(() -> strict(header))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("m.hea")
        .hasMessageContaining("b.hea")
        .hasMessageContaining("states the checksum 90");
  }

  @Test
  void aFolderListsTheRecordAndItsSegmentsButNotItsLayout() throws IOException {
    segments();
    header("m_layout", "m_layout 2 100 0", "~ 0 1/mV 12 0 0 0 0 I", "~ 0 1/mV 12 0 0 0 0 II");
    Path header = header("m", "m/2 2 100 3", "m_layout 0", "a 3");

    assertThat(RecordingReader.standard().list(folder))
        .containsExactly(folder.resolve("a.hea"), folder.resolve("b.hea"), header);
    assertThat(RecordingReader.standard().storedSignals(header))
        .containsExactly(
            new StoredSignal("I", "mV", 100, "2 segments"),
            new StoredSignal("II", "mV", 100, "2 segments"));
    assertThat(RecordingReader.standard().storedSignals(folder.resolve("b")))
        .extracting(StoredSignal::encoding)
        .containsOnly("format 212");
  }
}
