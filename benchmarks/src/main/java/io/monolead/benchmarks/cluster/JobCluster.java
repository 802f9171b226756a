// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.monolead.benchmarks.load.RunningJob;
import io.monolead.benchmarks.process.FlinkPrograms;
import io.monolead.benchmarks.process.FlinkRest;
import io.monolead.benchmarks.process.HostNetwork;
import io.monolead.benchmarks.process.JavaCommand;
import io.monolead.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A job manager that runs the job, and task managers, as processes of their own. Thread-safe;
 * closing kills them.
 */
final class JobCluster implements RunningJob {
  static final String JOB_ID = "c1050000000000000000000000000001";

  private static final String RUNNING = "RUNNING";
  private static final int REST_PORT = 8081;
  private static final long FETCH_MILLIS = 1000;
  private static final long SETTLE_NANOS = 30_000_000_000L;

  /**
   * Heap of a task manager: the same for all, and as much again for each slot. Its pages are
   * touched at the start, as garbage would sooner or later, so that the resident size does not
   * depend on when one looks.
   */
  private static final int HEAP_MIB = 256;

  private static final int DIRECT_MIB = 256;

  private final HostNetwork network;
  private final Arrangement arrangement;
  private final Path folder;
  private final Map<String, ServerProcess> processes = new LinkedHashMap<>();
  private final FlinkRest rest;

  /**
   * Starts it.
   *
   * @param folder for configuration, logs and temporary files; made if missing
   * @param flink options of Flink over the usual ones
   * @param job the job's options, without {@code monolead.}
   */
  JobCluster(
      HostNetwork network,
      Arrangement arrangement,
      Path folder,
      Map<String, String> flink,
      Map<String, String> job)
      throws IOException {
    this.network = network;
    this.arrangement = arrangement;
    this.folder = folder;
    rest = new FlinkRest(address(Arrangement.JOB_MANAGER), REST_PORT);
    Map<String, String> options = options();
    options.putAll(flink);
    Path configuration = FlinkPrograms.configure(folder.resolve("conf"), options);
    List<String> jobArguments = new ArrayList<>();
    job.forEach(
        (name, value) -> {
          jobArguments.add("--" + name);
          jobArguments.add(value);
        });
    add(
        Arrangement.JOB_MANAGER,
        List.of("-Xmx384m", "-XX:MaxDirectMemorySize=128m"),
        FlinkPrograms.jobManager(
            configuration, JOB_ID, address(Arrangement.JOB_MANAGER), jobArguments));
    int heap = HEAP_MIB * (1 + arrangement.slots());
    int direct = DIRECT_MIB * (1 + arrangement.slots());
    for (String name : arrangement.taskManagerNames()) {
      add(
          name,
          List.of(
              "-Xms" + heap + "m",
              "-Xmx" + heap + "m",
              "-XX:+AlwaysPreTouch",
              "-XX:MaxDirectMemorySize=" + direct + "m"),
          FlinkPrograms.taskManager(configuration, name, address(name)));
    }
    processes.values().forEach(ServerProcess::start);
  }

  /** Heap of a task manager, in words. */
  static String memoryInWords() {
    return HEAP_MIB + " MiB, and as much again for each slot";
  }

  private String address(String host) {
    return arrangement.apart() ? network.address(host) : network.commandAddress();
  }

  private Map<String, String> options() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("jobmanager.rpc.address", address(Arrangement.JOB_MANAGER));
    all.put("rest.address", address(Arrangement.JOB_MANAGER));
    all.put("rest.bind-address", address(Arrangement.JOB_MANAGER));
    all.put("rest.port", Integer.toString(REST_PORT));
    all.put("web.submit.enable", "false");
    // What the job manager tells of the job must not be older than a glance.
    all.put("web.refresh-interval", "50 ms");
    all.put("metrics.fetcher.update-interval", FETCH_MILLIS + " ms");
    all.put("io.tmp.dirs", folder.resolve("tmp").toString());
    int slots = arrangement.slots();
    all.put("taskmanager.numberOfTaskSlots", Integer.toString(slots));
    all.put("taskmanager.cpu.cores", Integer.toString(slots));
    all.put("taskmanager.memory.framework.heap.size", "128m");
    all.put("taskmanager.memory.framework.off-heap.size", "128m");
    all.put("taskmanager.memory.jvm-metaspace.size", "256m");
    all.put("taskmanager.memory.jvm-overhead.min", "192m");
    all.put("taskmanager.memory.jvm-overhead.max", "192m");
    all.put("taskmanager.memory.task.heap.size", HEAP_MIB * slots + "m");
    all.put("taskmanager.memory.task.off-heap.size", DIRECT_MIB * slots + "m");
    all.put("taskmanager.memory.managed.size", "8m");
    all.put("taskmanager.memory.network.min", "64m");
    all.put("taskmanager.memory.network.max", "64m");
    return all;
  }

  private void add(String name, List<String> options, List<String> program) throws IOException {
    List<String> command = new ArrayList<>(arrangement.apart() ? network.prefix(name) : List.of());
    command.addAll(JavaCommand.measured());
    command.addAll(
        List.of(
            "-XX:+UseG1GC",
            "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")),
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.base/java.time=ALL-UNNAMED"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(program);
    processes.put(name, new ServerProcess(name, command, folder.resolve(name + ".log")));
  }

  /** What the job manager answers. */
  FlinkRest rest() {
    return rest;
  }

  /** Numbers of all its processes, by their hosts. */
  Map<String, Long> pids() {
    Map<String, Long> pids = new LinkedHashMap<>();
    processes.forEach((name, process) -> pids.put(name, process.pid()));
    return pids;
  }

  /** Memory of each of its processes, by their hosts. */
  Map<String, Footprint> footprints() throws IOException {
    Map<String, Footprint> all = new LinkedHashMap<>();
    for (Map.Entry<String, Long> each : pids().entrySet()) {
      all.put(each.getKey(), Footprint.of(each.getValue()));
    }
    return all;
  }

  /** Whether the job and all its tasks run, as the job manager sees it. */
  boolean isRunning() throws IOException, InterruptedException {
    JsonNode job = rest.get("/jobs/" + JOB_ID);
    boolean running = job.path("state").asText().equals(RUNNING);
    for (JsonNode vertex : job.path("vertices")) {
      running &= vertex.path("status").asText().equals(RUNNING);
    }
    return running;
  }

  /**
   * Records that each subtask of the operator that assembles windows has received, once it has read
   * all that there is: the job manager's figures are a few seconds old, so they are asked for until
   * they no longer grow.
   */
  List<Long> assembledRecords() throws IOException, InterruptedException {
    List<Long> before = List.of();
    long end = System.nanoTime() + SETTLE_NANOS;
    while (System.nanoTime() < end) {
      List<Long> now = assembledSoFar();
      if (now.equals(before) && now.stream().mapToLong(Long::longValue).sum() > 0) {
        return now;
      }
      before = now;
      Thread.sleep(2 * FETCH_MILLIS);
    }
    throw new IllegalStateException(
        "The job manager tells of no steady number of records: " + before);
  }

  private List<Long> assembledSoFar() throws IOException, InterruptedException {
    for (JsonNode vertex : rest.get("/jobs/" + JOB_ID).path("vertices")) {
      if (vertex.path("name").asText().startsWith("assemble")) {
        List<Long> all = new ArrayList<>();
        rest.get("/jobs/" + JOB_ID + "/vertices/" + vertex.path("id").asText())
            .path("subtasks")
            .forEach(subtask -> all.add(subtask.at("/metrics/read-records").asLong()));
        return all;
      }
    }
    throw new IllegalStateException("The job has no operator that assembles windows");
  }

  @Override
  public void requireAlive() {
    processes.values().forEach(ServerProcess::requireAlive);
  }

  @Override
  public String lastLines() {
    StringBuilder all = new StringBuilder();
    processes
        .values()
        .forEach(process -> all.append(process.name() + ":\n" + process.lastLines() + "\n"));
    return all.toString();
  }

  @Override
  public void close() {
    processes.values().forEach(ServerProcess::close);
  }
}
