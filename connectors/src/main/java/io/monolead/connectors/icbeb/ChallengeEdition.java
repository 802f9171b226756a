// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.icbeb;

import io.monolead.connectors.challenge.ChallengeMetadata;
import io.monolead.connectors.recordings.RecordingReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * ICBEB2018 as the PhysioNet/CinC Challenge 2020 ships it: WFDB headers {@code A0001.hea} with
 * MATLAB v4 signals (microvolts), the labels as SNOMED CT codes in the comment {@code #Dx:}.
 *
 * <p>Perez Alday et al. 2020 (doi 10.1088/1361-6579/abc960); CC BY 4.0; 6,877 recordings. Quirks:
 * the Challenge's other sources lie beside it, whose names begin with other letters (CPSC-Extra
 * with Q, Georgia with E, PTB with S); recordings with none of the nine codes are left out.
 */
public final class ChallengeEdition {
  private static final Map<String, String> CODES =
      Map.of(
          "426783006", "NORM",
          "164889003", "AF",
          "270492004", "I-AVB",
          "164909002", "LBBB",
          "59118001", "RBBB",
          "284470004", "PAC",
          "164884008", "PVC",
          "429622005", "STD",
          "164931005", "STE");

  private static final int DEPTH = 5;

  private ChallengeEdition() {}

  /** Whether a folder holds this edition. */
  static boolean isIn(Path folder) throws IOException {
    return !headers(folder).isEmpty();
  }

  /** The recordings, in the order of their names. */
  static List<IcbebRecord> read(Path folder) throws IOException {
    RecordingReader reader = RecordingReader.standard();
    List<IcbebRecord> records = new ArrayList<>();
    for (Path header : headers(folder)) {
      Set<String> labels = new TreeSet<>();
      for (String code : ChallengeMetadata.of(reader.read(header).comments()).diagnoses()) {
        if (CODES.containsKey(code)) {
          labels.add(CODES.get(code));
        }
      }
      if (!labels.isEmpty()) {
        String name = header.getFileName().toString();
        records.add(new IcbebRecord(name.substring(0, name.lastIndexOf('.')), header, labels));
      }
    }
    return records;
  }

  private static List<Path> headers(Path folder) throws IOException {
    // The publisher's download has them in folders g1 to g7, others have them side by side.
    try (Stream<Path> files = Files.walk(folder, DEPTH)) {
      return files
          .filter(file -> file.getFileName().toString().matches("A\\d{4}\\.hea"))
          .sorted(Comparator.comparing(file -> file.getFileName().toString()))
          .toList();
    }
  }
}
