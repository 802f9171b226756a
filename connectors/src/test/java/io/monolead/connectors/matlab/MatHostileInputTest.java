// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.matlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingProblems;
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
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** MATLAB files written element by element, then damaged. */
class MatHostileInputTest {
  private static final int SAMPLES = 7;

  private static Path folder;

  @BeforeContainer
  static void createFolder() throws IOException {
    folder = Files.createTempDirectory("hostile");
  }

  @AfterContainer
  static void deleteFolder() throws IOException {
    Files.deleteIfExists(folder.resolve("r.mat"));
    Files.delete(folder);
  }

  private static Recording read(byte[] file) throws IOException {
    return new MatlabFormat()
        .read(Files.write(folder.resolve("r.mat"), file), RecordingProblems.REFUSE);
  }

  private static byte[] header(ByteOrder order) {
    byte[] header = new byte[128];
    Arrays.fill(header, (byte) ' ');
    byte[] text = "MATLAB 5.0 MAT-file".getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(text, 0, header, 0, text.length);
    ByteBuffer.wrap(header)
        .order(order)
        .putShort(124, (short) 0x0100)
        .putShort(126, (short) 0x4d49);
    return header;
  }

  private static byte[] element(ByteOrder order, int type, byte[] data) {
    return ByteBuffer.allocate(8 + (data.length + 7) / 8 * 8)
        .order(order)
        .putInt(type)
        .putInt(data.length)
        .put(data)
        .array();
  }

  private static byte[] array(
      ByteOrder order, int arrayClass, int rows, int columns, String name, byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        element(order, 6, ByteBuffer.allocate(8).order(order).putInt(arrayClass).array()));
    out.writeBytes(
        element(
            order, 5, ByteBuffer.allocate(8).order(order).putInt(rows).putInt(columns).array()));
    out.writeBytes(element(order, 1, name.getBytes(StandardCharsets.ISO_8859_1)));
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return element(order, 14, out.toByteArray());
  }

  /** A file like those of CPSC2018: lead {@code i} has the value {@code 20 * i + sample}. */
  private static byte[] file(ByteOrder order, boolean compressed) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(12 * SAMPLES * 2).order(order);
    for (int sample = 0; sample < SAMPLES; sample++) {
      for (int lead = 0; lead < 12; lead++) {
        data.putShort((short) (20 * lead + sample));
      }
    }
    byte[] names = new byte[15];
    System.arraycopy("sex".getBytes(StandardCharsets.ISO_8859_1), 0, names, 0, 3);
    System.arraycopy("age".getBytes(StandardCharsets.ISO_8859_1), 0, names, 5, 3);
    System.arraycopy("data".getBytes(StandardCharsets.ISO_8859_1), 0, names, 10, 4);
    byte[] smallNameLength =
        ByteBuffer.allocate(8).order(order).putInt(4 << 16 | 5).putInt(5).array();
    byte[] struct =
        array(
            order,
            2,
            1,
            1,
            "ECG",
            smallNameLength,
            element(order, 1, names),
            array(order, 4, 1, 4, "", element(order, 16, "Male".getBytes(StandardCharsets.UTF_8))),
            array(order, 6, 1, 1, "", element(order, 2, new byte[] {74})),
            array(order, 6, 12, SAMPLES, "", element(order, 3, data.array())));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(header(order));
    if (compressed) {
      byte[] deflated = deflate(struct);
      out.writeBytes(
          ByteBuffer.allocate(8).order(order).putInt(15).putInt(deflated.length).array());
      out.writeBytes(deflated);
    } else {
      out.writeBytes(struct);
    }
    return out.toByteArray();
  }

  private static byte[] deflate(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater =
        new DeflaterOutputStream(out, new Deflater(Deflater.BEST_COMPRESSION))) {
      deflater.write(bytes);
    }
    return out.toByteArray();
  }

  @Property(generation = GenerationMode.EXHAUSTIVE)
  void bothByteOrdersAreReadCompressedOrNot(@ForAll boolean little, @ForAll boolean compressed)
      throws IOException {
    ByteOrder order = little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;

    Recording recording = read(file(order, compressed));

    assertThat(recording.millivolts()[11])
        .containsExactly(220f, 221f, 222f, 223f, 224f, 225f, 226f);
    assertThat(recording.comments()).containsExactly("Age: 74", "Sex: Male");
  }

  @Property(tries = 800)
  void damagedFileIsReadOrRefused(
      @ForAll boolean little,
      @ForAll boolean compressed,
      @ForAll @IntRange(min = 0, max = 999) int where,
      @ForAll @Size(min = 1, max = 4) byte[] damage)
      throws IOException {
    byte[] file = file(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN, compressed);
    int from = where % file.length;
    for (int i = 0; i < damage.length && from + i < file.length; i++) {
      file[from + i] = damage[i];
    }

    readOrRefuse(file);
  }

  @Property(tries = 200)
  void truncatedFileIsReadOrRefused(
      @ForAll boolean compressed, @ForAll @IntRange(min = 0, max = 1000) int length)
      throws IOException {
    readOrRefuse(Arrays.copyOf(file(ByteOrder.LITTLE_ENDIAN, compressed), length));
  }

  private static void readOrRefuse(byte[] file) throws IOException {
    try {
      assertThat(read(file).length()).isLessThanOrEqualTo(file.length);
    } catch (RecordingFormatException refused) {
      assertThat(refused).hasMessageContaining("r.mat");
    }
  }

  @Example
  void fileThatInflatesWithoutEndIsRefused() throws IOException {
    byte[] bomb = deflate(new byte[200 << 20]);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(header(ByteOrder.LITTLE_ENDIAN));
    out.writeBytes(
        ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(15)
            .putInt(bomb.length)
            .array());
    out.writeBytes(bomb);

    assertThatThrownBy(() -> read(out.toByteArray()))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("when inflated");
  }

  @Example
  void structuresNestedWithoutEndAreRefused() {
    byte[] nested = array(ByteOrder.LITTLE_ENDIAN, 6, 0, 0, "");
    for (int depth = 0; depth < 2000; depth++) {
      nested =
          array(
              ByteOrder.LITTLE_ENDIAN,
              2,
              1,
              1,
              "ECG",
              ByteBuffer.allocate(8)
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .putInt(4 << 16 | 5)
                  .putInt(2)
                  .array(),
              element(ByteOrder.LITTLE_ENDIAN, 1, new byte[] {'a', 0}),
              nested);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(header(ByteOrder.LITTLE_ENDIAN));
    out.writeBytes(nested);

    assertThatThrownBy(() -> read(out.toByteArray()))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("nested deeper");
  }

  @Example
  void matrixThatStatesMoreNumbersThanItHasIsRefusedBeforeAllocation() {
    for (List<Integer> size : List.of(List.of(12, 1 << 30), List.of(1 << 30, 1 << 30))) {
      byte[] data = element(ByteOrder.LITTLE_ENDIAN, 9, new byte[16]);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(header(ByteOrder.LITTLE_ENDIAN));
      out.writeBytes(array(ByteOrder.LITTLE_ENDIAN, 6, size.get(0), size.get(1), "ECG", data));

      assertThatThrownBy(() -> read(out.toByteArray()))
          .isInstanceOf(RecordingFormatException.class)
          .hasMessageContaining("but has 16 bytes");
    }
  }
}
