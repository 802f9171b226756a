// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.scenario;

import io.monolead.connectors.generator.HeartScenario;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What happens on a ward of simulated devices, told as it goes along: hearts, electrodes and
 * silences, what people do about it, and what the alerts should say. Times are seconds from the
 * story's begin.
 *
 * @param name letters, digits, underscores and hyphens, 1 to 48
 * @param description one line for people; may be empty
 * @param durationSeconds how long it is, above 0 and finite
 * @param devices who takes part, at least one and none twice
 * @param captions what is told, in order of time
 * @param acknowledgements alerts that somebody acknowledges
 * @param deployments models that are deployed while the job runs
 * @param expectations alerts that should be raised
 */
public record Story(
    String name,
    String description,
    double durationSeconds,
    List<Device> devices,
    List<Caption> captions,
    List<Acknowledgement> acknowledgements,
    List<Deployment> deployments,
    List<Expectation> expectations) {
  public Story {
    devices = List.copyOf(devices);
    captions = List.copyOf(captions);
    acknowledgements = List.copyOf(acknowledgements);
    deployments = List.copyOf(deployments);
    expectations = List.copyOf(expectations);
  }

  /**
   * A device on a heart.
   *
   * @param id name of the device
   * @param heart what happens to heart and electrodes
   * @param silences when it sends nothing
   */
  public record Device(String id, HeartScenario heart, List<Silence> silences) {
    public Device {
      silences = List.copyOf(silences);
    }
  }

  /** A time in which a device sends nothing. */
  public record Silence(double fromSeconds, double toSeconds) {}

  /** A sentence at a time. */
  public record Caption(double atSeconds, String text) {}

  /**
   * Somebody acknowledges an alert, as soon as it is raised and the time has come.
   *
   * @param atSeconds not before
   * @param deviceId the device
   * @param label the alert's label
   * @param by who does it
   */
  public record Acknowledgement(double atSeconds, String deviceId, String label, String by) {}

  /**
   * The model is deployed anew under another version: the same network with other thresholds.
   *
   * @param atSeconds when the order is given
   * @param suffix what is added to the version
   * @param thresholds probabilities per label, 0 to 1; other labels keep theirs
   */
  public record Deployment(double atSeconds, String suffix, Map<String, Float> thresholds) {
    public Deployment {
      thresholds = Map.copyOf(thresholds);
    }
  }

  /**
   * An alert that should be raised.
   *
   * @param deviceId the device
   * @param label the label; empty for a technical alert
   * @param condition the technical condition in lower case with hyphens, such as {@code lead-off};
   *     empty for a label
   * @param fromSeconds not before
   * @param toSeconds at the latest
   */
  public record Expectation(
      String deviceId,
      Optional<String> label,
      Optional<String> condition,
      double fromSeconds,
      double toSeconds) {

    /** The label or the condition. */
    public String subject() {
      return label.or(() -> condition).orElseThrow();
    }
  }
}
