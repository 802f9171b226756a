// SPDX-License-Identifier: Apache-2.0
package io.monolead.deploy;

import io.monolead.cli.Main;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command line in a process of its own, as the launcher starts it, with every logger at its
 * most talkative. What it says, logs and leaves behind lies in one folder.
 */
final class CommandProcess implements AutoCloseable {
  private static final long GLANCE_MILLIS = 100;

  /**
   * Other than the shipped one, it lets Kafka and Flink tell everything too. As there the web
   * server may not: it writes every header that it reads.
   */
  private static final String LOG_EVERYTHING =
      """
      status = error
      appender.file.type = File
      appender.file.name = file
      appender.file.fileName = ${sys:monolead.test.log}
      appender.file.layout.type = PatternLayout
      appender.file.layout.pattern = %p %c %m%n%throwable
      logger.jetty.name = org.eclipse.jetty
      logger.jetty.level = info
      rootLogger.level = debug
      rootLogger.appenderRef.file.ref = file
      """;

  private final String name;
  private final Path said;
  private final Process process;

  private CommandProcess(String name, Path said, Process process) {
    this.name = name;
    this.said = said;
    this.process = process;
  }

  /**
   * Starts a command.
   *
   * @param name of the folder within {@code folder} that it gets for itself
   * @param environment variables beside those of this process
   */
  static CommandProcess start(
      Path folder, String name, Map<String, String> environment, List<String> arguments)
      throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    Path logging = Files.writeString(own.resolve("log4j2.properties"), LOG_EVERYTHING);
    Path said = own.resolve("said");
    Path temporary = Files.createDirectories(own.resolve("tmp"));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "-Dlog4j2.configurationFile=" + logging.toUri(),
                "-Dmonolead.test.log=" + own.resolve("log"),
                "-Djava.io.tmpdir=" + temporary,
                "-Dmonolead.home=" + Path.of("..").toAbsolutePath().normalize(),
                "-cp",
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"))
                    .replace("\n", File.pathSeparator),
                Main.class.getName()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()));
    builder.environment().putAll(environment);
    builder.environment().put("XDG_STATE_HOME", own.resolve("state").toString());
    return new CommandProcess(name, said, builder.start());
  }

  /** The process itself. */
  ProcessHandle handle() {
    return process.toHandle();
  }

  /**
   * Waits until the command says something.
   *
   * @return the first group of the pattern
   * @throws AssertionError if it ends, or says it too late
   */
  String await(Pattern pattern, Duration atMost) throws IOException, InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    while (true) {
      boolean ended = !process.isAlive();
      Matcher matcher = pattern.matcher(Files.readString(said));
      if (matcher.find()) {
        return matcher.group(1);
      }
      if (ended || System.nanoTime() - until > 0) {
        throw new AssertionError(
            name
                + (ended ? " ended" : " went on")
                + " without saying "
                + pattern
                + ":\n"
                + Files.readString(said));
      }
      Thread.sleep(GLANCE_MILLIS);
    }
  }

  /** Ends the command as Ctrl-C does, and waits for it. */
  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
