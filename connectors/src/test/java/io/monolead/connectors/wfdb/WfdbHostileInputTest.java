// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingProblems;
import io.monolead.signal.Annotation;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever bytes a record has, reading it ends in a recording or in the documented exception. */
class WfdbHostileInputTest {
  private static final String HEADER =
      """
      # comment
      r 2 360/120(5) 40 12:30:01 1/2/2003
      r.dat 212 200(5)/mV 11 1024 1 -3 0 MLII
      r.dat 212x1:0+0 1e2/uV 12 0 2 7 0 V5
      # Age: 69
      """;

  private static Path folder;

  @BeforeContainer
  static void createFolder() throws IOException {
    folder = Files.createTempDirectory("hostile");
    // The signal of every mutated header: 120 bytes, 80 samples of format 212.
    Files.write(folder.resolve("r.dat"), new byte[120]);
    Files.writeString(folder.resolve("s.hea"), HEADER.replace("r.dat", "s.dat"));
  }

  @AfterContainer
  static void deleteFolder() throws IOException {
    for (String name : List.of("r.hea", "r.dat", "s.hea", "s.dat", "t.hea", "t.dat", "a.atr")) {
      Files.deleteIfExists(folder.resolve(name));
    }
    Files.delete(folder);
  }

  /** Samples read where the reader accepts what is there; -1 where it refuses. */
  private static int samplesRead(String header, RecordingProblems problems) throws IOException {
    try {
      Recording recording = new WfdbReader(problems).read(folder.resolve(header));
      return recording.length() * recording.leads().size();
    } catch (RecordingFormatException refused) {
      assertThat(refused).hasMessageContaining(header);
      return -1;
    }
  }

  private static void readBothWays(String header, int signalBytes) throws IOException {
    samplesRead(header, RecordingProblems.REFUSE);
    List<String> problems = new ArrayList<>();
    // No more samples than the files hold: nothing stated in the header is allocated unseen.
    assertThat(samplesRead(header, problems::add)).isLessThanOrEqualTo(signalBytes);
  }

  @Property(tries = 600)
  void mutatedHeaderIsReadOrRefused(@ForAll("mutations") List<Mutation> mutations)
      throws IOException {
    byte[] header = HEADER.getBytes(StandardCharsets.ISO_8859_1);
    for (Mutation mutation : mutations) {
      header = mutation.apply(header);
    }
    Files.write(folder.resolve("r.hea"), header);

    readBothWays("r.hea", 120);
  }

  @Property(tries = 200)
  void signalOfAnyLengthAndContentIsReadOrRefused(@ForAll @Size(max = 200) byte[] signal)
      throws IOException {
    Files.write(folder.resolve("s.dat"), signal);

    readBothWays("s.hea", signal.length);
  }

  @Property(tries = 600)
  void annotationsOfAnyContentAreReadOrRefused(@ForAll("annotationWords") byte[] annotations)
      throws IOException {
    Path file = Files.write(folder.resolve("a.atr"), annotations);
    List<String> problems = new ArrayList<>();

    try {
      List<Annotation> read = AnnotationFile.read(file, 100, 100, problems::add);
      assertThat(read).hasSizeLessThanOrEqualTo(annotations.length / 2);
      assertThat(read).allMatch(each -> each.sample() >= 0);
    } catch (RecordingFormatException refused) {
      assertThat(refused).hasMessageContaining("a.atr");
    }
  }

  /** Samples of all values that a format has, its least and greatest among them. */
  @Provide
  Arbitrary<Tuple.Tuple2<SampleFormat, int[]>> packedSamples() {
    return Arbitraries.of(SampleFormat.values())
        .filter(format -> format.kind() == SampleFormat.Kind.PACKED)
        .flatMap(
            format ->
                Arbitraries.integers()
                    .between(format.missing(), -1 - format.missing())
                    .array(int[].class)
                    .ofMinSize(1)
                    .ofMaxSize(90)
                    .map(samples -> Tuple.of(format, samples)));
  }

  @Property(tries = 1000)
  void packedSamplesComeBackWhateverTheirFormatAndNumber(
      @ForAll("packedSamples") Tuple.Tuple2<SampleFormat, int[]> stored) {
    SampleFormat format = stored.get1();
    int[] expected = stored.get2();
    byte[] packed = TestRecord.pack(format.number(), expected);
    int[] decoded = new int[expected.length];
    if (format.isWide()) {
      format.decode(TestRecord.bytes(packed), decoded, expected.length);
    } else {
      short[] narrow = new short[expected.length];
      format.decode(TestRecord.bytes(packed), narrow, expected.length);
      Arrays.setAll(decoded, i -> narrow[i]);
    }

    assertThat(decoded).containsExactly(expected);
    assertThat(format.bytesFor(expected.length)).isEqualTo(packed.length);
    // Of format 310 the bytes of two samples hold a third.
    boolean third = format == SampleFormat.FORMAT_310 && expected.length % 3 == 2;
    assertThat(format.samplesIn(packed.length)).isEqualTo(expected.length + (third ? 1 : 0));
    assertThat(format.samplesIn(packed.length - 1)).isLessThan(expected.length);
  }

  @Provide
  Arbitrary<Integer> packedFormats() {
    return Arbitraries.of(16, 24, 32, 61, 80, 160, 212, 310, 311);
  }

  @Property(tries = 40)
  void recordLongerThanAChunkComesBackWhole(
      @ForAll @IntRange(min = 1, max = 3) int signals,
      @ForAll @IntRange(min = 32_760, max = 32_775) int length,
      @ForAll("packedFormats") int format)
      throws IOException {
    int[][] frames = new int[length][signals];
    for (int i = 0; i < length; i++) {
      for (int j = 0; j < signals; j++) {
        frames[i][j] = (i * 37 + j * 109) % 240 - 120;
      }
    }
    Path header = TestRecord.write(folder, "t", format, frames);

    Recording recording = WfdbReader.strict().read(header);

    assertThat(recording.length()).isEqualTo(length);
    for (int j = 0; j < signals; j++) {
      for (int i : new int[] {0, 1, 2, 16_384, 32_759, length - 2, length - 1}) {
        assertThat(recording.millivolts()[j][i]).isEqualTo((float) ((frames[i][j] - 10) * 0.01));
      }
    }
  }

  /** Words of known and unknown codes with short and long values, at times cut in the middle. */
  @Provide
  Arbitrary<byte[]> annotationWords() {
    Arbitrary<Integer> codes =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.integers().between(0, 49)),
            Tuple.of(4, Arbitraries.integers().between(59, 63)),
            Tuple.of(1, Arbitraries.integers().between(50, 58)));
    Arbitrary<Integer> values =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 9), Arbitraries.integers().between(0, 1023));
    return Combinators.combine(
            Combinators.combine(codes, values).as((code, value) -> code << 10 | value).list(),
            Arbitraries.integers().between(0, 1))
        .as(
            (words, cut) -> {
              byte[] bytes = new byte[Math.max(0, 2 * words.size() - cut)];
              for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (words.get(i / 2) >> (8 * (i % 2)));
              }
              return bytes;
            });
  }

  @Provide
  Arbitrary<List<Mutation>> mutations() {
    Arbitrary<byte[]> insertions =
        Arbitraries.of(
                "9",
                "99999999999",
                "-",
                "0",
                " ",
                "\n",
                "/",
                "(",
                "e9",
                ".",
                "x",
                "+",
                ":",
                "\0",
                "NaN",
                "../",
                "#",
                "\r",
                "\u00b5",
                "r.dat 16\n")
            .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    Arbitrary<byte[]> any = Arbitraries.bytes().array(byte[].class).ofMaxSize(4);
    return Combinators.combine(
            Arbitraries.integers().between(0, 999),
            Arbitraries.integers().between(0, 12),
            Arbitraries.oneOf(insertions, any))
        .as(Mutation::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  /**
   * Replaces some bytes by others.
   *
   * @param where position, modulo the length
   * @param removed bytes taken out
   * @param inserted bytes put in
   */
  record Mutation(int where, int removed, byte[] inserted) {
    byte[] apply(byte[] bytes) {
      int from = where % (bytes.length + 1);
      int to = Math.min(bytes.length, from + removed);
      byte[] result = Arrays.copyOf(bytes, from + inserted.length + bytes.length - to);
      System.arraycopy(inserted, 0, result, from, inserted.length);
      System.arraycopy(bytes, to, result, from + inserted.length, bytes.length - to);
      return result;
    }
  }
}
