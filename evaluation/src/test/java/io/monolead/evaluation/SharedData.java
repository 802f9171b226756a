// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Real recordings beside the repository; tests that need them are skipped where they are not. */
public final class SharedData {
  private SharedData() {}

  /** A folder of the shared data; skips the running test if it is missing. */
  public static Path folder(String name) {
    Path root = Path.of("").toAbsolutePath();
    while (root != null && !Files.isDirectory(root.resolve(".mvn"))) {
      root = root.getParent();
    }
    Path folder = root == null ? null : root.resolveSibling("shared").resolve("data").resolve(name);
    Assumptions.assumeTrue(
        folder != null && Files.isDirectory(folder),
        () -> "needs real recordings in ../shared/data/" + name + " beside the repository");
    return folder;
  }
}
