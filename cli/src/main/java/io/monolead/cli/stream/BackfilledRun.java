// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.stream;

import io.monolead.cli.invocation.CommandFailure;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.RecordReader;
import io.monolead.connectors.kafka.RecordReader.From;
import io.monolead.connectors.kafka.RecordReader.Received;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.Topics;
import io.monolead.evaluation.ObservedStream;
import io.monolead.evaluation.alert.EpisodeLedger;
import io.monolead.evaluation.alert.ScoredStreams;
import io.monolead.evaluation.alert.StreamName;
import io.monolead.evaluation.truth.DeviceTruth;
import io.monolead.evaluation.truth.Subject;
import io.monolead.evaluation.truth.TimeSpan;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.job.config.JobOptions;
import io.monolead.job.config.JobSettings;
import io.monolead.job.infer.ScoredWindow;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.RunOption;
import io.monolead.schemas.RunRecord;
import io.monolead.schemas.RunState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/**
 * What a back-fill wrote, read again from its topics.
 *
 * @param record of the run
 * @param scored its scores and alerts
 */
public record BackfilledRun(RunRecord record, ScoredRun scored) {

  /**
   * Reads the results under a prefix.
   *
   * @param bundle file of the model that the back-fill ran
   * @throws CommandFailure if there is no finished back-fill, or another model made it
   * @throws io.monolead.connectors.kafka.BrokerException if the broker or a topic is not there
   */
  public static BackfilledRun read(KafkaConnection connection, TopicNames results, Path bundle)
      throws IOException {
    RunRecord record = finished(connection, results);
    ModelBundle model = ModelBundle.read(bundle);
    ModelManifest manifest = model.manifest();
    if (!record.getModelSha256().equals(model.sha256())) {
      throw new CommandFailure(
          "The back-fill under "
              + results.prefix()
              + " ran the bundle of "
              + record.getModelId()
              + " "
              + record.getModelVersion()
              + " with SHA-256 "
              + record.getModelSha256()
              + ", not "
              + bundle
              + "; name that bundle's file");
    }
    List<String> labels = manifest.labelSpace().labels();
    EpisodeLedger ledger = new EpisodeLedger();
    read(connection, EcgAlert.class, results.alerts(labels).values()).forEach(ledger::add);
    ScoredStreams scores =
        ScoredStreams.of(
            labels,
            ScoredRun.thresholds(manifest),
            read(connection, EcgScore.class, List.of(results.scores())));
    if (scores.size() == 0) {
      throw new CommandFailure("The back-fill under " + results.prefix() + " scored no window");
    }
    return new BackfilledRun(
        record,
        new ScoredRun(manifest, settings(record), scores, ledger.episodes(), facts(record)));
  }

  private static RunRecord finished(KafkaConnection connection, TopicNames results) {
    List<RunRecord> runs = read(connection, RunRecord.class, List.of(results.runs()));
    if (runs.isEmpty()) {
      throw new CommandFailure("There is no record of a back-fill on " + results.runs());
    }
    RunRecord latest = runs.get(runs.size() - 1);
    if (latest.getState() != RunState.FINISHED) {
      throw new CommandFailure(
          "The back-fill under "
              + results.prefix()
              + " has not finished ("
              + latest.getState()
              + (latest.getDetail().isEmpty() ? "" : ": " + latest.getDetail())
              + "), so what it wrote is not whole");
    }
    return latest;
  }

  /** The settings of its job: what was left as it is by default is left so again. */
  private static JobSettings settings(RunRecord record) {
    Map<String, String> given =
        record.getOptions().stream()
            .collect(Collectors.toMap(RunOption::getKey, RunOption::getValue));
    Configuration options = new Configuration();
    for (ConfigOption<?> option : JobOptions.all()) {
      String value = given.get(option.key());
      if (value != null && !value.equals(String.valueOf(option.defaultValue()))) {
        options.setString(option.key(), value);
      }
    }
    return JobSettings.of(options);
  }

  private static Map<String, String> facts(RunRecord record) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(ScoredRun.CODE, record.getCode());
    facts.put("run", record.getRunId());
    facts.put("bundle sha256", record.getModelSha256());
    facts.put("precision", record.getPrecision());
    facts.put("topic", record.getTopic());
    record
        .getPartitions()
        .forEach(
            part ->
                facts.put(
                    "offsets of partition " + part.getPartition(),
                    part.getFromOffset() + " to " + part.getToOffset()));
    record
        .getOrders()
        .forEach(
            orders ->
                facts.put(
                    "orders of " + orders.getTopic(), "until offset " + orders.getToOffset()));
    record
        .getModels()
        .forEach(
            made ->
                facts.put(
                    "scores by " + made.getModelId() + " " + made.getModelVersion(),
                    Long.toString(made.getScores())));
    return facts;
  }

  /**
   * Refuses to be compared with a run over other segments.
   *
   * @throws CommandFailure if what was read differs
   */
  public void requireSameSegmentsAs(BackfilledRun other) {
    String mine = segments(record);
    String theirs = segments(other.record);
    if (!mine.equals(theirs)) {
      throw new CommandFailure(
          "The two back-fills read other segments, "
              + theirs
              + " and "
              + mine
              + "; what they say cannot be paired");
    }
  }

  private static String segments(RunRecord record) {
    return record.getTopic()
        + " "
        + record.getPartitions()
        + when(" from ", record.getFromMicros())
        + when(" to ", record.getToMicros());
  }

  private static String when(String before, Long micros) {
    return micros == null ? "" : before + Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /**
   * The streams that were scored, each a patient of its own, from their first window to their last.
   *
   * @param written what is known of each device
   * @param annotated labels that are known throughout
   */
  public List<ObservedStream> streams(Map<String, DeviceTruth> written, Set<String> annotated) {
    List<ObservedStream> streams = new ArrayList<>();
    scored
        .scores()
        .windows()
        .forEach(
            (name, windows) -> {
              long from = Long.MAX_VALUE;
              long to = Long.MIN_VALUE;
              for (ScoredWindow window : windows) {
                from = Math.min(from, window.startMicros());
                to = Math.max(to, window.endMicros());
              }
              streams.add(stream(name, new TimeSpan(from, to), written, annotated));
            });
    return streams;
  }

  private static ObservedStream stream(
      StreamName name, TimeSpan span, Map<String, DeviceTruth> written, Set<String> annotated) {
    return new ObservedStream(
        name,
        Optional.empty(),
        span,
        new Subject(name.device(), Optional.empty(), OptionalDouble.empty()),
        written.getOrDefault(name.device(), DeviceTruth.UNKNOWN).knowing(annotated));
  }

  private static <T extends SpecificRecord> List<T> read(
      KafkaConnection connection, Class<T> type, Collection<String> topics) {
    try (RecordReader<T> reader =
        new RecordReader<>(connection, type, topics, From.EARLIEST, Topics.DEFAULT_TIMEOUT)) {
      return reader.readToEnd().stream().map(Received::record).toList();
    }
  }
}
