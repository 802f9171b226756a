// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the job's process says of itself now and then, a line of JSON each time.
 *
 * @param millis when, milliseconds since 1970
 * @param windows windows scored so far
 * @param batches batches scored so far
 * @param batchSeconds time that subtasks spent in the network so far, all subtasks together
 * @param threadSeconds processor time of the Java threads that live, by what they do
 * @param heapAfterCollectionBytes heap in use after a full collection; 0 if none was made for this
 *     line
 * @param directBytes memory of direct buffers
 */
record JobStatus(
    long millis,
    long windows,
    long batches,
    double batchSeconds,
    Map<String, Double> threadSeconds,
    long heapAfterCollectionBytes,
    long directBytes) {
  private static final ObjectMapper JSON = new ObjectMapper();

  JobStatus {
    threadSeconds = new TreeMap<>(threadSeconds);
  }

  /** One line, with its end. */
  String line() throws IOException {
    return JSON.writeValueAsString(this) + "\n";
  }

  /** All whole lines of a file; none if there is no file yet. */
  static List<JobStatus> read(Path file) throws IOException {
    List<JobStatus> all = new ArrayList<>();
    if (!Files.exists(file)) {
      return all;
    }
    String text = Files.readString(file);
    int from = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      all.add(JSON.readValue(text.substring(from, end), JobStatus.class));
      from = end + 1;
    }
    return all;
  }
}
