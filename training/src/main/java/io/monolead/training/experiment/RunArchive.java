// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import io.monolead.training.evaluation.Predictions;
import io.monolead.training.evaluation.PredictionsFile;
import io.monolead.training.trainer.EpochResult;
import io.monolead.training.trainer.TrainingLog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Finished runs without their weights, one small zip file each: what is kept beside a published
 * table, so that anybody can recompute its figures from the predictions without training anything.
 *
 * <p>A file holds {@code spec.json}, {@code run.json}, {@code log.jsonl}, {@code validation.csv}
 * and {@code test.csv}; the same run gives the same bytes.
 *
 * @param folder created when the first run is kept
 */
public record RunArchive(Path folder) implements KnownRuns {
  /** The earliest time that a zip file can state: the true one would make equal runs differ. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  @Override
  public boolean knows(RunSpec spec) {
    return Files.exists(file(spec));
  }

  @Override
  public Predictions predictions(RunSpec spec, Part part) throws IOException {
    return PredictionsFile.parse(spec.task(), entry(spec, part.file()));
  }

  @Override
  public List<EpochResult> log(RunSpec spec) throws IOException {
    return TrainingLog.parse(entry(spec, RunStore.LOG));
  }

  /**
   * Keeps those of some runs that are finished in a store and not yet here.
   *
   * @return number of runs that were added
   * @throws IOException if a run cannot be read or written
   */
  public int keep(RunStore store, Collection<RunSpec> runs) throws IOException {
    int added = 0;
    for (RunSpec run : runs) {
      if (store.knows(run) && !knows(run)) {
        Files.createDirectories(folder);
        Path whole = file(run);
        Path part = whole.resolveSibling(whole.getFileName() + ".part");
        write(store, run, part);
        Files.move(
            part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        added++;
      }
    }
    return added;
  }

  private static void write(RunStore store, RunSpec run, Path file) throws IOException {
    try (OutputStream bytes = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
      for (String name :
          List.of(
              RunStore.SPEC,
              RunStore.FINISHED,
              RunStore.LOG,
              Part.VALIDATION.file(),
              Part.TEST.file())) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
        zip.write(Files.readAllBytes(store.folderOf(run).resolve(name)));
        zip.closeEntry();
      }
    }
  }

  private Path file(RunSpec spec) {
    return folder.resolve(spec.id() + ".zip");
  }

  private List<String> entry(RunSpec spec, String name) throws IOException {
    try (ZipFile zip = new ZipFile(file(spec).toFile())) {
      ZipEntry entry = zip.getEntry(name);
      if (entry == null) {
        throw new NoSuchFileException(file(spec).toString(), name, "The archive lacks this part");
      }
      return new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .toList();
    }
  }
}
