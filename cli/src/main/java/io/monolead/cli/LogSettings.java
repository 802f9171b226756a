// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli;

import io.monolead.cli.invocation.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells the logging framework where to write, before anything logs.
 *
 * <p>{@code log4j2.xml} takes these system properties up when the first logger is made.
 */
final class LogSettings {
  private static final String FILE_PROPERTY = "monolead.log.file";
  private static final String LEVEL_PROPERTY = "monolead.log.level";

  private LogSettings() {}

  /**
   * Settles file and level.
   *
   * @throws CommandFailure if the folder of the log file cannot be made
   */
  static void settle(Path logFile, boolean debug) {
    Path file = logFile.toAbsolutePath();
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw new CommandFailure(
          "Cannot make the folder of the log file "
              + file
              + "; choose another file with --log-file",
          e);
    }
    System.setProperty(FILE_PROPERTY, file.toString());
    System.setProperty(LEVEL_PROPERTY, debug ? "debug" : "info");
  }
}
