// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.fleet;

import io.monolead.cli.fleet.SimulatedDevice.Silence;
import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.scenario.Scenario;
import io.monolead.connectors.scenario.Story;
import io.monolead.signal.Lead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Casts the devices of a fleet: every other one stays in sinus rhythm, the rest fall into one
 * arrhythmia or fault each, again and again.
 *
 * <p>Episodes are long enough for several windows of ten seconds and short enough to begin and end
 * well inside a minute.
 */
public final class SimulatedFleet {
  private static final double SAMPLING_RATE_HZ = 250;
  private static final double ONSET_SECONDS = 12;
  private static final double EPISODE_SECONDS = 26;
  private static final double CYCLE_SECONDS = 70;
  private static final double FAULT_SECONDS = 12;

  /** What the devices that do not stay in sinus rhythm go through, in turn. */
  private enum Part {
    FIBRILLATION(Rhythm.ATRIAL_FIBRILLATION),
    TACHYCARDIA(Rhythm.SINUS_TACHYCARDIA),
    ECTOPY(Rhythm.VENTRICULAR_ECTOPY),
    BRADYCARDIA(Rhythm.SINUS_BRADYCARDIA),
    ELECTRODE_OFF(Rhythm.SINUS),
    SILENCE(Rhythm.SINUS);

    private final Rhythm rhythm;

    Part(Rhythm rhythm) {
      this.rhythm = rhythm;
    }
  }

  private SimulatedFleet() {}

  /**
   * A fleet.
   *
   * @param count number of devices, at least 1
   * @param lead lead of all devices, one of the standard twelve
   * @param time for how long episodes follow one another; later the devices stay in sinus rhythm
   * @param seed decides on all hearts
   */
  public static List<SimulatedDevice> cast(int count, Lead lead, Duration time, long seed) {
    int digits = Math.max(2, String.valueOf(count).length());
    List<SimulatedDevice> devices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = String.format(Locale.ROOT, "sim-%0" + digits + "d", i + 1);
      devices.add(device(id, i, lead, time, seed + i));
    }
    return devices;
  }

  /**
   * A fleet whose hearts all go through the same, each a patient of its own.
   *
   * @param scenario what all go through
   * @param count number of devices, at least 1
   * @param lead lead of all devices
   * @param time for how long; a shorter scenario begins anew
   * @param seed decides on all hearts
   */
  public static List<SimulatedDevice> playing(
      Scenario scenario, int count, Lead lead, Duration time, long seed) {
    int digits = Math.max(2, String.valueOf(count).length());
    HeartScenario heart = scenario.lasting(time.toMillis() / 1000.0);
    List<SimulatedDevice> devices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = String.format(Locale.ROOT, "%s-%0" + digits + "d", scenario.name(), i + 1);
      devices.add(new SimulatedDevice(id, lead, SAMPLING_RATE_HZ, heart, List.of(), seed + i));
    }
    return devices;
  }

  /**
   * The devices of a story, each a patient of its own.
   *
   * @param lead lead of all devices
   * @param before signal that the devices have recorded before the story begins
   * @param seed decides on all hearts
   */
  public static List<SimulatedDevice> of(Story story, Lead lead, Duration before, long seed) {
    double later = before.toMillis() / 1000.0;
    List<SimulatedDevice> devices = new ArrayList<>();
    for (Story.Device device : story.devices()) {
      List<Silence> silences = new ArrayList<>();
      for (Story.Silence each : device.silences()) {
        silences.add(new Silence(each.fromSeconds() + later, each.toSeconds() + later));
      }
      devices.add(
          new SimulatedDevice(
              device.id(),
              lead,
              SAMPLING_RATE_HZ,
              device.heart().delayed(later),
              silences,
              seed + devices.size()));
    }
    return devices;
  }

  private static SimulatedDevice device(String id, int index, Lead lead, Duration time, long seed) {
    int cycles = (int) Math.max(1, Math.ceil(time.toSeconds() / CYCLE_SECONDS));
    // Device 2 is the first to fall ill, so that even a fleet of two has something to show.
    if (index % 2 == 0) {
      return new SimulatedDevice(id, lead, SAMPLING_RATE_HZ, always(Rhythm.SINUS), List.of(), seed);
    }
    Part part = Part.values()[index / 2 % Part.values().length];
    // A second device with the same part starts later.
    double onset = ONSET_SECONDS + index / 2 / Part.values().length % 3 * 7.0;
    return switch (part) {
      case ELECTRODE_OFF -> {
        HeartScenario scenario = always(Rhythm.SINUS);
        for (int cycle = 0; cycle < cycles; cycle++) {
          scenario =
              scenario.withLeadOff(
                  onset + EPISODE_SECONDS / 2 + cycle * CYCLE_SECONDS, FAULT_SECONDS);
        }
        yield new SimulatedDevice(id, lead, SAMPLING_RATE_HZ, scenario, List.of(), seed);
      }
      case SILENCE -> {
        List<Silence> silence = new ArrayList<>();
        for (int cycle = 0; cycle < cycles; cycle++) {
          double from = onset + EPISODE_SECONDS / 2 + cycle * CYCLE_SECONDS;
          silence.add(new Silence(from, from + 2 * FAULT_SECONDS));
        }
        yield new SimulatedDevice(id, lead, SAMPLING_RATE_HZ, always(Rhythm.SINUS), silence, seed);
      }
      default ->
          new SimulatedDevice(
              id, lead, SAMPLING_RATE_HZ, episodes(part.rhythm, onset, cycles), List.of(), seed);
    };
  }

  private static HeartScenario always(Rhythm rhythm) {
    return HeartScenario.of(new Episode(rhythm, Double.POSITIVE_INFINITY));
  }

  private static HeartScenario episodes(Rhythm rhythm, double onset, int cycles) {
    List<Episode> episodes = new ArrayList<>();
    for (int cycle = 0; cycle < cycles; cycle++) {
      double before = cycle == 0 ? onset : CYCLE_SECONDS - EPISODE_SECONDS;
      episodes.add(new Episode(Rhythm.SINUS, before));
      episodes.add(new Episode(rhythm, EPISODE_SECONDS));
    }
    episodes.add(new Episode(Rhythm.SINUS, Double.POSITIVE_INFINITY));
    return new HeartScenario(episodes, List.of());
  }
}
