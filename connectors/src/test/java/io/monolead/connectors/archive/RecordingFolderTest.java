// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.connectors.recordings.Fixtures;
import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingFolderTest {
  @TempDir private Path folder;

  private static List<String> read(RecordingFolder open) throws IOException {
    RecordingReader reader = RecordingReader.standard();
    return reader.list(open.root()).stream()
        .map(
            file -> {
              try {
                assertThat(reader.read(file).length()).isPositive();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
              return open.nameOf(file);
            })
        .toList();
  }

  private Path zip(String name, byte[] content) throws IOException {
    Path file = folder.resolve("r.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      out.putNextEntry(new ZipEntry(name));
      out.write(content);
    }
    return file;
  }

  /** A header of tar, by POSIX.1-1988, and its content padded to blocks. */
  private static byte[] tarEntry(String name, char type, byte[] content) {
    byte[] block = new byte[512];
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, block, 0, bytes.length);
    put(block, 100, "0000644");
    put(block, 124, String.format("%011o", content.length));
    put(block, 148, "        ");
    block[156] = (byte) type;
    put(block, 257, "ustar\00000");
    int sum = 0;
    for (byte each : block) {
      sum += each & 0xff;
    }
    put(block, 148, String.format("%06o\0 ", sum));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(block);
    out.writeBytes(content);
    out.writeBytes(new byte[(512 - content.length % 512) % 512]);
    return out.toByteArray();
  }

  private static void put(byte[] block, int at, String text) {
    System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, block, at, text.length());
  }

  private Path tar(byte[]... entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] entry : entries) {
      out.writeBytes(entry);
    }
    out.writeBytes(new byte[1024]);
    return Files.write(folder.resolve("r.tar"), out.toByteArray());
  }

  private void assertRefused(Path archive, String why) throws IOException {
    long before = leftovers();
    assertThatThrownBy(() -> RecordingFolder.open(archive))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining(archive + ": ")
        .hasMessageContaining(why);
    assertThat(leftovers()).as("nothing is left behind").isEqualTo(before);
    assertThat(folder.resolveSibling("outside.csv")).doesNotExist();
  }

  private static long leftovers() throws IOException {
    String own = "monolead-archive-" + ProcessHandle.current().pid() + "-";
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(file -> file.getFileName().toString().startsWith(own)).count();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"study.zip", "study.tar", "study.tar.gz", "study-gnu.tgz", "study-pax.tgz"})
  void archiveOfAnotherProgramIsReadAsItsFolder(String name) throws IOException {
    Path archive = Fixtures.file("archive/" + name);
    String deep = "study/" + "a-long-name-of-a-folder/".repeat(5) + "holter.ecg";
    Path root;
    try (RecordingFolder open = RecordingFolder.open(archive)) {
      root = open.root();
      assertThat(read(open))
          .containsExactly(
              archive + "!" + deep, archive + "!study/madeup.hea", archive + "!study/times.csv");
    }
    assertThat(root).doesNotExist();
  }

  @Test
  void folderStaysAsItIs() throws IOException {
    Path file = Files.copy(Fixtures.file("csv/times.csv"), folder.resolve("times.csv"));
    try (RecordingFolder open = RecordingFolder.open(folder)) {
      assertThat(read(open)).containsExactly(file.toString());
    }
    assertThat(file).exists();
    assertThat(RecordingFolder.isFolder(folder)).isTrue();
    assertThat(RecordingFolder.isFolder(file)).isFalse();
    assertThat(RecordingFolder.isFolder(folder.resolve("none.zip"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../outside.csv",
        "/tmp/outside.csv",
        "a/../../outside.csv",
        "a//b.csv",
        "..\\outside.csv",
        "C:/outside.csv",
        "a/./../b.csv",
        "a\nb.csv"
      })
  void nameThatLeadsElsewhereIsRefused(String name) throws IOException {
    byte[] content = "I [mV]\n1\n".getBytes(StandardCharsets.UTF_8);

    assertRefused(zip(name, content), "is not one of a file in a folder");
    assertRefused(tar(tarEntry(name, '0', content)), "is not one of a file in a folder");
    assertRefused(
        tar(
            tarEntry("././@LongLink", 'L', name.getBytes(StandardCharsets.UTF_8)),
            tarEntry("harmless.csv", '0', content)),
        "is not one of a file in a folder");
  }

  @Test
  void fewBytesThatBecomeManyAreRefused() throws IOException {
    byte[] zeros = new byte[80 << 20];

    assertRefused(zip("r.dat", zeros), "would become more than 67108864 bytes");

    Path zipped = folder.resolve("r.tgz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write(tarEntry("r.dat", '0', zeros));
    }
    assertRefused(zipped, "would become more than 67108864 bytes");
  }

  @Test
  void nameOfGigabytesIsRefusedBeforeItIsRead() throws IOException {
    byte[] header = tarEntry("././@LongLink", 'L', new byte[0]);
    put(header, 124, "77777777777");
    int sum = 0;
    put(header, 148, "        ");
    for (int i = 0; i < 512; i++) {
      sum += header[i] & 0xff;
    }
    put(header, 148, String.format("%06o\0 ", sum));

    assertRefused(tar(header), "a name of 8589934591 bytes");
  }

  @Test
  void linksArePassedOver() throws IOException {
    byte[] link = tarEntry("link.csv", '2', new byte[0]);
    put(link, 157, "/etc/passwd");
    byte[] content = "I\n".getBytes(StandardCharsets.UTF_8);
    int sum = 0;
    put(link, 148, "        ");
    for (byte each : link) {
      sum += each & 0xff;
    }
    put(link, 148, String.format("%06o\0 ", sum));
    try (RecordingFolder open = RecordingFolder.open(tar(link, tarEntry("a.csv", '0', content)))) {
      try (Stream<Path> files = Files.list(open.root())) {
        assertThat(files.map(file -> file.getFileName().toString())).containsExactly("a.csv");
      }
    }
  }

  @Test
  void damageIsSaid() throws IOException {
    byte[] zip = Files.readAllBytes(Fixtures.file("archive/study.zip"));
    byte[] tar = Files.readAllBytes(Fixtures.file("archive/study.tar"));
    tar[130] ^= 1;

    assertRefused(Files.write(folder.resolve("a.zip"), new byte[100]), "no sound archive");
    assertRefused(Files.write(folder.resolve("b.tar"), tar), "checksum of a header");
    assertRefused(Files.write(folder.resolve("c.tar"), new byte[0]), "holds no files");
    assertRefused(
        Files.write(folder.resolve("d.tgz"), new byte[] {0x1f, (byte) 0x8b, 1}), "no sound");
    byte[] twice = "I\n".getBytes(StandardCharsets.UTF_8);
    assertRefused(tar(tarEntry("a.csv", '0', twice), tarEntry("a.csv", '0', twice)), "twice");
    assertThat(zip).isNotEmpty();
  }

  @Test
  void twoThousandDamagedArchivesAreReadOrRefused() throws IOException {
    SplittableRandom random = new SplittableRandom(20_261_126);
    int opened = 0;
    int tried = 0;
    for (String name : List.of("study.zip", "study.tar", "study.tar.gz", "study-pax.tgz")) {
      byte[] original = Files.readAllBytes(Fixtures.file("archive/" + name));
      for (int i = 0; i < 500; i++) {
        byte[] bytes = original.clone();
        for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
          int reach = random.nextBoolean() ? Math.min(2048, bytes.length) : bytes.length;
          int at = random.nextBoolean() ? bytes.length - reach : 0;
          bytes[at + random.nextInt(reach)] = (byte) random.nextInt(256);
        }
        Path copy = Files.write(folder.resolve(name), bytes);
        tried++;
        try (RecordingFolder open = RecordingFolder.open(copy)) {
          RecordingReader.standard().list(open.root());
          opened++;
        } catch (RecordingFormatException refused) {
          assertThat(refused).hasMessageStartingWith(copy + ": ");
        }
      }
    }
    assertThat(tried).isEqualTo(2000);
    assertThat(opened).as("some stay readable").isBetween(50, 1950);
  }
}
