// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import io.monolead.benchmarks.process.ParentTie;
import io.monolead.benchmarks.process.ServerProcess;
import io.monolead.benchmarks.process.SystemCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The job in a process of its own, and what can be seen of it from outside. Thread-safe; closing
 * kills it, as a power cut would.
 */
final class JobProcess implements AutoCloseable {
  private static final long SAMPLE_MILLIS = 100;
  private static final double NANOS = 1e-9;
  private static final int LAST_LINES = 15;

  private final ServerProcess process;
  private final Path log;
  private final Path status;
  private final Timeline cpuSeconds = new Timeline();
  private final Thread sampler;
  private volatile boolean closed;

  /**
   * Starts it.
   *
   * @param folder for its log and its status; made if missing
   * @param slots slots of its cluster
   * @param javaOptions options of its Java machine
   * @param collectEvery how often to make a full collection; zero for never
   * @param options the job's options, without {@code monolead.}
   */
  JobProcess(
      Path folder,
      int slots,
      List<String> javaOptions,
      Duration collectEvery,
      Map<String, String> options)
      throws IOException {
    Files.createDirectories(folder);
    log = folder.resolve("job.log");
    status = folder.resolve("status.jsonl");
    List<String> command = new ArrayList<>(java());
    command.addAll(javaOptions);
    command.add("-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), LoadJob.class.getName()));
    command.add(status.toString());
    command.add(Integer.toString(slots));
    command.add(Long.toString(collectEvery.toSeconds()));
    options.forEach(
        (name, value) -> {
          command.add("--" + name);
          command.add(value);
        });
    process = new ServerProcess("job", command, log);
    process.start();
    sampler = new Thread(this::sample, "job-cpu");
    sampler.setDaemon(true);
    sampler.start();
  }

  /** How every process of the benchmark begins. */
  static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xshare:auto",
        "-Djava.awt.headless=true",
        "-Dai.djl.offline=true",
        "-Dai.djl.pytorch.num_threads=1",
        "-D" + ParentTie.PROPERTY + "=true",
        "-Dlog4j2.configurationFile=classpath:io/monolead/benchmarks/load/log4j2.xml",
        "--add-opens=java.base/java.util=ALL-UNNAMED");
  }

  private void sample() {
    try {
      while (!closed) {
        ProcessHandle.of(process.pid())
            .flatMap(handle -> handle.info().totalCpuDuration())
            .ifPresent(cpu -> cpuSeconds.note(System.currentTimeMillis(), cpu.toNanos() * NANOS));
        Thread.sleep(SAMPLE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Its number. */
  long pid() {
    return process.pid();
  }

  /** Processor time that it took in a time, seconds; to within 20 ms. */
  double cpuSeconds(long fromMillis, long toMillis) {
    return cpuSeconds.growth(fromMillis, toMillis);
  }

  /** Writes what its flight recorder has; it must have been started with one. */
  void dumpProfile(Path file) {
    SystemCommand.run(
        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
        Long.toString(pid()),
        "JFR.dump",
        "filename=" + file.toAbsolutePath());
  }

  /** All that it said of itself. */
  List<JobStatus> status() throws IOException {
    return JobStatus.read(status);
  }

  /** Direct buffers' memory when it last said, bytes; 0 before that. */
  long directBytes() throws IOException {
    List<JobStatus> all = status();
    return all.isEmpty() ? 0 : all.get(all.size() - 1).directBytes();
  }

  /** Heap in use after the latest full collection, bytes; 0 before the first. */
  long heapBytes() throws IOException {
    long latest = 0;
    for (JobStatus each : status()) {
      latest = each.heapAfterCollectionBytes() > 0 ? each.heapAfterCollectionBytes() : latest;
    }
    return latest;
  }

  /**
   * Does nothing while it runs.
   *
   * @throws IllegalStateException with the end of its log, if it has ended
   */
  void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException("The job has ended by itself:\n" + lastLines());
    }
  }

  /** The end of its log. */
  String lastLines() {
    try {
      List<String> lines = new ArrayList<>(Files.readAllLines(log));
      // The causes that Flink names stand far above the end.
      lines.removeIf(line -> line.startsWith("\tat ") || line.startsWith("\t..."));
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }

  @Override
  public void close() {
    closed = true;
    process.kill();
  }
}
