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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The program that puts overlays together. */
final class Kustomize {
  /** What was put together already, as text: a test may change what it reads of it. */
  private static final Map<String, String> BUILT = new ConcurrentHashMap<>();

  private Kustomize() {}

  /** What can be installed: the base, the overlays, and one of them with what is optional. */
  static List<String> installations() {
    return List.of(
        "base",
        "overlays/dev",
        "overlays/production",
        "overlays/gpu",
        "overlays/production + components/route");
  }

  /**
   * All resources of an installation, put together. The calling test is skipped, visibly, where
   * there is no such program.
   *
   * @param installation a folder with a kustomization, and components to take into it behind " + "
   */
  static List<Manifest> build(String installation) throws IOException, InterruptedException {
    String built = BUILT.get(installation);
    if (built != null) {
      return Manifest.parse(installation, built);
    }
    String[] parts = installation.split(" \\+ ", -1);
    if (parts.length == 1) {
      return buildFolder(installation, Manifest.FOLDER.resolve(installation));
    }
    Path overlay =
        Files.createDirectories(
            Path.of("target", "kustomize", installation.replaceAll("[^a-z]+", "-")));
    Path root = overlay.toAbsolutePath().relativize(Manifest.FOLDER.toAbsolutePath());
    StringBuilder text = new StringBuilder("kind: Kustomization\nresources:\n");
    text.append("  - ").append(root.resolve(parts[0])).append("\ncomponents:\n");
    for (String component : Arrays.asList(parts).subList(1, parts.length)) {
      text.append("  - ").append(root.resolve(component)).append('\n');
    }
    // Components are put together after the overlay has named their namespace.
    text.append("namespace: monolead\n");
    Files.writeString(overlay.resolve("kustomization.yaml"), text);
    return buildFolder(installation, overlay);
  }

  private static List<Manifest> buildFolder(String name, Path folder)
      throws IOException, InterruptedException {
    Optional<Path> program = program();
    if (program.isEmpty()) {
      System.err.println("SKIPPED " + name + ": there is no kustomize on the PATH");
      abort("There is no kustomize on the PATH");
    }
    Process process =
        new ProcessBuilder(program.get().toString(), "build", folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("kustomize cannot build " + name);
    }
    BUILT.put(name, text);
    return Manifest.parse(name, text);
  }

  private static Optional<Path> program() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "kustomize"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
