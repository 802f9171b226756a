// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.terminal.DurationText;
import io.monolead.job.alert.AlertPolicies;
import io.monolead.schemas.AlertPolicy;
import io.monolead.schemas.AlertPriority;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code monolead policy set}. */
@Command(
    name = "set",
    description = {
      "Judge a label by another policy from an event time on. It takes the place of the job's"
          + " options and of earlier policies for the same label and devices, whole: what is not"
          + " given here has its default."
    },
    footer = {
      "  monolead policy set AFIB --version night --threshold 0.7 --devices 'ward-3-*'",
      "  monolead policy set PAC --version off --disable"
    })
public final class PolicySetCommand extends MonoleadCommand {
  @Mixin private OrderOptions order;

  @Parameters(paramLabel = "LABEL", description = "The label.")
  private String label;

  @Option(
      names = "--version",
      required = true,
      paramLabel = "NAME",
      description = "Name of this policy; every alert that it judges carries it.")
  private String version;

  @Option(
      names = "--devices",
      defaultValue = "*",
      paramLabel = "PATTERN",
      description =
          "Ids of the devices it is for; * stands for any characters. The most specific pattern"
              + " that fits a device holds (default: ${DEFAULT-VALUE}).")
  private String devices;

  @Option(names = "--disable", description = "Raise no alerts of this label.")
  private boolean disabled;

  @Option(
      names = "--priority",
      description = "HIGH, MEDIUM or LOW, after IEC 60601-1-8 (default: the label's).")
  private AlertPriority priority;

  @Option(
      names = "--threshold",
      description = "Probability at which a window counts (default: that of the model's bundle).")
  private Float threshold;

  @Option(
      names = "--clear-ratio",
      description = "While raised, a window counts from the threshold times this (default: 0.8).")
  private Float clearRatio;

  @Option(
      names = "--windows",
      paramLabel = "K/N",
      description = "Windows that must count, of the latest ones (default: 2/3).")
  private String windows;

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

  public PolicySetCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    AlertPolicy policy = policy();
    try {
      AlertPolicies.check(policy);
    } catch (IllegalArgumentException e) {
      throw usageMistake(e.getMessage());
    }
    return order.carryOut(
        context(), AlertPolicy.class, order.broker().topics().policies(), label, policy);
  }

  private AlertPolicy policy() {
    AlertPolicy.Builder policy =
        AlertPolicy.newBuilder(AlertPolicies.defaultFor(label))
            .setVersion(version)
            .setDevices(devices)
            .setEnabled(!disabled)
            .setThreshold(threshold)
            .setEscalatedPriority(escalateTo)
            .setEffectiveFromMicros(order.effectiveFromMicros());
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
      String[] parts = windows.split("/", -1);
      if (parts.length != 2 || !windows.matches("\\d{1,3}/\\d{1,3}")) {
        throw usageMistake("--windows is '" + windows + "'; write it like 2/3");
      }
      policy.setWindowsRequired(Integer.parseInt(parts[0]));
      policy.setWindowsConsidered(Integer.parseInt(parts[1]));
    }
    return policy.build();
  }

  private static long micros(Duration duration) {
    return duration.toMillis() * 1000;
  }
}
