// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.demo.EmbeddedSystem;
import io.monolead.cli.fleet.RecordedStream;
import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.stream.BoundedRun;
import io.monolead.cli.stream.RecordedTruth;
import io.monolead.cli.stream.StreamResult;
import io.monolead.cli.terminal.TextTable;
import io.monolead.connectors.kafka.RecordReader.Received;
import io.monolead.evaluation.ObservedStream;
import io.monolead.evaluation.alert.PolicyFile;
import io.monolead.evaluation.alert.PolicyReplay;
import io.monolead.evaluation.alert.ScoredStreams;
import io.monolead.evaluation.truth.TruthLines;
import io.monolead.evaluation.tune.PolicySweep;
import io.monolead.evaluation.tune.PolicySweep.Evidence;
import io.monolead.evaluation.tune.PolicySweep.Point;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.job.alert.AlertPolicies;
import io.monolead.job.config.JobOptions;
import io.monolead.job.config.OptionSources;
import io.monolead.schemas.AlertPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code monolead policy tune}. */
@Command(
    name = "tune",
    description = {
      "Choose a threshold, and k of n, by how many false alarms a device may raise in a day.",
      "Sends annotated recordings through the job, runs the alert rules over the scores at 99"
          + " thresholds, and prints the policy command for the most sensitive point that keeps to"
          + " it. The recordings should not be those that the model was tested on, and it takes"
          + " days of them to tell one false alarm a day from ten: the last column says what the"
          + " rate is below with 95 %% confidence."
    },
    footer = {
      "  monolead policy tune AFIB --stream cpsc2021 --false-alarms-per-day 50 --version tuned",
      "  monolead policy tune AFIB --stream cpsc2021 --false-alarms-per-day 50 --version tuned \\",
      "      --sweep 1/1,2/3,3/5,4/6 --plot afib.svg --write afib.json"
    })
public final class PolicyTuneCommand extends MonoleadCommand {
  @Mixin private ModelOption model;
  @Mixin private PolicyFields fields;
  @Mixin private StreamLeads leads;
  @Mixin private JobArguments job;

  @Parameters(index = "0", paramLabel = "LABEL", description = "The label.")
  private String label;

  @Option(
      names = "--stream",
      split = ",",
      required = true,
      paramLabel = "PATH",
      description = "Annotated recordings, or folders of them.")
  private List<Path> stream;

  @Option(
      names = "--false-alarms-per-day",
      required = true,
      paramLabel = "X",
      description = "Most false alarms per device and day.")
  private double falseAlarms;

  @Option(
      names = "--sweep",
      split = ",",
      paramLabel = "K/N",
      converter = PolicyFields.WindowsText.class,
      description = "Every k of n to try (default: that of --windows).")
  private List<PolicyFields.Windows> sweep = new ArrayList<>();

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      description =
          "Truth beside the annotations, one JSON object per line: device, label, from, to.")
  private Path truth;

  @Option(
      names = "--annotated",
      split = ",",
      paramLabel = "LABEL",
      description =
          "Labels that are annotated throughout: where they are not annotated, they are not there.")
  private Set<String> annotated = new TreeSet<>();

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "Draw sensitivity against false alarms per day into this SVG file.")
  private Path plot;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description =
          "Write the chosen policy to this file, for 'policy set --from' and 'evaluate stream"
              + " --policies'.")
  private Path write;

  public PolicyTuneCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws Exception {
    Path file = model.file(context());
    ModelManifest manifest = ModelBundle.read(file).manifest();
    if (manifest.labelSpace().indexOf(label) < 0) {
      throw usageMistake(
          "The model has no label " + label + "; it has " + manifest.labelSpace().labels());
    }
    AlertPolicy policy = policy();
    List<RecordedStream> recorded = leads.fleet(context(), manifest).recorded(stream);
    List<ObservedStream> streams =
        new RecordedTruth(
                manifest.labelSpace().task(),
                true,
                annotated,
                truth == null ? Map.of() : TruthLines.read(truth))
            .of(recorded);
    StreamResult result;
    int slots = Math.min(4, Runtime.getRuntime().availableProcessors());
    try (EmbeddedSystem system = EmbeddedSystem.start(0, 0, slots)) {
      result =
          new BoundedRun(system, file, manifest.labelSpace().labels(), false, job.arguments())
              .run("tune", recorded.stream().map(RecordedStream::device).toList());
    }
    Configuration options = OptionSources.fromArguments(job.arguments().toArray(String[]::new));
    PolicySweep points;
    try {
      points =
          PolicySweep.of(
              policy,
              evidences(policy),
              new PolicyReplay(
                  options.get(JobOptions.ALERT_EVIDENCE_GAP), options.get(JobOptions.EXPIRY)),
              ScoredStreams.of(
                  manifest.labelSpace().labels(),
                  new float[manifest.labelSpace().size()],
                  result.scores().stream().map(Received::record).toList()),
              streams);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
    show(points);
    if (plot != null) {
      Files.writeString(plot, points.plot());
    }
    Point chosen = chosen(points);
    if (write != null) {
      PolicyFile.write(List.of(points.policy(chosen)), write);
    }
    say(
        String.format(
            Locale.ROOT,
            "%nAt %.2f, %s: %d of %d true episodes, %.1f false alarms per device-day in %.3f"
                + " device-days.%n%n%s",
            chosen.threshold(),
            chosen.evidence(),
            chosen.found(),
            points.episodes(),
            points.falseAlarmsPerDay(chosen),
            points.deviceDays(),
            write == null
                ? String.format(
                    Locale.ROOT,
                    "monolead policy set %s --threshold %.2f --windows %s, with the options above",
                    label,
                    chosen.threshold(),
                    chosen.evidence())
                : "monolead policy set " + label + " --from " + write));
    return ExitCode.OK;
  }

  private AlertPolicy policy() {
    AlertPolicy policy;
    try {
      policy = fields.policy(label).setEnabled(true).build();
      AlertPolicies.check(policy);
      for (Evidence evidence : evidences(policy)) {
        AlertPolicies.check(
            AlertPolicy.newBuilder(policy)
                .setWindowsRequired(evidence.required())
                .setWindowsConsidered(evidence.considered())
                .build());
      }
    } catch (IllegalArgumentException e) {
      throw usageMistake(e.getMessage());
    }
    return policy;
  }

  private List<Evidence> evidences(AlertPolicy policy) {
    return sweep.isEmpty()
        ? List.of(new Evidence(policy.getWindowsRequired(), policy.getWindowsConsidered()))
        : sweep.stream()
            .map(windows -> new Evidence(windows.required(), windows.considered()))
            .distinct()
            .toList();
  }

  private Point chosen(PolicySweep points) {
    Optional<Point> chosen = points.atMostPerDay(falseAlarms);
    if (chosen.isEmpty()) {
      throw new CommandFailure(
          String.format(
              Locale.ROOT,
              "No threshold keeps to %s false alarms per device and day; ask for longer evidence"
                  + " with --windows, --sweep or --minimum-duration",
              falseAlarms));
    }
    return chosen.get();
  }

  /** A row wherever something changes from one threshold to the next. */
  private void show(PolicySweep points) {
    TextTable table =
        new TextTable(
            "lrrrrrr",
            "windows",
            "threshold",
            "found of " + points.episodes(),
            "of their time",
            "false alarms",
            "per device-day",
            "below (95 %)");
    for (Evidence evidence : points.evidences()) {
      Point before = null;
      for (Point point : points.of(evidence)) {
        if (before == null
            || point.found() != before.found()
            || point.falseAlarms() != before.falseAlarms()) {
          table.row(
              evidence.toString(),
              figure(point.threshold(), 2),
              String.valueOf(point.found()),
              Double.isNaN(point.durationSensitivity())
                  ? "-"
                  : figure(point.durationSensitivity(), 3),
              String.valueOf(point.falseAlarms()),
              figure(points.falseAlarmsPerDay(point), 1),
              figure(points.upperFalseAlarmsPerDay(point), 1));
        }
        before = point;
      }
    }
    context().terminal().print(table.lines());
  }

  private static String figure(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private void say(String text) {
    context().terminal().println(text);
  }
}
