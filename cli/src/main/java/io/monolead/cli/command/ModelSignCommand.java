// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.inference.BundleSignature;
import io.monolead.inference.ModelBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code monolead model sign}. */
@Command(
    name = "sign",
    description = {
      "Sign bundles with an Ed25519 key: writes FILE.sig beside each. Jobs with"
          + " monolead.model.trusted-keys take no others.",
      "A key pair: openssl genpkey -algorithm ed25519 -out private.pem; openssl pkey -in"
          + " private.pem -pubout -out public.pem"
    },
    footer = "  monolead model sign --key private.pem models/monitoring-lead-i.mlb")
public final class ModelSignCommand extends MonoleadCommand {
  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "The private key, PEM; never printed.")
  private Path key;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Bundles.")
  private List<Path> files;

  public ModelSignCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    PrivateKey privateKey;
    try {
      privateKey = BundleSignature.privateKey(Files.readString(key));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("The key in " + key + " cannot be used: " + e.getMessage(), e);
    }
    for (Path file : files) {
      Path signature = BundleSignature.sign(file, ModelBundle.read(file), privateKey);
      context()
          .terminal()
          .print(new Line().add("signed", Style.GREEN).add("  " + file + ": " + signature));
    }
    return ExitCode.OK;
  }
}
