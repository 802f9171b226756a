// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.profile;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.monolead.benchmarks.report.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the profile of one revision found. All costs are those of the job's own threads: the tasks,
 * the fetchers of its source and the senders of its sinks.
 *
 * @param path rounds without the network
 * @param whole rounds with it
 * @param shares samples with a part of the path on the stack, of all samples of the rounds without
 *     the network, 0 to 1, by part
 */
record ProfileFigures(List<Round> path, List<Round> whole, Map<String, Double> shares) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  ProfileFigures {
    path = List.copyOf(path);
    whole = List.copyOf(whole);
  }

  /**
   * One drained run.
   *
   * @param windows that were scored
   * @param seconds from the start of the job to its end
   * @param taskMicros processor time of tasks per window
   * @param clientMicros processor time of Kafka's threads per window
   * @param allocatedBytes by all of these threads per window
   * @param networkMicros time in the network per window, by the clock
   */
  record Round(
      long windows,
      double seconds,
      double taskMicros,
      double clientMicros,
      double allocatedBytes,
      double networkMicros) {}

  /** One quantity of the rounds. */
  static Sample sample(List<Round> rounds, java.util.function.ToDoubleFunction<Round> quantity) {
    return new Sample(rounds.stream().mapToDouble(quantity).toArray());
  }

  void write(Path file) throws IOException {
    JSON.writeValue(file.toFile(), this);
  }

  static ProfileFigures read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), ProfileFigures.class);
  }
}
