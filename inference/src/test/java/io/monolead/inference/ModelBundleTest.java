// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.signal.Conditioning;
import io.monolead.signal.LabelSpace;
import io.monolead.signal.Lead;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelBundleTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsRead() throws Exception {
    ModelBundle written = ScriptedNetwork.bundle(ScriptedNetwork.MEAN_AND_MAXIMUM);
    Path file = folder.resolve("deeper/model.mlb");

    written.write(file);
    ModelBundle read = ModelBundle.read(file);

    assertThat(read.manifest()).isEqualTo(written.manifest());
    assertThat(read.modelCard()).isEqualTo("# Card\n");
    assertThat(read.network()).isEqualTo(written.network());
    assertThat(read.golden().windows()).isEqualTo(written.golden().windows());
    assertThat(read.golden().probabilities()).isEqualTo(written.golden().probabilities());
    assertThat(read.sha256()).isEqualTo(written.sha256()).hasSize(64);
    assertThat(file.getParent()).isDirectoryContaining("glob:**.mlb");
    assertThat(file.getParent().toFile().list()).hasSize(1);
  }

  @Test
  void theSamePartsGiveTheSameBytes() {
    assertThat(ScriptedNetwork.bundle(ScriptedNetwork.MEAN_AND_MAXIMUM).sha256())
        .isEqualTo(ScriptedNetwork.bundle(ScriptedNetwork.MEAN_AND_MAXIMUM).sha256());
  }

  /** Java's own reader knows nothing of ours: it checks sizes, offsets and CRCs of a zip. */
  @Test
  void aBundleIsAnOrdinaryZipFile() throws Exception {
    Path file = write();

    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .containsExactly(
              "manifest.json", "model-card.md", "network.pt", "golden.bin", "checksums.sha256");
      assertThat(zip.getInputStream(zip.getEntry("model-card.md")).readAllBytes())
          .isEqualTo("# Card\n".getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void everyFlippedByteIsRefusedWithTheNameOfThePart() throws Exception {
    Path file = write();
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= 0x10;
      Files.write(file, flipped);

      assertThatThrownBy(() -> ModelBundle.read(file))
          .as("byte %d", i)
          .isInstanceOf(BundleException.class)
          .hasMessageContaining("model.mlb")
          .hasMessageMatching(
              ".*part '(manifest.json|model-card.md|network.pt|golden.bin|checksums.sha256|zip"
                  + " directory)'.*");
    }
  }

  @Test
  void everyTruncationIsRefused() throws Exception {
    Path file = write();
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 7) {
      Files.write(file, Arrays.copyOf(whole, length));

      assertThatThrownBy(() -> ModelBundle.read(file)).isInstanceOf(BundleException.class);
    }
  }

  @Test
  void aSwappedPartInAnIntactZipIsRefusedByItsChecksum() throws Exception {
    Path file = write();
    Map<String, byte[]> parts = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        parts.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    parts.put("network.pt", ScriptedNetwork.script("return x"));
    Files.write(file, StoredZip.encode(parts));

    assertThatThrownBy(() -> ModelBundle.read(file))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("part 'network.pt' has SHA-256");
  }

  @Test
  void aHostileNameIsNoPartOfABundle() throws Exception {
    Path file = folder.resolve("model.mlb");
    Files.write(file, StoredZip.encode(Map.of("../../evil", new byte[1000])));

    assertThatThrownBy(() -> ModelBundle.read(file))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("part 'manifest.json'");
    assertThat(folder.toFile().list()).containsExactly("model.mlb");
  }

  @Test
  void aGiganticFileIsRefusedBeforeItIsRead() throws Exception {
    Path file = folder.resolve("model.mlb");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(ModelBundle.MOST_BYTES + 1);
    }

    assertThatThrownBy(() -> ModelBundle.read(file))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("536870913 bytes");
  }

  @Test
  void aNewerFormatIsRefusedWithBothVersions() {
    byte[] json = "{\"formatVersion\": 4, \"surprise\": 1}".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> ManifestJson.decode(json))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("formatVersion 4")
        .hasMessageContaining("reads 1 to 3");
  }

  @Test
  void aManifestSurvivesJson() throws Exception {
    ModelManifest manifest = ScriptedNetwork.manifest();
    byte[] json = ManifestJson.encode(manifest);

    assertThat(ManifestJson.decode(json)).isEqualTo(manifest);
    assertThat(new String(json, StandardCharsets.UTF_8)).contains("\"leads\" : [\n    \"I\"\n  ]");
  }

  @Test
  void contradictionsInAManifestAreRefused() {
    List<LabelOperatingPoint> points = List.of(LabelOperatingPoint.uncalibrated("B", 0.5f));
    LabelSpace labels = new LabelSpace("test", List.of("A"));

    assertThatThrownBy(
            () ->
                new ModelManifest(
                    1,
                    "m",
                    "1",
                    List.of(Lead.I),
                    100,
                    10,
                    labels,
                    new Conditioning(100, List.of()),
                    points,
                    Map.of()))
        .hasMessageContaining("[A]")
        .hasMessageContaining("[B]");
    assertThatThrownBy(() -> new LabelOperatingPoint("A", 1.5f, 1, 0)).hasMessageContaining("1.5");
    assertThatThrownBy(() -> new LabelOperatingPoint("A", 0.5f, 0, 0)).hasMessageContaining("0.0");
  }

  private Path write() throws Exception {
    Path file = folder.resolve("model.mlb");
    ScriptedNetwork.bundle(ScriptedNetwork.MEAN_AND_MAXIMUM).write(file);
    return file;
  }
}
