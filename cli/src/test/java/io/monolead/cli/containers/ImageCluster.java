// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.containers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;

/**
 * A cluster made of the job's image, as docs/deploy.md says: one job manager and one task manager,
 * whose root file systems are read-only and which may do nothing but what any process may.
 */
final class ImageCluster implements AutoCloseable {
  /** Metrics are not older than this, from the second time on that they are asked for. */
  static final Duration METRICS_AFTER = Duration.ofMillis(500);

  /** Where both see the folder of savepoints. */
  static final String SAVEPOINTS = "file:///savepoints";

  private static final int REST_PORT = 8081;
  private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(60);
  private static final String JOB_JAR = "/opt/flink/usrlib/monolead-job.jar";
  private static final String JOB_CLASS = "io.monolead.job.JobMain";

  /** The Flink image's user. */
  private static final String OWNED = "uid=9999,gid=9999,mode=755";

  /** Three quarters of Flink's own default: six jobs that are never unloaded do not fit. */
  static final int METASPACE_MEBIBYTES = 192;

  private static final String PROPERTIES =
      """
      jobmanager.memory.process.size: 1280m
      taskmanager.memory.process.size: 2048m
      taskmanager.memory.task.off-heap.size: 768m
      taskmanager.memory.managed.size: 64m
      taskmanager.memory.jvm-metaspace.size: %dm
      taskmanager.numberOfTaskSlots: 2
      env.java.opts.taskmanager: -XX:MinMetaspaceFreeRatio=10
      metrics.fetcher.update-interval: %d
      """
          .formatted(METASPACE_MEBIBYTES, METRICS_AFTER.toMillis());

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  private final GenericContainer<?> jobManager;
  private final GenericContainer<?> taskManager;
  private String jarId;

  private ImageCluster(String image, Network network, Path savepoints, String... command) {
    jobManager =
        container(image, network, savepoints)
            .withNetworkAliases("jobmanager")
            .withCommand(command)
            .withExposedPorts(REST_PORT)
            .waitingFor(Wait.forHttp("/overview").forPort(REST_PORT))
            .withStartupTimeout(STARTS_WITHIN);
    taskManager = container(image, network, savepoints).withCommand("taskmanager");
  }

  private static GenericContainer<?> container(String image, Network network, Path savepoints) {
    return new GenericContainer<>(image)
        .withNetwork(network)
        .withEnv("JOB_MANAGER_RPC_ADDRESS", "jobmanager")
        .withEnv("FLINK_PROPERTIES", PROPERTIES)
        .withTmpFs(
            Map.of("/tmp", "exec,mode=1777", "/opt/flink/conf", OWNED, "/opt/flink/log", OWNED))
        .withCreateContainerCmdModifier(
            create ->
                create
                    .getHostConfig()
                    .withReadonlyRootfs(true)
                    .withCapDrop(Capability.ALL)
                    .withSecurityOpts(List.of("no-new-privileges:true"))
                    .withBinds(new Bind(savepoints.toString(), new Volume("/savepoints"))));
  }

  /**
   * A cluster that runs what is submitted, with two slots.
   *
   * @param savepoints a folder of this machine that any user may write to
   */
  static ImageCluster session(String image, Network network, Path savepoints) {
    return new ImageCluster(image, network, savepoints, "jobmanager");
  }

  /**
   * A cluster that runs this one job and nothing else.
   *
   * @param savepoint where to go on from
   */
  static ImageCluster application(
      String image, Network network, Path savepoints, String savepoint, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of("standalone-job", "--job-classname", JOB_CLASS, "--fromSavepoint", savepoint));
    command.addAll(arguments);
    return new ImageCluster(image, network, savepoints, command.toArray(String[]::new));
  }

  ImageCluster start() {
    // They find each other whichever is first.
    Startables.deepStart(jobManager, taskManager).join();
    return this;
  }

  /** Submits the job as the documentation says, with the command in the image. */
  String runWithCommand(List<String> arguments) {
    return runWithCommand("", arguments);
  }

  /** As the documentation says, from a savepoint. */
  String runFrom(String savepoint, List<String> arguments) {
    return runWithCommand("--fromSavepoint " + savepoint + " ", arguments);
  }

  private String runWithCommand(String options, List<String> arguments) {
    String all = String.join(" ", arguments);
    return after(
        "submitted with JobID ",
        inside(
            jobManager,
            "flink run --detached "
                + options
                + "--class "
                + JOB_CLASS
                + " "
                + JOB_JAR
                + " "
                + all));
  }

  /** Stops a job as the documentation says; returns its savepoint. */
  String stopWithCommand(String job) {
    return after(
        "Savepoint completed. Path: ",
        inside(jobManager, "flink stop --savepointPath " + SAVEPOINTS + " " + job));
  }

  private static String after(String mark, String output) {
    return output
        .lines()
        .filter(line -> line.contains(mark))
        .map(line -> line.substring(line.indexOf(mark) + mark.length()).strip())
        .findFirst()
        .orElseThrow(() -> new AssertionError("Nothing says '" + mark + "':\n" + output));
  }

  /** Submits the job over REST, which takes no process of its own. */
  String run(List<String> arguments) {
    if (jarId == null) {
      String uploaded =
          inside(
              jobManager,
              "curl --fail --silent --show-error -F jarfile=@"
                  + JOB_JAR
                  + " http://localhost:8081/jars/upload");
      String name = parsed(uploaded).path("filename").asText();
      jarId = name.substring(name.lastIndexOf('/') + 1);
    }
    ObjectNode body = json.createObjectNode().put("entryClass", JOB_CLASS);
    arguments.forEach(body.putArray("programArgsList")::add);
    return request("POST", "/jars/" + jarId + "/run", body.toString()).path("jobid").asText();
  }

  void cancel(String job) {
    request("PATCH", "/jobs/" + job + "?mode=cancel", "");
  }

  /** What an application cluster runs. */
  String onlyJob() {
    List<String> jobs = get("/jobs/overview").path("jobs").findValuesAsText("jid");
    if (jobs.size() != 1) {
      throw new AssertionError("An application cluster has one job, not " + jobs);
    }
    return jobs.get(0);
  }

  /** Such as {@code RUNNING}. */
  String state(String job) {
    return get("/jobs/" + job + "/status").path("status").asText();
  }

  /** Ids of the task managers that are registered; one that died and came back has another. */
  List<String> taskManagers() {
    return get("/taskmanagers").path("taskmanagers").findValuesAsText("id");
  }

  /** Metrics of the one task manager by name. */
  Map<String, Long> metrics(List<String> names) {
    Map<String, Long> values = new TreeMap<>();
    String id = taskManagers().get(0);
    for (JsonNode metric : get("/taskmanagers/" + id + "/metrics?get=" + String.join(",", names))) {
      values.put(metric.path("id").asText(), metric.path("value").asLong());
    }
    return values;
  }

  /** Files of this name that processes of the task manager's container have mapped. */
  List<String> mapped(String fileName) {
    return inside(
            taskManager,
            "cat /proc/[0-9]*/maps 2>/dev/null | grep -o '/[^ ]*/" + fileName + "' | sort -u")
        .lines()
        .toList();
  }

  /** What comes of writing beside the places that are mounted. */
  String writingToItsRoot() {
    return inside(taskManager, "touch /opt/flink/lib/other.jar 2>&1 || true");
  }

  /** For a failure's message: the ends of the logs. */
  String report() {
    return "job manager:\n"
        + end(jobManager.getLogs())
        + "\ntask manager:\n"
        + end(taskManager.getLogs());
  }

  private static String end(String log) {
    return log.substring(Math.max(0, log.length() - 8000));
  }

  private static String inside(GenericContainer<?> container, String command) {
    try {
      ExecResult result = container.execInContainer("bash", "-c", command);
      if (result.getExitCode() != 0) {
        throw new AssertionError(
            command
                + " ended with exit code "
                + result.getExitCode()
                + "\n"
                + result.getStdout()
                + result.getStderr());
      }
      return result.getStdout();
    } catch (IOException e) {
      throw new AssertionError(command + " could not be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for " + command, e);
    }
  }

  private JsonNode get(String path) {
    return request("GET", path, "");
  }

  private JsonNode request(String method, String path, String body) {
    URI uri =
        URI.create(
            "http://" + jobManager.getHost() + ":" + jobManager.getMappedPort(REST_PORT) + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(ANSWERS_WITHIN)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new AssertionError(method + " " + path + ": " + response.body());
      }
      return parsed(response.body());
    } catch (IOException e) {
      throw new AssertionError(method + " " + path + " has no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for " + path, e);
    }
  }

  private JsonNode parsed(String text) {
    try {
      return json.readTree(text);
    } catch (IOException e) {
      throw new AssertionError("No JSON: " + text, e);
    }
  }

  @Override
  public void close() {
    if (jobManager.isRunning()) {
      // They belong to the containers' user; whoever runs the test is to delete them.
      inside(jobManager, "chmod -R a+rwX /savepoints/* 2>/dev/null || true");
    }
    taskManager.stop();
    jobManager.stop();
  }
}
