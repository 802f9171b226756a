// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import io.monolead.connectors.kafka.TopicNames;
import io.monolead.inference.ModelBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A broker, a folder and the ways of a part to run the job. Closing it leaves nothing. */
public final class LoadBench implements AutoCloseable {
  /** Bytes of a partition; four partitions of segments and the results stay below 2 GiB. */
  static final long PARTITION_BYTES = 384L << 20;

  /**
   * The job's Java machine. Of a heap of fixed size whose pages are all touched at the start, the
   * resident size tells what grows outside of it.
   */
  static final List<String> JAVA_OPTIONS =
      List.of(
          "-XX:+UseG1GC",
          "-Xms768m",
          "-Xmx768m",
          "-XX:+AlwaysPreTouch",
          "-XX:MaxDirectMemorySize=512m");

  private static final long GLANCE_MILLIS = 50;

  /** A network on a slow, busy machine still scores so many windows a second. */
  private static final double SLOWEST_PER_SECOND = 20;

  private static final double START_SECONDS = 120;

  private final LoadSettings settings;
  private final Path folder;
  private final LoadBroker broker;
  private final List<String> labels;
  private int runs;

  LoadBench(LoadSettings settings) throws IOException {
    this(settings, LoadBroker.Place.HERE);
  }

  /**
   * Starts the broker.
   *
   * @param place where it is to be
   */
  public LoadBench(LoadSettings settings, LoadBroker.Place place) throws IOException {
    this.settings = settings;
    labels = ModelBundle.read(settings.bundle()).manifest().labelSpace().labels();
    Files.createDirectories(settings.work());
    folder = Files.createTempDirectory(settings.work(), "run-");
    LoadBroker started = null;
    try {
      started = LoadBroker.start(place, folder.resolve("broker"));
    } finally {
      if (started == null) {
        delete(folder);
      }
    }
    broker = started;
  }

  /** The broker. */
  public LoadBroker broker() {
    return broker;
  }

  /** The model's labels. */
  public List<String> labels() {
    return labels;
  }

  /** A folder of its own for something; not made yet. */
  public Path newFolder(String name) {
    return folder.resolve(name + "-" + runs++);
  }

  /** Prints a line at once. */
  public static void say(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }

  /** A fleet whose event time begins a day ago: it may run far faster than the wall clock. */
  public static LoadFleet fleet(int devices) {
    long begin =
        ChronoUnit.MICROS.between(
            Instant.EPOCH, Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(1)));
    return new LoadFleet(devices, begin);
  }

  /**
   * Options of the job.
   *
   * @param group consumer group, new for each run
   */
  public Map<String, String> options(TopicNames names, String group, int parallelism) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("kafka.bootstrap-servers", broker.bootstrapServers());
    options.put("kafka.topic-prefix", names.prefix());
    options.put("kafka.group-id", group);
    options.put("kafka.start", "earliest");
    options.put("model.bundle", settings.bundle().toAbsolutePath().toString());
    options.put("parallelism", Integer.toString(parallelism));
    // Event time does not go at the wall clock's pace here, so the wall clock says nothing of it.
    options.put("time.wall-clock-in-silence", "false");
    // In the job manager's memory, the default, Flink takes at most 5 MB of a subtask's state.
    options.put(
        "checkpoint.directory", newFolder("checkpoints").toAbsolutePath().toUri().toString());
    // A failure is to end the run, not to be mended within it.
    options.put("restart-strategy.type", "disable");
    options.putAll(settings.jobOptions());
    return options;
  }

  /** Starts the job. */
  JobProcess startJob(int parallelism, Duration collectEvery, Map<String, String> options)
      throws IOException {
    List<String> javaOptions = new ArrayList<>(JAVA_OPTIONS);
    if (settings.profiles().isPresent()) {
      javaOptions.add("-XX:StartFlightRecording:settings=profile");
    }
    return new JobProcess(newFolder("job"), parallelism, javaOptions, collectEvery, options);
  }

  /**
   * Topics that wait to be drained.
   *
   * @param segments segments in them
   * @param windows windows that these complete
   */
  public record Stock(TopicNames names, LoadFleet fleet, long segments, long windows) {}

  /** Fills a topic with segments of at least so many windows. */
  public Stock fill(int devices, long windows) {
    TopicNames names = new TopicNames("stock" + runs++ + ".");
    broker.createTopics(names, labels, Long.MAX_VALUE / 16);
    LoadFleet fleet = fleet(devices);
    long records = fleet.recordsFor(windows);
    try (Generator generator = new Generator(broker.clients(), fleet, names.segments(), null)) {
      generator.sendAll(0, records);
    }
    return new Stock(names, fleet, fleet.segmentsOf(records), fleet.windowsOf(records));
  }

  /**
   * Has a new process of the job read a stock to its end.
   *
   * @throws IllegalStateException if the job fails, refuses a segment or is far too slow
   */
  Drained drain(Stock stock, int parallelism) throws IOException, InterruptedException {
    String scores = stock.names().scores();
    String deadLetters = stock.names().deadLetters();
    long started = System.currentTimeMillis();
    try (ResultWatch watch =
            new ResultWatch(
                broker.clients(),
                List.of(scores, deadLetters),
                scores,
                deadLetters,
                stock.fleet(),
                null);
        JobProcess job =
            startJob(
                parallelism, Duration.ZERO, options(stock.names(), "drain-" + runs, parallelism))) {
      await(
          watch,
          job,
          stock.windows(),
          START_SECONDS + stock.windows() / SLOWEST_PER_SECOND,
          "windows of a filled topic");
      // The job's last words about itself are half a second old.
      Thread.sleep(600);
      if (settings.profiles().isPresent()) {
        Files.createDirectories(settings.profiles().get());
        job.dumpProfile(
            Files.createTempFile(
                settings.profiles().get(),
                stock.fleet().devices() + "-devices-parallelism-" + parallelism + "-",
                ".jfr"));
      }
      return Drained.of(watch.scoreAppendMillis(), job, parallelism, started);
    }
  }

  /**
   * Windows per second at parallelism 2, of a topic filled with so many seconds of work.
   *
   * @param devices devices that send
   */
  double throughput(int devices, double seconds) throws IOException, InterruptedException {
    double guess;
    try (BareEngine engine = new BareEngine(settings.bundle(), settings.precision())) {
      guess = engine.measure(2, 2).windowsPerSecond();
    }
    Stock stock = fill(devices, (long) (guess * seconds));
    double found = drain(stock, 2).windowsPerSecond();
    broker.deleteTopics(stock.names());
    say("throughput: %.0f windows/s", found);
    return found;
  }

  /**
   * Waits until so many scores have been seen.
   *
   * @throws IllegalStateException if that takes longer than allowed, or the job fails
   */
  public static void await(
      ResultWatch watch, RunningJob job, long scores, double atMostSeconds, String what)
      throws InterruptedException {
    long end = System.nanoTime() + (long) (atMostSeconds * 1e9);
    while (watch.scores() < scores) {
      watch.requireHealthy();
      job.requireAlive();
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "After %.0f s the job has scored %d of %d %s:%n%s",
                atMostSeconds,
                watch.scores(),
                scores,
                what,
                job.lastLines()));
      }
      Thread.sleep(GLANCE_MILLIS);
    }
  }

  @Override
  public void close() {
    broker.close();
    delete(folder);
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      say("load: %s could not be deleted: %s", folder, e);
    }
  }
}
