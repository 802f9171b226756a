// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.CommandFailure;
import io.monolead.inference.Model;
import io.monolead.inference.ModelBundle;
import io.monolead.schemas.ModelAction;
import io.monolead.schemas.ModelCommand;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which bundle a running job is to use, and for which lead. */
public final class ModelOrderOptions {
  @Mixin private OrderOptions order;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "The bundle; it is tried out here before the order is sent.")
  private Path file;

  @Option(
      names = "--uri",
      paramLabel = "PATH",
      description = "Where the task managers find the same file (default: where it lies here).")
  private String uri;

  @Option(
      names = "--lead",
      description = "The lead (default: the one that the bundle was made for, or I).")
  private String lead;

  /** Tries the bundle out, sends the order and says what became of it. */
  int carryOut(CommandContext context, ModelAction action, float share)
      throws IOException, InterruptedException {
    ModelCommand.Builder command =
        ModelCommand.newBuilder()
            .setAction(action)
            .setLead(lead == null ? "I" : lead)
            .setBundleUri("")
            .setBundleSha256("")
            .setCanaryShare(share)
            .setEffectiveFromMicros(order.effectiveFromMicros());
    if (action == ModelAction.ROLL_BACK && file != null) {
      throw new CommandFailure("A roll back goes to the model before and takes no bundle");
    }
    if (file == null && uri != null) {
      throw new CommandFailure("--uri says where the bundle lies for the job; name its file too");
    }
    if (file != null) {
      ModelBundle bundle = ModelBundle.read(file);
      Model.open(bundle).close();
      command
          .setBundleUri(uri == null ? file.toAbsolutePath().normalize().toString() : uri)
          .setBundleSha256(bundle.sha256());
      if (lead == null) {
        command.setLead(bundle.manifest().leads().get(0).name());
      }
    } else if (action == ModelAction.DEPLOY) {
      throw new CommandFailure("Name the bundle to deploy, such as models/monitoring-lead-i.mlb");
    }
    return order.carryOut(
        context,
        ModelCommand.class,
        order.broker().topics().models(),
        command.getLead(),
        command.build());
  }
}
