// SPDX-License-Identifier: Apache-2.0
package io.monolead.deploy;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The program that puts overlays together. */
final class Kustomize {
  private Kustomize() {}

  /**
   * All resources of a folder with a kustomization, put together. The calling test is skipped,
   * visibly, where there is no such program.
   */
  static List<Manifest> build(String folder) throws IOException, InterruptedException {
    Optional<Path> program = program();
    if (program.isEmpty()) {
      System.err.println("SKIPPED " + folder + ": there is no kustomize on the PATH");
      abort("There is no kustomize on the PATH");
    }
    Process process =
        new ProcessBuilder(
                program.get().toString(), "build", Manifest.FOLDER.resolve(folder).toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("kustomize cannot build " + folder);
    }
    return Manifest.parse(folder, text);
  }

  private static Optional<Path> program() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "kustomize"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
