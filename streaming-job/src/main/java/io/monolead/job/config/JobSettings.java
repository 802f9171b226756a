// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.config;

import io.monolead.connectors.kafka.Delivery;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.StartOffsets;
import io.monolead.connectors.kafka.StopOffsets;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.registry.RegistrySettings;
import io.monolead.inference.ServingOptions;
import io.monolead.job.alert.AlertPolicies;
import io.monolead.job.assemble.AssemblyRules;
import io.monolead.job.infer.Batching;
import io.monolead.job.infer.BundleRules;
import io.monolead.schemas.TopicFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;

/**
 * The options of a job, checked and in the types the job works with. Immutable.
 *
 * @param kafka where Kafka is
 * @param topics names of the topics of results
 * @param sources names of the topics that are read
 * @param groupId consumer group
 * @param start where to begin
 * @param stop where a run with an end stops; empty if it has none
 * @param stopLate how long after the time to stop at records of the time before may be written
 * @param delivery what the sinks promise
 * @param bundle path of the model bundle
 * @param bundleRules what a bundle must fulfil
 * @param serving where and in which form networks are computed
 * @param control how the running job takes orders
 * @param batching when a micro-batch is scored
 * @param assembly how segments become windows
 * @param policies how scores become alerts
 * @param evidenceGap longest time between windows of one episode's evidence
 * @param maxClockAhead how far a device's clock may be ahead
 * @param outOfOrderness how far start times may fall back within a partition
 * @param idleness after how long a partition no longer holds event time back
 * @param wallClockInSilence whether event time goes on with the wall clock when all is silent
 * @param flink settings of Flink for this job
 */
public record JobSettings(
    KafkaConnection kafka,
    TopicNames topics,
    TopicNames sources,
    String groupId,
    StartOffsets start,
    Optional<StopOffsets> stop,
    Duration stopLate,
    Delivery delivery,
    Path bundle,
    BundleRules bundleRules,
    ServingOptions serving,
    ControlSettings control,
    Batching batching,
    AssemblyRules assembly,
    AlertPolicies policies,
    Duration evidenceGap,
    Duration maxClockAhead,
    Duration outOfOrderness,
    Duration idleness,
    boolean wallClockInSilence,
    Configuration flink) {
  private static final String MODELS = "models";
  private static final String POLICIES = "policies";
  private static final Set<String> ORDERS = Set.of(MODELS, POLICIES);

  /**
   * How long Flink lets records wait for others before it hands them to the next task. A window
   * passes two such places on its way to an alert, and Flink's own 100 ms would be most of its
   * latency, while few records pass there per second.
   */
  private static final Duration BUFFER_TIMEOUT = Duration.ofMillis(5);

  /** Consumer group of the alert actions, whose places are not those of the segments. */
  public String actionsGroupId() {
    return groupId + "-actions";
  }

  /**
   * Checks the options.
   *
   * @throws OptionException naming the option, its value and what is allowed
   */
  public static JobSettings of(Configuration options) {
    OptionReader read = new OptionReader(options);
    AssemblyRules assembly = assembly(read);
    Duration evidenceGap = read.positive(JobOptions.ALERT_EVIDENCE_GAP);
    return new JobSettings(
        kafka(read),
        read.checked(JobOptions.TOPIC_PREFIX, TopicNames::new),
        read.checked(
            read.optional(JobOptions.SOURCE_PREFIX).isPresent()
                ? JobOptions.SOURCE_PREFIX
                : JobOptions.TOPIC_PREFIX,
            TopicNames::new),
        read.required(JobOptions.GROUP_ID),
        start(read),
        stop(read),
        read.notNegative(JobOptions.STOP_LATE),
        delivery(read),
        read.checked(JobOptions.BUNDLE, Path::of),
        read.together(
            "monolead.model",
            () ->
                new BundleRules(
                    assembly.windowMicros(),
                    read.get(JobOptions.ANY_LEAD),
                    read.get(JobOptions.MODEL_TRUSTED_KEYS).stream()
                        .map(JobSettings::text)
                        .toList())),
        read.together(
            "monolead.model.device or monolead.model.precision",
            () -> new ServingOptions(read.get(JobOptions.DEVICE), read.get(JobOptions.PRECISION))),
        control(read),
        read.together(
            "monolead.inference",
            () ->
                new Batching(
                    read.get(JobOptions.BATCH_SIZE), read.get(JobOptions.BATCH_WAIT).toMillis())),
        assembly,
        PolicyOptions.policies(read),
        evidenceGap,
        read.positive(JobOptions.MAX_CLOCK_AHEAD),
        read.notNegative(JobOptions.OUT_OF_ORDERNESS),
        read.positive(JobOptions.IDLENESS),
        read.get(JobOptions.WALL_CLOCK_IN_SILENCE),
        flink(options, read));
  }

  /**
   * In a live run that follows the wall clock in silence, how long the silence has lasted when it
   * is noticed; else empty.
   */
  public Optional<Duration> silenceReportedAfter() {
    return wallClockInSilence && !bounded() ? Optional.of(idleness) : Optional.empty();
  }

  /** Whether the run has an end. */
  public boolean bounded() {
    return stop.isPresent();
  }

  private static KafkaConnection kafka(OptionReader read) {
    TopicFormat format = read.checked(JobOptions.KAFKA_FORMAT, TopicFormat::parse);
    RegistrySettings registry =
        read.together(
            "monolead.registry",
            () ->
                new RegistrySettings(
                    read.optional(JobOptions.REGISTRY_URL).orElse(""),
                    read.get(JobOptions.REGISTRY_AUTO_REGISTER),
                    read.optional(JobOptions.REGISTRY_CREDENTIALS).orElse(""),
                    read.notNegative(JobOptions.REGISTRY_PATIENCE)));
    if (format == TopicFormat.REGISTRY && registry.isNone()) {
      throw new OptionException(
          JobOptions.KAFKA_FORMAT.key()
              + " is registry; set "
              + JobOptions.REGISTRY_URL.key()
              + " too");
    }
    return read.checked(
        JobOptions.BOOTSTRAP_SERVERS,
        servers ->
            new KafkaConnection(servers, read.get(JobOptions.KAFKA_PROPERTIES), format, registry));
  }

  private static Optional<StopOffsets> stop(OptionReader read) {
    if (read.optional(JobOptions.STOP).isPresent()) {
      return Optional.of(read.checked(JobOptions.STOP, StopOffsets::parse));
    }
    return read.get(JobOptions.BOUNDED) ? Optional.of(StopOffsets.latest()) : Optional.empty();
  }

  private static StartOffsets start(OptionReader read) {
    StartOffsets start = read.checked(JobOptions.START, StartOffsets::parse);
    if (start.offsets().isPresent() && stop(read).isEmpty()) {
      throw new OptionException(
          JobOptions.START.key()
              + " is "
              + start
              + "; offsets are for a run with an end, so set "
              + JobOptions.STOP.key()
              + " too");
    }
    return start;
  }

  private static ControlSettings control(OptionReader read) {
    Set<String> follow = new TreeSet<>(read.get(JobOptions.CONTROL_FOLLOW));
    if (!ORDERS.containsAll(follow)) {
      throw new OptionException(
          JobOptions.CONTROL_FOLLOW.key()
              + " is "
              + follow
              + "; allowed: models, policies, separated by a semicolon; set "
              + JobOptions.CONTROL.key()
              + " to false for none");
    }
    return new ControlSettings(
        read.get(JobOptions.CONTROL),
        follow.contains(MODELS),
        follow.contains(POLICIES),
        read.notNegative(JobOptions.CONTROL_NOTICE),
        read.positive(JobOptions.ALERT_LONGEST_SILENCE));
  }

  private static AssemblyRules assembly(OptionReader read) {
    return read.together(
        "monolead.window, monolead.reorder, monolead.gap, monolead.quality, monolead.signal-lost or"
            + " monolead.state",
        () ->
            new AssemblyRules(
                micros(read.get(JobOptions.WINDOW_LENGTH)),
                micros(read.get(JobOptions.WINDOW_HOP)),
                micros(read.get(JobOptions.CLOCK_JITTER)),
                micros(read.get(JobOptions.REORDER_TOLERANCE)),
                Math.toIntExact(read.get(JobOptions.REORDER_BUFFER).getBytes()),
                micros(read.get(JobOptions.GAP)),
                read.get(JobOptions.POOR_QUALITY),
                micros(read.get(JobOptions.SIGNAL_LOST)),
                micros(read.get(JobOptions.EXPIRY))));
  }

  private static String text(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      throw new OptionException(
          JobOptions.MODEL_TRUSTED_KEYS.key() + " names " + file + ", which cannot be read: " + e);
    }
  }

  private static long micros(Duration duration) {
    return Math.multiplyExact(duration.toMillis(), 1000L);
  }

  private static Delivery delivery(OptionReader read) {
    String guarantee = read.get(JobOptions.DELIVERY);
    return switch (guarantee) {
      case "at-least-once" -> Delivery.atLeastOnce();
      case "exactly-once" -> {
        Duration timeout = read.positive(JobOptions.TRANSACTION_TIMEOUT);
        Duration interval = checkpointInterval(read);
        if (timeout.compareTo(interval) <= 0) {
          throw new OptionException(
              JobOptions.TRANSACTION_TIMEOUT.key()
                  + " is "
                  + timeout.toMillis()
                  + " ms, but it must be longer than "
                  + JobOptions.CHECKPOINT_INTERVAL.key()
                  + ", "
                  + interval.toMillis()
                  + " ms: a transaction stays open from one checkpoint to the next");
        }
        yield Delivery.exactlyOnce(read.required(JobOptions.TRANSACTIONAL_ID_PREFIX), timeout);
      }
      default ->
          throw new OptionException(
              JobOptions.DELIVERY.key()
                  + " is '"
                  + guarantee
                  + "'; allowed: at-least-once, exactly-once");
    };
  }

  /** Flink's own keys as given, and what the job needs of Flink over them. */
  private static Configuration flink(Configuration options, OptionReader read) {
    Configuration flink = new Configuration();
    options
        .toMap()
        .forEach(
            (key, value) -> {
              if (!key.startsWith(JobOptions.PREFIX)) {
                flink.setString(key, value);
              }
            });
    read.optional(JobOptions.PARALLELISM)
        .ifPresent(
            value ->
                flink.set(
                    CoreOptions.DEFAULT_PARALLELISM, atLeastOne(value, JobOptions.PARALLELISM)));
    flink.set(
        PipelineOptions.MAX_PARALLELISM,
        atLeastOne(read.get(JobOptions.MAX_PARALLELISM), JobOptions.MAX_PARALLELISM));
    if (!flink.contains(CheckpointingOptions.CHECKPOINTING_INTERVAL)) {
      flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval(read));
    }
    if (!flink.contains(ExecutionOptions.BUFFER_TIMEOUT)) {
      flink.set(ExecutionOptions.BUFFER_TIMEOUT, BUFFER_TIMEOUT);
    }
    read.optional(JobOptions.CHECKPOINT_DIRECTORY)
        .ifPresent(
            directory -> {
              flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
              flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory);
            });
    // A type that would need Kryo fails the job when it starts, not when a release changes it.
    flink.set(PipelineOptions.GENERIC_TYPES, false);
    // Operators hand on immutable values, so Flink need not copy them.
    flink.set(PipelineOptions.OBJECT_REUSE, true);
    // An operator without a uid could not find its state after the job's graph changes.
    flink.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    return flink;
  }

  private static Duration checkpointInterval(OptionReader read) {
    if (read.optional(JobOptions.CHECKPOINT_INTERVAL).isPresent()) {
      return read.positive(JobOptions.CHECKPOINT_INTERVAL);
    }
    return read.get(JobOptions.DELIVERY).equals("exactly-once")
        ? JobOptions.EXACTLY_ONCE_CHECKPOINTS
        : JobOptions.AT_LEAST_ONCE_CHECKPOINTS;
  }

  private static int atLeastOne(int value, ConfigOption<Integer> option) {
    if (value < 1) {
      throw new OptionException(option.key() + " is " + value + "; allowed: 1 or more");
    }
    return value;
  }
}
