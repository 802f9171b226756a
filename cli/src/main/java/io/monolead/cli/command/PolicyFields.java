// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.terminal.DurationText;
import io.monolead.job.alert.AlertPolicies;
import io.monolead.schemas.AlertPolicy;
import io.monolead.schemas.AlertPriority;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a policy says beside its label, its threshold and its time. */
public final class PolicyFields {
  /**
   * k of n.
   *
   * @param required windows that must count
   * @param considered the latest windows looked at
   */
  record Windows(int required, int considered) {}

  @Option(
      names = "--version",
      paramLabel = "NAME",
      description = "Name of this policy; every alert that it judges carries it. Must be given.")
  private String version;

  @Option(
      names = "--devices",
      defaultValue = "*",
      paramLabel = "PATTERN",
      description =
          "Ids of the devices it is for; * stands for any characters. The most specific pattern"
              + " that fits a device holds (default: ${DEFAULT-VALUE}).")
  private String devices;

  @Option(
      names = "--priority",
      description = "HIGH, MEDIUM or LOW, after IEC 60601-1-8 (default: the label's).")
  private AlertPriority priority;

  @Option(
      names = "--clear-ratio",
      description = "While raised, a window counts from the threshold times this (default: 0.8).")
  private Float clearRatio;

  @Option(
      names = "--windows",
      paramLabel = "K/N",
      converter = WindowsText.class,
      description = "Windows that must count, of the latest ones (default: 2/3).")
  private Windows windows;

  @Option(
      names = "--minimum-duration",
      converter = DurationText.class,
      paramLabel = "TIME",
      description = "The condition must have lasted so long before it is raised (default: 0s).")
  private Duration minimumDuration;

  @Option(
      names = "--cool-down",
      converter = DurationText.class,
      paramLabel = "TIME",
      description = "After an alert has cleared, no new one for so long (default: 0s).")
  private Duration coolDown;

  @Option(
      names = "--update-every",
      converter = DurationText.class,
      paramLabel = "TIME",
      description = "While raised, one update so often (default: 60s).")
  private Duration updateEvery;

  @Option(
      names = "--escalate-after",
      converter = DurationText.class,
      paramLabel = "TIME",
      description = "Raised so long without an acknowledgement, it gets another priority.")
  private Duration escalateAfter;

  @Option(
      names = "--escalate-to",
      defaultValue = "HIGH",
      description = "That priority (default: ${DEFAULT-VALUE}).")
  private AlertPriority escalateTo;

  @Option(
      names = "--minimum-quality",
      description = "Windows of lower quality neither raise nor clear (default: 0.5).")
  private Float minimumQuality;

  /** Whether a version was named. */
  boolean named() {
    return version != null;
  }

  /**
   * A policy to be completed.
   *
   * @throws IllegalArgumentException if no version was named
   */
  AlertPolicy.Builder policy(String label) {
    if (version == null) {
      throw new IllegalArgumentException("Name the policy with --version");
    }
    AlertPolicy.Builder policy =
        AlertPolicy.newBuilder(AlertPolicies.defaultFor(label))
            .setVersion(version)
            .setDevices(devices)
            .setEscalatedPriority(escalateTo);
    if (priority != null) {
      policy.setPriority(priority);
    }
    if (clearRatio != null) {
      policy.setClearRatio(clearRatio);
    }
    if (minimumQuality != null) {
      policy.setMinimumQuality(minimumQuality);
    }
    if (minimumDuration != null) {
      policy.setMinimumDurationMicros(micros(minimumDuration));
    }
    if (coolDown != null) {
      policy.setCoolDownMicros(micros(coolDown));
    }
    if (updateEvery != null) {
      policy.setUpdateEveryMicros(micros(updateEvery));
    }
    if (escalateAfter != null) {
      policy.setEscalateAfterMicros(micros(escalateAfter));
    }
    if (windows != null) {
      policy.setWindowsRequired(windows.required()).setWindowsConsidered(windows.considered());
    }
    return policy;
  }

  private static long micros(Duration duration) {
    return duration.toMillis() * 1000;
  }

  /** Reads k of n. */
  static final class WindowsText implements ITypeConverter<Windows> {
    @Override
    public Windows convert(String text) {
      if (!text.matches("\\d{1,3}/\\d{1,3}")) {
        throw new TypeConversionException("'" + text + "' is not k of n; write it like 2/3");
      }
      int slash = text.indexOf('/');
      return new Windows(
          Integer.parseInt(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }
  }
}
