// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.inference.InferenceEngine;
import io.monolead.signal.Lead;
import io.monolead.training.TrainingPlan;
import io.monolead.training.TrainingProgress;
import io.monolead.training.TrainingRun;
import io.monolead.training.data.Augmentation;
import io.monolead.training.data.TrainingFolder;
import io.monolead.training.export.Precision;
import io.monolead.training.loss.MultiLabelDistillation.Form;
import io.monolead.training.mvkt.LessonSpec;
import io.monolead.training.mvkt.TeacherView;
import io.monolead.training.trainer.EvaluationView;
import io.monolead.training.trainer.Schedule;
import io.monolead.training.trainer.TrainingOptions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code monolead train}. */
@Command(
    name = "train",
    description = {
      "Train a network on PTB-XL or on recordings of your own, and export it as a bundle with its"
          + " card.",
      "The run folder keeps checkpoints, log, predictions and reports; the same command with the"
          + " same folder continues a run that was broken off."
    },
    footer = {
      "  monolead train --data ptb-xl --run runs/monitoring-lead-i",
      "  monolead train --data ptb-xl --run runs/superdiagnostic --task superdiagnostic \\\\",
      "      --network xresnet1d101 --leads II --epochs 50",
      "  monolead train --data recordings --run runs/own --teacher xresnet1d18 --network xresnet1d18"
    })
public final class TrainCommand extends MonoleadCommand {
  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      required = true,
      description =
          "PTB-XL in its official layout, or recordings with a labels.csv, as docs/datasets.md says.")
  private Path data;

  @Option(
      names = "--run",
      paramLabel = "FOLDER",
      required = true,
      description = "Where everything goes; created if it is not there.")
  private Path run;

  @Option(
      names = "--task",
      defaultValue = "monitoring",
      description =
          "Of PTB-XL: all, diagnostic, subdiagnostic, superdiagnostic, form, rhythm or monitoring"
              + " (default: ${DEFAULT-VALUE}). Recordings of your own have their own labels.")
  private String task;

  @Option(
      names = "--leads",
      paramLabel = "LEAD",
      split = ",",
      defaultValue = "I",
      description = "Leads the network sees (default: ${DEFAULT-VALUE}).")
  private List<String> leads;

  @Option(
      names = "--network",
      defaultValue = "xresnet1d50",
      description = "Architecture (default: ${DEFAULT-VALUE}).")
  private String network;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the model (default: made of task and leads).")
  private String name;

  @Option(
      names = "--model-version",
      paramLabel = "VERSION",
      defaultValue = "1",
      description = "Version of the model (default: ${DEFAULT-VALUE}).")
  private String modelVersion;

  @Option(
      names = "--train-folds",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,2,3,4,5,6,7,8",
      description = "Folds to learn from (default: ${DEFAULT-VALUE}).")
  private Set<Integer> trainFolds;

  @Option(
      names = "--validation-folds",
      split = ",",
      paramLabel = "N",
      defaultValue = "9",
      description = "Folds to calibrate and choose thresholds on (default: ${DEFAULT-VALUE}).")
  private Set<Integer> validationFolds;

  @Option(
      names = "--test-folds",
      split = ",",
      paramLabel = "N",
      defaultValue = "10",
      description = "Folds for the card's figures (default: ${DEFAULT-VALUE}).")
  private Set<Integer> testFolds;

  @Option(
      names = "--epochs",
      defaultValue = "30",
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
      defaultValue = "500",
      description =
          "Length of the random stretch of a window that a step sees, at 100 Hz; 1000 is the whole"
              + " window (default: ${DEFAULT-VALUE}).")
  private int crop;

  @Option(
      names = "--learning-rate",
      defaultValue = "0.01",
      description = "Highest rate of the one-cycle schedule (default: ${DEFAULT-VALUE}).")
  private double learningRate;

  @Option(
      names = "--weight-decay",
      defaultValue = "0.01",
      description = "Decoupled weight decay (default: ${DEFAULT-VALUE}).")
  private double weightDecay;

  @Option(
      names = "--gain",
      defaultValue = "0.15",
      description = "Augmentation: spread of the amplitude (default: ${DEFAULT-VALUE}).")
  private double gain;

  @Option(
      names = "--wander",
      defaultValue = "0.1",
      description = "Augmentation: largest baseline wander (default: ${DEFAULT-VALUE}).")
  private double wander;

  @Option(
      names = "--noise",
      defaultValue = "0.1",
      description = "Augmentation: largest noise (default: ${DEFAULT-VALUE}).")
  private double noise;

  @Option(
      names = "--stretch",
      defaultValue = "0.02",
      description =
          "Augmentation: largest share by which time runs faster or slower (default:"
              + " ${DEFAULT-VALUE}).")
  private double stretch;

  @Option(
      names = "--lead-off",
      defaultValue = "0",
      description =
          "Augmentation: longest part of a window without a signal, flat or at a limit (default:"
              + " ${DEFAULT-VALUE}).")
  private double leadOff;

  @Option(
      names = "--average",
      paramLabel = "DECAY",
      defaultValue = "0",
      description =
          "Take an exponential moving average of the weights with this decay per step, such as"
              + " 0.99 (default: the weights themselves).")
  private double averageDecay;

  @Option(
      names = "--precision",
      defaultValue = "FLOAT32",
      description =
          "FLOAT32, or BFLOAT16 for convolutions while training: about twice as fast on processors"
              + " with AVX512_BF16 (default: ${DEFAULT-VALUE}).")
  private Precision precision;

  @Option(
      names = "--teacher",
      paramLabel = "NETWORK",
      description =
          "Train this architecture on all twelve leads first, and let it teach (MVKT-ECG; default:"
              + " labels alone).")
  private String teacher;

  @Option(
      names = "--alpha",
      defaultValue = "1",
      description = "Weight of MKD, with --teacher (default: ${DEFAULT-VALUE}).")
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
      description = "Weight of CLT, with --teacher (default: ${DEFAULT-VALUE}).")
  private double beta;

  @Option(
      names = "--teacher-view",
      defaultValue = "CROP",
      description =
          "What the teacher sees: CROP, the student's stretch, or RECORD, the mean over the whole"
              + " recording (default: ${DEFAULT-VALUE}).")
  private TeacherView view;

  @Option(
      names = "--best-epoch",
      description =
          "Keep the weights of the epoch with the best validation AUC instead of the last ones.")
  private boolean bestEpoch;

  @Option(
      names = "--threads",
      defaultValue = "0",
      description =
          "Threads of the engine; one makes a run reproducible bit by bit (default: the cores).")
  private int threads;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Decides on weights, order and augmentation (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--commit",
      paramLabel = "REVISION",
      defaultValue = "",
      description = "Revision of the code, for the bundle's provenance.")
  private String commit;

  public TrainCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    TrainingPlan plan = plan();
    InferenceEngine.start(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    TrainingRun.Result result;
    try (TrainingProgress progress =
        new TrainingProgress(out, context().terminal().interactive())) {
      result = new TrainingRun(plan, data, run, commit).carryOut(progress);
    }
    context().terminal().println("");
    context().terminal().println(result.test().report().toTable());
    result
        .formsLeftOut()
        .forEach(reason -> context().terminal().println("not in the bundle: " + reason));
    context()
        .terminal()
        .print(new Line().add("bundle  ", Style.BOLD).add(result.bundle().toString()));
    return ExitCode.OK;
  }

  /** What the options ask for. */
  TrainingPlan plan() {
    return new TrainingPlan(
        name == null
            ? TrainingFolder.task(data, task)
                + "-lead-"
                + String.join("-", leads).toLowerCase(Locale.ROOT)
            : name,
        modelVersion,
        TrainingFolder.task(data, task),
        leads.stream().map(Lead::parse).toList(),
        network,
        TrainingPlan.DEFAULT_FILTERS,
        trainFolds,
        validationFolds,
        testFolds,
        options(),
        teacher == null
            ? null
            : new TrainingPlan.Teaching(
                teacher, options(), view, LessonSpec.mvkt(alpha, form, beta)));
  }

  private TrainingOptions options() {
    return new TrainingOptions(
        epochs,
        batch,
        crop,
        Schedule.ONE_CYCLE,
        learningRate,
        weightDecay,
        0,
        new Augmentation(gain, wander, noise, stretch, leadOff),
        averageDecay,
        EvaluationView.WHOLE,
        precision,
        bestEpoch,
        seed);
  }
}
