// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import io.monolead.job.config.JobSettings;
import io.monolead.job.config.OptionSources;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
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
    // Which environment it is depends on the thread that asks.
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    String name = onThreadOfItsOwn(() -> build(environment, arguments));
    environment.execute(name);
  }

  private static String build(StreamExecutionEnvironment environment, String[] arguments) {
    JobSettings settings = JobSettings.of(OptionSources.fromArguments(arguments));
    MonitoringJob.verify(settings, BROKER_ANSWERS_WITHIN);
    MonitoringJob.onKafka(settings).build(environment);
    return MonitoringJob.nameOf(settings);
  }

  /**
   * A session cluster runs this class in a thread of its REST server when a jar is submitted there,
   * and keeps the thread. Avro leaves values in variables of its thread, and each would hold the
   * classes of the submission for as long as the job manager lives.
   */
  private static <T> T onThreadOfItsOwn(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "monolead submission");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof Exception exception ? exception : e;
    } finally {
      thread.interrupt();
      thread.join();
    }
  }
}
