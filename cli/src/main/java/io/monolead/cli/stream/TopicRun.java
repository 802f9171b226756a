// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.stream;

import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.invocation.FailureText;
import io.monolead.cli.invocation.StopSignal;
import io.monolead.cli.job.JobSubmission;
import io.monolead.connectors.kafka.ControlSender;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.RecordReader;
import io.monolead.connectors.kafka.RecordReader.From;
import io.monolead.connectors.kafka.RecordReader.Received;
import io.monolead.connectors.kafka.SegmentRange;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.Topics;
import io.monolead.embedded.EmbeddedFlink;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.inference.SharedModels;
import io.monolead.job.BoundedInput;
import io.monolead.job.MonitoringJob;
import io.monolead.job.config.JobOptions;
import io.monolead.job.config.JobSettings;
import io.monolead.job.infer.NetworkTime;
import io.monolead.schemas.AlertPolicy;
import io.monolead.schemas.ControlReport;
import io.monolead.schemas.ControlVerdict;
import io.monolead.schemas.DeadLetter;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.ModelCommand;
import io.monolead.schemas.RunModel;
import io.monolead.schemas.RunOption;
import io.monolead.schemas.RunOrders;
import io.monolead.schemas.RunPartition;
import io.monolead.schemas.RunRecord;
import io.monolead.schemas.RunResult;
import io.monolead.schemas.RunState;
import io.monolead.schemas.TechnicalAlert;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job that runs live, over a range of a topic of segments that exists: a back-fill. Reads the
 * live topics and writes only topics of its own, with a record of what it read and by what it made
 * the results.
 *
 * <p>{@link #prepare} settles everything that the run depends on and writes nothing; {@link #run}
 * runs once. Belongs to one thread.
 */
public final class TopicRun {
  /** The task managers' own limit: a bundle, a job and a broker answer sooner. */
  private static final Duration BROKER_ANSWERS_WITHIN = Duration.ofSeconds(30);

  private static final Duration GLANCE = Duration.ofMillis(200);
  private static final String AUTO = "auto";
  private static final long MICROS_PER_MILLI = 1000;
  private static final long NANOS_PER_MICRO = 1000;

  /**
   * What to run over what.
   *
   * @param connection where Kafka is
   * @param live names of the topics that are read: segments and orders
   * @param results names of the topics that are written
   * @param model file of the bundle of the run's options
   * @param from where to begin: earliest, an instant or offsets, see {@code monolead.kafka.start}
   * @param to where to stop: latest, an instant or offsets, see {@code monolead.kafka.stop}
   * @param late see {@code monolead.kafka.stop-late}
   * @param orders which orders of the live topics hold
   * @param jobArguments options of the job over the defaults
   */
  public record Setup(
      KafkaConnection connection,
      TopicNames live,
      TopicNames results,
      Path model,
      String from,
      String to,
      Duration late,
      Orders orders,
      List<String> jobArguments) {
    public Setup {
      jobArguments = List.copyOf(jobArguments);
    }
  }

  /**
   * What a run came to.
   *
   * @param record what was read, by what, and what was written; it lies on the topic of runs too
   * @param time where the time of the subtasks went
   * @param took the job from its submission to its end
   * @param refused orders that were not carried out, with the reasons
   */
  public record Outcome(
      RunRecord record, NetworkTime time, Duration took, List<ControlReport> refused) {
    public Outcome {
      refused = List.copyOf(refused);
    }
  }

  private final String runId;
  private final JobSubmission submission;
  private final JobSettings settings;
  private final ModelBundle bundle;
  private final ResultTopics topics;
  private final MonitoringJob job;
  private final BoundedInput input;
  private Optional<NetworkTime> time = Optional.empty();

  private TopicRun(
      String runId,
      JobSubmission submission,
      ModelBundle bundle,
      ResultTopics topics,
      MonitoringJob job) {
    this.runId = runId;
    this.submission = submission;
    this.settings = submission.settings();
    this.bundle = bundle;
    this.topics = topics;
    this.job = job;
    this.input = job.input().orElseThrow();
  }

  /**
   * Checks what is asked for and settles what is read; writes nothing.
   *
   * @throws CommandFailure if the results would mix with live ones or with those of another run, or
   *     the range holds no record
   * @throws io.monolead.job.config.OptionException if an option, the range or the bundle is at
   *     fault
   * @throws io.monolead.connectors.kafka.BrokerException if the broker or a topic is not there
   */
  public static TopicRun prepare(Setup setup) throws IOException {
    String runId = UUID.randomUUID().toString();
    List<String> arguments = new ArrayList<>(setup.orders().jobArguments());
    arguments.addAll(setup.jobArguments());
    JobSubmission submission =
        JobSubmission.of(setup.connection(), setup.results(), setup.model())
            .ofRange(setup.live(), setup.from(), setup.to(), setup.late(), "monolead-run-" + runId)
            .with(arguments);
    JobSettings settings = submission.settings();
    ModelBundle bundle = read(settings);
    Topics broker = new Topics(settings.kafka(), BROKER_ANSWERS_WITHIN);
    broker.requirePresent(read(settings.sources(), settings.control().enabled()));
    ResultTopics topics =
        ResultTopics.of(
            settings.kafka(),
            settings.sources(),
            settings.topics(),
            bundle.manifest().labelSpace().labels(),
            broker.names());
    topics.check();
    BoundedInput input = BoundedInput.of(settings, BROKER_ANSWERS_WITHIN);
    if (input.range().offsets() == 0) {
      throw new CommandFailure(
          "There are no records of "
              + settings.sources().segments()
              + " from "
              + settings.start()
              + " to "
              + settings.stop().orElseThrow()
              + ": the range is "
              + input.range());
    }
    JobSubmission chosen = inOneForm(submission, bundle, input);
    return new TopicRun(
        runId, chosen, bundle, topics, MonitoringJob.onKafka(chosen.settings(), input));
  }

  private static List<String> read(TopicNames sources, boolean orders) {
    return orders
        ? List.of(sources.segments(), sources.models(), sources.policies())
        : List.of(sources.segments());
  }

  private static ModelBundle read(JobSettings settings) throws IOException {
    try {
      ModelBundle bundle = ModelBundle.read(settings.bundle());
      settings.bundleRules().check(settings.bundle(), bundle);
      return bundle;
    } catch (NoSuchFileException e) {
      throw new CommandFailure("No model bundle at " + settings.bundle(), e);
    }
  }

  /**
   * A subtask that starts again could choose another form of the network than before, so the choice
   * is made once. Where orders name other bundles, which may lack the form, it is left to each.
   */
  private static JobSubmission inOneForm(
      JobSubmission submission, ModelBundle bundle, BoundedInput input) throws IOException {
    JobSettings settings = submission.settings();
    if (!settings.serving().precision().equals(AUTO) || input.modelOrders() > 0) {
      return submission;
    }
    try (SharedModels.Lease lease = SharedModels.OF_PROCESS.acquire(bundle, settings.serving())) {
      return submission.with(
          List.of(
              "--" + JobOptions.PRECISION.key(),
              lease.model().form().name().toLowerCase(Locale.ROOT)));
    }
  }

  /** The segments that are read. */
  public SegmentRange range() {
    return input.range();
  }

  /** The model of the options. */
  public ModelManifest manifest() {
    return bundle.manifest();
  }

  /**
   * Creates the topics of the results, runs the job to the end of the range and says what it wrote.
   *
   * @param slots parallelism
   * @param stop asks the run to end before its end
   * @throws CommandFailure if the job fails or was stopped; the record of the run says so too
   */
  public Outcome run(int slots, StopSignal stop) throws Exception {
    topics.check();
    topics.create(input.range().spans().size());
    MonitoringJob.verify(settings, BROKER_ANSWERS_WITHIN);
    RunRecord started = record(RunState.STARTED);
    write(started);
    long began = System.nanoTime();
    JobExecutionResult result;
    try (EmbeddedFlink flink =
        EmbeddedFlink.builder()
            .optSlots(slots)
            .optConfiguration(submission.metricReporters())
            .start()) {
      result = run(flink, stop);
    } catch (Exception e) {
      String why = FailureText.of(JobSubmission.rootCause(e));
      write(
          RunRecord.newBuilder(started)
              .setState(RunState.FAILED)
              .setAtMicros(nowMicros())
              .setDetail(why)
              .build());
      throw new CommandFailure(
          "The run over "
              + input.range()
              + " failed: "
              + why
              + ". What lies under '"
              + settings.topics().prefix()
              + "' is not whole; delete it, or take another prefix for the next run",
          e);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    NetworkTime spent = NetworkTime.of(result).orElseThrow();
    time = Optional.of(spent);
    RunRecord finished = finished(started, spent);
    write(finished);
    return new Outcome(finished, spent, took, refused());
  }

  private JobExecutionResult run(EmbeddedFlink flink, StopSignal stop) throws Exception {
    StreamExecutionEnvironment environment = flink.newEnvironment();
    job.build(environment);
    JobClient client = environment.executeAsync("monolead " + runId);
    CompletableFuture<JobExecutionResult> result = client.getJobExecutionResult();
    while (!result.isDone()) {
      if (stop.await(GLANCE)) {
        client.cancel().get();
        throw new CommandFailure("stopped before its end");
      }
    }
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw new CommandFailure(FailureText.of(JobSubmission.rootCause(e)), e);
    }
  }

  private RunRecord record(RunState state) throws IOException {
    SegmentRange range = input.range();
    ModelManifest manifest = bundle.manifest();
    return RunRecord.newBuilder()
        .setRunId(runId)
        .setState(state)
        .setAtMicros(nowMicros())
        .setCode(CodeVersion.ofProcess().toString())
        .setModelId(manifest.modelId())
        .setModelVersion(manifest.modelVersion())
        .setModelSha256(bundle.sha256())
        .setPrecision(settings.serving().precision())
        .setTopic(range.topic())
        .setFromMicros(
            range.fromMillis().isPresent()
                ? range.fromMillis().getAsLong() * MICROS_PER_MILLI
                : null)
        .setToMicros(
            range.toMillis().isPresent() ? range.toMillis().getAsLong() * MICROS_PER_MILLI : null)
        .setPartitions(
            range.spans().entrySet().stream()
                .map(
                    span ->
                        new RunPartition(
                            span.getKey(),
                            span.getValue().oldestOffset(),
                            span.getValue().fromOffset(),
                            span.getValue().toOffset()))
                .toList())
        .setOrders(orders())
        .setOptions(
            submission.described().entrySet().stream()
                .map(option -> new RunOption(option.getKey(), option.getValue()))
                .toList())
        .build();
  }

  private List<RunOrders> orders() {
    List<RunOrders> orders = new ArrayList<>();
    if (settings.control().enabled() && settings.control().models()) {
      orders.add(orders(ModelCommand.class, settings.sources().models(), input.modelOrders()));
    }
    if (settings.control().enabled() && settings.control().policies()) {
      orders.add(orders(AlertPolicy.class, settings.sources().policies(), input.policyOrders()));
    }
    return orders;
  }

  private <T extends SpecificRecord> RunOrders orders(Class<T> type, String topic, long until) {
    TreeMap<Long, byte[]> values = new TreeMap<>();
    try (RecordReader<T> reader = reader(type, List.of(topic))) {
      reader
          .onLeftOut((source, why) -> values.put(source.offset(), source.value()))
          .forEachToEnd(one -> values.put(one.source().offset(), one.source().value()));
    }
    MessageDigest digest = SequenceDigest.sha256Digest();
    for (byte[] value : values.headMap(until).values()) {
      if (value != null) {
        digest.update(value);
      }
    }
    return new RunOrders(topic, until, HexFormat.of().formatHex(digest.digest()));
  }

  private RunRecord finished(RunRecord started, NetworkTime spent) {
    TopicNames names = settings.topics();
    List<RunResult> results = new ArrayList<>();
    Map<List<String>, Long> models =
        new TreeMap<>((a, b) -> String.join("\n", a).compareTo(String.join("\n", b)));
    results.add(
        result(
            EcgScore.class,
            names.scores(),
            score ->
                models.merge(List.of(score.getModelId(), score.getModelVersion()), 1L, Long::sum)));
    results.add(result(EcgScore.class, names.shadowScores(), score -> {}));
    for (String topic : alertTopics()) {
      results.add(result(EcgAlert.class, topic, alert -> {}));
    }
    results.add(result(TechnicalAlert.class, names.technicalAlerts(), alert -> {}));
    results.add(counted(DeadLetter.class, names.deadLetters()));
    results.add(counted(ControlReport.class, names.controlReports()));
    return RunRecord.newBuilder(started)
        .setState(RunState.FINISHED)
        .setAtMicros(nowMicros())
        .setResults(results)
        .setModels(
            models.entrySet().stream()
                .map(
                    entry ->
                        new RunModel(
                            entry.getKey().get(0), entry.getKey().get(1), entry.getValue()))
                .toList())
        .setWindows(spent.windows())
        .setNetworkMicros(spent.networkNanos() / NANOS_PER_MICRO)
        .setSpanMicros(spent.spanNanos() / NANOS_PER_MICRO)
        .build();
  }

  private Collection<String> alertTopics() {
    return settings.topics().alerts(topics.labels().stream().sorted().toList()).values();
  }

  private <T extends SpecificRecord> RunResult result(
      Class<T> type, String topic, java.util.function.Consumer<T> seen) {
    SequenceDigest digest = new SequenceDigest();
    try (RecordReader<T> reader = reader(type, List.of(topic))) {
      reader.forEachToEnd(
          one -> {
            digest.add(one.source(), one.record());
            seen.accept(one.record());
          });
    }
    return new RunResult(topic, digest.records(), digest.sha256());
  }

  private <T extends SpecificRecord> RunResult counted(Class<T> type, String topic) {
    long[] records = new long[1];
    try (RecordReader<T> reader = reader(type, List.of(topic))) {
      reader.forEachToEnd(one -> records[0]++);
    }
    return new RunResult(topic, records[0], null);
  }

  private List<ControlReport> refused() {
    return read(ControlReport.class, List.of(settings.topics().controlReports())).stream()
        .map(Received::record)
        .filter(report -> report.getVerdict() == ControlVerdict.REFUSED)
        .toList();
  }

  /** All that the run wrote, for those who look at its results at once. */
  public StreamResult results() {
    return new StreamResult(
        read(EcgScore.class, List.of(settings.topics().scores())),
        read(EcgAlert.class, alertTopics()),
        read(TechnicalAlert.class, List.of(settings.topics().technicalAlerts())),
        time);
  }

  private <T extends SpecificRecord> List<Received<T>> read(
      Class<T> type, Collection<String> names) {
    try (RecordReader<T> reader = reader(type, names)) {
      return reader.readToEnd();
    }
  }

  private <T extends SpecificRecord> RecordReader<T> reader(
      Class<T> type, Collection<String> names) {
    return new RecordReader<>(settings.kafka(), type, names, From.EARLIEST, BROKER_ANSWERS_WITHIN);
  }

  private void write(RunRecord record) throws InterruptedException {
    var unused =
        new ControlSender(settings.kafka(), BROKER_ANSWERS_WITHIN)
            .send(
                RunRecord.class,
                settings.topics().runs(),
                runId,
                record,
                record.getAtMicros() / MICROS_PER_MILLI);
  }

  private static long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
