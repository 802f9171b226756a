// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import io.monolead.job.config.JobSettings;
import io.monolead.job.config.OptionSources;
import java.time.Duration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Starts the job on a Flink cluster: {@code flink run monolead-streaming-job-job.jar --config FILE
 * --window.hop 5s}. Reads options and nothing else.
 */
public final class JobMain {
  private static final Duration BROKER_ANSWERS_WITHIN = Duration.ofSeconds(30);

  private JobMain() {}

  /**
   * Starts the job.
   *
   * @param arguments see {@link OptionSources}
   */
  public static void main(String[] arguments) throws Exception {
    JobSettings settings = JobSettings.of(OptionSources.fromArguments(arguments));
    MonitoringJob.verify(settings, BROKER_ANSWERS_WITHIN);
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    MonitoringJob.onKafka(settings).build(environment);
    environment.execute(MonitoringJob.nameOf(settings));
  }
}
