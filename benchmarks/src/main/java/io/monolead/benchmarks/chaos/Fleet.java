// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.chaos;

import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.connectors.recordings.RecordingReader;
import io.monolead.connectors.replay.ReplayDevice;
import io.monolead.connectors.replay.SignalSource;
import io.monolead.connectors.replay.SimulatedSource;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The devices that send: each on a recording that begins again at its end, or on a simulated heart.
 *
 * <p>The devices can be made as often as one likes, and are the same each time.
 */
final class Fleet {
  private static final List<Lead> LEADS = List.of(Lead.I, Lead.parse("MLII"));
  private static final List<Rhythm> RHYTHMS = List.of(Rhythm.values());
  private static final int PTB_XL_RECORDINGS = 30;
  private static final long STAGGER_MICROS = 550_000;
  private static final double SIMULATED_HZ = 250;
  private static final double EPISODE_SECONDS = 30;

  private final List<Signal> signals;
  private final int devices;
  private final long startMicros;

  /** One lead, in millivolts. */
  private record Signal(Lead lead, double samplingRateHz, float[] millivolts) {}

  private Fleet(List<Signal> signals, int devices, long startMicros) {
    this.signals = List.copyOf(signals);
    this.devices = devices;
    this.startMicros = startMicros;
  }

  /**
   * A fleet.
   *
   * @param data the data sets; what is not there is left out, and without any the hearts are
   *     simulated
   * @param startMicros event time of the first device's first sample, microseconds since 1970
   * @throws IOException if a recording that is there cannot be read
   */
  static Fleet of(Path data, int devices, long startMicros) throws IOException {
    RecordingReader reader = RecordingReader.lenient(problem -> {});
    List<Signal> signals = new ArrayList<>();
    for (String name : List.of("mitdb", "cpsc2021")) {
      if (Files.isDirectory(data.resolve(name))) {
        for (Path file : reader.list(data.resolve(name))) {
          signals.add(signal(reader.read(file)));
        }
      }
    }
    Path ptbXl = data.resolve("ptb-xl").resolve("records100");
    if (Files.isDirectory(ptbXl)) {
      // Ten seconds each: one after the other they make a signal of minutes.
      Signal joined = null;
      for (Path file : reader.list(ptbXl).stream().limit(PTB_XL_RECORDINGS).toList()) {
        Signal next = signal(reader.read(file));
        joined = joined == null ? next : join(joined, next);
      }
      if (joined != null) {
        signals.add(Math.min(1, signals.size()), joined);
      }
    }
    return new Fleet(signals, devices, startMicros);
  }

  private static Signal signal(Recording recording) {
    Lead lead =
        LEADS.stream()
            .filter(recording.leads()::contains)
            .findFirst()
            .orElse(recording.leads().get(0));
    return new Signal(lead, recording.samplingRateHz(), recording.signal(lead).orElseThrow());
  }

  private static Signal join(Signal a, Signal b) {
    float[] all = Arrays.copyOf(a.millivolts, a.millivolts.length + b.millivolts.length);
    System.arraycopy(b.millivolts, 0, all, a.millivolts.length, b.millivolts.length);
    return new Signal(a.lead, a.samplingRateHz, all);
  }

  /** What the devices send. */
  String description() {
    return signals.isEmpty()
        ? "simulated hearts"
        : "looped recordings of MIT-BIH, PTB-XL and CPSC 2021, as far as they are there ("
            + signals.size()
            + " signals)";
  }

  /** The devices at their beginning. */
  List<ReplayDevice> devices() {
    List<ReplayDevice> all = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      // Staggered, or the windows of all would end at once, and nothing in between.
      all.add(new ReplayDevice(id(i), source(i), startMicros + i * STAGGER_MICROS));
    }
    return all;
  }

  private SignalSource source(int device) {
    if (!signals.isEmpty()) {
      Signal signal = signals.get(device % signals.size());
      return new LoopedSignal(signal.lead, signal.samplingRateHz, signal.millivolts);
    }
    Rhythm rhythm = RHYTHMS.get(device % RHYTHMS.size());
    List<Episode> episodes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      episodes.add(new Episode(Rhythm.SINUS, EPISODE_SECONDS));
      episodes.add(new Episode(rhythm, EPISODE_SECONDS));
    }
    return new SimulatedSource(
        new SimulatedHeart(
            new HeartScenario(episodes, List.of()), Lead.I, SIMULATED_HZ, device + 1L),
        Lead.I,
        SimulatedSource.ENDLESS);
  }

  private static String id(int device) {
    return String.format(Locale.ROOT, "device-%02d", device);
  }
}
