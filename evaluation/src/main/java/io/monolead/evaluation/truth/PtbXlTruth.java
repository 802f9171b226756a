// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.truth;

import io.monolead.connectors.ptbxl.LabelledRecord;
import io.monolead.connectors.ptbxl.PtbXlCatalogue;
import io.monolead.connectors.ptbxl.PtbXlRate;
import io.monolead.connectors.ptbxl.PtbXlRecord;
import io.monolead.connectors.ptbxl.PtbXlTask;
import io.monolead.signal.LabelSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/** What the catalogue of PTB-XL tells of its recordings. Immutable; for any thread. */
public final class PtbXlTruth {
  /** Folders between a recording and the catalogue: records100/00000. */
  private static final int DEEPEST = 3;

  /** What the data set writes for everyone over 89, and what stands for it here. */
  private static final double OVER_89 = 300;

  private static final double STANDS_FOR_OVER_89 = 90;

  private final LabelSpace labels;
  private final Map<Path, LabelledRecord> byHeader;

  private PtbXlTruth(LabelSpace labels, Map<Path, LabelledRecord> byHeader) {
    this.labels = labels;
    this.byHeader = byHeader;
  }

  /**
   * The catalogue's folder that a recording lies in, if it is one of PTB-XL.
   *
   * @param header a recording's header file
   */
  public static Optional<Path> folderOf(Path header) {
    Path folder = header.toAbsolutePath().normalize().getParent();
    for (int i = 0; i < DEEPEST && folder != null; i++, folder = folder.getParent()) {
      if (Files.isRegularFile(folder.resolve(PtbXlCatalogue.DATABASE_FILE))) {
        return Optional.of(folder);
      }
    }
    return Optional.empty();
  }

  /**
   * Reads a catalogue.
   *
   * @param folder PTB-XL in its official layout
   * @param task name of the model's task
   * @throws IllegalArgumentException if PTB-XL has no such task
   */
  public static PtbXlTruth read(Path folder, String task) throws IOException {
    PtbXlCatalogue catalogue = PtbXlCatalogue.read(folder.toAbsolutePath().normalize());
    PtbXlTask named = PtbXlTask.named(task);
    Map<Path, LabelledRecord> byHeader = new HashMap<>();
    for (PtbXlRate rate : PtbXlRate.values()) {
      catalogue
          .labelled(named, rate)
          .records()
          .forEach(record -> byHeader.put(record.headerFile(), record));
    }
    return new PtbXlTruth(catalogue.labelSpace(named), byHeader);
  }

  /** The labels of a recording; empty if the catalogue does not have it. */
  public Optional<DeviceTruth> of(Path header, TimeSpan whole) {
    return record(header)
        .map(
            record -> {
              Set<String> said = new TreeSet<>();
              for (int i = 0; i < labels.size(); i++) {
                if (record.targets()[i] > 0) {
                  said.add(labels.labels().get(i));
                }
              }
              return new DeviceTruth(
                  RecordingTruth.statements(said, new TreeSet<>(labels.labels()), whole));
            });
  }

  /** The patient of a recording; empty if the catalogue does not have it. */
  public Optional<Subject> subject(Path header) {
    return record(header)
        .map(
            labelled -> {
              PtbXlRecord record = labelled.record();
              OptionalDouble age = record.ageYears();
              return new Subject(
                  "ptb-xl " + record.patientId(),
                  record.sex(),
                  age.isPresent() && age.getAsDouble() >= OVER_89
                      ? OptionalDouble.of(STANDS_FOR_OVER_89)
                      : age);
            });
  }

  private Optional<LabelledRecord> record(Path header) {
    return Optional.ofNullable(byHeader.get(header.toAbsolutePath().normalize()));
  }
}
