// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.inference.InferenceEngine;
import io.monolead.signal.Lead;
import io.monolead.training.data.Augmentation;
import io.monolead.training.evaluation.Bootstrap;
import io.monolead.training.experiment.DataSets;
import io.monolead.training.experiment.Experiment;
import io.monolead.training.experiment.ExperimentReport;
import io.monolead.training.experiment.Experiments;
import io.monolead.training.experiment.FoldPair;
import io.monolead.training.experiment.RunExecution;
import io.monolead.training.experiment.RunFailure;
import io.monolead.training.experiment.RunPool;
import io.monolead.training.experiment.RunSpec;
import io.monolead.training.experiment.RunStore;
import io.monolead.training.experiment.Setting;
import io.monolead.training.export.Precision;
import io.monolead.training.loss.MultiLabelDistillation.Form;
import io.monolead.training.mvkt.TeacherView;
import io.monolead.training.report.ReportFolder;
import io.monolead.training.trainer.EvaluationView;
import io.monolead.training.trainer.Schedule;
import io.monolead.training.trainer.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code monolead experiment}. */
@Command(
    name = "experiment",
    description = {
      "Reproduce a table or figure of the MVKT-ECG paper on the data at hand: train what it needs,"
          + " then write Markdown, CSV, plots and one HTML page, with the paper's figures beside"
          + " ours.",
      "Runs are kept in a store and shared between experiments; a command that was broken off goes"
          + " on where it stopped."
    },
    footer = {
      "  monolead experiment table2 --data ptb-xl --task superdiagnostic",
      "  monolead experiment figure3 --data ptb-xl --backbones resnet1d34 --seeds 1"
    })
public final class ExperimentCommand extends MonoleadCommand {
  @Parameters(
      paramLabel = "NAME",
      description =
          "table1, table2, table3, table4, table5, figure3, figure4 or figure5 of the paper.")
  private String name;

  @Option(names = "--data", paramLabel = "FOLDER", required = true, description = "The data set.")
  private Path data;

  @Option(
      names = "--data-set",
      defaultValue = DataSets.PTB_XL,
      description = "ptb-xl or icbeb2018 (default: ${DEFAULT-VALUE}).")
  private String dataSet;

  @Option(
      names = "--task",
      defaultValue = "superdiagnostic",
      description = "Task of PTB-XL (default: ${DEFAULT-VALUE}).")
  private String task;

  @Option(
      names = "--lead",
      defaultValue = "I",
      description = "What baselines and students see (default: ${DEFAULT-VALUE}).")
  private String lead;

  @Option(
      names = "--backbones",
      split = ",",
      paramLabel = "NETWORK",
      description =
          "Architectures (default: the paper's five, or resnet1d_wang where one is enough).")
  private List<String> backbones;

  @Option(
      names = "--seeds",
      split = ",",
      defaultValue = "1,2,3",
      description = "Seeds, a run of each system each (default: ${DEFAULT-VALUE}).")
  private List<Long> seeds;

  @Option(
      names = "--fold-pairs",
      split = ",",
      paramLabel = "V:T",
      description =
          "Validation and test fold of each seed, over again if there are more seeds (default: the"
              + " last two folds, the two before them, and so on).")
  private List<String> foldPairs;

  @Option(
      names = "--epochs",
      defaultValue = "20",
      description = "Passes over the training folds (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--batch",
      defaultValue = "32",
      description = "Windows per step (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--crop",
      paramLabel = "SAMPLES",
      defaultValue = "250",
      description =
          "Length of the random stretch that a step sees, at 100 Hz; recordings are measured on"
              + " half-overlapping stretches of the same length (default: ${DEFAULT-VALUE}).")
  private int crop;

  @Option(
      names = "--schedule",
      defaultValue = "ONE_CYCLE",
      description = "ONE_CYCLE, or CONSTANT as in the paper (default: ${DEFAULT-VALUE}).")
  private Schedule schedule;

  @Option(
      names = "--learning-rate",
      defaultValue = "0.01",
      description = "Highest learning rate (default: ${DEFAULT-VALUE}).")
  private double learningRate;

  @Option(
      names = "--weight-decay",
      defaultValue = "0.01",
      description = "Decoupled weight decay (default: ${DEFAULT-VALUE}).")
  private double weightDecay;

  @Option(
      names = "--precision",
      defaultValue = "FLOAT32",
      description =
          "FLOAT32, or BFLOAT16 for convolutions while training: about twice as fast on processors"
              + " with AVX512_BF16 (default: ${DEFAULT-VALUE}).")
  private Precision precision;

  @Option(
      names = "--alpha",
      defaultValue = "1",
      description = "Weight of MKD (default: ${DEFAULT-VALUE}).")
  private double alpha;

  @Option(
      names = "--mkd",
      defaultValue = "LOGIT",
      description =
          "Where MKD compares: PROBABILITY as in the paper's eq. 4, or LOGIT (default:"
              + " ${DEFAULT-VALUE}).")
  private Form form;

  @Option(
      names = "--beta",
      defaultValue = "0.1",
      description = "Weight of CLT (default: ${DEFAULT-VALUE}).")
  private double beta;

  @Option(
      names = "--teacher-view",
      defaultValue = "CROP",
      description =
          "What the teacher sees: CROP, the student's stretch as in the paper, or RECORD, the mean"
              + " over the whole recording (default: ${DEFAULT-VALUE}).")
  private TeacherView view;

  @Option(
      names = "--cross-fit",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Number of teachers, each silent about the recordings it learned from; needs"
              + " --teacher-view RECORD (default: one teacher, as in the paper).")
  private int parts;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "0",
      description = "Processes at a time, one engine thread each (default: the cores).")
  private int workers;

  @Option(
      names = "--store",
      paramLabel = "FOLDER",
      defaultValue = "runs",
      description = "Where runs are kept (default: ${DEFAULT-VALUE}).")
  private Path store;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Where the report goes (default: results/NAME).")
  private Path out;

  @Option(
      names = "--report-only",
      description = "Train nothing; report on the seeds whose runs are finished.")
  private boolean reportOnly;

  public ExperimentCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!Experiments.NAMES.contains(name)) {
      throw usageMistake(
          "There is no experiment '"
              + name
              + "'; there are "
              + String.join(", ", Experiments.NAMES));
    }
    Set<Integer> folds = DataSets.folds(dataSet, task, data);
    Experiment experiment = experiment(folds);
    RunStore runs = new RunStore(store);
    if (!reportOnly) {
      List<RunSpec> wanted = experiment.runs();
      try {
        new RunPool(
                runs,
                data,
                workers > 0 ? workers : Runtime.getRuntime().availableProcessors(),
                line -> context().terminal().println(line))
            .carryOut(wanted);
      } catch (RunFailure e) {
        throw new CommandFailure(e.getMessage(), e);
      }
    }
    Path folder = out == null ? Path.of("results", name) : out;
    ReportFolder.write(
        new ExperimentReport(
                experiment,
                runs,
                Bootstrap.DEFAULT,
                DataSets.atHand(dataSet, task, data),
                run -> {
                  InferenceEngine.start();
                  return new RunExecution(runs, DataSets.open(run, data)).features(run);
                })
            .make(),
        folder);
    context()
        .terminal()
        .print(
            new Line().add("report  ", Style.BOLD).add(folder.resolve("report.html").toString()));
    return ExitCode.OK;
  }

  /** What the options ask for. */
  Experiment experiment(Set<Integer> folds) {
    List<String> networks = backbones;
    if (networks == null) {
      networks =
          Experiments.comparesBackbones(name)
              ? Setting.BACKBONES
              : List.of(Experiments.QUICK_BACKBONE);
    }
    TrainingOptions options =
        new TrainingOptions(
            epochs,
            batch,
            crop,
            schedule,
            learningRate,
            weightDecay,
            0,
            Augmentation.NONE,
            0,
            EvaluationView.CROPS,
            precision,
            false,
            1);
    return Experiments.named(
        name,
        new Setting(
            dataSet,
            dataSet.equals(DataSets.ICBEB2018) ? dataSet : task,
            folds,
            foldPairs == null
                ? FoldPair.of(folds)
                : foldPairs.stream().map(FoldPair::parse).toList(),
            seeds,
            Lead.parse(lead),
            options,
            new Setting.Lessons(alpha, form, beta, view, parts)),
        networks);
  }
}
