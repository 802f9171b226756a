// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.job;

import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.registry.RegistrySettings;
import io.monolead.job.MonitoringJob;
import io.monolead.job.config.JobOptions;
import io.monolead.job.config.JobSettings;
import io.monolead.job.config.OptionSources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;

/** A job and its options, ready to be submitted. Each method gives a new submission. */
public final class JobSubmission {
  private static final String METRICS = "metrics.";
  private static final Duration BROKER_ANSWERS_WITHIN = Duration.ofSeconds(10);

  private final Configuration options;

  private JobSubmission(Configuration options) {
    this.options = options;
  }

  /**
   * A job on some topics.
   *
   * @param model path of the bundle where the job runs
   */
  public static JobSubmission of(KafkaConnection connection, TopicNames names, Path model) {
    Configuration options = new Configuration();
    options.set(JobOptions.BOOTSTRAP_SERVERS, connection.bootstrapServers());
    options.set(JobOptions.KAFKA_PROPERTIES, connection.clientProperties());
    options.set(JobOptions.KAFKA_FORMAT, connection.format().toString());
    RegistrySettings registry = connection.registry();
    if (!registry.isNone()) {
      options.set(JobOptions.REGISTRY_URL, registry.url());
      options.set(JobOptions.REGISTRY_AUTO_REGISTER, registry.autoRegister());
      options.set(JobOptions.REGISTRY_CREDENTIALS, registry.credentials());
    }
    options.set(JobOptions.TOPIC_PREFIX, names.prefix());
    options.set(JobOptions.BUNDLE, model.toAbsolutePath().toString());
    return new JobSubmission(options);
  }

  /** The same job for a demo: windows often, silence noticed soon, from the first record on. */
  public JobSubmission forDemo() {
    Configuration changed = new Configuration(options);
    changed.set(JobOptions.START, "earliest");
    changed.set(JobOptions.WINDOW_HOP, Duration.ofSeconds(2));
    changed.set(JobOptions.SIGNAL_LOST, Duration.ofSeconds(8));
    changed.set(JobOptions.IDLENESS, Duration.ofSeconds(3));
    changed.set(JobOptions.ANY_LEAD, true);
    return new JobSubmission(changed);
  }

  /** The same job from the first record to the last that is there when it starts. */
  public JobSubmission bounded() {
    Configuration changed = new Configuration(options);
    changed.set(JobOptions.START, "earliest");
    changed.set(JobOptions.BOUNDED, true);
    changed.set(JobOptions.ANY_LEAD, true);
    return new JobSubmission(changed);
  }

  /**
   * The same job as a back-fill: reads a range of the topics under one prefix, writes each result
   * once, and gives up after a few failures.
   *
   * @param sources names of the topics that are read; the job's own are those of its results
   * @param from where it begins, as {@code monolead.kafka.start}
   * @param to where it stops, as {@code monolead.kafka.stop}
   * @param late as {@code monolead.kafka.stop-late}
   * @param name unlike that of any other run of the same broker
   */
  public JobSubmission ofRange(
      TopicNames sources, String from, String to, Duration late, String name) {
    Configuration changed = new Configuration(options);
    changed.set(JobOptions.SOURCE_PREFIX, sources.prefix());
    changed.set(JobOptions.START, from);
    changed.set(JobOptions.STOP, to);
    changed.set(JobOptions.STOP_LATE, late);
    changed.set(JobOptions.GROUP_ID, name);
    changed.set(JobOptions.DELIVERY, "exactly-once");
    changed.set(JobOptions.TRANSACTIONAL_ID_PREFIX, name);
    // Nobody waits for these results as for an alarm.
    changed.set(JobOptions.CHECKPOINT_INTERVAL, Duration.ofSeconds(5));
    changed.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    changed.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 5);
    changed.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(5));
    return new JobSubmission(changed);
  }

  /** The options, checked. */
  public JobSettings settings() {
    return JobSettings.of(options);
  }

  /**
   * Every option of the job and its value, defaults included, and those of Flink that were given;
   * without those that may hold passwords.
   */
  public SortedMap<String, String> described() {
    SortedMap<String, String> described = new TreeMap<>();
    options
        .toMap()
        .forEach(
            (key, value) -> {
              if (!key.startsWith(JobOptions.PREFIX) && !GlobalConfiguration.isSensitive(key)) {
                described.put(key, value);
              }
            });
    for (ConfigOption<?> option : JobOptions.all()) {
      if (!option.equals(JobOptions.KAFKA_PROPERTIES)) {
        Object value = options.get(option);
        if (value != null) {
          described.put(option.key(), options.toMap().getOrDefault(option.key(), value.toString()));
        }
      }
    }
    return described;
  }

  /** The same job with alerts that rest on one window, where recordings have no more. */
  public JobSubmission alertingOnOneWindow() {
    Configuration changed = new Configuration(options);
    changed.set(JobOptions.ALERT_REQUIRED, 1);
    changed.set(JobOptions.ALERT_CONSIDERED, 1);
    return new JobSubmission(changed);
  }

  /**
   * The same job with options from the command line and the file it names.
   *
   * @param arguments {@code --config FILE} and {@code --KEY VALUE}
   * @throws io.monolead.job.config.OptionException if one cannot be understood
   */
  public JobSubmission with(List<String> arguments) {
    Configuration changed = new Configuration(options);
    changed.addAll(OptionSources.fromArguments(arguments.toArray(String[]::new)));
    return new JobSubmission(changed);
  }

  /**
   * What the options say of Flink's metric reporters. They belong to the cluster, not to a job, so
   * only a cluster that is started for this job can heed them.
   */
  public Configuration metricReporters() {
    Configuration reporters = new Configuration();
    options
        .toMap()
        .forEach(
            (key, value) -> {
              if (key.startsWith(METRICS)) {
                reporters.setString(key, value);
              }
            });
    return reporters;
  }

  /**
   * Checks model, topics and broker, and submits.
   *
   * @throws io.monolead.job.config.OptionException if an option or the bundle is at fault
   * @throws io.monolead.connectors.kafka.BrokerException if the broker or a topic is not there
   * @throws Exception if the cluster does not take the job
   */
  public JobClient submit(StreamExecutionEnvironment environment) throws Exception {
    JobSettings settings = settings();
    MonitoringJob.verify(settings, BROKER_ANSWERS_WITHIN);
    MonitoringJob.onKafka(settings).build(environment);
    return environment.executeAsync(MonitoringJob.nameOf(settings));
  }

  /** What really went wrong in a job, beneath what Flink put around it. */
  public static Throwable rootCause(Throwable failure) {
    Throwable cause = ExceptionUtils.stripExecutionException(failure);
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
