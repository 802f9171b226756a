// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.recordings;

/**
 * Where a reader takes a contradiction inside a recording it could read on from: a checksum that
 * does not hold, a file shorter than its header says.
 */
@FunctionalInterface
public interface RecordingProblems {
  /** Refuses the recording at its first problem. */
  RecordingProblems REFUSE =
      problem -> {
        throw new RecordingFormatException(problem);
      };

  /**
   * Takes note of a problem.
   *
   * @param problem what contradicts what, with file and both values
   * @throws RecordingFormatException to give the recording up
   */
  void report(String problem) throws RecordingFormatException;
}
