// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The project's own sources, found from the working folder of the tests. */
public final class SourceTree {
  private SourceTree() {}

  /** The project's root: the nearest folder upwards that has {@code .mvn}. */
  public static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolve(".mvn"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("No folder above the working folder has .mvn");
    }
    return folder;
  }

  /** Whether some module has a package-info.java for the package of a class. */
  static boolean hasPackageInfo(JavaClass type) {
    String path = type.getPackageName().replace('.', '/') + "/package-info.java";
    try (Stream<Path> modules = Files.list(root())) {
      return modules.anyMatch(
          module -> Files.exists(module.resolve("src/main/java").resolve(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
