// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import io.monolead.connectors.kafka.SegmentSource;
import io.monolead.connectors.kafka.SourceRecord;
import io.monolead.connectors.kafka.Topics;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.job.alert.AlertFunction;
import io.monolead.job.assemble.AssembleOperator;
import io.monolead.job.assemble.TechnicalAlerts;
import io.monolead.job.assemble.Window;
import io.monolead.job.config.JobOptions;
import io.monolead.job.config.JobSettings;
import io.monolead.job.config.OptionException;
import io.monolead.job.decode.DeadLetters;
import io.monolead.job.decode.DecodeFunction;
import io.monolead.job.decode.IncomingSegment;
import io.monolead.job.decode.SegmentWatermarks;
import io.monolead.job.identity.LeadKey;
import io.monolead.job.infer.BundleScorerFactory;
import io.monolead.job.infer.EcgScores;
import io.monolead.job.infer.InferOperator;
import io.monolead.job.infer.ScoredWindow;
import io.monolead.job.infer.WindowScorerFactory;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Segments in, scores and alerts out: {@code decode -> key by device and lead -> assemble -> infer
 * -> alert}.
 *
 * <p>There is one shuffle, before the assembler. From there on everything of one lead stays in one
 * subtask and, chained, in one thread: the scores keep the key of their windows, so the alert
 * policies read them as keyed without another shuffle, and nothing is copied or written between
 * operators.
 */
public final class MonitoringJob {
  private final JobSettings settings;
  private final Source<SourceRecord, ?, ?> segments;
  private final JobOutputs outputs;
  private final WindowScorerFactory scorers;

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
    this.settings = settings;
    this.segments = segments;
    this.outputs = outputs;
    this.scorers = scorers;
  }

  /** The job as the settings say: Kafka's topics and the bundle's model. */
  public static MonitoringJob onKafka(JobSettings settings) {
    return onKafka(
        settings,
        new BundleScorerFactory(
            settings.bundle(), settings.assembly().windowMicros(), settings.anyLead()));
  }

  /** The job on Kafka's topics with another scorer. */
  public static MonitoringJob onKafka(JobSettings settings, WindowScorerFactory scorers) {
    return new MonitoringJob(
        settings,
        SegmentSource.builder()
            .setConnection(settings.kafka())
            .setTopics(settings.topics().segments())
            .setGroupId(settings.groupId())
            .optStart(settings.start())
            .optBounded(settings.bounded())
            .build(),
        KafkaOutputs.of(settings),
        scorers);
  }

  /**
   * Checks, before a job is started, what would otherwise fail in the middle of it: the bundle, its
   * window length, the topics and the broker's limits.
   *
   * @throws OptionException if the bundle cannot be read or does not fit, or an alert option names
   *     a label that the model does not have
   * @throws io.monolead.connectors.kafka.BrokerException if the broker or a topic is not there
   */
  public static void verify(JobSettings settings, Duration answerWithin) {
    ModelManifest manifest;
    try {
      manifest = ModelBundle.read(settings.bundle()).manifest();
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
    try {
      new BundleScorerFactory(
              settings.bundle(), settings.assembly().windowMicros(), settings.anyLead())
          .checkWindow(manifest);
    } catch (IllegalArgumentException e) {
      throw new OptionException(e.getMessage());
    }
    verifyLabels(settings, manifest);
    List<String> topics =
        new ArrayList<>(settings.topics().alerts(manifest.labelSpace().labels()).values());
    topics.add(settings.topics().segments());
    topics.add(settings.topics().scores());
    topics.add(settings.topics().technicalAlerts());
    topics.add(settings.topics().deadLetters());
    new Topics(settings.kafka(), answerWithin).requirePresent(topics);
    settings.delivery().verify(settings.kafka(), answerWithin);
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
                SegmentWatermarks.of(
                    settings.outOfOrderness(), settings.maxClockAhead(), settings.idleness()),
                "segments")
            .uid("segments")
            .process(
                new DecodeFunction(settings.maxClockAhead()),
                TypeInformation.of(IncomingSegment.class))
            .name("decode")
            .uid("decode");

    SingleOutputStreamOperator<Window> windows =
        decoded
            .keyBy(segment -> new LeadKey(segment.deviceId(), segment.lead()), keyType)
            .transform(
                "assemble",
                TypeInformation.of(Window.class),
                new AssembleOperator(settings.assembly(), settings.silenceReportedAfter()))
            .uid("assemble");

    SingleOutputStreamOperator<ScoredWindow> scored =
        windows
            .transform(
                "infer",
                TypeInformation.of(ScoredWindow.class),
                new InferOperator(scorers, settings.batching()))
            .uid("infer");

    scored
        .map(new EcgScores())
        .name("score")
        .uid("score")
        .sinkTo(outputs.scores())
        .name("scores")
        .uid("scores");

    DataStreamUtils.reinterpretAsKeyedStream(
            scored, window -> new LeadKey(window.deviceId(), window.lead()), keyType)
        .process(
            new AlertFunction(
                settings.policies(),
                settings.evidenceGap(),
                Duration.ofMillis(settings.assembly().expiryMicros() / 1000)))
        .name("alert")
        .uid("alert")
        .sinkTo(outputs.alerts())
        .name("alerts")
        .uid("alerts");

    windows
        .getSideOutput(TechnicalAlerts.TAG)
        .union(scored.getSideOutput(TechnicalAlerts.TAG))
        .sinkTo(outputs.technical())
        .name("technical alerts")
        .uid("technical-alerts");

    decoded
        .getSideOutput(DeadLetters.TAG)
        .union(windows.getSideOutput(DeadLetters.TAG))
        .sinkTo(outputs.deadLetters())
        .name("dead letters")
        .uid("dead-letters");
  }
}
