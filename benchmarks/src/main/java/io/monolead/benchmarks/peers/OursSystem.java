// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import io.monolead.embedded.EmbeddedFlink;
import io.monolead.job.MonitoringJob;
import io.monolead.job.config.JobSettings;
import io.monolead.job.config.OptionSources;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Ours as a process: the monitoring job with its default options on a Flink cluster in this
 * process, over what the topic holds.
 */
public final class OursSystem {
  private static final int PARALLELISM = 2;

  private OursSystem() {}

  /**
   * Runs the job to the end of its input.
   *
   * @param arguments of {@link PeerSetup}; the last is the delivery guarantee
   */
  public static void main(String[] arguments) throws Exception {
    PeerSetup setup = PeerSetup.of(arguments);
    // The guarantee, and the form of the network.
    String[] extra = setup.extra().split(",", -1);
    JobSettings settings =
        JobSettings.of(
            OptionSources.fromArguments(
                List.of(
                        "--kafka.bootstrap-servers",
                        setup.bootstrapServers(),
                        "--kafka.group-id",
                        setup.group(),
                        "--kafka.start",
                        "earliest",
                        "--kafka.bounded",
                        "true",
                        "--delivery.guarantee",
                        extra[0],
                        "--model.precision",
                        extra[1],
                        "--delivery.transactional-id-prefix",
                        setup.group(),
                        "--model.bundle",
                        setup.bundle().toString(),
                        "--parallelism",
                        Integer.toString(PARALLELISM))
                    .toArray(String[]::new)));
    try (EmbeddedFlink flink = EmbeddedFlink.start(PARALLELISM)) {
      StreamExecutionEnvironment environment = flink.newEnvironment();
      MonitoringJob.onKafka(settings).build(environment);
      environment.execute("ours");
    }
  }
}
