// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.demo.EmbeddedSystem;
import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.stream.BoundedRun;
import io.monolead.cli.stream.ScoreComparison;
import io.monolead.cli.stream.StreamResult;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.connectors.ptbxl.PtbXlTask;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.inference.ServingOptions;
import io.monolead.job.config.JobOptions;
import io.monolead.training.BundleEvaluation;
import io.monolead.training.data.TrainingFolder;
import io.monolead.training.evaluation.Bootstrap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code monolead evaluate}. */
@Command(
    name = "evaluate",
    description = {
      "Evaluate a bundle. Three ways:",
      "",
      "* offline on folds of PTB-XL or of labelled recordings (--data): AUC, F1 and the rest per label, with 95 %% bootstrap"
          + " intervals;",
      "* the same folds through Kafka and the job too (--data with --through-kafka): the scores"
          + " must be those of the offline evaluation, and two runs must write the same bytes;",
      "* recordings through Kafka and the job, scores and alerts against the truth: see"
          + " 'monolead evaluate stream --help'."
    },
    footer = {
      "  monolead evaluate --data ptb-xl --folds 9 --json figures.json --card",
      "  monolead evaluate --data ptb-xl --folds 9 --through-kafka",
      "  monolead evaluate stream cpsc2021 --lead II --output af"
    })
public final class EvaluateCommand extends MonoleadCommand {
  private static final double TOLERANCE = 1e-4;
  private static final String PLAIN = "plain";
  private static final String TEST_FOLDS = "folds.test";
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  @Mixin private ModelOption model;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description =
          "PTB-XL in its official layout, or recordings with a labels.csv, as docs/datasets.md says.")
  private Path data;

  @Option(
      names = "--folds",
      split = ",",
      paramLabel = "N",
      description = "Folds (default: the test folds that the bundle names).")
  private Set<Integer> folds;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write all figures in full precision to this file.")
  private Path json;

  @Option(
      names = "--precision",
      paramLabel = "FORM",
      description =
          "Form in which the network is computed, offline and in the job: plain, float32, half,"
              + " bfloat16, int8, or auto for the fastest (default: plain).")
  private String precision;

  @Option(
      names = "--card",
      description = "Fail unless the table is the one in the bundle's model card, digit for digit.")
  private boolean card;

  @Option(
      names = "--through-kafka",
      description =
          "Replay the recordings twice through an embedded broker and the job, and fail unless"
              + " every probability is within 1e-4 of the offline one and both runs wrote the same"
              + " bytes.")
  private boolean throughKafka;

  @Mixin private StreamLeads leads;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Parallelism of the job (default: the cores, at most 4).")
  private Integer slots;

  @Mixin private JobArguments job;

  public EvaluateCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws Exception {
    if (throughKafka && data != null && !TrainingFolder.isPtbXl(data)) {
      throw usageMistake(
          "--through-kafka is for PTB-XL; for recordings there is 'evaluate stream'");
    }
    if (data == null) {
      throw usageMistake(
          "Name PTB-XL or labelled recordings with --data; for recordings there is 'evaluate stream'");
    }
    Path file = model.file(context());
    return offline(file, ModelBundle.read(file));
  }

  private int offline(Path file, ModelBundle bundle) throws Exception {
    Set<Integer> chosen = folds == null ? testFolds(bundle.manifest()) : folds;
    BundleEvaluation evaluation =
        BundleEvaluation.of(file, serving(), data, chosen, Bootstrap.DEFAULT);
    String table = evaluation.report().toTable();
    say(
        String.format(
            Locale.ROOT,
            "%s %s on folds %s: %d recordings of %d patients",
            bundle.manifest().modelId(),
            bundle.manifest().modelVersion(),
            chosen,
            evaluation.report().recordings(),
            evaluation.report().patients()));
    say("");
    say(table.stripTrailing());
    if (json != null) {
      Files.writeString(json, evaluation.report().toJson());
    }
    if (card) {
      check(
          bundle.modelCard().contains(table.strip()),
          "the card in the bundle has exactly these figures",
          "The card in "
              + file
              + " has other figures; see it with 'monolead model inspect --card'");
    }
    if (throughKafka) {
      throughKafka(file, bundle.manifest(), chosen, evaluation);
    }
    return ExitCode.OK;
  }

  private void throughKafka(
      Path file, ModelManifest manifest, Set<Integer> chosen, BundleEvaluation offline)
      throws Exception {
    PtbXlTask task = PtbXlTask.named(manifest.labelSpace().task());
    StreamResult first;
    StreamResult second;
    try (EmbeddedSystem system = EmbeddedSystem.start(0, 0, slots())) {
      BoundedRun run =
          new BoundedRun(system, file, manifest.labelSpace().labels(), true, jobArguments(form()));
      first = run.run("first", leads.fleet(context(), manifest).ofPtbXl(data, task, chosen));
      second = run.run("second", leads.fleet(context(), manifest).ofPtbXl(data, task, chosen));
    }
    ScoreComparison comparison = ScoreComparison.of(offline.predictions(), first);
    say("");
    say(
        String.format(
            Locale.ROOT,
            "through Kafka: %d recordings compared, largest difference of a probability %.2e%s",
            comparison.compared(),
            comparison.largestDifference(),
            comparison.where().isEmpty() ? "" : " (" + comparison.where() + ")"));
    say(digest("run 1", first));
    say(digest("run 2", second));
    check(
        comparison.missing().isEmpty() && !first.alerts().isEmpty(),
        "every recording has exactly one score, and some have alerts",
        comparison.missing().size()
            + " recordings have none or several scores, such as "
            + comparison.missing().stream().limit(3).toList());
    check(
        comparison.largestDifference() <= TOLERANCE,
        "every probability is within 1e-4 of the offline one",
        "The probabilities differ by " + comparison.largestDifference() + ", more than 1e-4");
    check(
        first.digestOfScores().equals(second.digestOfScores())
            && first.digestOfAlerts().equals(second.digestOfAlerts()),
        "both runs wrote the same bytes",
        "The two runs wrote different bytes");
  }

  private ServingOptions serving() {
    try {
      return new ServingOptions("cpu", form());
    } catch (IllegalArgumentException e) {
      throw usageMistake(e.getMessage());
    }
  }

  private String form() {
    return precision == null ? PLAIN : precision;
  }

  /** The options of the job: the form that was asked for, and over it what was given. */
  private List<String> jobArguments(String form) {
    List<String> arguments = new ArrayList<>(List.of("--" + JobOptions.PRECISION.key(), form));
    arguments.addAll(job.arguments());
    return arguments;
  }

  private static String digest(String run, StreamResult result) {
    return String.format(
        Locale.ROOT,
        "%s: %d scores %s%n       %d alerts %s",
        run,
        result.scores().size(),
        result.digestOfScores(),
        result.alerts().size() + result.technical().size(),
        result.digestOfAlerts());
  }

  private Set<Integer> testFolds(ModelManifest manifest) {
    Set<Integer> named = new TreeSet<>();
    Matcher numbers = NUMBER.matcher(manifest.provenance().getOrDefault(TEST_FOLDS, ""));
    while (numbers.find()) {
      named.add(Integer.valueOf(numbers.group()));
    }
    if (named.isEmpty()) {
      throw usageMistake("The bundle does not name its test folds; choose with --folds");
    }
    return named;
  }

  private int slots() {
    return slots == null ? Math.min(4, Runtime.getRuntime().availableProcessors()) : slots;
  }

  private void check(boolean holds, String success, String failure) {
    if (!holds) {
      throw new CommandFailure(failure);
    }
    context().terminal().print(new Line().add("ok  ", Style.GREEN).add(success));
  }

  private void say(String text) {
    context().terminal().println(text);
  }
}
