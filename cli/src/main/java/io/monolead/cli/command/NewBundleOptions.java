// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A bundle that is made of another one. */
final class NewBundleOptions {
  @Option(
      names = "--version",
      required = true,
      paramLabel = "VERSION",
      description = "Version of the new bundle.")
  private String version;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "The new bundle.")
  private Path output;

  @Parameters(paramLabel = "FILE", description = "The bundle.")
  private Path file;

  /** File of the old bundle. */
  Path file() {
    return file;
  }

  /** Version of the new one. */
  String version() {
    return version;
  }

  /**
   * File of the new one.
   *
   * @throws CommandFailure if it is there already
   */
  Path output() {
    if (Files.exists(output)) {
      throw new CommandFailure(output + " is there already; a bundle is never written over");
    }
    return output;
  }
}
