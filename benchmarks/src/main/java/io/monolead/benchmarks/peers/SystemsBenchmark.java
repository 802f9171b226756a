// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import io.monolead.benchmarks.process.BrokerMain;
import io.monolead.benchmarks.report.BenchmarkResult;
import io.monolead.benchmarks.report.BenchmarkResult.Goal;
import io.monolead.benchmarks.report.BenchmarkResult.Table;
import io.monolead.benchmarks.report.Machine;
import io.monolead.benchmarks.report.PerformancePage;
import io.monolead.benchmarks.report.Sample;
import io.monolead.inference.ModelBundle;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Whole systems at two cores: each drains the same segments from the same broker and writes a score
 * for every window, in rounds that take turns.
 */
@Command(name = "benchmarks/systems", mixinStandardHelpOptions = true)
public final class SystemsBenchmark implements Callable<Integer> {
  private static final String OURS = "ours in float32, at-least-once";
  private static final String SHIPPED = "ours as shipped, at-least-once";
  private static final String SHIPPED_EXACTLY_ONCE = "ours as shipped, exactly-once";
  private static final String CONSUMER = "consumer and DJL, a window at a time";
  private static final String STREAMS = "Kafka Streams and ONNX Runtime";
  private static final String PYTHON = "Python consumers and PyTorch";
  private static final String HTTP = "consumer and model server over HTTP";
  private static final int CORES = 2;
  private static final int HEADER_BYTES = 10;

  /** Exact arithmetic differs by rounding. */
  private static final double TOLERANCE = 1e-3;

  /** How far forms of fewer bits move a probability is shown, not judged; NaN fails. */
  private static final double REDUCED_TOLERANCE = 1;

  @Option(names = "--root", required = true, description = "Root of the project.")
  private Path root;

  @Option(names = "--bundle", description = "The shipped bundle; models/monitoring-lead-i.mlb.")
  private Path bundle;

  @Option(names = "--python", defaultValue = "/usr/bin/python3", description = "Python of peers.")
  private String python;

  @Option(names = "--rounds", defaultValue = "2", description = "Rounds of all systems.")
  private int rounds;

  @Option(names = "--devices", defaultValue = "64", description = "Devices that send.")
  private int devices;

  @Option(names = "--windows", defaultValue = "2560", description = "Windows of each device.")
  private int windows;

  @Option(
      names = "--systems",
      split = ";",
      description = "Parts of names; only these are run, and nothing is published.")
  private List<String> only;

  @Option(
      names = "--seconds",
      defaultValue = "600",
      description = "After which a system is taken to hang.")
  private int mostSeconds;

  /** A system: the bundle that it serves, and its processes. */
  private record PeerSystem(
      String name, Path bundle, double tolerance, List<List<String>> commands, int firstPort) {}

  /** Measures; see {@code --help}. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new SystemsBenchmark()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    if (bundle == null) {
      bundle = root.resolve("models/monitoring-lead-i.mlb");
    }
    Path work = work();
    delete(work);
    Files.createDirectories(work.resolve("tmp"));
    SegmentTopic topic = new SegmentTopic(devices, windows);
    ModelBundle shipped = ModelBundle.read(bundle);
    List<String> notes = new ArrayList<>();
    writeNetworks(shipped, work);
    int port = SystemProcesses.freePort();
    PeerSetup broker =
        new PeerSetup("127.0.0.1:" + port, topic.segments(), topic.scores(), "none", bundle, "");
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    Map<String, Double> differences = new LinkedHashMap<>();
    Map<String, Integer> repeated = new LinkedHashMap<>();
    try (SystemProcesses kafka = new SystemProcesses(work)) {
      kafka.start(
          "broker",
          pinned(
              false,
              java(
                  BrokerMain.class,
                  List.of(
                      "127.0.0.1",
                      Integer.toString(port),
                      Integer.toString(SystemProcesses.freePort()),
                      work.resolve("kafka").toString()))));
      kafka.awaitPort(port);
      say("%d devices, %d windows: filling the topic", devices, topic.windows());
      topic.fill(broker, shipped.manifest());
      ScoresRead reference = null;
      for (int round = 0; round < rounds; round++) {
        List<PeerSystem> systems = systems(broker, work, round, notes);
        for (int i = 0; i < systems.size(); i++) {
          // The reference is the first of the first round; later rounds begin with another.
          PeerSystem system = systems.get((i + round) % systems.size());
          ScoresRead read = run(system, broker, topic, work, round);
          if (reference == null) {
            reference = read;
          }
          double difference = read.difference(reference);
          say(
              "round %d: %-45s %7.1f windows/s, %5.1f s, probabilities differ by at most %.1e",
              round + 1, system.name(), read.windowsPerSecond(), read.seconds(), difference);
          if (!(difference <= system.tolerance())) {
            throw new IllegalStateException(
                system.name()
                    + " gives other probabilities than ours: they differ by "
                    + difference
                    + ", allowed are "
                    + system.tolerance());
          }
          rates
              .computeIfAbsent(system.name(), name -> new ArrayList<>())
              .add(read.windowsPerSecond());
          differences.merge(system.name(), difference, Math::max);
          repeated.merge(system.name(), read.repeated(), Integer::sum);
        }
      }
    }
    if (only == null) {
      publish(topic, rates, differences, repeated, notes);
    } else {
      say("Not all systems were asked for: the page keeps what it says.");
    }
    return 0;
  }

  private Path work() {
    return root.resolve("benchmarks/target/systems");
  }

  /** The files of the network that peers compute. */
  private static void writeNetworks(ModelBundle shipped, Path work) throws IOException {
    ServedNetwork network = ServedNetwork.of(shipped);
    Files.write(work.resolve("network.pt"), network.torchScript());
    Files.write(work.resolve("network.json"), network.graph());
    Files.write(
        work.resolve("network.onnx"),
        OnnxNetwork.write(
            network.folded(),
            shipped.manifest().windowSamples(),
            OnnxNetwork.Layout.TWO_DIMENSIONAL));
  }

  /** The systems of one round, each with a consumer group of its own; the reference first. */
  private List<PeerSystem> systems(PeerSetup broker, Path work, int round, List<String> notes)
      throws IOException, InterruptedException {
    List<PeerSystem> systems = new ArrayList<>();
    systems.add(ours(OURS, broker, round, "at-least-once,float32", TOLERANCE));
    systems.add(ours(SHIPPED, broker, round, "at-least-once,auto", REDUCED_TOLERANCE));
    systems.add(ours(SHIPPED_EXACTLY_ONCE, broker, round, "exactly-once,auto", REDUCED_TOLERANCE));
    systems.add(
        peer(CONSUMER, broker, round, ConsumerSystem.class, work.resolve("network.pt").toString()));
    systems.add(
        peer(STREAMS, broker, round, StreamsSystem.class, work.resolve("network.onnx").toString()));
    addPython(systems, broker, work, round, notes);
    systems.removeIf(
        system -> only != null && only.stream().noneMatch(part -> system.name().contains(part)));
    return systems;
  }

  private PeerSystem ours(
      String name, PeerSetup broker, int round, String extra, double tolerance) {
    PeerSetup setup = setup(broker, name, round, bundle.toAbsolutePath(), extra);
    return new PeerSystem(
        name, setup.bundle(), tolerance, List.of(java(OursSystem.class, setup.arguments())), 0);
  }

  private PeerSystem peer(String name, PeerSetup broker, int round, Class<?> type, String extra) {
    PeerSetup setup = setup(broker, name, round, bundle.toAbsolutePath(), extra);
    return new PeerSystem(
        name, setup.bundle(), TOLERANCE, List.of(java(type, setup.arguments())), 0);
  }

  private void addPython(
      List<PeerSystem> systems, PeerSetup broker, Path work, int round, List<String> notes)
      throws IOException, InterruptedException {
    String script = work.resolve("network.pt").toString();
    String graph = work.resolve("network.json").toString();
    if (has(List.of("torch", "numpy", "confluent_kafka"), PYTHON, round, notes)) {
      PeerSetup setup = setup(broker, PYTHON, round, bundle.toAbsolutePath(), script + "," + graph);
      List<String> command = new ArrayList<>(List.of(python, program("consumer_system.py")));
      command.addAll(setup.arguments());
      command.add(header(WireFormat.of(EcgSegment.class).encode(anySegment())));
      command.add(header(WireFormat.of(EcgScore.class).encode(anyScore())));
      systems.add(new PeerSystem(PYTHON, setup.bundle(), TOLERANCE, List.of(command), 0));
    }
    if (has(List.of("torch", "numpy", "aiohttp"), HTTP, round, notes)) {
      int port = SystemProcesses.freePort();
      PeerSetup setup =
          setup(broker, HTTP, round, bundle.toAbsolutePath(), "http://127.0.0.1:" + port + "/");
      List<String> server =
          List.of(
              python,
              program("model_server.py"),
              Integer.toString(port),
              script,
              graph,
              Integer.toString(setup.manifest().windowSamples()),
              Integer.toString(CORES));
      systems.add(
          new PeerSystem(
              HTTP,
              setup.bundle(),
              TOLERANCE,
              List.of(server, java(HttpSystem.class, setup.arguments())),
              port));
    }
  }

  private boolean has(List<String> modules, String system, int round, List<String> notes)
      throws InterruptedException {
    for (String module : modules) {
      if (PythonModules.version(python, module).isEmpty()) {
        if (round == 0) {
          String note = system + " was left out: `" + python + "` cannot import " + module + ".";
          notes.add(note);
          say("%s", note);
        }
        return false;
      }
    }
    return true;
  }

  private static PeerSetup setup(
      PeerSetup broker, String name, int round, Path bundle, String extra) {
    String group = name.replaceAll("[^a-zA-Z]+", "-") + "-" + round;
    return new PeerSetup(
        broker.bootstrapServers(), broker.segments(), broker.scores(), group, bundle, extra);
  }

  private ScoresRead run(
      PeerSystem system, PeerSetup broker, SegmentTopic topic, Path work, int round)
      throws Exception {
    Map<TopicPartition, Long> from = ScoresRead.ends(broker);
    try (SystemProcesses processes = new SystemProcesses(work)) {
      for (int i = 0; i < system.commands().size(); i++) {
        processes.start(
            system.name().replaceAll("[^a-zA-Z0-9]+", "-") + "-" + round + "-" + i,
            pinned(true, system.commands().get(i)));
        if (i == 0 && system.firstPort() != 0) {
          processes.awaitPort(system.firstPort());
        }
      }
      long until = System.nanoTime() + mostSeconds * 1_000_000_000L;
      return ScoresRead.read(
          broker,
          from,
          topic.windows(),
          () -> {
            processes.check();
            if (System.nanoTime() > until) {
              throw new IllegalStateException(
                  system.name()
                      + " has not scored all windows within "
                      + mostSeconds
                      + " s; its log is in "
                      + work);
            }
          });
    }
  }

  /**
   * A command bound to the cores of the systems, or to those beside them; as it is where there are
   * no more than those.
   */
  private static List<String> pinned(boolean system, List<String> command) {
    int cores = Runtime.getRuntime().availableProcessors();
    if (cores <= CORES || !Files.isExecutable(Path.of("/usr/bin/taskset"))) {
      return command;
    }
    List<String> all = new ArrayList<>();
    all.addAll(
        List.of("/usr/bin/taskset", "-c", system ? "0-" + (CORES - 1) : CORES + "-" + (cores - 1)));
    all.addAll(command);
    return all;
  }

  private List<String> java(Class<?> main, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx1g",
                "-XX:MaxDirectMemorySize=512m",
                // They are killed, and leave behind what they unpacked.
                "-Djava.io.tmpdir=" + work().resolve("tmp"),
                "-Dai.djl.offline=true",
                "-Dai.djl.pytorch.num_threads=1",
                "-Dai.djl.pytorch.num_interop_threads=1",
                "-Dlog4j2.configurationFile=classpath:io/monolead/benchmarks/chaos/log4j2.xml",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(arguments);
    return command;
  }

  private String program(String name) {
    return root.resolve("benchmarks/peers").resolve(name).toString();
  }

  private static String header(byte[] message) {
    return HexFormat.of().formatHex(Arrays.copyOf(message, HEADER_BYTES));
  }

  private static EcgSegment anySegment() {
    return new EcgSegment("d", "I", 0L, 0L, 1.0, 1.0, ByteBuffer.allocate(2), false);
  }

  private static EcgScore anyScore() {
    return new EcgScore("d", "I", 0L, 1L, "m", "1", List.of(), 1f, List.of());
  }

  private void publish(
      SegmentTopic topic,
      Map<String, List<Double>> rates,
      Map<String, Double> differences,
      Map<String, Integer> repeated,
      List<String> notes)
      throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (Map.Entry<String, List<Double>> entry : rates.entrySet()) {
      String name = entry.getKey();
      Sample sample = Sample.of(entry.getValue());
      rows.add(
          List.of(
              name,
              sample.text(),
              over(rates, OURS, name),
              over(rates, SHIPPED, name),
              topic.windows() + " of " + topic.windows(),
              Integer.toString(repeated.get(name)),
              String.format(Locale.ROOT, "%.1e", differences.get(name))));
    }
    List<Goal> goals =
        List.of(
            goal(rates, SHIPPED, CONSUMER, 3),
            goal(rates, SHIPPED, STREAMS, 1.3),
            goal(rates, SHIPPED, PYTHON, 3),
            goal(rates, SHIPPED, HTTP, 1));
    PerformancePage.publish(
        root,
        new BenchmarkResult(
            "systems",
            20,
            "Whole systems at equal cores",
            command(),
            LocalDate.now(ZoneOffset.UTC).toString(),
            Machine.here(),
            method(topic),
            List.of(
                Table.of(
                    "",
                    List.of(
                        "system",
                        "windows/s",
                        "ours in float32 over it",
                        "ours as shipped over it",
                        "windows scored, each round",
                        "scored twice, all rounds",
                        "probabilities differ by at most"),
                    rows)),
            goals,
            notes));
    for (Goal goal : goals) {
      say(
          "%-90s %6.2f of %.1f %s",
          goal.what(), goal.measured(), goal.asked(), goal.isMet() ? "" : "MISSED");
    }
  }

  private static String over(Map<String, List<Double>> rates, String ours, String peer) {
    return rates.containsKey(ours)
        ? Sample.of(rates.get(ours)).over(Sample.of(rates.get(peer))).text()
        : "-";
  }

  private static Goal goal(
      Map<String, List<Double>> rates, String ours, String peer, double asked) {
    double measured =
        rates.containsKey(peer) && rates.containsKey(ours)
            ? Sample.of(rates.get(ours)).over(Sample.of(rates.get(peer))).median()
            : Double.NaN;
    return new Goal(
        "system, windows/s at " + CORES + " cores: " + ours + ", over " + peer,
        measured,
        asked,
        true);
  }

  /** What was typed, as far as it changes what is measured. */
  private String command() {
    return String.format(
        Locale.ROOT,
        "benchmarks/systems --rounds %d --devices %d --windows %d",
        rounds,
        devices,
        windows);
  }

  private String method(SegmentTopic topic) {
    return String.format(
        Locale.ROOT,
        "%d simulated devices of 250 Hz, segments of 1 s, %d windows of 10 s every 5 s in a topic of"
            + " 4 partitions that is full before a system starts. Each system reads it all, with %d"
            + " workers of one engine thread each, and writes every window's score to one topic;"
            + " the broker is a process of its own%s. Windows per second: from the middle to"
            + " nine tenths of the windows, by the broker's append time, so start and warm-up do not"
            + " count. %d rounds in turns, every system in new processes and with a new consumer"
            + " group; ratios are paired by round. All compute the network of the shipped bundle;"
            + " every window must be scored, and every probability of a peer must agree with ours in"
            + " float32 to %s."
            + " **Ours**: the monitoring job with its default options, alerts included, on Flink in"
            + " one process, parallelism %d, with the shipped bundle: as a job takes it, which is in the fastest form, and in"
            + " float32, the precision of all peers. **Consumer and DJL**: two consumer threads, each window scored"
            + " as it completes. **Kafka Streams**: two stream threads, ONNX Runtime in batches of 32"
            + " or 50 ms, samples in a store with a changelog. **Python**: two processes of"
            + " confluent_kafka, numpy and PyTorch in batches of 32 or 50 ms. **HTTP**: a Java"
            + " consumer with 128 requests in flight and an aiohttp server that batches 32 windows"
            + " or 5 ms. Settings: `benchmarks/peers/README.md`.",
        devices,
        topic.windows(),
        CORES,
        Runtime.getRuntime().availableProcessors() > CORES
            ? " on other cores"
            : " on the same cores",
        rounds,
        TOLERANCE,
        CORES);
  }

  private static void say(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
