// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.demo.Demo;
import io.monolead.cli.demo.DemoOptions;
import io.monolead.cli.demo.DemoOutcome;
import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.terminal.DurationText;
import io.monolead.signal.Lead;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code monolead demo}. */
@Command(
    name = "demo",
    description = {
      "Start a Kafka broker, a Flink cluster, the job and a dozen simulated devices in this"
          + " process, and show devices and alerts as they come.",
      "Some devices fall into an arrhythmia, lose an electrode or fall silent; the summary at the"
          + " end says whether the alerts came from the right ones. With --from, real recordings"
          + " play instead.",
      "On a terminal the table is drawn in place; elsewhere each event is a line."
    },
    footer = {
      "  monolead demo --duration 60s",
      "  monolead demo --devices 40 --seed 7 --kafka-port 9092 --flink-port 8081",
      "  monolead demo --from cpsc2021 --speed 10"
    })
public final class DemoCommand extends MonoleadCommand {
  @Mixin private ModelOption model;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = DurationText.class,
      description =
          "How long devices send, such as 60s or 5m (default: until Ctrl-C, or the end of the"
              + " recordings).")
  private Duration duration;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "12",
      description = "How many devices, or at most how many recordings (default: ${DEFAULT-VALUE}).")
  private int devices;

  @Option(
      names = "--from",
      paramLabel = "PATH",
      split = ",",
      description = "Play these recordings, or all in these folders, instead of simulated hearts.")
  private List<Path> from = new ArrayList<>();

  @Option(
      names = "--lead",
      split = ",",
      paramLabel = "LEAD",
      description =
          "Leads to play, in order of preference (default: the model's, then I, II, MLII).")
  private List<String> leads = new ArrayList<>();

  @Option(
      names = "--speed",
      paramLabel = "SPEED",
      converter = Speed.class,
      defaultValue = "1x",
      description = "Speed of recordings: 1x, 10x, max (default: ${DEFAULT-VALUE}).")
  private Double speed;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Decides on all simulated hearts (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Port of the broker (default: a free one).")
  private int kafkaPort;

  @Option(
      names = "--flink-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Port of Flink's web page (default: a free one).")
  private int flinkPort;

  @Mixin private JobArguments job;

  public DemoCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws Exception {
    if (devices < 1) {
      throw usageMistake("--devices must be at least 1, not " + devices);
    }
    if (from.isEmpty() && speed != 1) {
      throw usageMistake("--speed is for recordings (--from); simulated hearts beat at 1x");
    }
    if (duration != null && duration.isZero()) {
      throw usageMistake("--duration must be above 0");
    }
    for (Path path : from) {
      if (!Files.exists(path)) {
        throw new CommandFailure("No such file or folder: " + path);
      }
    }
    DemoOptions options =
        new DemoOptions(
            model.file(context()),
            Optional.ofNullable(duration),
            devices,
            from,
            leads.stream().map(Lead::parse).toList(),
            speed,
            seed,
            kafkaPort,
            flinkPort,
            job.arguments());
    DemoOutcome outcome = new Demo(options, context()).run();
    context().terminal().print(outcome.lines());
    if (outcome.scores() == 0) {
      throw new CommandFailure(
          "No score came within "
              + DurationText.seconds(outcome.played())
              + "; let it run longer, or look into the log file");
    }
    return ExitCode.OK;
  }
}
