// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.chaos;

import java.nio.file.Path;
import java.util.List;

/** The options of the job, the same in both runs but for where Kafka and the checkpoints are. */
final class JobArguments {
  static final String PREFIX = "ecg.";
  static final String GROUP = "chaos";
  static final int PARALLELISM = 2;

  private JobArguments() {}

  static List<String> of(String bootstrapServers, Path bundle, Path checkpoints) {
    return List.of(
        "--kafka.bootstrap-servers",
        bootstrapServers,
        "--kafka.topic-prefix",
        PREFIX,
        "--kafka.group-id",
        GROUP,
        "--delivery.guarantee",
        "exactly-once",
        "--delivery.transactional-id-prefix",
        "chaos",
        "--model.bundle",
        bundle.toString(),
        "--model.any-lead",
        "true",
        "--checkpoint.interval",
        "1s",
        "--checkpoint.directory",
        checkpoints.toUri().toString(),
        "--parallelism",
        Integer.toString(PARALLELISM),
        // What a person at the wall would call lost depends on the wall; here records alone decide.
        "--time.wall-clock-in-silence",
        "false",
        "--time.idleness",
        "1h");
  }
}
