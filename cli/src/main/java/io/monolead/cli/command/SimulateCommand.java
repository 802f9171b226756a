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
import io.monolead.connectors.scenario.Scenario;
import io.monolead.connectors.scenario.ScenarioFiles;
import io.monolead.connectors.scenario.SimulatedRecording;
import io.monolead.signal.Lead;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code monolead simulate}: devices that need no recordings. */
@Command(
    name = "simulate",
    description = {
      "Send the ECG of simulated devices to Kafka in real time until it is stopped, or write it to"
          + " a folder as WFDB recordings with annotations.",
      "Without a scenario every other device stays in sinus rhythm; the rest fall into atrial"
          + " fibrillation, tachycardia, ventricular ectopy or bradycardia, lose an electrode or"
          + " fall silent, again and again. With one, all hearts go through it."
    },
    footer = {
      "  monolead simulate --bootstrap broker:9092 --devices 50",
      "  monolead simulate --bootstrap broker:9092 --scenario af-night",
      "  monolead simulate --scenario af-night --devices 50 --to-folder nights",
      "  monolead simulate --scenario mine.json --lead all --rate 500 --to-folder mine"
    })
public final class SimulateCommand extends MonoleadCommand {
  /** Without an end, episodes follow one another for so long; then all hearts stay in sinus. */
  private static final Duration LONGEST_CAST = Duration.ofHours(12);

  private static final Duration FOREVER = Duration.ofDays(36_500);
  private static final Duration GLANCE = Duration.ofMillis(200);
  private static final String ALL_LEADS = "all";

  @Mixin private BrokerOptions broker;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "12",
      description = "How many devices (default: ${DEFAULT-VALUE}).")
  private int devices;

  @Option(
      names = "--lead",
      paramLabel = "LEAD",
      split = ",",
      defaultValue = "I",
      description =
          "Lead that they send, one of the standard twelve (default: ${DEFAULT-VALUE}). With"
              + " --to-folder several may be named, or all.")
  private List<String> lead;

  @Option(
      names = "--rate",
      paramLabel = "HZ",
      defaultValue = "250",
      description = "Samples per second, 50 to 10000 (default: ${DEFAULT-VALUE}).")
  private double rateHz;

  @Option(
      names = "--scenario",
      paramLabel = "NAME|FILE",
      description =
          "What all hearts go through: sinus, af-night, conduction, ectopy, st, or a file as"
              + " docs/simulation.md says.")
  private String scenario;

  @Option(
      names = "--to-folder",
      paramLabel = "FOLDER",
      description = "Write a WFDB recording per device to this folder and send nothing.")
  private Path folder;

  @Option(
      names = "--start",
      paramLabel = "INSTANT",
      converter = OrderOptions.InstantText.class,
      description =
          "With --to-folder: time of every first sample, such as 2026-11-22T22:00:00Z (default:"
              + " none).")
  private Instant start;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = DurationText.class,
      description =
          "End after so long, such as 90s or 10m (default: with the scenario, or when stopped). A"
              + " shorter scenario begins anew.")
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
    if (!(rateHz >= 50 && rateHz <= 10_000)) {
      throw usageMistake("--rate must be 50 to 10000 Hz, not " + rateHz);
    }
    if (duration != null && (duration.isZero() || duration.isNegative())) {
      throw usageMistake("--duration must be more than 0 s");
    }
    List<Lead> leads = leads();
    if (folder != null) {
      return write(leads);
    }
    if (leads.size() > 1) {
      throw usageMistake("A device sends one lead; several can only be written, with --to-folder");
    }
    if (start != null) {
      throw usageMistake("--start belongs to --to-folder; devices that send do so now");
    }
    return send(leads.get(0));
  }

  private List<Lead> leads() {
    if (lead.equals(List.of(ALL_LEADS))) {
      return Lead.STANDARD;
    }
    List<Lead> leads = new ArrayList<>();
    for (String name : lead) {
      Lead parsed = Lead.parse(name);
      if (!Lead.STANDARD.contains(parsed)) {
        throw usageMistake(
            "A heart can be simulated in the leads "
                + String.join(", ", Lead.STANDARD.stream().map(Lead::name).toList())
                + ", not in "
                + name);
      }
      if (leads.contains(parsed)) {
        throw usageMistake("--lead names " + parsed + " twice");
      }
      leads.add(parsed);
    }
    return leads;
  }

  /** The devices, for as long as the scenario or {@code --duration} says. */
  private List<SimulatedDevice> fleet(Lead first, Duration time, Optional<Scenario> played) {
    List<SimulatedDevice> fleet =
        played.isPresent()
            ? SimulatedFleet.playing(played.get(), devices, first, backlog.plus(time), seed)
            : SimulatedFleet.cast(
                devices, first, time.compareTo(LONGEST_CAST) < 0 ? time : LONGEST_CAST, seed);
    return fleet.stream().map(device -> device.at(rateHz)).toList();
  }

  private Optional<Scenario> scenario() throws IOException {
    return scenario == null ? Optional.empty() : Optional.of(ScenarioFiles.find(scenario));
  }

  private static Duration length(Scenario played) {
    return Duration.ofMillis(Math.round(played.durationSeconds() * 1000));
  }

  private int write(List<Lead> leads) throws IOException {
    Optional<Scenario> played = scenario();
    if (duration == null && played.isEmpty()) {
      throw usageMistake("--to-folder needs an end: give --duration or --scenario");
    }
    Duration time = duration != null ? duration : length(played.orElseThrow());
    context().stop().listen();
    int written = 0;
    for (SimulatedDevice device : fleet(leads.get(0), time, played)) {
      if (context().stop().requested()) {
        break;
      }
      new SimulatedRecording(
              device.id(),
              device.scenario(),
              leads,
              rateHz,
              device.seed(),
              time.toMillis() / 1000.0,
              Optional.ofNullable(start))
          .write(folder);
      written++;
    }
    context()
        .terminal()
        .println(
            String.format(
                Locale.ROOT,
                "%d recordings of %s written to %s",
                written,
                DurationText.clock(time),
                folder));
    return ExitCode.OK;
  }

  private int send(Lead only) throws Exception {
    KafkaConnection connection = broker.connection();
    Optional<Scenario> played = scenario();
    TopicList.require(connection, broker.topics().segments());
    Duration time =
        duration != null
            ? duration
            : played.map(each -> minus(length(each), backlog)).orElse(FOREVER);
    List<SimulatedDevice> fleet = fleet(only, time, played);
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
                  only,
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

  /** What is left of a scenario when its beginning has been recorded already. */
  private static Duration minus(Duration whole, Duration recorded) {
    Duration left = whole.minus(recorded);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
