// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options of the job: from a file, and over them from the command line. */
public final class JobArguments {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Options of the job in YAML, or in a .properties file.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "One option of the job, over those of --config; may be repeated. 'monolead run"
              + " --list-options' shows all.")
  private Map<String, String> single = new LinkedHashMap<>();

  /** As the job's own arguments. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    if (file != null) {
      arguments.addAll(List.of("--config", file.toString()));
    }
    single.forEach((key, value) -> arguments.addAll(List.of("--" + key, value)));
    return arguments;
  }
}
