// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.recordings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Reads damaged copies of recordings, strictly and leniently, and holds a format to what {@link
 * ReadingCost} asks. For one thread; {@link #finish()} ends it.
 */
public final class MutatedFiles {
  private final RecordingFormat format;
  private final int samplesPerByte;
  private final Path folder;
  private int read;
  private int refused;

  /**
   * A place for damaged copies.
   *
   * @param samplesPerByte the most samples that a byte of a file may become
   */
  public MutatedFiles(RecordingFormat format, int samplesPerByte) {
    this.format = format;
    this.samplesPerByte = samplesPerByte;
    try {
      this.folder = Files.createTempDirectory("mutated");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one recording after some damage. */
  public void read(Path original, List<Mutation> mutations) throws IOException {
    read(original, original, mutations);
  }

  /**
   * Reads one recording after some damage to one of its files.
   *
   * @param main its main file
   * @param damaged that, or another of its files
   */
  public void read(Path main, Path damaged, List<Mutation> mutations) throws IOException {
    clear();
    Path copy = folder.resolve(main.getFileName().toString());
    Files.copy(main, copy, StandardCopyOption.REPLACE_EXISTING);
    byte[] bytes = Mutation.apply(Files.readAllBytes(damaged), mutations);
    Files.write(folder.resolve(damaged.getFileName().toString()), bytes);
    long all = damaged.equals(main) ? bytes.length : bytes.length + Files.size(main);
    long size = Math.max(64, all * samplesPerByte);
    boolean sound =
        ReadingCost.checked(copy, size, () -> format.read(copy, RecordingProblems.REFUSE))
            .isPresent();
    boolean leniently =
        ReadingCost.checked(copy, size, () -> format.read(copy, problem -> {})).isPresent();
    assertThat(leniently || !sound).as("what is sound is read leniently too").isTrue();
    if (leniently) {
      read++;
    } else {
      refused++;
    }
  }

  private void clear() throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  /** Ends: the damages must not have been all harmless, nor all deadly. */
  public void finish() throws IOException {
    clear();
    Files.delete(folder);
    int all = read + refused;
    assertThat(read).as("read of %d", all).isBetween(all / 20, all * 19 / 20);
  }
}
