// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import io.monolead.connectors.kafka.SegmentSource;
import io.monolead.connectors.kafka.SourceRecord;
import io.monolead.connectors.kafka.StartOffsets;
import io.monolead.connectors.kafka.TopicLayout;
import io.monolead.connectors.kafka.Topics;
import io.monolead.connectors.registry.RegistryClient;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.job.alert.ActionDecodeFunction;
import io.monolead.job.alert.ActionTime;
import io.monolead.job.alert.AlertFunction;
import io.monolead.job.alert.AlertOperator;
import io.monolead.job.alert.IncomingAction;
import io.monolead.job.assemble.AssembleOperator;
import io.monolead.job.assemble.TechnicalAlerts;
import io.monolead.job.assemble.Window;
import io.monolead.job.config.JobOptions;
import io.monolead.job.config.JobSettings;
import io.monolead.job.config.OptionException;
import io.monolead.job.control.ControlLog;
import io.monolead.job.control.ControlLogFactory;
import io.monolead.job.control.ControlReports;
import io.monolead.job.control.KafkaControlLogFactory;
import io.monolead.job.decode.DeadLetters;
import io.monolead.job.decode.DecodeFunction;
import io.monolead.job.decode.IncomingSegment;
import io.monolead.job.decode.IncomingSegmentSerializer;
import io.monolead.job.decode.SegmentWatermarks;
import io.monolead.job.identity.LeadKey;
import io.monolead.job.infer.BundleModels;
import io.monolead.job.infer.BundleScorerFactory;
import io.monolead.job.infer.EcgScores;
import io.monolead.job.infer.InferOperator;
import io.monolead.job.infer.ScoredWindow;
import io.monolead.job.infer.ScoredWindowSerializer;
import io.monolead.job.infer.WindowScorerFactory;
import io.monolead.job.serialize.MessageTypeInformation;
import io.monolead.schemas.AlertPolicy;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.ModelCommand;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;

/**
 * Segments in, scores and alerts out: {@code decode -> key by device and lead -> assemble -> infer
 * -> alert}.
 *
 * <p>There is one shuffle, before the assembler. From there on everything of one lead stays in one
 * subtask: the scores keep the key of their windows, so the alert policies read them as keyed
 * without another shuffle. Assemble and infer are chained, so windows are not copied; alert has a
 * second input, what people do, so that scores, some hundred bytes each, are written once between
 * infer and alert.
 */
public final class MonitoringJob {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final Set<String> OF_A_LOG =
      Set.of("cleanup.policy", "retention.ms", "retention.bytes", "partitions");

  private final JobSettings settings;
  private final Source<SourceRecord, ?, ?> segments;
  private final JobOutputs outputs;
  private final WindowScorerFactory scorers;
  private final Optional<BoundedInput> input;

  /**
   * A job with parts of one's own.
   *
   * @param settings the options
   * @param segments where records come from
   * @param outputs where results go
   * @param scorers opens the scorer of each subtask
   */
  public MonitoringJob(
      JobSettings settings,
      Source<SourceRecord, ?, ?> segments,
      JobOutputs outputs,
      WindowScorerFactory scorers) {
    this(settings, segments, outputs, scorers, Optional.empty());
  }

  private MonitoringJob(
      JobSettings settings,
      Source<SourceRecord, ?, ?> segments,
      JobOutputs outputs,
      WindowScorerFactory scorers,
      Optional<BoundedInput> input) {
    this.settings = settings;
    this.segments = segments;
    this.outputs = outputs;
    this.scorers = scorers;
    this.input = input;
  }

  /**
   * The job as the settings say: Kafka's topics and the bundle's model. A run with an end asks the
   * broker at once what it is to read.
   *
   * @throws OptionException if there cannot be such a range
   * @throws io.monolead.connectors.kafka.BrokerException if the range is to be settled, and the
   *     broker or a topic is not there
   */
  public static MonitoringJob onKafka(JobSettings settings) {
    return onKafka(settings, scorers(settings));
  }

  /** The same over an input that is settled already. */
  public static MonitoringJob onKafka(JobSettings settings, BoundedInput input) {
    return onKafka(settings, scorers(settings), Optional.of(input));
  }

  /** The job on Kafka's topics with another scorer. */
  public static MonitoringJob onKafka(JobSettings settings, WindowScorerFactory scorers) {
    return onKafka(
        settings,
        scorers,
        settings.bounded()
            ? Optional.of(BoundedInput.of(settings, ANSWER_WITHIN))
            : Optional.empty());
  }

  private static WindowScorerFactory scorers(JobSettings settings) {
    return new BundleScorerFactory(settings.bundle(), settings.bundleRules(), settings.serving());
  }

  private static MonitoringJob onKafka(
      JobSettings settings, WindowScorerFactory scorers, Optional<BoundedInput> input) {
    SegmentSource.Builder source =
        SegmentSource.builder()
            .setConnection(settings.kafka())
            .setTopics(settings.sources().segments())
            .setGroupId(settings.groupId());
    if (input.isPresent()) {
      source.optRange(input.get().range());
    } else {
      source.optStart(settings.start());
    }
    return new MonitoringJob(settings, source.build(), KafkaOutputs.of(settings), scorers, input);
  }

  /**
   * What Flink is to call the job: with the prefix of its topics, so that two jobs beside each
   * other are told apart wherever Flink names them, in its metrics too.
   */
  public static String nameOf(JobSettings settings) {
    return ("monolead " + settings.topics().prefix()).strip();
  }

  /** What the job reads, if it is to end. */
  public Optional<BoundedInput> input() {
    return input;
  }

  /**
   * Checks, before a job is started, what would otherwise fail in the middle of it: the bundle, its
   * window length, the topics and the broker's limits.
   *
   * @throws OptionException if the bundle cannot be read or does not fit, or an alert option names
   *     a label that the model does not have
   * @throws io.monolead.connectors.kafka.BrokerException if the broker or a topic is not there
   * @throws io.monolead.schemas.RegistryException if a registry of schemas is set and not there
   */
  public static void verify(JobSettings settings, Duration answerWithin) {
    ModelManifest manifest;
    try {
      ModelBundle bundle = ModelBundle.read(settings.bundle());
      settings.bundleRules().check(settings.bundle(), bundle);
      manifest = bundle.manifest();
    } catch (NoSuchFileException e) {
      throw new OptionException(
          JobOptions.BUNDLE.key()
              + " is "
              + settings.bundle()
              + ": there is no such file where the job is started");
    } catch (IOException e) {
      throw new OptionException(
          JobOptions.BUNDLE.key() + " is " + settings.bundle() + ": " + e.getMessage());
    }
    verifyLabels(settings, manifest);
    List<String> topics =
        new ArrayList<>(settings.topics().alerts(manifest.labelSpace().labels()).values());
    topics.add(settings.sources().segments());
    topics.add(settings.topics().scores());
    topics.add(settings.topics().technicalAlerts());
    topics.add(settings.topics().deadLetters());
    topics.add(settings.topics().shadowScores());
    topics.add(settings.topics().controlReports());
    if (settings.control().enabled()) {
      topics.add(settings.sources().models());
      topics.add(settings.sources().policies());
      if (!settings.bounded()) {
        topics.add(settings.sources().alertActions());
      }
    }
    new Topics(settings.kafka(), answerWithin).requirePresent(topics);
    RegistryClient.verify(settings.kafka().registry(), answerWithin);
    verifyLogs(settings, answerWithin);
    settings.delivery().verify(settings.kafka(), answerWithin);
  }

  /**
   * From a topic of orders that forgets, a restart would take another model than the run before.
   */
  private static void verifyLogs(JobSettings settings, Duration answerWithin) {
    if (!settings.control().enabled()) {
      return;
    }
    Set<String> logs = Set.of(settings.sources().models(), settings.sources().policies());
    List<Topics.Difference> forgetful =
        new Topics(settings.kafka(), answerWithin)
                .differences(
                    TopicLayout.DEFAULT.topics(settings.sources(), List.of()).stream()
                        .filter(topic -> logs.contains(topic.name()))
                        .toList())
                .stream()
                .filter(difference -> OF_A_LOG.contains(difference.setting()))
                .toList();
    if (!forgetful.isEmpty()) {
      throw new OptionException(
          "Orders must be kept for ever and in one order, but "
              + forgetful.stream().map(Object::toString).collect(Collectors.joining(", "))
              + "; change that with Kafka's own kafka-configs, create a topic of more than one"
              + " partition anew, or set "
              + JobOptions.CONTROL.key()
              + " to false");
    }
  }

  /** A threshold for a label that does not exist would be silently without effect. */
  private static void verifyLabels(JobSettings settings, ModelManifest manifest) {
    List<String> labels = manifest.labelSpace().labels();
    for (String named : settings.policies().labels()) {
      // Off by default, so it may be named where a model does not have it.
      if (!labels.contains(named) && !named.equals("NORM")) {
        throw new OptionException(
            "An option under monolead.alert names the label "
                + named
                + ", but model "
                + manifest.modelId()
                + " has "
                + String.join(", ", labels));
      }
    }
  }

  /** Wires the job into an environment and sets there what the job needs of Flink. */
  public void build(StreamExecutionEnvironment environment) {
    environment.configure(settings.flink(), MonitoringJob.class.getClassLoader());
    TypeInformation<LeadKey> keyType = TypeInformation.of(LeadKey.class);

    SingleOutputStreamOperator<IncomingSegment> decoded =
        environment
            .fromSource(
                segments,
                isBounded()
                    ? WatermarkStrategy.noWatermarks()
                    : SegmentWatermarks.of(
                        settings.outOfOrderness(),
                        settings.maxClockAhead(),
                        settings.idleness(),
                        settings.kafka().registry()),
                "segments")
            .uid("segments")
            .process(
                new DecodeFunction(settings.maxClockAhead(), settings.kafka().registry()),
                IncomingSegmentSerializer.ofStream())
            .name("decode")
            .uid("decode");

    SingleOutputStreamOperator<Window> windows =
        decoded
            .keyBy(segment -> new LeadKey(segment.deviceId(), segment.lead()), keyType)
            .transform(
                "assemble",
                TypeInformation.of(Window.class),
                isBounded()
                    ? AssembleOperator.ofRange(
                        settings.assembly(), settings.kafka().registry(), rangeEndMicros())
                    : new AssembleOperator(
                        settings.assembly(),
                        settings.kafka().registry(),
                        settings.silenceReportedAfter()))
            .uid("assemble");

    SingleOutputStreamOperator<ScoredWindow> scored =
        windows
            .transform(
                "infer",
                ScoredWindowSerializer.ofStream(),
                new InferOperator(
                    scorers,
                    new BundleModels(
                        settings.bundleRules(),
                        settings.serving(),
                        settings.kafka(),
                        settings.topics()),
                    modelCommands(),
                    settings.control().notice(),
                    settings.batching()))
            .uid("infer");

    scored
        .filter(ScoredWindow::isScored)
        .name("scored")
        .uid("scored")
        .map(new EcgScores())
        .name("score")
        .uid("score")
        .sinkTo(outputs.scores())
        .name("scores")
        .uid("scores");

    scored
        .getSideOutput(InferOperator.SHADOW)
        .map(new EcgScores())
        .name("shadow score")
        .uid("shadow-score")
        .sinkTo(outputs.shadowScores())
        .name("shadow scores")
        .uid("shadow-scores");

    SingleOutputStreamOperator<IncomingAction> actions = actions(environment);
    SingleOutputStreamOperator<EcgAlert> alerts =
        DataStreamUtils.reinterpretAsKeyedStream(
                scored, window -> new LeadKey(window.deviceId(), window.lead()), keyType)
            .connect(
                actions.keyBy(action -> new LeadKey(action.deviceId(), action.lead()), keyType))
            .transform(
                "alert",
                MessageTypeInformation.forMessage(EcgAlert.class),
                new AlertOperator(
                    new AlertFunction(
                        settings.policies(),
                        commandedPolicies(),
                        settings.control().notice(),
                        settings.evidenceGap(),
                        Duration.ofMillis(settings.assembly().expiryMicros() / 1000),
                        settings.control().longestSilence(),
                        settings.kafka().registry(),
                        rangeEndMicros())))
            .uid("alert");
    alerts.sinkTo(outputs.alerts()).name("alerts").uid("alerts");

    windows
        .getSideOutput(TechnicalAlerts.TAG)
        .union(alerts.getSideOutput(TechnicalAlerts.TAG))
        .sinkTo(outputs.technical())
        .name("technical alerts")
        .uid("technical-alerts");

    decoded
        .getSideOutput(DeadLetters.TAG)
        .union(windows.getSideOutput(DeadLetters.TAG))
        .union(actions.getSideOutput(DeadLetters.TAG))
        .union(alerts.getSideOutput(DeadLetters.TAG))
        .sinkTo(outputs.deadLetters())
        .name("dead letters")
        .uid("dead-letters");

    scored
        .getSideOutput(ControlReports.TAG)
        .union(alerts.getSideOutput(ControlReports.TAG))
        .sinkTo(outputs.controlReports())
        .name("control reports")
        .uid("control-reports");
  }

  /**
   * Without watermarks in its middle a run with an end depends on the order of each device's own
   * records alone, however fast one partition is read beside another. Nobody waits to be told of a
   * silence meanwhile: it is found by the device's next segment, or at the end of the range.
   */
  private boolean isBounded() {
    return segments.getBoundedness() == Boundedness.BOUNDED;
  }

  private OptionalLong rangeEndMicros() {
    return input.map(BoundedInput::endMicros).orElse(OptionalLong.empty());
  }

  private ControlLogFactory<ModelCommand> modelCommands() {
    return settings.control().models()
        ? orders(
            ModelCommand.class, settings.sources().models(), input.map(BoundedInput::modelOrders))
        : ControlLog::empty;
  }

  private ControlLogFactory<AlertPolicy> commandedPolicies() {
    return settings.control().policies()
        ? orders(
            AlertPolicy.class, settings.sources().policies(), input.map(BoundedInput::policyOrders))
        : ControlLog::empty;
  }

  private <T extends SpecificRecord> ControlLogFactory<T> orders(
      Class<T> type, String topic, Optional<Long> until) {
    if (!settings.control().enabled()) {
      return ControlLog::empty;
    }
    KafkaControlLogFactory<T> log = new KafkaControlLogFactory<>(settings.kafka(), type, topic);
    return until.isPresent() ? log.until(until.get()) : log;
  }

  /** What people do now; a run with an end is about what was. */
  private SingleOutputStreamOperator<IncomingAction> actions(
      StreamExecutionEnvironment environment) {
    if (isBounded() || !settings.control().enabled()) {
      return environment
          .fromSource(
              new NumberSequenceSource(0, 0), WatermarkStrategy.noWatermarks(), "no alert actions")
          .uid("no-alert-actions")
          .flatMap((Long none, Collector<IncomingAction> out) -> {})
          .returns(TypeInformation.of(IncomingAction.class))
          .name("no actions")
          .uid("no-actions");
    }
    return environment
        .fromSource(
            SegmentSource.builder()
                .setConnection(settings.kafka())
                .setTopics(settings.sources().alertActions())
                .setGroupId(settings.actionsGroupId())
                // What people did while the job was down is not lost.
                .optStart(StartOffsets.committed())
                .build(),
            ActionTime.strategy(),
            "alert actions")
        .uid("alert-actions")
        .process(
            new ActionDecodeFunction(
                settings.control().longestSilence(), settings.kafka().registry()),
            TypeInformation.of(IncomingAction.class))
        .name("decode actions")
        .uid("decode-actions");
  }
}
