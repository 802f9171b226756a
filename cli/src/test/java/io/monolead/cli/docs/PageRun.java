// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.monolead.cli.architecture.SourceTree;
import io.monolead.embedded.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs the blocks of one page, one after the other, in a folder of their own, as somebody who
 * follows the page would: with {@code ./monolead} and {@code models/}, and a broker if the page
 * asks for one.
 *
 * <p>For one thread. Closing ends what still runs.
 */
final class PageRun implements AutoCloseable {
  private static final Path ROOT = SourceTree.root();

  /** No command reaches a broker that the page did not ask for. */
  private static final String NO_BROKER = "127.0.0.1:1";

  /** The line of the script at which everything is built. */
  private static final String BUILT = "# Engine threads that wait by spinning";

  /** The option by which the demo's broker gets the port that other commands take. */
  private static final String OWN_BROKER = "--kafka-port 9092";

  private static final Duration GLANCE = Duration.ofMillis(100);
  private static final Duration QUICK = Duration.ofMinutes(4);
  private static final Duration SLOW = Duration.ofMinutes(60);

  private final Path folder;

  /** A block that goes on while the next ones run. */
  private record Running(String script, Process process) {}

  private final List<Running> background = new ArrayList<>();
  private Optional<EmbeddedKafka> kafka = Optional.empty();
  private Optional<Integer> ownBroker = Optional.empty();
  private boolean topics;
  private boolean job;
  private boolean broken;
  private int blocks;

  /**
   * A run in an empty folder.
   *
   * @param folder where the blocks work; created
   */
  PageRun(Path folder) throws IOException {
    this.folder = folder;
    if (Files.exists(folder)) {
      delete();
    }
    Files.createDirectories(folder);
    copy(ROOT.resolve("models"), folder.resolve("models"));
    Path launcher = folder.resolve("monolead");
    Files.writeString(launcher, launcher());
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
  }

  /** The command in the root, with the classes that are tested instead of a build. */
  private String launcher() throws IOException {
    Path listed = ROOT.resolve("cli/target/class-path");
    if (!Files.exists(listed)) {
      listed = folder.resolve("class-path");
      Files.writeString(listed, System.getProperty("java.class.path"));
    }
    String script = Files.readString(ROOT.resolve("monolead"));
    int built = script.indexOf(BUILT);
    assertThat(built).as("where the build ends in the monolead script").isPositive();
    return String.join(
        "\n",
        "#!/bin/sh",
        "set -eu",
        "root='" + ROOT + "'",
        "java_command='" + Path.of(System.getProperty("java.home"), "bin", "java") + "'",
        "class_path_file='" + listed + "'",
        "released=no",
        script.substring(built));
  }

  /** Runs a block; one that follows a block that failed is skipped. */
  void run(CodeBlock block, RunMarker marker) throws Exception {
    assumeTrue(!broken, "a block before it failed");
    broken = true;
    for (RunMarker.Need need : marker.needs()) {
      provide(need);
    }
    Duration limit = marker.slow() ? SLOW : QUICK;
    if (block.isTranscript()) {
      transcript(block, limit);
    } else if (marker.until().isPresent()) {
      background(String.join("\n", block.lines()), marker.until().get(), block.place());
    } else {
      toEnd(String.join("\n", block.lines()), limit, block.place());
    }
    if (marker.ends().isPresent()) {
      end(marker.ends().get(), block.place());
    }
    broken = false;
  }

  /** Ends what runs in the background, as Ctrl-C does. */
  private void end(String text, String place) throws InterruptedException {
    List<Running> ended = background.stream().filter(each -> each.script().contains(text)).toList();
    assertThat(ended).as(place + ": blocks in the background with '" + text + "'").isNotEmpty();
    for (Running each : ended) {
      stop(each.process());
    }
    background.removeAll(ended);
  }

  /** Commands one by one, each with what is shown below it. */
  private void transcript(CodeBlock block, Duration limit) throws Exception {
    List<String> lines = block.lines();
    int i = 0;
    while (i < lines.size()) {
      assertThat(lines.get(i)).as(block.place() + ": a command behind a dollar").startsWith("$ ");
      StringBuilder command = new StringBuilder(lines.get(i).substring(2));
      while (lines.get(i).endsWith("\\")) {
        i++;
        command.append('\n').append(lines.get(i));
      }
      i++;
      List<String> shown = new ArrayList<>();
      while (i < lines.size() && !lines.get(i).startsWith("$ ")) {
        shown.add(lines.get(i));
        i++;
      }
      List<String> printed = toEnd(command.toString(), limit, block.place());
      Optional<String> missing = LooseText.missing(shown, printed);
      if (missing.isPresent()) {
        fail(
            block.place()
                + ": the page shows '"
                + missing.get()
                + "', which was not printed:\n"
                + String.join("\n", printed));
      }
    }
  }

  /** Runs a script to its end, which must be a good one, and returns what it printed. */
  private List<String> toEnd(String script, Duration limit, String place) throws Exception {
    Path log = folder.resolve("block-" + ++blocks + ".log");
    Process process = start(script, log);
    try {
      if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
        fail(place + ": not done after " + limit + ":\n" + Files.readString(log));
      }
    } finally {
      stop(process);
    }
    List<String> printed = Files.readAllLines(log, StandardCharsets.UTF_8);
    if (process.exitValue() != 0) {
      fail(
          place
              + ": exit code "
              + process.exitValue()
              + " of\n"
              + script
              + "\n--- printed:\n"
              + String.join("\n", printed));
    }
    return printed;
  }

  /** Starts a script and waits until it has printed a text. */
  private void background(String script, String until, String place) throws Exception {
    Path log = folder.resolve("block-" + ++blocks + ".log");
    Process process = start(script, log);
    background.add(new Running(script, process));
    long end = System.nanoTime() + QUICK.toNanos();
    while (!Files.readString(log).contains(until)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        fail(place + ": '" + until + "' did not appear:\n" + Files.readString(log));
      }
      Thread.sleep(GLANCE.toMillis());
    }
  }

  private Process start(String script, Path log) throws IOException {
    if (script.contains(OWN_BROKER)) {
      ownBroker = Optional.of(freePort());
    }
    String port = ownBroker.map(String::valueOf).orElse("9092");
    String address =
        ownBroker
            .map(each -> "127.0.0.1:" + each)
            .or(() -> kafka.map(EmbeddedKafka::bootstrapServers))
            .orElse(NO_BROKER);
    String own =
        script
            .replace(OWN_BROKER, "--kafka-port " + port)
            .replace("broker:9092", address)
            .replace("localhost:9092", address);
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-e", "-c", own)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("MONOLEAD_BOOTSTRAP", address);
    // Java as the tests use it; Python as the system has it, with its packages.
    builder
        .environment()
        .merge(
            "PATH",
            Path.of(System.getProperty("java.home"), "bin") + ":/usr/bin:/bin",
            (path, first) -> first + ":" + path);
    builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private void provide(RunMarker.Need need) throws Exception {
    switch (need.kind()) {
      case BROKER -> broker();
      case TOPICS -> topics();
      case JOB -> job();
      case FILE -> file(need);
      case PROGRAM ->
          assumeTrue(
              succeeds("command -v " + need.name()), "skipped: there is no program " + need.name());
      case PYTHON ->
          assumeTrue(
              succeeds("python3 -c 'import " + need.name() + "'"),
              "skipped: Python has no module " + need.name());
      default -> throw new IllegalStateException("Unknown kind " + need.kind());
    }
  }

  private void broker() {
    if (kafka.isEmpty()) {
      kafka = Optional.of(EmbeddedKafka.start());
    }
  }

  private void topics() throws Exception {
    broker();
    if (!topics) {
      toEnd("./monolead topics create --partitions 1", QUICK, "topics");
      topics = true;
    }
  }

  private void job() throws Exception {
    topics();
    if (!job) {
      background("./monolead run --slots 1", "Ctrl-C stops it", "job");
      job = true;
    }
  }

  private void file(RunMarker.Need need) throws IOException {
    Path target = folder.resolve(need.name());
    Path source = ROOT.resolve(need.source()).normalize();
    if (!Files.exists(source)) {
      broken = false;
    }
    assumeTrue(Files.exists(source), "skipped: there is no " + need.source());
    if (Files.exists(target)) {
      return;
    }
    Files.createDirectories(target.getParent());
    if (source.startsWith(ROOT)) {
      copy(source, target);
    } else {
      Files.createSymbolicLink(target, source.toRealPath());
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean succeeds(String command) throws Exception {
    Process process = start(command, folder.resolve("probe.log"));
    boolean there = process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
    stop(process);
    return there;
  }

  private static void copy(Path source, Path target) throws IOException {
    try (Stream<Path> walk = Files.walk(source)) {
      for (Path each : walk.toList()) {
        Path there = target.resolve(source.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(there);
        } else {
          Files.copy(each, there);
        }
      }
    }
  }

  private static void stop(Process process) throws InterruptedException {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroy);
    for (ProcessHandle each : all) {
      for (int i = 0; each.isAlive() && i < 200; i++) {
        Thread.sleep(GLANCE.toMillis());
      }
      if (each.isAlive()) {
        each.destroyForcibly();
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      for (Running each : background) {
        stop(each.process());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    background.clear();
    kafka.ifPresent(EmbeddedKafka::close);
    kafka = Optional.empty();
    if (!broken && Files.exists(folder)) {
      delete();
    }
  }

  /** What a good run left is of no use; of one that failed everything stays. */
  private void delete() throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
