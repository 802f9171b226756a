// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.matlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.connectors.recordings.ReadingCost;
import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingProblems;
import io.monolead.connectors.recordings.SharedData;
import io.monolead.signal.Recording;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * MATLAB level 5 files of any structure: arrays and structures whose sizes, types and names may
 * each be a lie, some compressed, some damaged afterwards.
 */
class HostileMatPropertiesTest {
  /** {@code -Dmonolead.hostile.files=100000} for a long run over real recordings. */
  private static final int REAL_FILES = Integer.getInteger("monolead.hostile.files", 500);

  private static final int INT8 = 1;
  private static final int UINT8 = 2;
  private static final int INT32 = 5;
  private static final int UINT32 = 6;
  private static final int MATRIX = 14;
  private static final int COMPRESSED = 15;
  private static final int STRUCT_CLASS = 2;
  private static final int CHAR_CLASS = 4;
  private static final int UINT8_CLASS = 9;

  private static final int LEADS = 12;
  private static final int SAMPLES = 9;

  private static Path folder;

  @BeforeContainer
  static void createFolder() throws IOException {
    folder = Files.createTempDirectory("hostile-mat");
  }

  @AfterContainer
  static void deleteFolder() throws IOException {
    Files.deleteIfExists(folder.resolve("r.mat"));
    Files.delete(folder);
  }

  private static Optional<Recording> read(byte[] file) throws IOException {
    Path path = Files.write(folder.resolve("r.mat"), file);
    return ReadingCost.checked(
        path, file.length, () -> new MatlabFormat().read(path, RecordingProblems.REFUSE));
  }

  private static byte[] file(byte[]... elements) {
    byte[] header = new byte[128];
    Arrays.fill(header, (byte) ' ');
    byte[] text = "MATLAB 5.0 MAT-file".getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(text, 0, header, 0, text.length);
    ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putInt(124, 0x4d490100);
    return joined(header, joined(elements));
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] element(int type, byte[] data) {
    return element(type, data.length, data);
  }

  private static byte[] element(int type, int statedBytes, byte[] data) {
    return ByteBuffer.allocate(8 + (data.length + 7) / 8 * 8)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(type)
        .putInt(statedBytes)
        .put(data)
        .array();
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  private static byte[] array(int arrayClass, int rows, int columns, String name, byte[]... parts) {
    return element(
        MATRIX,
        joined(
            element(UINT32, ints(arrayClass, 0)),
            element(INT32, ints(rows, columns)),
            element(INT8, name.getBytes(StandardCharsets.ISO_8859_1)),
            joined(parts)));
  }

  private static byte[] struct(String name, List<String> fields, byte[]... values) {
    int width = fields.stream().mapToInt(String::length).max().orElse(0) + 1;
    byte[] names = new byte[width * fields.size()];
    for (int i = 0; i < fields.size(); i++) {
      byte[] field = fields.get(i).getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(field, 0, names, i * width, field.length);
    }
    return array(
        STRUCT_CLASS,
        1,
        1,
        name,
        element(INT32, ints(width)),
        element(INT8, names),
        joined(values));
  }

  private static byte[] samples(int rows, int columns) {
    return array(
        UINT8_CLASS, rows, columns, "", element(UINT8, new byte[Math.max(0, rows * columns)]));
  }

  private static byte[] valid() {
    return struct(
        "ECG",
        List.of("sex", "data"),
        array(CHAR_CLASS, 1, 4, "", element(UINT8, "Male".getBytes(StandardCharsets.UTF_8))),
        samples(LEADS, SAMPLES));
  }

  private static byte[] compressed(byte[] element) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater =
        new DeflaterOutputStream(out, new Deflater(Deflater.BEST_SPEED))) {
      deflater.write(element);
    } catch (IOException e) {
      throw new AssertionError("Arrays do not fail", e);
    }
    // Compressed elements are not padded.
    return joined(ints(COMPRESSED, out.size()), out.toByteArray());
  }

  @Example
  void theFileThatIsMutatedIsValid() throws IOException {
    for (byte[] element : List.of(valid(), compressed(valid()))) {
      Recording recording = read(file(element)).orElseThrow();
      assertThat(recording.length()).isEqualTo(SAMPLES);
      assertThat(recording.comments()).containsExactly("Sex: Male");
    }
  }

  @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
  void aFileOfAnyElementsIsReadOrRefusedAtACostThatItsSizeBounds(
      @ForAll("elements") List<byte[]> elements) throws IOException {
    read(file(elements.toArray(byte[][]::new)));
  }

  @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
  void aValidFileWithFlippedBitsIsReadOrRefused(
      @ForAll boolean inflated, @ForAll("places") List<Integer> places) throws IOException {
    byte[] file = file(inflated ? valid() : compressed(valid()));
    for (int place : places) {
      file[place / 8 % file.length] ^= (byte) (1 << place % 8);
    }
    read(Arrays.copyOf(file, places.get(0) % 3 == 0 ? places.get(0) % file.length : file.length));
  }

  /** Each variable alone may be read; together they would take gigabytes. */
  @Example
  void manyVariablesThatInflateAreRefusedBeforeTheyFillTheMemory() throws IOException {
    byte[] variable =
        compressed(array(UINT8_CLASS, 1, 6 << 20, "a", element(UINT8, new byte[6 << 20])));
    byte[][] all = new byte[40][];
    Arrays.fill(all, variable);

    assertRefused(file(all), "numbers are not read");
  }

  @Example
  void textsThatInflateAreRefusedBeforeTheyFillTheMemory() throws IOException {
    byte[] text =
        compressed(array(CHAR_CLASS, 1, 30 << 20, "a", element(UINT8, new byte[30 << 20])));

    assertRefused(file(text, text, text, text, text, text), "when inflated are not read");
  }

  @Example
  void elementsWithoutEndAreRefused() throws IOException {
    byte[] empty = element(MATRIX, new byte[0]);
    byte[] many = new byte[empty.length * 200_000];
    for (int at = 0; at < many.length; at += empty.length) {
      System.arraycopy(empty, 0, many, at, empty.length);
    }

    assertRefused(file(many), "elements are not read");
    assertRefused(
        file(
            array(
                STRUCT_CLASS,
                1,
                1,
                "ECG",
                element(INT32, ints(1)),
                element(INT8, new byte[200_000]),
                many)),
        "elements are not read");
  }

  @Example
  void aNameOfAMegabyteIsNotRepeatedInTheMessage() throws IOException {
    byte[] nameless =
        array(UINT8_CLASS, -1, 5, "\u001b[2J\n".repeat(200_000), element(UINT8, new byte[5]));

    assertRefused(file(nameless), "has -1 x 5 elements");
  }

  private static void assertRefused(byte[] file, String why) throws IOException {
    Path path = Files.write(folder.resolve("r.mat"), file);
    // The cost is that of the limits, not of the file.
    assertThat(
            ReadingCost.checked(
                path, 4 << 20, () -> new MatlabFormat().read(path, RecordingProblems.REFUSE)))
        .isEmpty();
    assertThatThrownBy(() -> new MatlabFormat().read(path, RecordingProblems.REFUSE))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining(why);
  }

  @Provide
  Arbitrary<List<Integer>> places() {
    return Arbitraries.integers().between(0, 1 << 20).list().ofMinSize(1).ofMaxSize(6);
  }

  @Provide
  Arbitrary<List<byte[]>> elements() {
    return Combinators.combine(anyElement(3), Arbitraries.of(true, false, false))
        .as((element, deflated) -> deflated ? compressed(element) : element)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  private static Arbitrary<byte[]> anyElement(int depth) {
    Arbitrary<Integer> counts =
        Arbitraries.of(
            0, 1, 2, LEADS, SAMPLES, -1, 1 << 16, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 30);
    Arbitrary<Integer> classes = Arbitraries.integers().between(-1, 20);
    Arbitrary<String> names =
        Arbitraries.of("ECG", "ECG", "data", "", "\0ECG", "x".repeat(70_000), "\u001b[31m\n");
    Arbitrary<byte[]> raw =
        Combinators.combine(
                Arbitraries.integers().between(0, 20),
                counts,
                Arbitraries.bytes().array(byte[].class).ofMaxSize(120))
            .as(
                (type, stated, data) ->
                    element(type, stated % 3 == 0 ? stated : data.length, data));
    Arbitrary<byte[]> matrix =
        Combinators.combine(classes, counts, counts, names, raw)
            .as((kind, rows, columns, name, data) -> array(kind, rows, columns, name, data));
    Arbitrary<byte[]> ecg =
        Combinators.combine(counts, counts)
            .as(
                (rows, columns) ->
                    struct(
                        "ECG",
                        List.of("data"),
                        array(UINT8_CLASS, rows, columns, "", element(UINT8, new byte[108]))));
    if (depth == 0) {
      return Arbitraries.oneOf(raw, matrix, ecg);
    }
    Arbitrary<byte[]> structure =
        Combinators.combine(
                names,
                Arbitraries.of("data", "sex", "age", "", "ECG").list().ofMaxSize(3),
                Arbitraries.lazy(() -> anyElement(depth - 1)).list().ofMaxSize(3))
            .as((name, fields, values) -> struct(name, fields, values.toArray(byte[][]::new)));
    return Arbitraries.oneOf(
        raw, matrix, ecg, structure, Arbitraries.just(valid()), Arbitraries.just(new byte[7]));
  }

  @Test
  void mutatedRealRecordingsAreReadOrRefused(@TempDir Path copies) throws IOException {
    Path real = SharedData.folder("cpsc2018-original");
    SplittableRandom random = new SplittableRandom(20_261_126);
    byte[] original = Files.readAllBytes(real.resolve("A1980.mat"));
    int readable = 0;
    for (int i = 0; i < REAL_FILES; i++) {
      byte[] bytes = original.clone();
      for (int hits = random.nextInt(4); hits > 0; hits--) {
        // Where the structure stands; what follows are samples.
        int reach = random.nextBoolean() ? 600 : bytes.length;
        bytes[random.nextInt(reach)] ^= (byte) (1 << random.nextInt(8));
      }
      if (random.nextInt(4) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      Path copy = Files.write(copies.resolve("A1980.mat"), bytes);
      readable +=
          ReadingCost.checked(
                      copy,
                      bytes.length,
                      () -> new MatlabFormat().read(copy, RecordingProblems.REFUSE))
                  .isPresent()
              ? 1
              : 0;
    }
    assertThat(readable).as("some stay readable").isBetween(REAL_FILES / 10, REAL_FILES - 1);
  }
}
