// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.control;

import io.monolead.schemas.AlertPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which policy judges which window, as the records of {@code ecg.policies} say.
 *
 * <p>A policy holds for windows that end at or after its effective time, see {@link ModelSchedule},
 * until a later one for the same label and the same devices takes its place. Of those that fit a
 * device the most specific one holds: the one whose pattern has the most characters other than
 * {@code *}. Immutable.
 */
public final class PolicySchedule {
  private static final int LONGEST_PATTERN = 128;

  /**
   * What became of a policy.
   *
   * @param entry the policy
   * @param effectiveFromMicros event time from which it holds
   * @param refusal why it changes nothing; empty if it holds
   */
  public record Verdict(
      ControlEntry<AlertPolicy> entry, long effectiveFromMicros, Optional<String> refusal) {}

  private record Step(
      long fromMicros, AlertPolicy policy, DevicePattern devices, int specificCharacters) {}

  private final List<Verdict> verdicts;

  /** Of each label, the policies, those that take effect last first. */
  private final Map<String, List<Step>> stepsByLabel;

  private PolicySchedule(List<Verdict> verdicts, Map<String, List<Step>> stepsByLabel) {
    this.verdicts = List.copyOf(verdicts);
    this.stepsByLabel = Map.copyOf(stepsByLabel);
  }

  /** A schedule without policies. */
  public static PolicySchedule empty() {
    return new PolicySchedule(List.of(), Map.of());
  }

  /**
   * The schedule of a log.
   *
   * @param entries the log's records
   * @param noticeMicros time between a record's timestamp and its earliest effect; 0 takes the
   *     effective time that it states
   * @param check throws an {@link IllegalArgumentException} that says what is wrong with a policy
   */
  public static PolicySchedule of(
      List<ControlEntry<AlertPolicy>> entries, long noticeMicros, Consumer<AlertPolicy> check) {
    List<Verdict> verdicts = new ArrayList<>();
    Map<String, List<Step>> steps = new HashMap<>();
    for (ControlEntry<AlertPolicy> entry : entries) {
      if (entry.record().isEmpty()) {
        verdicts.add(new Verdict(entry, 0, Optional.of(entry.undecodable())));
        continue;
      }
      AlertPolicy policy = entry.record().get();
      long from = ModelSchedule.effective(policy.getEffectiveFromMicros(), entry, noticeMicros);
      try {
        check.accept(policy);
        Step step = new Step(from, policy, devices(policy), specificCharacters(policy));
        steps.computeIfAbsent(policy.getLabel(), any -> new ArrayList<>()).add(0, step);
        verdicts.add(new Verdict(entry, from, Optional.empty()));
      } catch (IllegalArgumentException e) {
        verdicts.add(new Verdict(entry, from, Optional.of(e.getMessage())));
      }
    }
    // Stable: at equal times the last of the log stays first.
    steps
        .values()
        .forEach(list -> list.sort(Comparator.comparingLong(Step::fromMicros).reversed()));
    return new PolicySchedule(verdicts, steps);
  }

  private static DevicePattern devices(AlertPolicy policy) {
    String devices = policy.getDevices();
    if (devices.isBlank() || devices.length() > LONGEST_PATTERN) {
      throw new IllegalArgumentException(
          "Alert policy of "
              + policy.getLabel()
              + ": devices has "
              + devices.length()
              + " characters; allowed: 1 to "
              + LONGEST_PATTERN
              + ", not all blank, * for any");
    }
    return DevicePattern.of(devices);
  }

  private static int specificCharacters(AlertPolicy policy) {
    return policy.getDevices().replace("*", "").length();
  }

  /** What became of each policy, in the order of the log. */
  public List<Verdict> verdicts() {
    return verdicts;
  }

  /**
   * The policy that judges a window; empty if only the job's options do.
   *
   * @param endMicros event time just after the window's last sample
   */
  public Optional<AlertPolicy> of(String label, String deviceId, long endMicros) {
    List<Step> steps = stepsByLabel.get(label);
    if (steps == null) {
      return Optional.empty();
    }
    AlertPolicy best = null;
    int bestCharacters = -1;
    Set<String> superseded = new HashSet<>();
    for (Step step : steps) {
      if (step.fromMicros() <= endMicros
          && superseded.add(step.policy().getDevices())
          && step.specificCharacters() > bestCharacters
          && step.devices().matches(deviceId)) {
        best = step.policy();
        bestCharacters = step.specificCharacters();
      }
    }
    return Optional.ofNullable(best);
  }
}
