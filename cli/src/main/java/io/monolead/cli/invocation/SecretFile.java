// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.invocation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/** Files that hold a secret. */
public final class SecretFile {
  private SecretFile() {}

  /**
   * What to warn of, if everybody on the machine can read a file. It is a warning and no refusal:
   * within a container there may be nobody else.
   *
   * @return one line for people; empty if others cannot read it, or the file system knows no others
   * @throws IOException if the file is not there
   */
  public static Optional<String> warning(Path file) throws IOException {
    if (!Files.getFileStore(file).supportsFileAttributeView("posix")
        || !Files.getPosixFilePermissions(file, new LinkOption[0])
            .contains(PosixFilePermission.OTHERS_READ)) {
      return Optional.empty();
    }
    return Optional.of(
        "warning: "
            + file
            + " holds a secret and everybody on this machine can read it; chmod 600 "
            + file);
  }
}
