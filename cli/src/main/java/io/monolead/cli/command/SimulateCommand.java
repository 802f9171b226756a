// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.fleet.FleetPlayer;
import io.monolead.cli.fleet.SimulatedDevice;
import io.monolead.cli.fleet.SimulatedFleet;
import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.kafka.TopicList;
import io.monolead.cli.terminal.DurationText;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.signal.Lead;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code monolead simulate}: devices that need no recordings. */
@Command(
    name = "simulate",
    description = {
      "Send the ECG of simulated devices to Kafka in real time until it is stopped.",
      "Every other device stays in sinus rhythm; the rest fall into atrial fibrillation,"
          + " tachycardia, ventricular ectopy or bradycardia, lose an electrode or fall silent,"
          + " again and again."
    },
    footer = "  monolead simulate --bootstrap broker:9092 --devices 50")
public final class SimulateCommand extends MonoleadCommand {
  /** Without an end, episodes follow one another for so long; then all hearts stay in sinus. */
  private static final Duration LONGEST_CAST = Duration.ofHours(12);

  private static final Duration FOREVER = Duration.ofDays(36_500);
  private static final Duration GLANCE = Duration.ofMillis(200);

  @Mixin private BrokerOptions broker;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "12",
      description = "How many devices (default: ${DEFAULT-VALUE}).")
  private int devices;

  @Option(
      names = "--lead",
      defaultValue = "I",
      description = "Lead that they send: I, II, III, aVR, aVL or aVF (default: ${DEFAULT-VALUE}).")
  private String lead;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = DurationText.class,
      description = "End after so long, such as 90s or 10m (default: when stopped).")
  private Duration duration;

  @Option(
      names = "--backlog",
      paramLabel = "TIME",
      converter = DurationText.class,
      defaultValue = "0s",
      description =
          "Signal that each device has already recorded when it starts (default:"
              + " ${DEFAULT-VALUE}).")
  private Duration backlog;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Decides on all hearts (default: ${DEFAULT-VALUE}).")
  private long seed;

  public SimulateCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws Exception {
    if (devices < 1) {
      throw usageMistake("--devices must be at least 1, not " + devices);
    }
    KafkaConnection connection = broker.connection();
    TopicList.require(connection, broker.topics().segments());
    Duration time = duration == null ? FOREVER : duration;
    List<SimulatedDevice> fleet =
        SimulatedFleet.cast(
            devices,
            Lead.parse(lead),
            time.compareTo(LONGEST_CAST) < 0 ? time : LONGEST_CAST,
            seed);
    context().stop().listen();
    try (FleetPlayer player =
        FleetPlayer.start(
            fleet, List.of(), backlog, time, connection, broker.topics().segments())) {
      context()
          .terminal()
          .println(
              String.format(
                  Locale.ROOT,
                  "%d devices send lead %s to %s at %s; Ctrl-C stops them",
                  devices,
                  lead,
                  broker.topics().segments(),
                  connection));
      while (!player.finished() && !context().stop().await(GLANCE)) {
        // Nothing to do but wait for either.
      }
      player.close();
      long segments = player.await().segments();
      context().terminal().println(segments + " segments sent");
    }
    return ExitCode.OK;
  }
}
