// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.demo.EmbeddedSystem;
import io.monolead.cli.fleet.RecordingDevice;
import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.stream.BoundedRun;
import io.monolead.cli.stream.OperatingPoints;
import io.monolead.cli.stream.StreamResult;
import io.monolead.connectors.kafka.RecordReader.Received;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.job.config.JobOptions;
import io.monolead.job.config.OptionSources;
import io.monolead.schemas.AlertPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code monolead policy tune}. */
@Command(
    name = "tune",
    description = {
      "Choose a threshold by how many false alarms a device may raise in a day.",
      "Sends annotated recordings through the job, runs the alert rules over the scores at 99"
          + " thresholds, and prints the policy command for the lowest one that keeps to it. The"
          + " recordings should not be those that the model was tested on, and it takes days of"
          + " them to tell one false alarm a day from ten: the last column says what the rate is"
          + " below with 95 % confidence."
    },
    footer = {
      "  monolead policy tune AFIB --stream cpsc2021 --false-alarms-per-day 50 --version tuned",
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
      description = "Recordings with annotated rhythms, or folders of them.")
  private List<Path> stream;

  @Option(
      names = "--false-alarms-per-day",
      required = true,
      paramLabel = "X",
      description = "Most false alarms per device and day.")
  private double falseAlarms;

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
    AlertPolicy policy = fields.policy(label).setEnabled(true).build();
    List<RecordingDevice> devices = leads.fleet(context(), manifest).of(stream);
    StreamResult result;
    int slots = Math.min(4, Runtime.getRuntime().availableProcessors());
    try (EmbeddedSystem system = EmbeddedSystem.start(0, 0, slots)) {
      result =
          new BoundedRun(system, file, manifest.labelSpace().labels(), false, job.arguments())
              .run("tune", devices);
    }
    Configuration options = OptionSources.fromArguments(job.arguments().toArray(String[]::new));
    OperatingPoints points =
        OperatingPoints.of(
            policy,
            options.get(JobOptions.ALERT_EVIDENCE_GAP),
            options.get(JobOptions.EXPIRY),
            devices,
            result.scores().stream().map(Received::record).toList());
    context().terminal().print(points.lines());
    Optional<OperatingPoints.Point> chosen = points.atMostPerDay(falseAlarms);
    if (chosen.isEmpty()) {
      throw new CommandFailure(
          String.format(
              Locale.ROOT,
              "No threshold keeps to %s false alarms per device and day; ask for longer evidence"
                  + " with --windows or --minimum-duration",
              falseAlarms));
    }
    context()
        .terminal()
        .println(
            String.format(
                Locale.ROOT,
                "%nAt %.2f: %d of %d annotated episodes, %.1f false alarms per device-day in %.3f"
                    + " device-days.%n%nmonolead policy set %s --threshold %.2f, with the options"
                    + " above",
                chosen.get().threshold(),
                chosen.get().detected(),
                points.annotatedEpisodes(),
                points.falseAlarmsPerDay(chosen.get()),
                points.deviceDays(),
                label,
                chosen.get().threshold()));
    return ExitCode.OK;
  }
}
