// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.fleet.RecordingDevice;
import io.monolead.cli.fleet.RecordingFleet;
import io.monolead.cli.fleet.RecordingPlayer;
import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.kafka.TopicList;
import io.monolead.cli.terminal.DurationText;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.ptbxl.PtbXlTask;
import io.monolead.connectors.replay.ReplayOptions;
import io.monolead.connectors.replay.ReplayReport;
import io.monolead.signal.Lead;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code monolead replay}: recordings as if devices sent them. */
@Command(
    name = "replay",
    description = {
      "Send recordings to Kafka, each as a device of its own, all at once; or, with --splice, one"
          + " after the other as one long stream of one device.",
      "Event time is the recording's own, or begins at 2000-01-01T00:00:00Z where the file states"
          + " none, unless --start is given."
    },
    footer = {
      "  monolead replay --bootstrap broker:9092 --lead II cpsc2021",
      "  monolead replay --speed 1x --start now mitdb/100.hea --lead MLII",
      "  monolead replay --lead V1 holter.edf study.zip",
      "  monolead replay --ptb-xl ptb-xl --folds 9",
      "  monolead replay --splice bed-7 --gap 10s --lead II cpsc2021"
    })
public final class ReplayCommand extends MonoleadCommand {
  private static final Duration GLANCE = Duration.ofMillis(200);

  @Parameters(
      arity = "0..*",
      paramLabel = "PATH",
      description = "Recordings, or folders or archives of them.")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = "--ptb-xl",
      paramLabel = "FOLDER",
      description = "Send recordings of PTB-XL at 100 Hz, chosen by --folds.")
  private Path ptbXl;

  @Option(names = "--folds", split = ",", paramLabel = "N", description = "Folds of PTB-XL.")
  private Set<Integer> folds;

  @Mixin private BrokerOptions broker;

  @Option(
      names = "--lead",
      split = ",",
      paramLabel = "LEAD",
      defaultValue = "I,II,MLII",
      description =
          "Leads in order of preference; of each recording the first it has is sent (default:"
              + " ${DEFAULT-VALUE}).")
  private List<String> leads;

  @Option(
      names = "--speed",
      paramLabel = "SPEED",
      converter = Speed.class,
      defaultValue = "max",
      description = "1x, 10x, 0.5x or max (default: ${DEFAULT-VALUE}).")
  private Double speed;

  @Option(
      names = "--segment",
      paramLabel = "TIME",
      converter = DurationText.class,
      defaultValue = "1s",
      description = "Length of a segment, 100ms to 60s (default: ${DEFAULT-VALUE}).")
  private Duration segment;

  @Option(
      names = "--start",
      paramLabel = "INSTANT",
      description =
          "Event time of every first sample: now, or an instant such as 2026-11-22T08:00:00Z"
              + " (default: the recording's own).")
  private String start;

  @Option(
      names = "--most",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "At most so many recordings (default: all).")
  private int most;

  @Option(
      names = "--splice",
      paramLabel = "DEVICE",
      description =
          "Send all recordings as this one device, in the order in which they are found, from the"
              + " start of the first.")
  private String splice;

  @Option(
      names = "--gap",
      paramLabel = "TIME",
      converter = DurationText.class,
      description =
          "With --splice: event time between the end of a recording and the start of the next"
              + " (default: 0s: the signal goes on without a gap).")
  private Duration gap;

  public ReplayCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws Exception {
    if (paths.isEmpty() == (ptbXl == null)) {
      throw usageMistake("Name recordings to send, or a folder of PTB-XL with --ptb-xl");
    }
    if ((ptbXl == null) != (folds == null)) {
      throw usageMistake("--ptb-xl and --folds belong together");
    }
    if (splice == null && gap != null) {
      throw usageMistake("--gap is for --splice");
    }
    KafkaConnection connection = broker.connection();
    String topic = broker.topics().segments();
    ReplayOptions options = new ReplayOptions(segment.toMillis() / 1000.0, speed);
    List<RecordingDevice> devices = devices();
    TopicList.require(connection, topic);
    context().stop().listen();
    long began = System.nanoTime();
    try (RecordingPlayer player = RecordingPlayer.start(devices, options, connection, topic)) {
      say(player.description() + " to " + topic + " at " + connection);
      while (!player.finished() && !context().stop().await(GLANCE)) {
        // Nothing to do but wait for either.
      }
      player.close();
      ReplayReport report = player.await();
      say(
          String.format(
              Locale.ROOT,
              "%d segments with %d samples sent in %s%s",
              report.segments(),
              report.samples(),
              DurationText.seconds(Duration.ofNanos(System.nanoTime() - began)),
              report.interrupted() ? ", stopped before the end" : ""));
      for (String tooShort : report.tooShort()) {
        say(tooShort + " is shorter than 0.1 s and was not sent");
      }
    }
    return ExitCode.OK;
  }

  private List<RecordingDevice> devices() throws IOException {
    RecordingFleet fleet =
        new RecordingFleet(
            leads.stream().map(Lead::parse).toList(),
            start(),
            most,
            problem ->
                context().terminal().print(new Line().add("problem  ", Style.YELLOW).add(problem)));
    List<RecordingDevice> found =
        ptbXl == null ? fleet.of(paths) : fleet.ofPtbXl(ptbXl, PtbXlTask.MONITORING, folds);
    return splice == null ? found : List.of(spliced(found));
  }

  private RecordingDevice spliced(List<RecordingDevice> recordings) {
    List<String> found =
        recordings.stream()
            .map(recording -> recording.device().source().lead().name())
            .distinct()
            .toList();
    if (found.size() > 1) {
      throw usageMistake(
          "One stream has one lead, but the recordings would send "
              + String.join(", ", found)
              + "; choose one that all of them have with --lead");
    }
    return RecordingDevice.spliced(splice, recordings, gap == null ? Duration.ZERO : gap);
  }

  private Optional<Instant> start() {
    if (start == null) {
      return Optional.empty();
    }
    if (start.equals("now")) {
      return Optional.of(Instant.now());
    }
    try {
      return Optional.of(Instant.parse(start));
    } catch (DateTimeParseException e) {
      throw usageMistake(
          "--start is 'now' or an instant such as 2026-11-22T08:00:00Z, not '" + start + "'");
    }
  }

  private void say(String text) {
    context().terminal().println(text);
  }
}
