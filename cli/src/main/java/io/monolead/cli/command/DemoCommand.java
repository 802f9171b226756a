// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.demo.Demo;
import io.monolead.cli.demo.DemoOptions;
import io.monolead.cli.demo.DemoOutcome;
import io.monolead.cli.demo.PageOptions;
import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.terminal.DurationText;
import io.monolead.connectors.scenario.Story;
import io.monolead.connectors.scenario.StoryFiles;
import io.monolead.signal.Lead;
import java.io.IOException;
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
      "The live monitor, a web page, shows strips, scores and alerts. On a terminal a table is"
          + " drawn in place too; elsewhere each event is a line."
    },
    footer = {
      "  monolead demo --duration 60s",
      "  monolead demo --story",
      "  monolead demo --devices 40 --seed 7 --kafka-port 9092 --flink-port 8081",
      "  monolead demo --from cpsc2021 --speed 10"
    })
public final class DemoCommand extends MonoleadCommand {
  private static final String SHIPPED_STORY = "";
  private static final int USUAL_DEVICES = 12;

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
      description = "How many devices, or at most how many recordings (default: 12).")
  private Integer devices;

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

  @Option(
      names = "--monitor-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Port of the live monitor's web page (default: a free one).")
  private int monitorPort;

  @Option(names = "--no-monitor", description = "Do not serve the web page.")
  private boolean noMonitor;

  @Option(
      names = "--no-browser",
      description = "Do not open a browser on the page, as is done on a terminal with a display.")
  private boolean noBrowser;

  @Option(
      names = "--story",
      arity = "0..1",
      paramLabel = "FILE",
      fallbackValue = SHIPPED_STORY,
      description =
          "Tell a story with captions: two minutes on a ward, with a model deployed and an alert"
              + " acknowledged on the way, or a story of your own.")
  private Path story;

  @Mixin private JobArguments job;

  public DemoCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws Exception {
    if (devices != null && devices < 1) {
      throw usageMistake("--devices must be at least 1, not " + devices);
    }
    if (from.isEmpty() && speed != 1) {
      throw usageMistake("--speed is for recordings (--from); simulated hearts beat at 1x");
    }
    if (story != null && (devices != null || !from.isEmpty())) {
      throw usageMistake("--story brings its own devices; leave --devices and --from out");
    }
    if (noMonitor && monitorPort > 0) {
      throw usageMistake("--monitor-port is for the page that --no-monitor does without");
    }
    if (duration != null && duration.isZero()) {
      throw usageMistake("--duration must be above 0");
    }
    for (Path path : from) {
      if (!Files.exists(path)) {
        throw new CommandFailure("No such file or folder: " + path);
      }
    }
    Optional<Story> played = story();
    DemoOptions options =
        new DemoOptions(
            model.file(context()),
            Optional.ofNullable(duration).or(() -> lengthOf(played)),
            devices == null ? USUAL_DEVICES : devices,
            from,
            leads.stream().map(Lead::parse).toList(),
            speed,
            seed,
            kafkaPort,
            flinkPort,
            new PageOptions(!noMonitor, monitorPort, !noBrowser),
            played,
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

  private Optional<Story> story() throws IOException {
    if (story == null) {
      return Optional.empty();
    }
    return Optional.of(
        story.toString().equals(SHIPPED_STORY) ? StoryFiles.shipped() : StoryFiles.read(story));
  }

  private static Optional<Duration> lengthOf(Optional<Story> story) {
    return story.map(told -> Duration.ofMillis(Math.round(1000 * told.durationSeconds())));
  }
}
