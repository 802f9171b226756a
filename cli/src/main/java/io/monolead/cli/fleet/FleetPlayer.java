// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.fleet;

import io.monolead.cli.board.Truth;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.SegmentProducer;
import io.monolead.connectors.replay.ReplayDevice;
import io.monolead.connectors.replay.ReplayOptions;
import io.monolead.connectors.replay.ReplayReport;
import io.monolead.connectors.replay.Replayer;
import io.monolead.evaluation.truth.LabelSpan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Simulated devices that send to Kafka in real time, on a thread of their own.
 *
 * <p>Devices begin with a few seconds of backlog, which goes out at once. Methods may be called
 * from any thread; whoever starts the player closes it.
 */
public final class FleetPlayer implements Player {
  private static final double MICROS_PER_SECOND = 1e6;

  private final Map<String, HeartSource> sources;
  private final Set<String> knownLabels;
  private final long startMicros;
  private final Clock clock;
  private final FutureTask<ReplayReport> task;
  private final Thread thread;

  private FleetPlayer(
      Map<String, HeartSource> sources,
      Set<String> knownLabels,
      Instant start,
      Clock clock,
      KafkaConnection connection,
      String topic) {
    this.sources = sources;
    this.knownLabels = Set.copyOf(knownLabels);
    this.startMicros = ChronoUnit.MICROS.between(Instant.EPOCH, start);
    this.clock = clock;
    this.task = new FutureTask<>(() -> play(connection, topic));
    this.thread = new Thread(task, "simulated-devices");
    thread.setDaemon(true);
  }

  /**
   * Starts a fleet.
   *
   * @param devices the devices
   * @param labels the model's labels: of each it is known whether it is true of a simulated heart
   * @param backlog signal that the devices have already recorded
   * @param time how long they go on from now
   * @param topic topic of the segments
   */
  public static FleetPlayer start(
      List<SimulatedDevice> devices,
      Collection<String> labels,
      Duration backlog,
      Duration time,
      KafkaConnection connection,
      String topic) {
    Clock clock = Clock.systemUTC();
    Map<String, HeartSource> sources = new HashMap<>();
    double seconds = backlog.plus(time).toMillis() / 1000.0;
    devices.forEach(device -> sources.put(device.id(), new HeartSource(device, seconds)));
    FleetPlayer player =
        new FleetPlayer(
            sources, Set.copyOf(labels), clock.instant().minus(backlog), clock, connection, topic);
    player.thread.start();
    return player;
  }

  @Override
  public List<DeviceName> devices() {
    return sources.values().stream()
        .map(source -> new DeviceName(source.device().id(), source.lead().name()))
        .toList();
  }

  @Override
  public Truth truth(String deviceId) {
    HeartSource source = sources.get(deviceId);
    double seconds = nowSeconds();
    SimulatedDevice device = source.device();
    if (device.silentAt(seconds)) {
      return new Truth("silent", Double.NaN);
    }
    if (device.scenario().leadOffAt(seconds)) {
      return new Truth("electrode off", source.heartRateBpm());
    }
    String rhythm =
        switch (device.rhythmAt(seconds)) {
          case SINUS -> "sinus";
          case SINUS_TACHYCARDIA -> "tachycardia";
          case SINUS_BRADYCARDIA -> "bradycardia";
          case ATRIAL_FIBRILLATION -> "AF";
          case VENTRICULAR_ECTOPY -> "ectopy";
        };
    return new Truth(rhythm, source.heartRateBpm());
  }

  @Override
  public long nowMicros(String deviceId) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }

  @Override
  public Set<String> knownLabels() {
    return knownLabels;
  }

  @Override
  public List<LabelSpan> truth() {
    List<LabelSpan> spans = new ArrayList<>();
    long endMicros = startMicros + Math.round(nowSeconds() * MICROS_PER_SECOND);
    sources.values().forEach(source -> spans.addAll(source.device().truth(startMicros, endMicros)));
    return spans;
  }

  @Override
  public String description() {
    return String.format(Locale.ROOT, "%d simulated devices", sources.size());
  }

  @Override
  public boolean finished() {
    return task.isDone();
  }

  @Override
  public ReplayReport await() throws InterruptedException, ExecutionException {
    return task.get();
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  private ReplayReport play(KafkaConnection connection, String topic) {
    List<ReplayDevice> devices = new ArrayList<>();
    sources.forEach((id, source) -> devices.add(new ReplayDevice(id, source, startMicros)));
    try (SegmentProducer producer = new SegmentProducer(connection, topic)) {
      LivePace pace = new LivePace(producer, clock, this::silent);
      ReplayReport report = new Replayer(ReplayOptions.fullSpeed()).replay(devices, pace);
      // An interrupted producer would not wait for what it has already taken.
      Thread.interrupted();
      return report;
    }
  }

  private boolean silent(String deviceId, long atMicros) {
    return sources.get(deviceId).device().silentAt((atMicros - startMicros) / MICROS_PER_SECOND);
  }

  private double nowSeconds() {
    return (ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()) - startMicros)
        / MICROS_PER_SECOND;
  }
}
