// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.fleet;

import io.monolead.cli.board.Truth;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.SegmentProducer;
import io.monolead.connectors.replay.ReplayOptions;
import io.monolead.connectors.replay.ReplayReport;
import io.monolead.connectors.replay.Replayer;
import io.monolead.evaluation.truth.AnnotatedRhythm;
import io.monolead.evaluation.truth.LabelSpan;
import io.monolead.evaluation.truth.TimeSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

/**
 * Recordings that are sent to Kafka at a chosen speed, on a thread of their own. Methods may be
 * called from any thread; whoever starts the player closes it.
 */
public final class RecordingPlayer implements Player {
  private final Map<String, RecordingDevice> devices;
  private final ReplayOptions options;
  private final long startedNanos = System.nanoTime();
  private final FutureTask<ReplayReport> task;
  private final Thread thread;

  private RecordingPlayer(
      List<RecordingDevice> devices,
      ReplayOptions options,
      KafkaConnection connection,
      String topic) {
    this.devices = new HashMap<>();
    devices.forEach(device -> this.devices.put(device.device().id(), device));
    this.options = options;
    this.task =
        new FutureTask<>(
            () -> {
              try (SegmentProducer producer = new SegmentProducer(connection, topic)) {
                ReplayReport report =
                    new Replayer(options)
                        .replay(devices.stream().map(RecordingDevice::device).toList(), producer);
                // An interrupted producer would not wait for what it has already taken.
                Thread.interrupted();
                return report;
              }
            });
    this.thread = new Thread(task, "replay");
    thread.setDaemon(true);
  }

  /** Starts to send. */
  public static RecordingPlayer start(
      List<RecordingDevice> devices,
      ReplayOptions options,
      KafkaConnection connection,
      String topic) {
    RecordingPlayer player = new RecordingPlayer(devices, options, connection, topic);
    player.thread.start();
    return player;
  }

  @Override
  public List<DeviceName> devices() {
    return devices.values().stream()
        .map(each -> new DeviceName(each.device().id(), each.device().source().lead().name()))
        .toList();
  }

  @Override
  public Truth truth(String deviceId) {
    RecordingDevice device = devices.get(deviceId);
    if (options.speed() == ReplayOptions.FULL_SPEED) {
      return Truth.UNKNOWN;
    }
    long at = nowMicros(deviceId);
    if (at >= device.span().toMicros()) {
      return new Truth("(ended)", Double.NaN);
    }
    return device.rhythms().stream()
        .filter(rhythm -> rhythm.span().fromMicros() <= at && at < rhythm.span().toMicros())
        .findFirst()
        .map(rhythm -> new Truth(rhythm.rhythm(), Double.NaN))
        .orElse(Truth.UNKNOWN);
  }

  @Override
  public long nowMicros(String deviceId) {
    TimeSpan span = devices.get(deviceId).span();
    double playedMicros = (System.nanoTime() - startedNanos) / 1000.0 * options.speed();
    return Math.min(span.toMicros(), span.fromMicros() + (long) playedMicros);
  }

  @Override
  public Set<String> knownLabels() {
    return truth().stream().map(LabelSpan::label).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public List<LabelSpan> truth() {
    List<LabelSpan> spans = new ArrayList<>();
    devices.forEach(
        (id, device) -> {
          for (AnnotatedRhythm rhythm : device.rhythms()) {
            spans.add(new LabelSpan(id, rhythm.label(), rhythm.span()));
          }
        });
    return spans;
  }

  @Override
  public String description() {
    return devices.size() + (devices.size() == 1 ? " recording" : " recordings");
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
}
