// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.chaos;

import io.monolead.benchmarks.process.HostNetwork;
import io.monolead.benchmarks.process.KafkaClients;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicLayout;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.TopicSpec;
import io.monolead.connectors.kafka.Topics;
import io.monolead.connectors.replay.ReplayOptions;
import io.monolead.connectors.replay.Replayer;
import io.monolead.inference.ModelBundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command: faults, the same without, and whether both end with the same results. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Kills, stops, cuts off and leaves without disk space the broker, the job manager and the task"
          + " managers while recordings replay; then compares every result with an undisturbed"
          + " run. Ends with 0 only if they are identical."
    })
public final class ChaosRun implements Callable<Integer> {
  private static final int PARTITIONS = 3;
  private static final int DEFAULT_DEVICES = 8;
  private static final double DEFAULT_SPEED = 3;

  /** Devices that may rightly have no score: the silent one and the one without contact. */
  private static final int UNHEARD = 2;

  private static final Duration RECOVERED_WITHIN = Duration.ofMinutes(5);
  private static final Duration WEDGED_AFTER = Duration.ofSeconds(90);

  /** Undisturbed event time at the end, after which watermarks are what they would have been. */
  private static final Duration CALM = Duration.ofMinutes(2);

  private static final long GLANCE_MILLIS = 100;

  @Option(
      names = "--faults",
      paramLabel = "N",
      defaultValue = "100",
      description = "Number of faults (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides on the faults; else by chance.")
  private Optional<Long> givenSeed;

  @Option(
      names = "--kinds",
      split = ",",
      paramLabel = "KIND",
      description = "What may happen, such as kill-broker,cut-task-manager; else everything.")
  private List<String> givenKinds;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "" + DEFAULT_DEVICES,
      description = "Devices that send, at least 5 (default: ${DEFAULT-VALUE}).")
  private int devices;

  @Option(
      names = "--speed",
      paramLabel = "X",
      defaultValue = "" + DEFAULT_SPEED,
      description = "Seconds of signal sent per second (default: ${DEFAULT-VALUE}).")
  private double speed;

  @Option(
      names = "--start",
      paramLabel = "INSTANT",
      description = "Event time of the first sample (default: a day ago).")
  private Optional<Instant> givenStart;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      required = true,
      description = "Data sets to replay; where none is there, hearts are simulated.")
  private Path data;

  @Option(names = "--bundle", paramLabel = "FILE", required = true, description = "The network.")
  private Path bundle;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      required = true,
      description = "Where the report goes.")
  private Path report;

  @Option(
      names = "--work",
      paramLabel = "FOLDER",
      required = true,
      description = "Where logs and checkpoints go; must not exist.")
  private Path work;

  @Option(
      names = "--namespaces",
      description = "This process has net and mount namespaces of its own and may change them.")
  private boolean namespaces;

  private int restartsByHand;

  private ChaosRun() {}

  /** The command line; see {@code benchmarks/chaos --help}. */
  public static void main(String[] arguments) {
    // The launcher gives defaults before what the user gives.
    CommandLine command = new CommandLine(new ChaosRun()).setOverwrittenOptionsAllowed(true);
    System.exit(command.execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (devices < UNHEARD + 3) {
      throw new IllegalArgumentException("At least 5 devices are needed, not " + devices);
    }
    long seed = givenSeed.orElseGet(() -> (long) new SecureRandom().nextInt(Integer.MAX_VALUE));
    Set<FaultKind> kinds = EnumSet.allOf(FaultKind.class);
    if (givenKinds != null) {
      kinds.clear();
      givenKinds.forEach(label -> kinds.add(FaultKind.parse(label)));
    }
    Set<FaultKind> notRun = EnumSet.noneOf(FaultKind.class);
    if (!namespaces) {
      kinds.stream()
          .filter(kind -> kind.deed() == FaultKind.Deed.CUT || kind.deed() == FaultKind.Deed.FILL)
          .forEach(notRun::add);
      kinds.removeAll(notRun);
    }
    String command = command(seed);
    say("seed %d: %s", seed, command);
    notRun.forEach(kind -> say("not run, needs namespaces: %s", kind.label()));
    List<Fault> plan = FaultPlan.draw(seed, count, kinds);

    Files.createDirectories(work);
    Fleet fleet =
        Fleet.of(
            data,
            devices,
            ChronoUnit.MICROS.between(
                Instant.EPOCH,
                givenStart.orElseGet(
                    () ->
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(1, ChronoUnit.DAYS))));
    TopicNames names = new TopicNames(JobArguments.PREFIX);
    List<String> labels = ModelBundle.read(bundle).manifest().labelSpace().labels();
    List<TopicSpec> specs =
        new TopicLayout(PARTITIONS, Optional.of((short) 1), Optional.empty(), Optional.empty())
            .topics(names, labels);
    List<String> compared = new ArrayList<>(List.of(names.segments(), names.scores()));
    compared.addAll(names.alerts(labels).values());
    compared.add(names.technicalAlerts());
    compared.add(names.deadLetters());

    HostNetwork network =
        namespaces
            ? HostNetwork.namespaces(DisturbedCluster.hosts())
            : HostNetwork.loopback(DisturbedCluster.hosts());
    LogDisk disk =
        namespaces ? LogDisk.mounted(work.resolve("disk")) : LogDisk.folder(work.resolve("disk"));

    List<StruckFault> struck;
    TopicContents disturbed;
    long segments;
    long disturbedMillis;
    Map<String, Integer> ended;
    long jobRestarts;
    int probeRestarts;
    try (DisturbedCluster cluster = DisturbedCluster.start(network, disk, work)) {
      Thread hook = new Thread(cluster::close, "kill");
      Runtime.getRuntime().addShutdownHook(hook);
      KafkaClients clients = new KafkaClients(cluster.bootstrapServers());
      new Topics(KafkaConnection.to(cluster.bootstrapServers()), Duration.ofMinutes(1))
          .create(specs);
      cluster.startJob(bundle.toAbsolutePath());
      try (RecordSender sender = new RecordSender(clients);
          ScoreWatch watch = new ScoreWatch(clients, names.scores(), PARTITIONS)) {
        SegmentFeed feed = new SegmentFeed(names.segments(), sender::send, Long.MAX_VALUE);
        Thread replay =
            new Thread(
                () -> new Replayer(new ReplayOptions(1, speed)).replay(fleet.devices(), feed),
                "replay");
        replay.setDaemon(true);
        replay.start();
        long began = System.nanoTime();
        awaitRecovery(cluster, feed, watch, feed.lastMillis(), "the start");
        say("first scores after %.1f s", secondsSince(began));
        struck = strikeAll(plan, cluster, feed, watch, began);
        long calmFrom = feed.lastMillis();
        while (feed.lastMillis() < calmFrom + CALM.toMillis()) {
          Thread.sleep(GLANCE_MILLIS);
        }
        feed.stop();
        replay.join();
        sender.flush();
        segments = feed.accepted();
        Consumption.await(clients, names.segments(), JobArguments.GROUP, RECOVERED_WITHIN);
        cluster.stopJob();
        disturbedMillis = (System.nanoTime() - began) / 1_000_000;
      }
      disturbed = TopicContents.read(clients, compared);
      ended = cluster.endedByThemselves();
      jobRestarts = cluster.jobRestarts();
      probeRestarts = cluster.probeRestarts();
      cluster.close();
      Runtime.getRuntime().removeShutdownHook(hook);
    }
    say("the same %d segments, undisturbed", segments);
    TopicContents undisturbed =
        UndisturbedRun.of(
            fleet, segments, names.segments(), specs, compared, bundle.toAbsolutePath(), work);
    ChaosReport result =
        new ChaosReport(
            command,
            seed,
            String.format(
                Locale.ROOT,
                "%d segments of a second from %d devices at %.3gx, %s; among them a device that"
                    + " falls silent, one whose electrode comes off, one that sends swapped and"
                    + " twice, one that leaves gaps, and records that are no segments",
                segments,
                devices,
                speed,
                fleet.description()),
            struck,
            notRun,
            disturbedMillis,
            ended,
            jobRestarts,
            probeRestarts,
            restartsByHand,
            TopicComparison.of(disturbed, undisturbed),
            disturbed.uncommitted());
    Files.writeString(report, result.markdown());
    say("%s", result.markdown());
    return result.identical() ? 0 : 1;
  }

  /** What repeats this run. */
  private String command(long seed) {
    StringBuilder text = new StringBuilder("benchmarks/chaos --faults " + count);
    text.append(" --seed ").append(seed);
    if (givenKinds != null) {
      text.append(" --kinds ").append(String.join(",", givenKinds));
    }
    if (devices != DEFAULT_DEVICES) {
      text.append(" --devices ").append(devices);
    }
    if (speed != DEFAULT_SPEED) {
      text.append(" --speed ").append(speed);
    }
    givenStart.ifPresent(start -> text.append(" --start ").append(start));
    return text.toString();
  }

  private List<StruckFault> strikeAll(
      List<Fault> plan, DisturbedCluster cluster, SegmentFeed feed, ScoreWatch watch, long began)
      throws InterruptedException {
    List<StruckFault> struck = new ArrayList<>();
    for (int i = 0; i < plan.size(); i++) {
      Fault fault = plan.get(i);
      Thread.sleep(fault.pauseMillis());
      String target = cluster.target(fault);
      long strike = System.nanoTime();
      long atMillis = (strike - began) / 1_000_000;
      cluster.strike(fault, target);
      OptionalLong recovery = OptionalLong.empty();
      if (i + 1 == plan.size() || !plan.get(i + 1).duringRecovery()) {
        awaitRecovery(cluster, feed, watch, feed.lastMillis(), "fault " + fault.number());
        recovery = OptionalLong.of((System.nanoTime() - strike) / 1_000_000);
      }
      struck.add(new StruckFault(fault, target, atMillis, recovery));
      say(
          "%4d  %7.1f s  %-17s %-14s %5.1f s  %s  %d scores",
          fault.number(),
          atMillis / 1000.0,
          fault.kind().label(),
          target,
          fault.durationMillis() / 1000.0,
          recovery.isPresent()
              ? String.format(Locale.ROOT, "recovered after %5.1f s", recovery.getAsLong() / 1000.0)
              : "the next strikes before that",
          watch.scores());
    }
    return struck;
  }

  /** Waits until all devices that can be are scored up to an event time. */
  private void awaitRecovery(
      DisturbedCluster cluster, SegmentFeed feed, ScoreWatch watch, long sentMillis, String what)
      throws InterruptedException {
    long began = System.nanoTime();
    int restarts = 0;
    while (watch.devicesScoredTo(Math.max(1, sentMillis)) < devices - UNHEARD) {
      double waited = secondsSince(began);
      if (waited > RECOVERED_WITHIN.toSeconds()) {
        throw new IllegalStateException(
            "No recovery from "
                + what
                + " within "
                + RECOVERED_WITHIN.toSeconds()
                + " s; the logs are in "
                + work
                + "; "
                + feed.accepted()
                + " segments sent");
      }
      if (restarts < 1 && waited > WEDGED_AFTER.toSeconds()) {
        say("no recovery from %s in %.0f s: the broker is restarted by hand", what, waited);
        cluster.restartBroker();
        restarts = 1;
        restartsByHand++;
      }
      if (restarts < 2 && waited > 2 * WEDGED_AFTER.toSeconds()) {
        say("no recovery from %s in %.0f s: the job manager is restarted by hand", what, waited);
        cluster.restartJobManager();
        restarts = 2;
        restartsByHand++;
      }
      Thread.sleep(GLANCE_MILLIS);
    }
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private static void say(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }
}
