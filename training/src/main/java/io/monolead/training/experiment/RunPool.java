// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Carries out runs in parallel, each in a process of one engine thread; a run begins when those it
 * needs are finished, the others in the order in which they were asked for.
 *
 * <p>What is finished is never run again, so a pool that was stopped at any moment, and asked
 * again, goes on.
 */
public final class RunPool {
  private static final int LINES_KEPT = 40;

  private final RunStore store;
  private final KnownRuns elsewhere;
  private final Path dataFolder;
  private final int workers;
  private final Consumer<String> progress;

  /**
   * A pool.
   *
   * @param store where runs are kept
   * @param elsewhere runs that are not asked for again, although the store may lack them; one that
   *     another run needs is carried out all the same, because that takes its weights
   * @param dataFolder folder of the data set
   * @param workers processes at a time, at least 1
   * @param progress receives lines about what happens, from several threads
   */
  public RunPool(
      RunStore store,
      KnownRuns elsewhere,
      Path dataFolder,
      int workers,
      Consumer<String> progress) {
    if (workers < 1) {
      throw new IllegalArgumentException("A pool needs at least one worker, not " + workers);
    }
    this.store = store;
    this.elsewhere = elsewhere;
    this.dataFolder = dataFolder;
    this.workers = workers;
    this.progress = progress;
  }

  private record Ended(RunSpec spec, int exitCode, List<String> lastLines) {}

  /**
   * Carries out all runs and those they need.
   *
   * @throws RunFailure if a run fails; runs that do not need it are finished first
   * @throws IOException if the store cannot be written
   * @throws InterruptedException if the calling thread is interrupted; the workers are ended
   */
  public void carryOut(Collection<RunSpec> wanted) throws IOException, InterruptedException {
    Map<String, RunSpec> waiting = new LinkedHashMap<>();
    wanted.stream().filter(spec -> !elsewhere.knows(spec)).forEach(spec -> collect(spec, waiting));
    int total = waiting.size();
    BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
    Map<String, Process> running = new LinkedHashMap<>();
    List<String> failures = new ArrayList<>();
    Thread ending = new Thread(() -> List.copyOf(running.values()).forEach(Process::destroy));
    Runtime.getRuntime().addShutdownHook(ending);
    try {
      while (true) {
        for (RunSpec spec : ready(waiting)) {
          if (running.size() < workers) {
            waiting.remove(spec.id());
            running.put(spec.id(), start(spec, ended));
          }
        }
        if (running.isEmpty()) {
          break;
        }
        Ended end = ended.take();
        running.remove(end.spec().id());
        if (end.exitCode() == 0 && store.knows(end.spec())) {
          progress.accept(
              String.format(
                  "%d of %d runs finished: %s",
                  total - waiting.size() - running.size(), total, end.spec().id()));
        } else {
          failures.add(
              end.spec().id()
                  + " ended with "
                  + end.exitCode()
                  + ":\n  "
                  + String.join("\n  ", end.lastLines()));
          progress.accept("failed: " + end.spec().id());
        }
      }
    } finally {
      running.values().forEach(Process::destroy);
      Runtime.getRuntime().removeShutdownHook(ending);
    }
    if (!failures.isEmpty()) {
      throw new RunFailure(
          failures.size()
              + " runs failed and "
              + waiting.size()
              + " were not begun, because they need one of them:\n"
              + String.join("\n", failures));
    }
  }

  private void collect(RunSpec spec, Map<String, RunSpec> target) {
    if (!store.knows(spec)) {
      spec.needs().forEach(needed -> collect(needed, target));
      target.put(spec.id(), spec);
    }
  }

  private List<RunSpec> ready(Map<String, RunSpec> waiting) {
    return waiting.values().stream()
        .filter(spec -> spec.needs().stream().allMatch(store::knows))
        .toList();
  }

  private Process start(RunSpec spec, BlockingQueue<Ended> ended) throws IOException {
    Path file = store.folderOf(spec).resolve("spec.json");
    store.begin(spec);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-agentlib") && !argument.startsWith("-javaagent"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path").replace(';', File.pathSeparatorChar),
            RunWorker.class.getName(),
            store.folder().toString(),
            dataFolder.toString(),
            file.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Files.createDirectories(store.folder());
    progress.accept("started: " + spec.id());
    Thread reader = new Thread(() -> follow(spec, process, ended), "run " + spec.id());
    reader.setDaemon(true);
    reader.start();
    return process;
  }

  private void follow(RunSpec spec, Process process, BlockingQueue<Ended> ended) {
    List<String> last = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last.add(line);
        if (last.size() > LINES_KEPT) {
          last.remove(0);
        }
        if (line.startsWith(spec.id())) {
          progress.accept(line);
        }
      }
      ended.add(new Ended(spec, process.waitFor(), last));
    } catch (IOException e) {
      last.add(e.toString());
      ended.add(new Ended(spec, -1, last));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended.add(new Ended(spec, -1, last));
    }
  }
}
