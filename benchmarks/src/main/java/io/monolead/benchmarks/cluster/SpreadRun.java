// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.cluster;

import io.monolead.benchmarks.load.CountedWindows;
import io.monolead.benchmarks.load.LoadBench;
import io.monolead.benchmarks.load.ResultWatch;
import io.monolead.benchmarks.process.HostNetwork;
import io.monolead.benchmarks.process.HostTraffic;
import io.monolead.benchmarks.process.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One arrangement reads a filled topic to its end.
 *
 * @param windowsPerSecond by the times at which the broker appended the scores
 * @param jobMillis processor time of all the job's processes for a window, milliseconds
 * @param brokerMillis processor time of the broker for a window, milliseconds
 * @param allMillis processor time of the job, the broker and the reader of the scores for a window,
 *     milliseconds
 * @param strangersCores cores that everything else on the machine kept busy meanwhile
 * @param wire bytes of a window on the links; empty where the job's processes have none
 * @param taskManager memory of a task manager, the mean of all
 * @param jobManager memory of the job manager
 * @param assembledRecords segments that each subtask got; empty if nobody asked
 */
record SpreadRun(
    double windowsPerSecond,
    double jobMillis,
    double brokerMillis,
    double allMillis,
    double strangersCores,
    Optional<WireBytes> wire,
    Footprint taskManager,
    Footprint jobManager,
    List<Long> assembledRecords) {
  private static final double MILLIS = 1000;
  private static final double START_SECONDS = 120;

  /** The job on a slow, busy machine still scores so many windows a second. */
  private static final double SLOWEST_PER_SECOND = 20;

  private static final String MACHINE = "machine";

  /** Hundredths of a second, in which {@code /proc/stat} counts on every Linux of today. */
  private static final double TICKS_PER_SECOND = 100;

  /**
   * Runs.
   *
   * @param countsRecords whether to ask for {@link #assembledRecords}, which takes seconds
   */
  static SpreadRun of(
      HostNetwork network,
      Arrangement arrangement,
      LoadBench bench,
      LoadBench.Stock stock,
      boolean countsRecords)
      throws IOException, InterruptedException {
    String scores = stock.names().scores();
    String deadLetters = stock.names().deadLetters();
    Path folder = bench.newFolder("cluster");
    Map<String, String> options =
        bench.options(stock.names(), folder.getFileName().toString(), arrangement.parallelism());
    Map<String, HostTraffic> before = network.traffic();
    try (ResultWatch watch =
            new ResultWatch(
                bench.broker().clients(),
                List.of(scores, deadLetters),
                scores,
                deadLetters,
                stock.fleet(),
                null);
        JobCluster cluster = new JobCluster(network, arrangement, folder, Map.of(), options);
        Sampler sampler = new Sampler("cluster", () -> look(cluster, bench))) {
      LoadBench.await(
          watch,
          cluster,
          stock.windows(),
          START_SECONDS + stock.windows() / SLOWEST_PER_SECOND,
          "windows of a filled topic");
      // Of the whole topic, as what is read runs ahead of what is scored.
      Map<String, HostTraffic> after = network.traffic();
      Map<String, Footprint> footprints = cluster.footprints();
      CountedWindows counted = CountedWindows.of(watch.scoreAppendMillis());
      Growth growth = new Growth(sampler, counted);
      double job = 0;
      for (String host : cluster.pids().keySet()) {
        job += growth.of(host);
      }
      double all = job + growth.of(Arrangement.BROKER) + growth.of(HostNetwork.COMMAND);
      List<Footprint> taskManagers =
          arrangement.taskManagerNames().stream().map(footprints::get).toList();
      return new SpreadRun(
          counted.perSecond(),
          MILLIS * job / counted.windows(),
          MILLIS * growth.of(Arrangement.BROKER) / counted.windows(),
          MILLIS * all / counted.windows(),
          (growth.of(MACHINE) - all) / counted.seconds(),
          arrangement.apart()
              ? Optional.of(
                  wire(arrangement, before, after).perWindow(stock.segments(), stock.windows()))
              : Optional.empty(),
          mean(taskManagers),
          footprints.get(Arrangement.JOB_MANAGER),
          countsRecords ? cluster.assembledRecords() : List.of());
    }
  }

  /** What grew while it counted. */
  private record Growth(Sampler sampler, CountedWindows counted) {
    double of(String quantity) {
      return sampler.growth(quantity, counted.beginMillis(), counted.endMillis());
    }
  }

  private static WireBytes wire(
      Arrangement arrangement, Map<String, HostTraffic> before, Map<String, HostTraffic> after) {
    Map<String, HostTraffic> growth = new HashMap<>();
    after.forEach((host, traffic) -> growth.put(host, traffic.since(before.get(host))));
    return WireBytes.of(
        arrangement.taskManagerNames().stream().map(growth::get).toList(),
        growth.get(Arrangement.BROKER),
        growth.get(Arrangement.JOB_MANAGER),
        growth.get(HostNetwork.COMMAND));
  }

  private static Map<String, Double> look(JobCluster cluster, LoadBench bench) {
    Map<String, Double> seen = new HashMap<>();
    Map<String, Long> pids = new HashMap<>(cluster.pids());
    pids.put(Arrangement.BROKER, bench.broker().pid());
    pids.put(HostNetwork.COMMAND, ProcessHandle.current().pid());
    pids.forEach(
        (host, pid) -> Sampler.cpuSeconds(pid).ifPresent(seconds -> seen.put(host, seconds)));
    machineSeconds().ifPresent(seconds -> seen.put(MACHINE, seconds));
    return seen;
  }

  private static Optional<Double> machineSeconds() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
      return lines.findFirst().map(SpreadRun::busySeconds);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Processor time that was not idle, seconds, from the first line of {@code /proc/stat}: user,
   * nice, system, idle, waiting for disks, interrupts, soft interrupts, see proc_stat(5). Time that
   * a hypervisor took is nobody's.
   */
  static double busySeconds(String line) {
    String[] ticks = line.strip().split("\\s+");
    double busy = 0;
    for (int column : new int[] {1, 2, 3, 6, 7}) {
      busy += Double.parseDouble(ticks[column]);
    }
    return busy / TICKS_PER_SECOND;
  }

  private static Footprint mean(List<Footprint> all) {
    return new Footprint(
        all.stream().mapToDouble(Footprint::residentMib).average().orElseThrow(),
        all.stream().mapToDouble(Footprint::proportionalMib).average().orElseThrow());
  }
}
