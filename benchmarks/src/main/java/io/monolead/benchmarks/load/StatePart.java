// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import static io.monolead.benchmarks.load.LoadBench.say;

import io.monolead.benchmarks.report.BenchmarkResult;
import io.monolead.benchmarks.report.BenchmarkResult.Table;
import io.monolead.connectors.kafka.TopicNames;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What remembering a device takes, of heap and of a checkpoint, and its records on the broker. */
final class StatePart implements LoadRun.Measurement {
  private static final int[] DEVICES = {100, 1000, 5000, 20_000};

  /** Of each device: enough that the room for its samples has its full size. */
  private static final long WINDOWS_EACH = 3;

  private static final Duration COLLECT_EVERY = Duration.ofSeconds(4);
  private static final String CHECKPOINT_INTERVAL = "4s";

  /** Two collections and two checkpoints fit in. */
  private static final long SETTLE_MILLIS = 14_000;

  private static final double START_SECONDS = 240;
  private static final double SLOWEST_PER_SECOND = 20;
  private static final double KB = 1000;
  private static final double MIB = 1 << 20;

  private final LoadSettings settings;

  /**
   * One number of devices.
   *
   * @param heapBytes in use after a full collection, with all of them remembered
   * @param checkpointBytes of the latest checkpoint
   * @param segmentBytes of a segment on the broker's disk
   * @param scoreBytes of a score on the broker's disk
   */
  record Look(
      int devices, long heapBytes, long checkpointBytes, double segmentBytes, double scoreBytes) {}

  StatePart(LoadSettings settings) {
    this.settings = settings;
  }

  @Override
  public BenchmarkResult measure() throws IOException, InterruptedException {
    List<Look> looks = new ArrayList<>();
    try (LoadBench bench = new LoadBench(settings)) {
      for (int devices : DEVICES) {
        LoadBench.Stock stock = bench.fill(devices, WINDOWS_EACH * devices);
        Look look = look(bench, stock);
        looks.add(look);
        say(
            "%d devices: heap %.1f MiB, checkpoint %.1f MiB",
            devices, look.heapBytes() / MIB, look.checkpointBytes() / MIB);
        bench.broker().deleteTopics(stock.names());
      }
    }
    return result(looks);
  }

  private Look look(LoadBench bench, LoadBench.Stock stock)
      throws IOException, InterruptedException {
    TopicNames names = stock.names();
    Map<String, String> options = bench.options(names, "state-" + stock.fleet().devices(), 1);
    options.put("checkpoint.interval", CHECKPOINT_INTERVAL);
    Path checkpoints = Path.of(URI.create(options.get("checkpoint.directory")));
    try (ResultWatch watch =
            new ResultWatch(
                bench.broker().clients(),
                List.of(names.scores(), names.deadLetters()),
                names.scores(),
                names.deadLetters(),
                stock.fleet(),
                null);
        JobProcess job = bench.startJob(1, COLLECT_EVERY, options)) {
      LoadBench.await(
          watch,
          job,
          stock.windows(),
          START_SECONDS + stock.windows() / SLOWEST_PER_SECOND,
          "windows of a filled topic");
      Thread.sleep(SETTLE_MILLIS);
      job.requireAlive();
      return new Look(
          stock.fleet().devices(),
          job.heapBytes(),
          latestCheckpointBytes(checkpoints),
          bench.broker().bytesOfRecord(names.segments()),
          bench.broker().bytesOfRecord(names.scores()));
    }
  }

  /** Bytes of all files of the newest complete checkpoint below a folder. */
  private static long latestCheckpointBytes(Path folder) throws IOException {
    Optional<Path> latest;
    try (Stream<Path> all = Files.walk(folder)) {
      latest =
          all.filter(path -> path.endsWith("_metadata"))
              .map(Path::getParent)
              .max(Comparator.comparingInt(StatePart::numberOf));
    }
    if (latest.isEmpty()) {
      throw new IOException("There is no complete checkpoint below " + folder);
    }
    try (Stream<Path> files = Files.list(latest.get())) {
      long bytes = 0;
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    }
  }

  private static int numberOf(Path checkpoint) {
    return Integer.parseInt(checkpoint.getFileName().toString().substring("chk-".length()));
  }

  private BenchmarkResult result(List<Look> looks) {
    Look first = looks.get(0);
    Look last = looks.get(looks.size() - 1);
    List<List<String>> rows = new ArrayList<>();
    for (Look look : looks) {
      rows.add(
          List.of(
              Integer.toString(look.devices()),
              text(look.heapBytes() / MIB),
              text(look.checkpointBytes() / MIB),
              text(look.checkpointBytes() / KB / look.devices())));
    }
    double more = last.devices() - first.devices();
    return Summary.result(
        "state",
        55,
        "State of many devices",
        settings.command("state"),
        String.format(
            Locale.ROOT,
            "Devices of 250 Hz send %d windows each; a new process of the job (parallelism 1, state"
                + " on the heap) scores them all and goes on to remember every device. Then its"
                + " heap is read after a full collection, and the files of its latest checkpoint"
                + " are counted. What a further device takes is the difference between %d and %d of"
                + " them. Records are as they lie on the broker's disk, not compressed, with their"
                + " share of the batches' headers: segments of 1 s as the generator sends them,"
                + " scores as the job does.",
            WINDOWS_EACH,
            first.devices(),
            last.devices()),
        List.of(
            Table.of(
                "State",
                List.of("devices", "heap, MiB", "checkpoint, MiB", "checkpoint over devices, kB"),
                rows),
            Table.of(
                "Of one more",
                List.of("", "kB"),
                List.of(
                    List.of(
                        "device on the heap",
                        text((last.heapBytes() - first.heapBytes()) / KB / more)),
                    List.of(
                        "device in a checkpoint",
                        text((last.checkpointBytes() - first.checkpointBytes()) / KB / more)),
                    List.of("segment on the broker", text(last.segmentBytes() / KB)),
                    List.of("score on the broker", text(last.scoreBytes() / KB))))),
        List.of(),
        List.of());
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
