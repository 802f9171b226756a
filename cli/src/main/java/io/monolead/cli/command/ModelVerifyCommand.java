// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.inference.Attention;
import io.monolead.inference.BundleSignature;
import io.monolead.inference.Model;
import io.monolead.inference.ModelBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code monolead model verify}. */
@Command(
    name = "verify",
    description =
        "Verify bundles on this machine: checksums of every part, and the network run on the"
            + " bundle's own windows, whose outputs it must reproduce.",
    footer = "  monolead model verify models/monitoring-lead-i.mlb")
public final class ModelVerifyCommand extends MonoleadCommand {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Bundles.")
  private List<Path> files;

  @Option(
      names = "--trusted-key",
      paramLabel = "FILE",
      description = "An Ed25519 public key, PEM; the bundles must be signed with one of them.")
  private List<Path> trustedKeys = List.of();

  public ModelVerifyCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    List<PublicKey> keys = new ArrayList<>();
    for (Path trusted : trustedKeys) {
      try {
        keys.add(BundleSignature.publicKey(Files.readString(trusted)));
      } catch (IllegalArgumentException e) {
        throw new CommandFailure("The key in " + trusted + " cannot be used: " + e.getMessage(), e);
      }
    }
    for (Path file : files) {
      ModelBundle bundle = ModelBundle.read(file);
      if (!keys.isEmpty()) {
        BundleSignature.require(file, bundle, keys);
      }
      Model.open(bundle).close();
      if (bundle.manifest().hasAttention()) {
        Attention.open(bundle).close();
      }
      context()
          .terminal()
          .print(
              new Line()
                  .add("verified", Style.GREEN)
                  .add(
                      "  "
                          + file
                          + ": checksums match and "
                          + bundle.golden().count()
                          + " windows give the outputs in the bundle"
                          + (bundle.manifest().hasAttention()
                              ? ", which their attention accounts for"
                              : "")
                          + (keys.isEmpty() ? "" : ", the signature is trusted")));
    }
    return ExitCode.OK;
  }
}
