// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.demo.EmbeddedSystem;
import io.monolead.cli.fleet.RecordedStream;
import io.monolead.cli.fleet.RecordingDevice;
import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.job.JobSubmission;
import io.monolead.cli.stream.BoundedRun;
import io.monolead.cli.stream.EvaluationText;
import io.monolead.cli.stream.RecordedTruth;
import io.monolead.cli.stream.StreamResult;
import io.monolead.connectors.kafka.RecordReader.Received;
import io.monolead.connectors.kafka.TextTopic;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.Topics;
import io.monolead.connectors.recordings.RecordingReader;
import io.monolead.evaluation.ObservedRun;
import io.monolead.evaluation.ObservedStream;
import io.monolead.evaluation.StreamEvaluator;
import io.monolead.evaluation.alert.Episode;
import io.monolead.evaluation.alert.EpisodeLedger;
import io.monolead.evaluation.alert.PolicyFile;
import io.monolead.evaluation.alert.PolicyReplay;
import io.monolead.evaluation.alert.ScoredStreams;
import io.monolead.evaluation.report.RecordedStrips;
import io.monolead.evaluation.report.ReportLimits;
import io.monolead.evaluation.report.StreamReport;
import io.monolead.evaluation.result.RunFacts;
import io.monolead.evaluation.result.StreamEvaluation;
import io.monolead.evaluation.table.EvaluationTables;
import io.monolead.evaluation.truth.DeviceTruth;
import io.monolead.evaluation.truth.TruthLines;
import io.monolead.inference.LabelOperatingPoint;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.job.alert.AlertPolicies;
import io.monolead.job.config.JobOptions;
import io.monolead.job.config.JobSettings;
import io.monolead.job.config.OptionSources;
import io.monolead.schemas.AlertPolicy;
import io.monolead.training.evaluation.Bootstrap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code monolead evaluate stream}. */
@Command(
    name = "stream",
    description = {
      "What would this model, with these policies, have told on these recordings?",
      "Sends recordings through Kafka and the job, to their end and as fast as the machine goes,"
          + " and sets scores and alerts against the truth: annotations of rhythms and beats,"
          + " diagnoses of whole recordings, and --truth. Figures have 95 %% bootstrap intervals,"
          + " patients drawn with replacement. With --against or --against-policies a second run"
          + " is compared with the first, paired by patient, strip by strip."
    },
    footer = {
      "  monolead evaluate stream cpsc2021 --lead II --output af",
      "  monolead evaluate stream mitdb/100.hea --policies quiet.json",
      "  monolead evaluate stream cpsc2021 --against next.mlb --output next",
      "  monolead evaluate stream cpsc2021 --against-policies tuned.json --output tuned"
    })
public final class EvaluateStreamCommand extends MonoleadCommand {
  /** How many strips of a comparison the terminal shows; the folder has all. */
  private static final int MOST_CHANGES = 20;

  @Mixin private ModelOption model;
  @Mixin private StreamLeads leads;
  @Mixin private JobArguments job;

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "Recordings, or folders of them.")
  private List<Path> paths;

  @Option(
      names = "--against",
      paramLabel = "FILE",
      description = "Bundle of a second model, to compare with the first.")
  private Path against;

  @Option(
      names = "--policies",
      paramLabel = "FILE",
      description =
          "Alert policies in JSON, over those of the job's options; 'policy tune --write' makes"
              + " such a file.")
  private Path policies;

  @Option(
      names = "--against-policies",
      paramLabel = "FILE",
      description = "Policies of the second run (default: those of the first).")
  private Path againstPolicies;

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      description =
          "Truth beside the annotations, one JSON object per line: device, label, from, to.")
  private Path truth;

  @Option(
      names = "--truth-topic",
      paramLabel = "TOPIC",
      description = "The same from a topic of the broker at --bootstrap, one object per record.")
  private String truthTopic;

  @Mixin private BrokerOptions broker;

  @Option(
      names = "--annotated",
      split = ",",
      paramLabel = "LABEL",
      description =
          "Labels that are annotated throughout: where they are not annotated, they are not there.")
  private Set<String> annotated = new TreeSet<>();

  @Option(
      names = "--flutter",
      paramLabel = "HOW",
      defaultValue = "count",
      description =
          "Whether annotated atrial flutter is AFIB: count, or leave alerts in it unjudged as"
              + " ANSI/AAMI EC57 does: exclude (default: ${DEFAULT-VALUE}).")
  private String flutter;

  @Option(
      names = "--label",
      defaultValue = "AFIB",
      description = "Label whose minutes are shown per recording (default: ${DEFAULT-VALUE}).")
  private String label;

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      description =
          "Write the report, evaluation.json, and all tables as CSV and Parquet, to this folder.")
  private Path output;

  @Option(
      names = "--resamples",
      defaultValue = "1000",
      paramLabel = "N",
      description = "Bootstrap resamples behind an interval (default: ${DEFAULT-VALUE}).")
  private int resamples;

  @Option(
      names = "--precision",
      paramLabel = "FORM",
      defaultValue = "auto",
      description =
          "Form in which the network is computed: plain, float32, bfloat16, int8, or auto for the"
              + " fastest (default: ${DEFAULT-VALUE}).")
  private String precision;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Parallelism of the job (default: the cores, at most 4).")
  private Integer slots;

  public EvaluateStreamCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws Exception {
    if (!flutter.equals("count") && !flutter.equals("exclude")) {
      throw usageMistake("--flutter is count or exclude, not '" + flutter + "'");
    }
    if (resamples < 1) {
      throw usageMistake("--resamples is at least 1, not " + resamples);
    }
    Path file = model.file(context());
    ModelManifest manifest = ModelBundle.read(file).manifest();
    List<RecordedStream> recorded = leads.fleet(context(), manifest).recorded(paths);
    List<ObservedStream> streams = truths(manifest).of(recorded);
    List<AlertPolicy> first = policies == null ? List.of() : PolicyFile.read(policies);
    List<AlertPolicy> second = againstPolicies == null ? first : PolicyFile.read(againstPolicies);
    ObservedRun run;
    Optional<ObservedRun> other = Optional.empty();
    try (EmbeddedSystem system = EmbeddedSystem.start(0, 0, slots())) {
      Scored scored = score(system, "first", file, manifest, recorded);
      run = scored.run("first", first, policies == null);
      if (against != null) {
        if (!Files.isRegularFile(against)) {
          throw new CommandFailure("No model bundle at " + against);
        }
        ModelManifest next = ModelBundle.read(against).manifest();
        other =
            Optional.of(
                score(system, "second", against, next, recorded)
                    .run("second", second, policies == null && againstPolicies == null));
      } else if (againstPolicies != null) {
        other = Optional.of(scored.run("second", second, false));
      }
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
    StreamEvaluation evaluation =
        new StreamEvaluator(new Bootstrap(resamples, Bootstrap.DEFAULT.seed()))
            .evaluate(streams, run, other);
    show(evaluation);
    if (output != null) {
      List<Path> files = EvaluationTables.write(output, evaluation, streams, run);
      say("");
      say(files.size() + " files in " + output);
      report(evaluation, file);
    }
    return ExitCode.OK;
  }

  /** The page for people, beside the tables for notebooks. */
  private void report(StreamEvaluation evaluation, Path file) throws IOException {
    Path page = output.resolve(StreamReport.FILE);
    new StreamReport(
            evaluation,
            new RecordedStrips(RecordingReader.lenient(problem -> {}), evaluation.streams()),
            Optional.of(ModelBundle.read(file)),
            against == null ? Optional.empty() : Optional.of(ModelBundle.read(against)),
            List.of(),
            ReportLimits.DEFAULT)
        .write(page);
    say("report: " + page);
  }

  private RecordedTruth truths(ModelManifest manifest) throws IOException {
    for (String known : annotated) {
      label(manifest, known);
    }
    label(manifest, label);
    return new RecordedTruth(
        manifest.labelSpace().task(), flutter.equals("count"), annotated, written());
  }

  private Map<String, DeviceTruth> written() throws IOException {
    Map<String, DeviceTruth> written =
        new TreeMap<>(truth == null ? Map.of() : TruthLines.read(truth));
    if (truthTopic != null) {
      TruthLines lines = new TruthLines();
      for (TextTopic.Entry entry :
          TextTopic.read(broker.connection(), truthTopic, Topics.DEFAULT_TIMEOUT)) {
        try {
          lines.add(entry.text());
        } catch (IllegalArgumentException e) {
          throw new CommandFailure(
              "Topic "
                  + truthTopic
                  + ", partition "
                  + entry.partition()
                  + ", offset "
                  + entry.offset()
                  + ": "
                  + e.getMessage(),
              e);
        }
      }
      lines.devices().forEach((device, more) -> written.merge(device, more, DeviceTruth::and));
    }
    return written;
  }

  private void label(ModelManifest manifest, String named) {
    if (manifest.labelSpace().indexOf(named) < 0) {
      throw usageMistake(
          "The model has no label " + named + "; it has " + manifest.labelSpace().labels());
    }
  }

  /** What one model said, before policies. */
  private record Scored(
      ModelManifest manifest,
      JobSettings settings,
      ScoredStreams scores,
      List<Episode> alerts,
      Map<String, String> facts) {

    /**
     * With policies.
     *
     * @param policies over those of the job
     * @param asInJob whether the job's own alerts are asked for
     */
    ObservedRun run(String name, List<AlertPolicy> policies, boolean asInJob) {
      AlertPolicies all = settings.policies();
      for (AlertPolicy policy : policies) {
        if (!scores.labels().contains(policy.getLabel())) {
          throw new CommandFailure(
              "There is a policy for " + policy.getLabel() + "; the model has " + scores.labels());
        }
        all = all.with(policy);
      }
      PolicyReplay replay =
          new PolicyReplay(
              settings.evidenceGap(),
              Duration.of(settings.assembly().expiryMicros(), ChronoUnit.MICROS));
      return new ObservedRun(
          new RunFacts(
              name,
              manifest.modelId(),
              manifest.modelVersion(),
              facts.getOrDefault("code", ""),
              ObservedRun.policies(all, scores.labels(), thresholds(manifest)),
              facts),
          scores,
          asInJob ? alerts : replay.alerts(scores, all));
    }
  }

  private Scored score(
      EmbeddedSystem system,
      String name,
      Path file,
      ModelManifest manifest,
      List<RecordedStream> recorded)
      throws Exception {
    List<String> labels = manifest.labelSpace().labels();
    List<String> arguments = new ArrayList<>(List.of("--" + JobOptions.PRECISION.key(), precision));
    arguments.addAll(job.arguments());
    List<RecordingDevice> devices = recorded.stream().map(RecordedStream::device).toList();
    StreamResult result = new BoundedRun(system, file, labels, false, arguments).run(name, devices);
    EpisodeLedger ledger = new EpisodeLedger();
    result.alerts().forEach(alert -> ledger.add(alert.record()));
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("code", codeVersion());
    facts.put("bundle sha256", sha256(file));
    facts.put("scores sha256", result.digestOfScores());
    facts.put("alerts sha256", result.digestOfAlerts());
    OptionSources.fromArguments(arguments.toArray(String[]::new)).toMap().forEach(facts::put);
    return new Scored(
        manifest,
        JobSubmission.of(system.connection(), new TopicNames(TopicNames.DEFAULT_PREFIX), file)
            .bounded()
            .with(arguments)
            .settings(),
        ScoredStreams.of(
            labels, thresholds(manifest), result.scores().stream().map(Received::record).toList()),
        ledger.episodes(),
        facts);
  }

  private static float[] thresholds(ModelManifest manifest) {
    float[] thresholds = new float[manifest.operatingPoints().size()];
    for (int i = 0; i < thresholds.length; i++) {
      LabelOperatingPoint point = manifest.operatingPoints().get(i);
      thresholds[i] = point.threshold();
    }
    return thresholds;
  }

  private static String codeVersion() throws IOException {
    Properties properties = new Properties();
    try (InputStream file =
        EvaluateStreamCommand.class.getResourceAsStream("/io/monolead/cli/version.properties")) {
      properties.load(file);
    }
    return properties.getProperty("version");
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private void show(StreamEvaluation evaluation) {
    EvaluationText text = new EvaluationText(evaluation);
    long patients =
        evaluation.streams().stream().map(stream -> stream.patient()).distinct().count();
    say(
        String.format(
            Locale.ROOT,
            "%s %s on %d recordings of %d patients, %.3f device-days",
            evaluation.run().modelId(),
            evaluation.run().modelVersion(),
            evaluation.streams().size(),
            patients,
            evaluation.labels().get(0).overall().alarms().orElseThrow().deviceDays()));
    context().terminal().print(text.figures());
    say("");
    context().terminal().print(text.minutes(label));
    evaluation
        .comparison()
        .ifPresent(
            comparison -> {
              say("");
              say(
                  String.format(
                      Locale.ROOT,
                      "against %s %s",
                      comparison.against().modelId(),
                      comparison.against().modelVersion()));
              context().terminal().print(EvaluationText.comparison(comparison, MOST_CHANGES));
            });
  }

  private int slots() {
    return slots == null ? Math.min(4, Runtime.getRuntime().availableProcessors()) : slots;
  }

  private void say(String line) {
    context().terminal().println(line);
  }
}
