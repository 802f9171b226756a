// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.recordings.ReadingCost;
import io.monolead.connectors.recordings.RecordingProblems;
import io.monolead.connectors.recordings.SharedData;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records as broken recorders, broken disks and people who mean harm would write them: valid ones
 * of every format, of several rates, of segments, annotated, that went through one to four of many
 * ways to be wrong. Ten thousand of them.
 */
class HostileWfdbPropertiesTest {
  private static final int FRAMES = 300;
  private static final int SIGNALS = 2;
  private static final int SECRET = 1234;

  /** {@code -Dmonolead.hostile.files=100000} for a long run over real recordings. */
  private static final int REAL_FILES = Integer.getInteger("monolead.hostile.files", 2500);

  private static Path outside;
  private static Path folder;
  private static RecordFiles unpacked;
  private static final List<RecordFiles> VALID = new ArrayList<>();

  @BeforeContainer
  static void createFolder() throws IOException {
    outside = Files.createTempDirectory("hostile-wfdb");
    folder = Files.createDirectory(outside.resolve("records"));
    unpacked = valid(16);
    VALID.add(unpacked);
    for (int format : new int[] {8, 24, 32, 61, 80, 160, 212, 310, 311}) {
      VALID.add(valid(format));
    }
    VALID.add(compressed("fixed-16", 516, 1000, 2));
    VALID.add(compressed("linear-24", 524, 2500, 1));
    VALID.add(compressed("constant-8", 508, 5000, 3));
    VALID.add(ofTwoRates());
    VALID.add(ofSegments());
    // What a header must not reach.
    int[] secrets = new int[FRAMES * SIGNALS];
    Arrays.fill(secrets, SECRET);
    Files.write(outside.resolve("secret.dat"), TestRecord.pack16(secrets));
    Files.write(
        Files.createDirectory(folder.resolve("below")).resolve("secret.dat"),
        TestRecord.pack16(secrets));
  }

  @AfterContainer
  static void deleteFolder() throws IOException {
    try (Stream<Path> files = Files.walk(outside)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  /**
   * A record's files in memory.
   *
   * @param segment header of the segment that the record consists of; empty if it has none
   * @param moreSamples than bytes that the files may come to hold
   */
  private record RecordFiles(
      byte[] header, byte[] signal, byte[] annotations, byte[] segment, long moreSamples) {
    RecordFiles(byte[] header, byte[] signal, byte[] annotations) {
      this(header, signal, annotations, new byte[0], 0);
    }

    long bytes() {
      return (long) header.length + signal.length + annotations.length + segment.length;
    }

    long mostSamples() {
      // A byte may be a sample of each of three leads once they share a rate.
      return 3 * bytes() + moreSamples;
    }
  }

  private static RecordFiles valid(int format) throws IOException {
    int[][] frames = new int[FRAMES][SIGNALS];
    for (int i = 0; i < FRAMES; i++) {
      for (int j = 0; j < SIGNALS; j++) {
        // Within every format, and slow enough for differences.
        frames[i][j] = Math.abs((i * 3 + j * 51) % 200 - 100) - 50;
      }
    }
    Path header = TestRecord.write(folder, "v", format, frames);
    RecordFiles files =
        new RecordFiles(
            Files.readString(header).replace("v.dat", "r.dat").getBytes(StandardCharsets.UTF_8),
            Files.readAllBytes(folder.resolve("v.dat")),
            annotations());
    Files.delete(header);
    Files.delete(folder.resolve("v.dat"));
    return files;
  }

  /** A stream of the reference encoder, whose blocks may hold far more samples than bytes. */
  private static RecordFiles compressed(String stream, int format, int frames, int signals)
      throws IOException {
    byte[] signal;
    try (InputStream in = HostileWfdbPropertiesTest.class.getResourceAsStream(stream + ".flac")) {
      signal = in.readAllBytes();
    }
    String header =
        "r %d 250 %d\n".formatted(signals, frames)
            + "r.dat %d 100(10)/mV 12 0 0 0 0 lead\n".formatted(format).repeat(signals);
    // The sums as a lenient reader finds them missed.
    Files.write(folder.resolve("r.dat"), signal);
    Files.writeString(folder.resolve("r.hea"), header);
    List<String> problems = new ArrayList<>();
    new WfdbReader(problems::add).scanUnits(folder.resolve("r.hea"), block -> {});
    for (String problem : problems) {
      header =
          header.replaceFirst(
              " 0 0 lead", " " + problem.replaceAll(".*the samples have ", "") + " 0 lead0");
    }
    return new RecordFiles(
        header.getBytes(StandardCharsets.UTF_8), signal, annotations(), new byte[0], 1 << 20);
  }

  /** Three samples of one signal to one of the other. */
  private static RecordFiles ofTwoRates() {
    String header = "r 2 250 150\nr.dat 16x3 100/mV 12 0\nr.dat 16 100/mV 12 0\n";
    return new RecordFiles(
        header.getBytes(StandardCharsets.UTF_8), unpacked.signal(), annotations());
  }

  /** Twice the same segment, and nothing in between, of which a header may promise much. */
  private static RecordFiles ofSegments() {
    String header = "r/3 2 250 700\ns 300\n~ 100\ns 300\n";
    return new RecordFiles(
        header.getBytes(StandardCharsets.UTF_8),
        unpacked.signal(),
        annotations(),
        unpacked.header(),
        1 << 25);
  }

  /** A beat, a beat after a long interval, a change of rhythm with its text, the end. */
  private static byte[] annotations() {
    int[] words = {1 << 10 | 18, 59 << 10, 0, 2000, 5 << 10 | 70, 28 << 10 | 3, 63 << 10 | 6};
    byte[] bytes = new byte[2 * words.length + 6 + 2];
    for (int i = 0; i < words.length; i++) {
      bytes[2 * i] = (byte) words[i];
      bytes[2 * i + 1] = (byte) (words[i] >> 8);
    }
    System.arraycopy("(AFIB\0".getBytes(StandardCharsets.UTF_8), 0, bytes, 14, 6);
    return bytes;
  }

  private static void write(RecordFiles files) throws IOException {
    Files.write(folder.resolve("r.hea"), files.header());
    Files.write(folder.resolve("r.dat"), files.signal());
    Files.write(folder.resolve("r.atr"), files.annotations());
    if (files.segment().length > 0) {
      Files.write(folder.resolve("s.hea"), files.segment());
    } else {
      Files.deleteIfExists(folder.resolve("s.hea"));
    }
  }

  private static Optional<Recording> read(RecordingProblems problems, long bytes)
      throws IOException {
    Path header = folder.resolve("r.hea");
    return ReadingCost.checked(header, bytes, () -> new WfdbReader(problems).read(header));
  }

  private static Optional<Recording> read(RecordingProblems problems, RecordFiles files)
      throws IOException {
    Path header = folder.resolve("r.hea");
    return ReadingCost.checked(
        header, files.bytes(), files.mostSamples(), () -> new WfdbReader(problems).read(header));
  }

  private static void readBothWays(RecordFiles files) throws IOException {
    write(files);
    List<String> problems = new ArrayList<>();
    Optional<Recording> lenient = read(problems::add, files);
    Optional<Recording> strict = read(RecordingProblems.REFUSE, files);
    assertThat(strict.isPresent())
        .as("strict is lenient without problems, here %s", problems)
        .isEqualTo(lenient.isPresent() && problems.isEmpty());
    assertThat(problems).allMatch(problem -> problem.length() < 1000);
  }

  @Example
  void theRecordsThatAreMutatedAreValid() throws IOException {
    List<Integer> lengths = new ArrayList<>();
    for (RecordFiles files : VALID) {
      write(files);
      Recording recording = read(RecordingProblems.REFUSE, files).orElseThrow();
      lengths.add(recording.length());
    }
    assertThat(lengths)
        .containsExactly(
            300, 300, 300, 300, 300, 300, 300, 300, 300, 300, 1000, 2500, 5000, 450, 700);
    write(unpacked);
    assertThat(read(RecordingProblems.REFUSE, unpacked).orElseThrow().annotations())
        .extracting(each -> each.sample() + each.code() + each.text())
        .containsExactly("18N", "2088V", "2091+(AFIB");
  }

  @Property(tries = 5000, edgeCases = EdgeCasesMode.NONE)
  void aMutatedRecordIsReadOrRefusedAtACostThatItsFilesBound(
      @ForAll("records") RecordFiles record, @ForAll("damages") List<Damage> damages)
      throws IOException {
    RecordFiles files = record;
    for (Damage damage : damages) {
      files = damage.change().apply(files);
    }
    readBothWays(files);
  }

  @Provide
  Arbitrary<RecordFiles> records() {
    return Arbitraries.of(VALID);
  }

  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void aHeaderOfHostileFieldsIsReadOrRefused(@ForAll("headers") String header) throws IOException {
    readBothWays(
        new RecordFiles(header.getBytes(StandardCharsets.UTF_8), unpacked.signal(), annotations()));
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void noHeaderReadsOutsideItsFolder(@ForAll("paths") String path) throws IOException {
    String header = "r 2 250\n" + (path + " 16 1(0)/mV\n").repeat(SIGNALS);
    RecordFiles files =
        new RecordFiles(header.getBytes(StandardCharsets.UTF_8), unpacked.signal(), annotations());
    write(files);

    Optional<Recording> recording = read(problem -> {}, files.bytes() + 2 * FRAMES * SIGNALS);

    recording.ifPresent(
        read ->
            assertThat(read.millivolts()[0])
                .as("signals of '%s'", path)
                .doesNotContain((float) SECRET));
  }

  @Example
  void theSecretWouldBeSeenIfItWereRead() throws IOException {
    Files.copy(outside.resolve("secret.dat"), folder.resolve("copy.dat"));
    Files.writeString(folder.resolve("r.hea"), "r 2 250\n" + "copy.dat 16 1(0)/mV\n".repeat(2));

    assertThat(WfdbReader.strict().read(folder.resolve("r.hea")).millivolts()[0])
        .contains((float) SECRET);
  }

  /** A record whose segments are itself, and one in a ring of two. */
  @Example
  void recordsOfSegmentsAreRefusedHoweverTheyNest() throws IOException {
    for (String header :
        List.of("r/2 2 250 600\nr 300\nr 300\n", "r/2 2 250 600\ns 300\n~ 300\n")) {
      Files.writeString(folder.resolve("s.hea"), "s/1 2 250 600\nr 600\n");
      Files.writeString(folder.resolve("r.hea"), header);

      assertThat(read(RecordingProblems.REFUSE, header.length())).isEmpty();
    }
  }

  @Example
  void aHeaderAsLongAsIsReadTakesNoMoreMemoryOrTimeForItsLines() throws IOException {
    for (String line : List.of("\n", "#\n", "# a\n", "a ", "\t", "a\r\n", "9", "\0", "r 1 1e9\n")) {
      byte[] header = line.repeat((1 << 20) / line.length()).getBytes(StandardCharsets.UTF_8);
      Files.write(folder.resolve("r.hea"), header);
      read(RecordingProblems.REFUSE, header.length);
      byte[] after =
          ("r 1 250 10\nr.dat 16 " + line.repeat((1 << 19) / line.length()))
              .getBytes(StandardCharsets.UTF_8);
      Files.write(folder.resolve("r.hea"), after);
      read(RecordingProblems.REFUSE, after.length);
    }
  }

  @Example
  void annotationsAsManyAsAreReadTakeNoMoreMemoryThanTheirFileBounds() throws IOException {
    RecordFiles files = unpacked;
    byte[] beats = new byte[1 << 22];
    for (int i = 0; i + 2 < beats.length; i += 2) {
      beats[i + 1] = 1 << 2;
    }
    write(new RecordFiles(files.header(), files.signal(), beats));

    assertThat(read(RecordingProblems.REFUSE, beats.length).orElseThrow().annotations())
        .hasSize((1 << 21) - 1);
  }

  /** What happens to a record's files, with words for the message of a failure. */
  private record Damage(String what, UnaryOperator<RecordFiles> change) {
    @Override
    public String toString() {
      return what;
    }
  }

  private static Damage onFile(String what, int file, UnaryOperator<byte[]> change) {
    return new Damage(
        what + " in file " + file,
        files ->
            new RecordFiles(
                file == 0 ? change.apply(files.header()) : files.header(),
                file == 1 ? change.apply(files.signal()) : files.signal(),
                file == 2 ? change.apply(files.annotations()) : files.annotations(),
                // What befalls a header, befalls that of a segment at times.
                file == 3 && files.segment().length > 0
                    ? change.apply(files.segment())
                    : files.segment(),
                files.moreSamples()));
  }

  @Provide
  Arbitrary<List<Damage>> damages() {
    Arbitrary<Integer> kinds = Arbitraries.of(0, 0, 1, 1, 2, 3);
    Arbitrary<Integer> places = Arbitraries.integers().between(0, 1_000_000);
    Arbitrary<Damage> flips =
        Combinators.combine(kinds, places, Arbitraries.integers().between(0, 7))
            .as(
                (file, at, bit) ->
                    onFile("flip " + bit + " at " + at, file, bytes -> flipped(bytes, at, bit)));
    Arbitrary<Damage> cuts =
        Combinators.combine(kinds, places)
            .as(
                (file, at) ->
                    onFile(
                        "cut at " + at,
                        file,
                        bytes -> Arrays.copyOf(bytes, at % (bytes.length + 1))));
    Arbitrary<Damage> tails =
        Combinators.combine(kinds, Arbitraries.bytes().array(byte[].class).ofMaxSize(40))
            .as(
                (file, tail) ->
                    onFile("tail " + Arrays.toString(tail), file, bytes -> joined(bytes, tail)));
    Arbitrary<Damage> fields =
        Combinators.combine(places, words())
            .as(
                (at, word) ->
                    onFile(
                        "field " + at + " is " + word, 0, header -> withField(header, at, word)));
    Arbitrary<Damage> lines =
        Combinators.combine(places, places)
            .as(
                (from, to) ->
                    onFile(
                        "line " + from + " at " + to,
                        0,
                        header -> withLineRepeated(header, from, to)));
    Arbitrary<Damage> swaps =
        Arbitraries.just(
            new Damage(
                "files swapped",
                files ->
                    new RecordFiles(
                        /* header= */ files.annotations(),
                        /* signal= */ files.header(),
                        /* annotations= */ files.signal(),
                        /* segment= */ files.segment(),
                        files.moreSamples())));
    return Arbitraries.frequencyOf(
            Tuple.of(6, flips),
            Tuple.of(2, cuts),
            Tuple.of(2, tails),
            Tuple.of(6, fields),
            Tuple.of(2, lines),
            Tuple.of(1, swaps))
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  /** What may stand in a field: wrong signs, absurd counts, other fields, nothing, far too much. */
  private static Arbitrary<String> words() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            "0",
            "-1",
            "1",
            "2",
            "16",
            "212",
            "80",
            "310",
            "8",
            "524",
            "16x2",
            "212x3",
            "311:2",
            "32767",
            "-32768",
            "65536",
            "2147483647",
            "2147483648",
            "-2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "1e9",
            "1e308",
            "1e-308",
            "1e999",
            "NaN",
            "Infinity",
            "-200/mV",
            "-200(-2147483648)/mV",
            "0/mV",
            "1e-300/V",
            "200(2147483647)/mV",
            "200(2147483648)",
            "1/\u00b5V",
            "1/\0",
            "16x0",
            "16x999999999",
            "16x9999999999",
            "212:999999999",
            "16+999999999999999999",
            "16x1:1+1",
            "212+1",
            "r.dat",
            "r.hea",
            "r.atr",
            ".",
            "..",
            "~",
            "-",
            "/",
            "../secret.dat",
            "r/3",
            "\0",
            "\u001b[2J",
            "\u202e",
            "\ud83e\udec0",
            "1/1/0",
            "99/99/9999",
            "29/2/2023",
            "24:00:00",
            "23:59:59.999999999"),
        Arbitraries.of("x", "9", "-", "\0", "(", ".", "/", "e").map(each -> each.repeat(20_000)),
        Arbitraries.longs().map(String::valueOf),
        Arbitraries.doubles().map(String::valueOf),
        Arbitraries.strings().ofMaxLength(6));
  }

  @Provide
  Arbitrary<String> headers() {
    Arbitrary<String> record =
        Combinators.combine(
                Arbitraries.of("r", "r", "r/2", ""),
                Arbitraries.frequencyOf(Tuple.of(6, Arbitraries.just("2")), Tuple.of(1, words())),
                orWord("250"),
                orWord("300"),
                orWord("10:00:00"))
            .as((a, b, c, d, e) -> String.join(" ", a, b, c, d, e));
    Arbitrary<String> signal =
        Combinators.combine(
                orWord("r.dat"),
                orWord("16"),
                orWord("200(10)/mV"),
                orWord("12"),
                orWord("0"),
                orWord("0"),
                orWord("0"),
                orWord("0 I"))
            .as((a, b, c, d, e, f, g, h) -> String.join(" ", a, b, c, d, e, f, g, h));
    return Combinators.combine(record, signal.list().ofMaxSize(3))
        .as((first, rest) -> first + "\n" + String.join("\n", rest));
  }

  private static Arbitrary<String> orWord(String usual) {
    return Arbitraries.frequencyOf(Tuple.of(9, Arbitraries.just(usual)), Tuple.of(1, words()));
  }

  /** Ways to spell a file that is not in the folder, some of them of no system. */
  @Provide
  Arbitrary<String> paths() {
    Arbitrary<String> steps =
        Arbitraries.of(
                "..",
                ".",
                "",
                "below",
                "records",
                "\\",
                "..\\",
                "%2e%2e",
                "..\u2215",
                "C:",
                "file:",
                "\0",
                "r.dat",
                "~",
                "${PWD}")
            .list()
            .ofMaxSize(4)
            .map(each -> String.join("/", each));
    Arbitrary<String> roots =
        Arbitraries.of("", "/", "//", "file://", outside + "/", folder + "/../", "below/");
    return Combinators.combine(
            roots, steps, Arbitraries.of("/secret.dat", "secret.dat", "\\secret.dat", "/"))
        .as((root, middle, name) -> root + middle + name);
  }

  private static byte[] flipped(byte[] bytes, int at, int bit) {
    byte[] changed = bytes.clone();
    if (changed.length > 0) {
      changed[at % changed.length] ^= (byte) (1 << bit);
    }
    return changed;
  }

  private static byte[] joined(byte[] bytes, byte[] tail) {
    byte[] all = Arrays.copyOf(bytes, bytes.length + tail.length);
    System.arraycopy(tail, 0, all, bytes.length, tail.length);
    return all;
  }

  private static byte[] withField(byte[] header, int at, String word) {
    String text = new String(header, StandardCharsets.ISO_8859_1);
    List<String> fields = new ArrayList<>(Arrays.asList(text.split("(?<=[ \\n])")));
    int index = at % fields.size();
    String end = fields.get(index).endsWith("\n") ? "\n" : " ";
    fields.set(index, word + end);
    return String.join("", fields).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] withLineRepeated(byte[] header, int from, int to) {
    List<String> lines =
        new String(header, StandardCharsets.ISO_8859_1).lines().collect(Collectors.toList());
    if (!lines.isEmpty()) {
      lines.add(to % (lines.size() + 1), lines.get(from % lines.size()));
    }
    return String.join("\n", lines).getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void mutatedRealRecordingsAreReadOrRefused(@TempDir Path copies) throws IOException {
    SplittableRandom random = new SplittableRandom(20_261_126);
    List<Path> headers = new ArrayList<>();
    for (String name : List.of("wfdb-formats", "challenge-2020", "cpsc2021")) {
      try (Stream<Path> files = Files.list(SharedData.folder(name))) {
        files
            .filter(file -> file.toString().endsWith(".hea"))
            .sorted()
            .limit(21)
            .forEach(headers::add);
      }
    }
    int readable = 0;
    for (int i = 0; i < REAL_FILES; i++) {
      Path header = headers.get(random.nextInt(headers.size()));
      long bytes = 0;
      String id = WfdbReader.recordingId(header);
      int victim = random.nextInt(3);
      List<Path> written = new ArrayList<>();
      String text = Files.readString(header);
      try (Stream<Path> siblings = Files.list(header.getParent())) {
        for (Path sibling :
            siblings
                .filter(
                    s ->
                        s.getFileName().toString().startsWith(id + ".")
                            || text.contains("\n" + s.getFileName() + " "))
                .sorted()
                .toList()) {
          byte[] content = beginning(sibling);
          String name = sibling.getFileName().toString();
          int kind = name.endsWith(".hea") ? 0 : name.endsWith(".atr") ? 1 : 2;
          for (int hits = random.nextInt(4); kind == victim && hits > 0; hits--) {
            content = damaged(content, random);
          }
          written.add(Files.write(copies.resolve(name), content));
          bytes += content.length;
        }
      }
      Path copy = copies.resolve(id + ".hea");
      readable +=
          ReadingCost.checked(
                      copy,
                      bytes,
                      // Three constant channels of 5.6 million samples lie in twenty kilobytes.
                      id.startsWith("flac") ? 1 << 25 : 3 * bytes,
                      () -> new WfdbReader(problem -> {}).read(copy))
                  .isPresent()
              ? 1
              : 0;
      for (Path file : written) {
        Files.delete(file);
      }
    }
    assertThat(readable).as("some stay readable").isBetween(REAL_FILES / 20, REAL_FILES - 1);
  }

  /** Enough of a file to be sound but for its length. */
  private static byte[] beginning(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(20_000);
    }
  }

  private static byte[] damaged(byte[] bytes, SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      case 1 -> {
        byte[] noise = bytes.clone();
        int from = random.nextInt(bytes.length + 1);
        for (int i = from; i < Math.min(bytes.length, from + 8); i++) {
          noise[i] = (byte) random.nextInt(256);
        }
        yield noise;
      }
      default -> flipped(bytes, random.nextInt(1 << 20), random.nextInt(8));
    };
  }
}
