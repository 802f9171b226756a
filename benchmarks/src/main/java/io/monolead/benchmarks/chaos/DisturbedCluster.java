// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.chaos;

import io.monolead.benchmarks.process.BrokerMain;
import io.monolead.benchmarks.process.FlinkPrograms;
import io.monolead.benchmarks.process.FlinkRest;
import io.monolead.benchmarks.process.HostNetwork;
import io.monolead.benchmarks.process.JavaCommand;
import io.monolead.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Every part of the system in a process of its own: a broker, ZooKeeper, a job manager that runs
 * this one job as the image does, and task managers, one more than the job needs.
 *
 * <p>ZooKeeper is what Flink's high availability stands on; it is not disturbed. Processes that end
 * by themselves are started again, as any supervisor would.
 */
final class DisturbedCluster implements AutoCloseable {
  private static final String BROKER = "broker";
  private static final String JOB_MANAGER = "job-manager";
  private static final String TASK_MANAGER = "task-manager-";
  private static final int TASK_MANAGERS = JobArguments.PARALLELISM + 1;
  private static final String JOB_ID = "c4a05000000000000000000000000001";
  private static final String ZOOKEEPER =
      "org.apache.flink.shaded.zookeeper3.org.apache.zookeeper.server.ZooKeeperServerMain";
  private static final long WATCH_MILLIS = 500;

  /** Longer than any fault and a start together. */
  private static final Duration UNHEALTHY = Duration.ofSeconds(40);

  private final HostNetwork network;
  private final LogDisk disk;
  private final Path folder;
  private final int brokerPort;
  private final int controllerPort;
  private final int restPort;
  private final int zooKeeperPort;
  private final Map<String, ServerProcess> processes = new LinkedHashMap<>();
  private final FlinkRest rest;
  private final Thread watch = new Thread(this::watch, "restart");
  private volatile boolean closed;
  private volatile boolean jobEnds;
  private final AtomicInteger probeRestarts = new AtomicInteger();

  /** When the job manager answered last; belongs to the watch. */
  private long healthyNanos;

  private DisturbedCluster(HostNetwork network, LogDisk disk, Path folder) throws IOException {
    this.network = network;
    this.disk = disk;
    this.folder = folder;
    List<Integer> ports = freePorts(4);
    brokerPort = ports.get(0);
    controllerPort = ports.get(1);
    restPort = ports.get(2);
    zooKeeperPort = ports.get(3);
    rest = new FlinkRest(network.address(JOB_MANAGER), restPort);
  }

  /** The hosts that the network has to have. */
  static List<String> hosts() {
    List<String> hosts = new ArrayList<>(List.of(BROKER, JOB_MANAGER));
    hosts.addAll(taskManagers());
    return hosts;
  }

  private static List<String> taskManagers() {
    return IntStream.rangeClosed(1, TASK_MANAGERS).mapToObj(i -> TASK_MANAGER + i).toList();
  }

  /**
   * Starts broker and ZooKeeper; {@link #startJob} the rest.
   *
   * @param folder for configuration, checkpoints and what the processes print
   */
  static DisturbedCluster start(HostNetwork network, LogDisk disk, Path folder) throws IOException {
    DisturbedCluster cluster = new DisturbedCluster(network, disk, folder);
    Files.createDirectories(folder);
    cluster.add(
        BROKER,
        BROKER,
        List.of("-Xmx512m"),
        List.of(
            BrokerMain.class.getName(),
            network.address(BROKER),
            Integer.toString(cluster.brokerPort),
            Integer.toString(cluster.controllerPort),
            disk.data().toString()));
    Path zooKeeper = folder.resolve("zookeeper.cfg");
    Files.writeString(
        zooKeeper,
        "dataDir="
            + folder.resolve("zookeeper")
            + "\nclientPortAddress="
            + network.commandAddress()
            + "\nclientPort="
            + cluster.zooKeeperPort
            + "\ntickTime=1000\nadmin.enableServer=false\n");
    cluster.add("zookeeper", null, List.of("-Xmx128m"), List.of(ZOOKEEPER, zooKeeper.toString()));
    cluster.processes.values().forEach(ServerProcess::start);
    cluster.watch.setDaemon(true);
    cluster.watch.start();
    return cluster;
  }

  /** Starts job manager and task managers, and with them the job. */
  void startJob(Path bundle) throws IOException {
    Path configuration = FlinkPrograms.configure(folder.resolve("conf"), configuration());
    add(
        JOB_MANAGER,
        JOB_MANAGER,
        List.of("-Xmx384m"),
        FlinkPrograms.jobManager(
            configuration,
            JOB_ID,
            network.address(JOB_MANAGER),
            JobArguments.of(bootstrapServers(), bundle, folder.resolve("checkpoints"))));
    for (String name : taskManagers()) {
      add(
          name,
          name,
          List.of("-Xmx384m", "-XX:MaxDirectMemorySize=256m"),
          FlinkPrograms.taskManager(configuration, name, network.address(name)));
    }
    List<ServerProcess> all;
    synchronized (processes) {
      all = List.copyOf(processes.values());
    }
    all.forEach(ServerProcess::start);
  }

  private Map<String, String> configuration() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("high-availability.type", "zookeeper");
    all.put("high-availability.zookeeper.quorum", network.commandAddress() + ":" + zooKeeperPort);
    all.put("high-availability.storageDir", folder.resolve("ha").toUri().toString());
    all.put("high-availability.cluster-id", "/chaos");
    all.put("high-availability.zookeeper.client.session-timeout", "6 s");
    all.put("high-availability.zookeeper.client.connection-timeout", "3 s");
    all.put("jobmanager.rpc.address", network.address(JOB_MANAGER));
    all.put("rest.address", network.address(JOB_MANAGER));
    all.put("rest.bind-address", network.address(JOB_MANAGER));
    all.put("rest.port", Integer.toString(restPort));
    all.put("web.submit.enable", "false");
    all.put("io.tmp.dirs", folder.resolve("tmp").toString());
    // Half of the stops and cuts outlast the patience of those who wait for a sign of life.
    all.put("heartbeat.interval", "1 s");
    all.put("heartbeat.timeout", "8 s");
    all.put("restart-strategy.type", "fixed-delay");
    all.put("restart-strategy.fixed-delay.attempts", Integer.toString(Integer.MAX_VALUE));
    all.put("restart-strategy.fixed-delay.delay", "1 s");
    all.put("execution.checkpointing.timeout", "30 s");
    all.put("taskmanager.numberOfTaskSlots", "1");
    all.put("taskmanager.cpu.cores", "1");
    all.put("taskmanager.memory.framework.heap.size", "128m");
    all.put("taskmanager.memory.framework.off-heap.size", "128m");
    all.put("taskmanager.memory.jvm-metaspace.size", "256m");
    all.put("taskmanager.memory.jvm-overhead.min", "192m");
    all.put("taskmanager.memory.jvm-overhead.max", "192m");
    all.put("taskmanager.memory.task.heap.size", "256m");
    all.put("taskmanager.memory.task.off-heap.size", "64m");
    all.put("taskmanager.memory.managed.size", "8m");
    all.put("taskmanager.memory.network.min", "32m");
    all.put("taskmanager.memory.network.max", "32m");
    return all;
  }

  private void add(String name, String host, List<String> options, List<String> program) {
    List<String> command = new ArrayList<>(host == null ? List.of() : network.prefix(host));
    command.add(JavaCommand.program());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Djava.awt.headless=true",
            "-Dai.djl.offline=true",
            "-Dai.djl.pytorch.num_threads=1",
            "-Dlog4j2.configurationFile=classpath:io/monolead/benchmarks/chaos/log4j2.xml",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.base/java.time=ALL-UNNAMED"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(program);
    synchronized (processes) {
      processes.put(name, new ServerProcess(name, command, folder.resolve(name + ".log")));
    }
  }

  /** Where the broker is. */
  String bootstrapServers() {
    return network.address(BROKER) + ":" + brokerPort;
  }

  private void watch() {
    while (!closed) {
      List<ServerProcess> all;
      synchronized (processes) {
        all = List.copyOf(processes.values());
      }
      all.forEach(ServerProcess::restartIfEnded);
      probeJobManager();
      try {
        Thread.sleep(WATCH_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /**
   * The liveness probe that a job manager has in any deployment: one whose REST interface knows of
   * no cluster for long is killed and started again.
   */
  private void probeJobManager() {
    ServerProcess jobManager;
    synchronized (processes) {
      jobManager = processes.get(JOB_MANAGER);
    }
    if (jobManager == null || closed || jobEnds) {
      return;
    }
    long now = System.nanoTime();
    try {
      if (rest.get("/overview").has("taskmanagers") || healthyNanos == 0) {
        healthyNanos = now;
      }
    } catch (IOException e) {
      healthyNanos = healthyNanos == 0 ? now : healthyNanos;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (now - healthyNanos > UNHEALTHY.toNanos()) {
      probeRestarts.incrementAndGet();
      jobManager.kill();
      jobManager.start();
      healthyNanos = now;
    }
  }

  /** How often the liveness probe had the job manager restarted. */
  int probeRestarts() {
    return probeRestarts.get();
  }

  /** The process that a fault is to hit, as far as possible one that works on the job. */
  String target(Fault fault) {
    return switch (fault.kind().role()) {
      case BROKER -> BROKER;
      case JOB_MANAGER -> JOB_MANAGER;
      case TASK_MANAGER -> {
        List<String> busy = busyTaskManagers();
        yield busy.get(fault.choice() % busy.size());
      }
    };
  }

  private List<String> busyTaskManagers() {
    try {
      List<String> busy = rest.busyTaskManagers();
      busy.retainAll(taskManagers());
      return busy.isEmpty() ? taskManagers() : busy;
    } catch (IOException e) {
      // Without a job manager nobody knows.
      return taskManagers();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return taskManagers();
    }
  }

  /** Lets a fault strike, and takes it back after its time. */
  void strike(Fault fault, String target) throws InterruptedException {
    ServerProcess process = processes.get(target);
    int millis = fault.durationMillis();
    switch (fault.kind().deed()) {
      case KILL -> {
        process.kill();
        Thread.sleep(millis);
        process.start();
      }
      case STOP -> {
        process.suspend();
        Thread.sleep(millis);
        process.resume();
      }
      case FILL -> disk.fill(millis);
      case CUT -> {
        network.cut(target);
        Thread.sleep(millis);
        network.join(target);
      }
    }
  }

  /** What an operator does with a broker that lives and does nothing. */
  void restartBroker() {
    restart(BROKER);
  }

  /** What an operator does with a job manager that lives and does nothing. */
  void restartJobManager() {
    restart(JOB_MANAGER);
  }

  private void restart(String name) {
    ServerProcess process = processes.get(name);
    process.kill();
    process.start();
  }

  /** How often each process ended although nobody killed it. */
  Map<String, Integer> endedByThemselves() {
    Map<String, Integer> ended = new LinkedHashMap<>();
    processes.forEach((name, process) -> ended.put(name, process.endedByItself()));
    return ended;
  }

  /** How often the job manager restarted the job's tasks from a checkpoint. */
  long jobRestarts() throws IOException {
    try (var lines = Files.lines(folder.resolve(JOB_MANAGER + ".log"))) {
      return lines
          .filter(line -> line.contains("switched from state RUNNING to RESTARTING"))
          .count();
    }
  }

  /**
   * Ends the job with a savepoint, which commits everything.
   *
   * @throws Exception if the cluster does not do it
   */
  void stopJob() throws Exception {
    jobEnds = true;
    processes.values().stream()
        .filter(process -> !process.name().equals(BROKER))
        .forEach(ServerProcess::mayEnd);
    rest.stopWithSavepoint(JOB_ID, folder.resolve("savepoint"));
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        ServerSocket socket = new ServerSocket();
        sockets.add(socket);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  /** Kills what still runs. */
  @Override
  public void close() {
    closed = true;
    watch.interrupt();
    List<ServerProcess> all;
    synchronized (processes) {
      all = List.copyOf(processes.values());
    }
    all.forEach(ServerProcess::mayEnd);
    all.forEach(ServerProcess::close);
  }
}
