// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import io.monolead.benchmarks.process.JavaCommand;
import io.monolead.benchmarks.process.Sampler;
import io.monolead.benchmarks.process.ServerProcess;
import io.monolead.benchmarks.process.SystemCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The job in a process of its own, and what can be seen of it from outside. Thread-safe; closing
 * kills it, as a power cut would.
 */
final class JobProcess implements RunningJob {
  private static final String CPU = "cpu";

  private final ServerProcess process;
  private final Path status;
  private final Sampler sampler;

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
    status = folder.resolve("status.jsonl");
    List<String> command = new ArrayList<>(JavaCommand.measured());
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
    process = new ServerProcess("job", command, folder.resolve("job.log"));
    process.start();
    sampler = new Sampler("job-cpu", this::look);
  }

  private Map<String, Double> look() {
    return Sampler.cpuSeconds(process.pid()).stream()
        .boxed()
        .collect(Collectors.toMap(any -> CPU, seconds -> seconds));
  }

  /** Its number. */
  long pid() {
    return process.pid();
  }

  /** Processor time that it took in a time, seconds; to within 20 ms. */
  double cpuSeconds(long fromMillis, long toMillis) {
    return sampler.growth(CPU, fromMillis, toMillis);
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

  @Override
  public void requireAlive() {
    process.requireAlive();
  }

  @Override
  public String lastLines() {
    return process.lastLines();
  }

  @Override
  public void close() {
    sampler.close();
    process.kill();
  }
}
