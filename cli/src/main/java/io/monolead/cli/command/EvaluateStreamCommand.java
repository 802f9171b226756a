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
import io.monolead.cli.stream.BackfilledRun;
import io.monolead.cli.stream.BoundedRun;
import io.monolead.cli.stream.CodeVersion;
import io.monolead.cli.stream.EvaluationText;
import io.monolead.cli.stream.RecordedTruth;
import io.monolead.cli.stream.ScoredRun;
import io.monolead.cli.stream.StreamResult;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.RecordReader.Received;
import io.monolead.connectors.kafka.TextTopic;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.Topics;
import io.monolead.evaluation.ObservedRun;
import io.monolead.evaluation.ObservedStream;
import io.monolead.evaluation.StreamEvaluator;
import io.monolead.evaluation.alert.EpisodeLedger;
import io.monolead.evaluation.alert.PolicyFile;
import io.monolead.evaluation.alert.ScoredStreams;
import io.monolead.evaluation.report.RecordedStrips;
import io.monolead.evaluation.report.ReportLimits;
import io.monolead.evaluation.report.StreamReport;
import io.monolead.evaluation.report.StripSource;
import io.monolead.evaluation.result.EvaluatedStream;
import io.monolead.evaluation.result.StreamEvaluation;
import io.monolead.evaluation.table.EvaluationTables;
import io.monolead.evaluation.truth.DeviceTruth;
import io.monolead.evaluation.truth.TruthLines;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.job.config.JobOptions;
import io.monolead.job.config.OptionSources;
import io.monolead.schemas.AlertPolicy;
import io.monolead.signal.Recording;
import io.monolead.training.evaluation.Bootstrap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
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
      "  monolead evaluate stream cpsc2021 --against-policies tuned.json --output tuned",
      "  monolead evaluate stream --backfill history.week45. --truth episodes.jsonl --output week45"
    })
public final class EvaluateStreamCommand extends MonoleadCommand {
  /** How many strips of a comparison the terminal shows; the folder has all. */
  private static final int MOST_CHANGES = 20;

  @Mixin private ModelOption model;
  @Mixin private StreamLeads leads;
  @Mixin private JobArguments job;

  @Parameters(
      arity = "0..*",
      paramLabel = "PATH",
      description = "Recordings, or folders or archives of them.")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = "--backfill",
      paramLabel = "PREFIX",
      description =
          "Instead of recordings: what 'monolead backfill --results PREFIX' wrote to the broker at"
              + " --bootstrap, against --truth or --truth-topic. --model must be the one that it"
              + " ran.")
  private String backfill;

  @Option(
      names = "--against-backfill",
      paramLabel = "PREFIX",
      description =
          "A second back-fill of the same segments, by the model of --against or the same, to"
              + " compare with the first.")
  private String againstBackfill;

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
    if (paths.isEmpty() == (backfill == null)) {
      throw usageMistake("Name recordings, or the results of a back-fill with --backfill");
    }
    if (backfill == null && againstBackfill != null) {
      throw usageMistake("--against-backfill is for a second back-fill of what --backfill read");
    }
    List<AlertPolicy> first = policies == null ? List.of() : PolicyFile.read(policies);
    List<AlertPolicy> second = againstPolicies == null ? first : PolicyFile.read(againstPolicies);
    if (against != null && !Files.isRegularFile(against)) {
      throw new CommandFailure("No model bundle at " + against);
    }
    try {
      return backfill == null
          ? recordings(file, manifest, first, second)
          : backfilled(file, manifest, first, second);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private int recordings(
      Path file, ModelManifest manifest, List<AlertPolicy> first, List<AlertPolicy> second)
      throws Exception {
    List<RecordedStream> recorded = leads.fleet(context(), manifest).recorded(paths);
    List<ObservedStream> streams = truths(manifest).of(recorded);
    ObservedRun run;
    Optional<ObservedRun> other = Optional.empty();
    try (EmbeddedSystem system = EmbeddedSystem.start(0, 0, slots())) {
      ScoredRun scored = score(system, "first", file, manifest, recorded);
      run = scored.run("first", first, policies == null);
      if (against != null) {
        ModelManifest next = ModelBundle.read(against).manifest();
        other =
            Optional.of(
                score(system, "second", against, next, recorded)
                    .run("second", second, policies == null && againstPolicies == null));
      } else if (againstPolicies != null) {
        other = Optional.of(scored.run("second", second, false));
      }
    }
    Map<String, Recording> signals = new HashMap<>();
    recorded.forEach(each -> signals.put(each.file().toString(), each.recording()));
    return finish(
        file,
        streams,
        run,
        other,
        all -> new RecordedStrips(path -> Optional.ofNullable(signals.get(path)), all));
  }

  /** What a back-fill wrote; its segments stay where they are, so no strip can be shown. */
  private int backfilled(
      Path file, ModelManifest manifest, List<AlertPolicy> first, List<AlertPolicy> second)
      throws IOException {
    label(manifest, label);
    KafkaConnection connection = broker.connection();
    BackfilledRun scored = BackfilledRun.read(connection, names(backfill), file);
    Optional<ObservedRun> other = Optional.empty();
    if (againstBackfill != null) {
      BackfilledRun next =
          BackfilledRun.read(connection, names(againstBackfill), against == null ? file : against);
      next.requireSameSegmentsAs(scored);
      other =
          Optional.of(
              next.scored().run("second", second, policies == null && againstPolicies == null));
    } else if (againstPolicies != null) {
      other = Optional.of(scored.scored().run("second", second, false));
    }
    return finish(
        file,
        scored.streams(written(), annotated),
        scored.scored().run("first", first, policies == null),
        other,
        all -> StripSource.NONE);
  }

  private TopicNames names(String prefix) {
    try {
      return new TopicNames(prefix);
    } catch (IllegalArgumentException e) {
      throw usageMistake("--backfill: " + e.getMessage());
    }
  }

  private int finish(
      Path file,
      List<ObservedStream> streams,
      ObservedRun run,
      Optional<ObservedRun> other,
      Function<List<EvaluatedStream>, StripSource> strips)
      throws IOException {
    StreamEvaluation evaluation =
        new StreamEvaluator(new Bootstrap(resamples, Bootstrap.DEFAULT.seed()))
            .evaluate(streams, run, other);
    show(evaluation);
    if (output != null) {
      List<Path> files = EvaluationTables.write(output, evaluation, streams, run);
      say("");
      say(files.size() + " files in " + output);
      report(evaluation, file, strips.apply(evaluation.streams()));
    }
    return ExitCode.OK;
  }

  /** The page for people, beside the tables for notebooks. */
  private void report(StreamEvaluation evaluation, Path file, StripSource strips)
      throws IOException {
    Path page = output.resolve(StreamReport.FILE);
    new StreamReport(
            evaluation,
            strips,
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

  private ScoredRun score(
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
    result
        .time()
        .ifPresent(
            time ->
                say(
                    String.format(
                        Locale.ROOT,
                        "%s %s: %d windows, %.1f %% of the time outside the network",
                        manifest.modelId(),
                        manifest.modelVersion(),
                        time.windows(),
                        100 * time.outsideShare())));
    EpisodeLedger ledger = new EpisodeLedger();
    result.alerts().forEach(alert -> ledger.add(alert.record()));
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(ScoredRun.CODE, CodeVersion.ofProcess().toString());
    facts.put("bundle sha256", sha256(file));
    facts.put("scores sha256", result.digestOfScores());
    facts.put("alerts sha256", result.digestOfAlerts());
    OptionSources.fromArguments(arguments.toArray(String[]::new)).toMap().forEach(facts::put);
    return new ScoredRun(
        manifest,
        JobSubmission.of(system.connection(), new TopicNames(TopicNames.DEFAULT_PREFIX), file)
            .bounded()
            .with(arguments)
            .settings(),
        ScoredStreams.of(
            labels,
            ScoredRun.thresholds(manifest),
            result.scores().stream().map(Received::record).toList()),
        ledger.episodes(),
        facts);
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
