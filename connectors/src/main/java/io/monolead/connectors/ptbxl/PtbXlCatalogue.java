// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.ptbxl;

import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.wfdb.WfdbReader;
import io.monolead.signal.LabelSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The catalogue of PTB-XL: which recordings there are and what cardiologists stated about them.
 *
 * <p>Facts (Wagner et al., "PTB-XL, a large publicly available electrocardiography dataset",
 * Scientific Data 7 (2020) 154, <a
 * href="https://doi.org/10.1038/s41597-020-0495-6">doi:10.1038/s41597-020-0495-6</a>; version 1.0.3
 * at <a href="https://doi.org/10.13026/kfzx-aw45">PhysioNet</a>):
 *
 * <ul>
 *   <li>21,799 recordings of 10 s, 12 leads, of 18,869 patients, 1989 to 1996, recorders of
 *       Schiller AG; WFDB format 16 in microvolts at 500 Hz and, resampled by the publisher, at 100
 *       Hz.
 *   <li>71 SCP-ECG statements: 44 diagnostic (in 5 superclasses and 23 subclasses), 19 of form, 12
 *       of rhythm; 4 are both diagnostic and of form.
 *   <li>Ten stratified folds that keep each patient in one fold. The benchmark trains on 1-8,
 *       validates on 9 and tests on 10.
 *   <li>Licence: Creative Commons Attribution 4.0.
 * </ul>
 *
 * <p>Quirks: the CSV writes {@code scp_codes} as a Python dictionary; likelihood 0 means unknown,
 * not absent; age 300 stands for "over 89"; patient ids are written as decimals; headers spell the
 * augmented leads AVR, AVL, AVF; recording dates are shifted for privacy. A part of the data set in
 * its official layout is as good as the whole: rows whose files are missing are counted and left
 * out.
 *
 * <p>Immutable; may be shared between threads.
 */
public final class PtbXlCatalogue {
  /** The catalogue of recordings. */
  public static final String DATABASE_FILE = "ptbxl_database.csv";

  /** The catalogue of statements. */
  public static final String STATEMENTS_FILE = "scp_statements.csv";

  private final Path folder;
  private final List<PtbXlRecord> records;
  private final Map<String, ScpStatement> statements;

  private PtbXlCatalogue(
      Path folder, List<PtbXlRecord> records, Map<String, ScpStatement> statements) {
    this.folder = folder;
    this.records = List.copyOf(records);
    this.statements = statements;
  }

  /**
   * Reads the catalogue.
   *
   * @param folder folder with {@value #DATABASE_FILE} and {@value #STATEMENTS_FILE}
   * @throws RecordingFormatException if one of them is not what it should be, with the line
   * @throws IOException if one of them cannot be read
   */
  public static PtbXlCatalogue read(Path folder) throws IOException {
    return new PtbXlCatalogue(
        folder,
        CatalogueFiles.records(folder.resolve(DATABASE_FILE)),
        CatalogueFiles.statements(folder.resolve(STATEMENTS_FILE)));
  }

  /** All rows in the order of the file, whether their recordings are at hand or not. */
  public List<PtbXlRecord> records() {
    return records;
  }

  /** The statements in the order of their file. */
  public List<ScpStatement> statements() {
    return List.copyOf(statements.values());
  }

  /** The labels of a task. */
  public LabelSpace labelSpace(PtbXlTask task) {
    return task.labelSpace(statements.values());
  }

  /** The header file of a recording, whether it exists or not. */
  public Path headerFile(PtbXlRecord record, PtbXlRate rate) {
    return folder.resolve(record.path(rate) + WfdbReader.HEADER_SUFFIX);
  }

  /**
   * The recordings at hand with their labels for a task.
   *
   * <p>Every statement counts whatever its likelihood. A recording with none of the labels is left
   * out, unless the task {@linkplain PtbXlTask#keepsUnlabelled() keeps} it.
   */
  public LabelledRecords labelled(PtbXlTask task, PtbXlRate rate) {
    LabelSpace space = labelSpace(task);
    List<LabelledRecord> labelled = new ArrayList<>();
    int absent = 0;
    int unlabelled = 0;
    for (PtbXlRecord record : records) {
      Path headerFile = headerFile(record, rate);
      if (!Files.isRegularFile(headerFile)) {
        absent++;
        continue;
      }
      Set<String> labels = task.labels(record.scpCodes().keySet(), statements);
      if (labels.isEmpty()) {
        unlabelled++;
        if (!task.keepsUnlabelled()) {
          continue;
        }
      }
      float[] targets = new float[space.size()];
      for (String label : labels) {
        targets[space.indexOf(label)] = 1;
      }
      labelled.add(new LabelledRecord(record, headerFile, targets));
    }
    return new LabelledRecords(space, rate, labelled, absent, unlabelled);
  }
}
