// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.trainer;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A training's log: one line of JSON per epoch. */
public final class TrainingLog {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final List<EpochResult> results;

  private TrainingLog(Path file, List<EpochResult> results) {
    this.file = file;
    this.results = results;
  }

  /**
   * Reads the lines of a log.
   *
   * @throws IOException if a line is not the result of an epoch
   */
  public static List<EpochResult> parse(List<String> lines) throws IOException {
    List<EpochResult> results = new ArrayList<>();
    for (String line : lines) {
      results.add(JSON.readValue(line, EpochResult.class));
    }
    return results;
  }

  /**
   * Opens the log of a run that has finished some epochs; lines beyond them are dropped, because
   * their epochs will be run again.
   */
  static TrainingLog open(Path file, int epochs) throws IOException {
    List<EpochResult> results = new ArrayList<>();
    if (epochs > 0 && Files.exists(file)) {
      for (EpochResult result : parse(Files.readAllLines(file))) {
        if (result.epoch() <= epochs) {
          results.add(result);
        }
      }
    }
    TrainingLog log = new TrainingLog(file, results);
    log.write();
    return log;
  }

  /** Appends an epoch. */
  void add(EpochResult result) throws IOException {
    results.add(result);
    write();
  }

  /** All epochs so far. */
  List<EpochResult> results() {
    return results;
  }

  private void write() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (EpochResult result : results) {
      lines.append(JSON.writeValueAsString(result)).append('\n');
    }
    Files.writeString(file, lines);
  }
}
