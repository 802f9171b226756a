// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.evaluation.alert.PolicyFile;
import io.monolead.job.alert.AlertPolicies;
import io.monolead.schemas.AlertPolicy;
import java.io.IOException;
import java.nio.file.Path;
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
      "  monolead policy set PAC --version off --disable",
      "  monolead policy set AFIB --from afib.json"
    })
public final class PolicySetCommand extends MonoleadCommand {
  @Mixin private OrderOptions order;

  @Parameters(paramLabel = "LABEL", description = "The label.")
  private String label;

  @Mixin private PolicyFields fields;

  @Option(names = "--disable", description = "Raise no alerts of this label.")
  private boolean disabled;

  @Option(
      names = "--threshold",
      description = "Probability at which a window counts (default: that of the model's bundle).")
  private Float threshold;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description =
          "Take the policy of this label from a file, as 'policy tune --write' writes it, in place"
              + " of the options here but --effective-from.")
  private Path from;

  public PolicySetCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    AlertPolicy policy;
    try {
      policy = from == null ? policy() : fromFile();
      AlertPolicies.check(policy);
    } catch (IllegalArgumentException e) {
      throw usageMistake(e.getMessage());
    }
    return order.carryOut(
        context(), AlertPolicy.class, order.broker().topics().policies(), label, policy);
  }

  private AlertPolicy fromFile() throws IOException {
    if (fields.named() || disabled || threshold != null) {
      throw new IllegalArgumentException("--from takes the place of the options of a policy");
    }
    return PolicyFile.read(from).stream()
        .filter(policy -> policy.getLabel().equals(label))
        .findFirst()
        .map(
            policy ->
                AlertPolicy.newBuilder(policy)
                    .setEffectiveFromMicros(order.effectiveFromMicros())
                    .build())
        .orElseThrow(() -> new IllegalArgumentException(from + " has no policy for " + label));
  }

  private AlertPolicy policy() {
    return fields
        .policy(label)
        .setEnabled(!disabled)
        .setThreshold(threshold)
        .setEffectiveFromMicros(order.effectiveFromMicros())
        .build();
  }
}
