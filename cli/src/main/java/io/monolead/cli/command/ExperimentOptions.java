// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.cli.terminal.Terminal;
import io.monolead.signal.Lead;
import io.monolead.training.data.Augmentation;
import io.monolead.training.experiment.DataSets;
import io.monolead.training.experiment.FoldPair;
import io.monolead.training.experiment.KnownRuns;
import io.monolead.training.experiment.RunArchive;
import io.monolead.training.experiment.RunFailure;
import io.monolead.training.experiment.RunPool;
import io.monolead.training.experiment.RunSpec;
import io.monolead.training.experiment.RunStore;
import io.monolead.training.experiment.Setting;
import io.monolead.training.export.Precision;
import io.monolead.training.loss.MultiLabelDistillation.Form;
import io.monolead.training.mvkt.TeacherView;
import io.monolead.training.trainer.EvaluationView;
import io.monolead.training.trainer.Schedule;
import io.monolead.training.trainer.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options of commands that carry out many runs: data, recipe, and where runs are kept. */
final class ExperimentOptions {
  @Option(names = "--data", paramLabel = "FOLDER", required = true, description = "The data set.")
  private Path data;

  @Option(
      names = "--data-set",
      defaultValue = DataSets.PTB_XL,
      description =
          "ptb-xl, ptb-xl-500 (its 500 Hz files; give --crop in samples of these) or icbeb2018"
              + " (default: ${DEFAULT-VALUE}).")
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
          "Length of the random stretch that a step sees; the default is 2.5 s at 100 Hz. Recordings"
              + " are measured on half-overlapping stretches of the same length (default: ${DEFAULT-VALUE}).")
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
      names = "--mkd",
      defaultValue = "LOGIT",
      description =
          "Where MKD compares: PROBABILITY as in the paper's eq. 4, or LOGIT (default:"
              + " ${DEFAULT-VALUE}).")
  private Form form;

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
      names = "--archive",
      paramLabel = "FOLDER",
      description =
          "Where finished runs are kept a second time without their weights, to be published with"
              + " the report; a run that is there is not trained again.")
  private Path archive;

  /**
   * What the runs have in common.
   *
   * @param alpha weight of MKD
   * @param beta weight of CLT
   * @throws IOException if the data set cannot be read
   */
  Setting setting(double alpha, double beta) throws IOException {
    Set<Integer> folds = DataSets.folds(dataSet, task, data);
    return new Setting(
        dataSet,
        dataSet.equals(DataSets.ICBEB2018) ? dataSet : task,
        folds,
        foldPairs == null ? FoldPair.of(folds) : foldPairs.stream().map(FoldPair::parse).toList(),
        seeds,
        Lead.parse(lead),
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
            1),
        new Setting.Lessons(alpha, form, beta, view, parts));
  }

  /** Folder of the data set. */
  Path data() {
    return data;
  }

  /** What of the data set is there, in a sentence. */
  String atHand() throws IOException {
    return DataSets.atHand(dataSet, task, data);
  }

  /** Where runs are kept. */
  RunStore store() {
    return new RunStore(store);
  }

  /** Finished runs of store and archive. */
  KnownRuns known() {
    return archive == null ? store() : store().or(new RunArchive(archive));
  }

  /**
   * Carries out runs that are not known.
   *
   * @throws CommandFailure if one fails
   */
  void carryOut(List<RunSpec> runs, Terminal terminal) throws IOException, InterruptedException {
    try {
      new RunPool(
              store(),
              known(),
              data,
              workers > 0 ? workers : Runtime.getRuntime().availableProcessors(),
              terminal::println)
          .carryOut(runs);
    } catch (RunFailure e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  /** Puts finished runs into the archive, if one was named, and says so. */
  void keep(List<RunSpec> runs, Terminal terminal) throws IOException {
    if (archive != null) {
      int added = new RunArchive(archive).keep(store(), runs);
      terminal.print(
          new Line().add("archive ", Style.BOLD).add(archive + ", " + added + " runs added"));
    }
  }
}
