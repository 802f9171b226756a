// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.containers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The repository's compose file as a project of its own name. */
final class ComposeStack {
  private static final Duration BUILD_AND_START = Duration.ofMinutes(6);
  private static final Duration STOP = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofSeconds(30);

  private final Path root;
  private final List<String> compose;
  private final String project;
  private final Map<String, String> environment;

  /**
   * A stack that is not up.
   *
   * @param root the folder of the compose file
   * @param compose the command that is Compose
   * @param project name of the project
   * @param environment what the compose file substitutes
   */
  ComposeStack(Path root, List<String> compose, String project, Map<String, String> environment) {
    this.root = root;
    this.compose = compose;
    this.project = project;
    this.environment = environment;
  }

  /** Builds the images. */
  void build() {
    compose(BUILD_AND_START, "build").succeeded();
  }

  /**
   * Starts everything in the background.
   *
   * @throws AssertionError with the containers' logs if something does not start
   */
  void up() {
    ShellCommand up = compose(BUILD_AND_START, "up", "-d", "--no-build");
    if (up.exitCode() != 0) {
      throw new AssertionError(
          "up ended with exit code " + up.exitCode() + "\n" + up.output() + report());
    }
  }

  /** Starts a service of a profile beside what is up. */
  void start(String service) {
    ShellCommand start = compose(BUILD_AND_START, "up", "-d", "--no-deps", service);
    if (start.exitCode() != 0) {
      throw new AssertionError(service + " does not start\n" + start.output() + report());
    }
  }

  /** Stops a service, as somebody who wants it to stay down. */
  void stop(String service) {
    compose(STOP, "stop", "-t", "10", service).succeeded();
  }

  /** Stops everything and removes it, with its volumes; services of all profiles too. */
  ShellCommand down() {
    return compose(
        STOP, "--profile", "observability", "down", "-v", "--remove-orphans", "-t", "10");
  }

  /** Reads the compose file and does nothing. */
  void check() {
    compose(LOOK, "config", "-q").succeeded();
  }

  /** Runs a command in a container of a service. */
  String inside(String service, String... command) {
    List<String> arguments = new ArrayList<>(List.of("exec", "-T", service));
    arguments.addAll(List.of(command));
    return compose(LOOK, arguments.toArray(String[]::new)).succeeded().strip();
  }

  /**
   * Makes the Java process of a service's container crash at once: it closes nothing, and the
   * engine takes it for a failure. ({@code docker kill} counts as a stop, after which nothing is
   * started again.)
   */
  void crash(String service) {
    // The container takes this command with it: how it ends says nothing.
    compose(LOOK, "exec", "-T", service, "bash", "-c", "kill -SEGV 1");
  }

  /** What a service has printed. */
  String logs(String service) {
    return compose(LOOK, "logs", "--no-color", service).succeeded();
  }

  /**
   * The state of a service's container: status, exit code, restarts, and health if it is looked
   * after, such as {@code running 0 0 healthy}.
   */
  String state(String service) {
    return inspect(
        service,
        "{{.State.Status}} {{.State.ExitCode}} {{.RestartCount}}"
            + "{{if .State.Health}} {{.State.Health.Status}}{{end}}");
  }

  /** The addresses of this machine under which a service's ports can be reached, each on a line. */
  List<String> hostAddresses(String service) {
    return inspect(
            service, "{{range .NetworkSettings.Ports}}{{range .}}{{println .HostIp}}{{end}}{{end}}")
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }

  /** Runs an image that was built by itself, as {@code docker run IMAGE ...} does. */
  String runImage(String image, String... command) {
    List<String> arguments = new ArrayList<>(List.of("docker", "run", "--rm", "--read-only"));
    arguments.addAll(List.of("--tmpfs", "/tmp:exec", "--network", "none", image));
    arguments.addAll(List.of(command));
    return run(LOOK, arguments).succeeded();
  }

  /** What {@code docker image inspect} says of an image. */
  String imageSays(String image, String format) {
    return run(LOOK, List.of("docker", "image", "inspect", "--format", format, image))
        .succeeded()
        .strip();
  }

  /** Takes images away again. */
  void removeImages(List<String> images) {
    List<String> command = new ArrayList<>(List.of("docker", "image", "rm", "--force"));
    command.addAll(images);
    run(STOP, command);
  }

  /** Containers, volumes and networks that are there of this project. */
  List<String> remains() {
    String mine = "label=com.docker.compose.project=" + project;
    List<String> remains = new ArrayList<>();
    for (List<String> list :
        List.of(
            List.of("docker", "ps", "-a", "--format", "container {{.Names}}"),
            List.of("docker", "volume", "ls", "--format", "volume {{.Name}}"),
            List.of("docker", "network", "ls", "--format", "network {{.Name}}"))) {
      List<String> command = new ArrayList<>(list);
      command.addAll(List.of("--filter", mine));
      run(LOOK, command).succeeded().lines().forEach(remains::add);
    }
    return remains;
  }

  /** For a failure's message: the state of all containers and the ends of their logs. */
  String report() {
    return compose(LOOK, "ps", "-a").output()
        + compose(LOOK, "logs", "--no-color", "--tail", "40").output();
  }

  private String inspect(String service, String format) {
    String id = compose(LOOK, "ps", "-a", "-q", service).succeeded().strip();
    return run(LOOK, List.of("docker", "inspect", "--format", format, id)).succeeded().strip();
  }

  private ShellCommand compose(Duration atMost, String... arguments) {
    List<String> command = new ArrayList<>(compose);
    command.addAll(List.of("-p", project));
    command.addAll(List.of(arguments));
    return run(atMost, command);
  }

  private ShellCommand run(Duration atMost, List<String> command) {
    return ShellCommand.run(root, environment, atMost, command);
  }
}
