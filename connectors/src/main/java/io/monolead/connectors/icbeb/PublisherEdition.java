// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.icbeb;

import io.monolead.connectors.recordings.RecordingFormatException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * ICBEB2018 as its publisher ships it: {@code A0001.mat} to {@code A6877.mat}, MATLAB v5 structs
 * {@code ECG} (sex, age, data 12 x n in millivolts at 500 Hz, 6 to 60 s), and {@code REFERENCE.csv}
 * with the columns {@code Recording,First_label,Second_label,Third_label}; labels are numbers from
 * 1 to 9.
 *
 * <p>F. Liu et al., "An open access database for evaluating the algorithms of electrocardiogram
 * rhythm and morphology abnormality detection", J. Med. Imaging Health Inf. 8 (2018) 1368-1373.
 * Terms: those of the China Physiological Signal Challenge 2018, research use. Quirks: a recording
 * has up to three labels, 476 have two or three; the file does not say which lead is which, the
 * order is the customary one; the folder that is unpacked may hold files in three parts.
 */
public final class PublisherEdition {
  /** Name of the file with the labels. */
  public static final String REFERENCE = "REFERENCE.csv";

  private static final CSVFormat CSV =
      CSVFormat.RFC4180
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .setIgnoreEmptyLines(true)
          .setTrim(true)
          .get();

  private static final List<String> COLUMNS = List.of("First_label", "Second_label", "Third_label");

  private PublisherEdition() {}

  /** Whether a folder holds this edition: its labels, or its recordings alone. */
  static boolean isIn(Path folder) throws IOException {
    return Files.exists(folder.resolve(REFERENCE));
  }

  /**
   * The recordings whose files are there, in the order of {@value #REFERENCE}.
   *
   * @throws RecordingFormatException if the labels cannot be read; file and line are named
   */
  static List<IcbebRecord> read(Path folder) throws IOException {
    Path reference = folder.resolve(REFERENCE);
    List<IcbebRecord> records = new ArrayList<>();
    try (Reader text = Files.newBufferedReader(reference, StandardCharsets.UTF_8);
        CSVParser parser = CSV.parse(text)) {
      for (CSVRecord row : parser) {
        try {
          String name = row.get("Recording");
          if (!name.matches("[A-Za-z0-9_]{1,32}")) {
            throw new IllegalArgumentException("'" + name + "' is not the name of a recording");
          }
          Path file = folder.resolve(name + ".mat");
          Set<String> labels = labels(row);
          if (Files.exists(file)) {
            records.add(new IcbebRecord(name, file, labels));
          }
        } catch (IllegalArgumentException e) {
          throw new RecordingFormatException(
              reference + ", line " + parser.getCurrentLineNumber() + ": " + e.getMessage(), e);
        }
      }
    }
    return records;
  }

  private static Set<String> labels(CSVRecord row) {
    Set<String> labels = new TreeSet<>();
    for (String column : COLUMNS) {
      String cell = row.isMapped(column) && row.isSet(column) ? row.get(column) : "";
      if (!cell.isEmpty()) {
        if (!cell.matches("[1-9]")) {
          throw new IllegalArgumentException(
              column + " is a number from 1 to 9, not '" + cell + "'");
        }
        labels.add(IcbebCatalogue.LABELS.get(Integer.parseInt(cell) - 1));
      }
    }
    return labels;
  }
}
