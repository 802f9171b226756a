// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.monolead.benchmarks.report.BenchmarkResult;
import io.monolead.benchmarks.report.BenchmarkResult.Goal;
import io.monolead.benchmarks.report.BenchmarkResult.Table;
import io.monolead.benchmarks.report.Machine;
import io.monolead.benchmarks.report.PerformancePage;
import io.monolead.inference.InferenceEngine;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.NetworkForm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Windows per second of our predictor beside Python's PyTorch and ONNX Runtime, on the same
 * networks and windows, in rounds that take turns.
 */
@Command(name = "benchmarks/predictor", mixinStandardHelpOptions = true)
public final class PredictorBenchmark implements Callable<Integer> {
  private static final int BATCH = 32;
  private static final int LABELS = 7;
  private static final String SHIPPED = "shipped";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How far float32 may differ: the order of additions is the engine's. */
  private static final double EXACT_TOLERANCE = 1e-3;

  /**
   * Below this share of the largest logit: what fewer bits cost an untrained network is shown, not
   * judged, but logits that are all zero or NaN fail.
   */
  private static final double REDUCED_TOLERANCE = 1;

  /** Seconds of each layout of a peer before the rounds, to choose the faster one. */
  private static final double TRIAL_SECONDS = 0.7;

  @Option(names = "--root", required = true, description = "Root of the project.")
  private Path root;

  @Option(names = "--bundle", description = "The shipped bundle; models/monitoring-lead-i.mlb.")
  private Path bundle;

  @Option(names = "--python", defaultValue = "/usr/bin/python3", description = "Python with torch.")
  private String python;

  @Option(names = "--rounds", defaultValue = "7", description = "Rounds at one thread.")
  private int rounds;

  @Option(names = "--seconds", defaultValue = "1.2", description = "Of each contender and round.")
  private double seconds;

  @Option(
      names = "--networks",
      split = ",",
      defaultValue = SHIPPED + ",xresnet1d101,resnet1d_wang",
      description = "Networks; 'shipped' is the bundle's.")
  private List<String> networks;

  @Option(names = "--no-two-threads", description = "Leave out the second table.")
  private boolean oneThreadOnly;

  @Option(names = "--part", hidden = true)
  private Path part;

  @Option(names = "--threads", hidden = true, defaultValue = "1")
  private int threads;

  /** Measures; see {@code --help}. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new PredictorBenchmark()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    if (bundle == null) {
      bundle = root.resolve("models/monitoring-lead-i.mlb");
    }
    if (part != null) {
      JSON.writeValue(part.toFile(), measure());
    } else {
      publish();
    }
    return 0;
  }

  private void publish() throws IOException, InterruptedException {
    String torch = PythonModules.version(python, "torch");
    List<PredictorRates> one = inOwnProcess(1, rounds);
    List<Table> tables = new ArrayList<>();
    tables.add(PredictorRates.table("One thread.", one));
    if (!oneThreadOnly && Runtime.getRuntime().availableProcessors() > 1) {
      tables.add(
          PredictorRates.table(
              "Two threads of each engine on one batch.",
              inOwnProcess(2, Math.max(3, rounds / 2))));
    }
    List<Goal> goals = one.stream().flatMap(rates -> rates.goals().stream()).toList();
    List<String> notes = new ArrayList<>();
    if (torch.isEmpty()) {
      notes.add(
          "Python's PyTorch was left out: `" + python + "` cannot import torch (`python3-torch`).");
    }
    PerformancePage.publish(
        root,
        new BenchmarkResult(
            "predictor",
            10,
            "The predictor beside other engines",
            "benchmarks/predictor",
            LocalDate.now(ZoneOffset.UTC).toString(),
            Machine.here(),
            method(torch),
            tables,
            goals,
            notes));
    for (Goal goal : goals) {
      System.out.printf(
          Locale.ROOT,
          "%-90s %6.2f of %.1f %s%n",
          goal.what(),
          goal.measured(),
          goal.asked(),
          goal.isMet() ? "" : "MISSED");
    }
  }

  private String method(String torch) {
    return String.format(
        Locale.ROOT,
        "Batches of %d windows `[1, 1000]` of simulated hearts, float32 in memory of the caller."
            + " The shipped network has its trained weights; the others of the catalogue are"
            + " untrained, with the statistics of these windows in their batch norms. Batch norms"
            + " are folded for everybody. Before it is timed, every contender's logits are compared"
            + " with those of the plain TorchScript file through our predictor; float32 must agree"
            + " to %s. %d rounds of %s s each in turns, all engines warm, `OMP_WAIT_POLICY=passive`;"
            + " ratios are paired by round."
            + " **Ours**: `Predictor` with PyTorch %s in the JVM, on each form of the file that the"
            + " trainer can export; it computes in tiles of up to 32 windows, so that a score does not"
            + " depend on its batch."
            + " **Python's PyTorch** %s: the same file or the same layers as images, whichever of"
            + " its layouts is fastest in a trial before the rounds; frozen,"
            + " `torch.jit.optimize_for_inference`, `inference_mode`, in a process that stays up."
            + " **ONNX Runtime** %s from Java: float32, all graph optimisations, direct buffers,"
            + " convolutions in one or two dimensions, whichever is faster."
            + " Settings: `benchmarks/peers/README.md`.",
        BATCH,
        EXACT_TOLERANCE,
        rounds,
        seconds,
        Engine.getEngine("PyTorch").getVersion(),
        torch.isEmpty() ? "(not there)" : torch,
        OrtEnvironment.class.getPackage().getImplementationVersion());
  }

  /** The engine's threads are set once per process. */
  private List<PredictorRates> inOwnProcess(int count, int turns)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("predictor", ".json");
    try {
      List<String> command =
          List.of(
              ProcessHandle.current().info().command().orElse("java"),
              "-Xmx2g",
              "-Dai.djl.offline=true",
              "-cp",
              System.getProperty("java.class.path"),
              PredictorBenchmark.class.getName(),
              "--root",
              root.toString(),
              "--bundle",
              bundle.toString(),
              "--python",
              python,
              "--rounds",
              Integer.toString(turns),
              "--seconds",
              Double.toString(seconds),
              "--networks",
              String.join(",", networks),
              "--threads",
              Integer.toString(count),
              "--part",
              file.toString());
      ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
      builder.environment().put("OMP_WAIT_POLICY", "passive");
      Process process = builder.start();
      Thread hook = new Thread(process::destroy, "destroy");
      Runtime.getRuntime().addShutdownHook(hook);
      int status = process.waitFor();
      Runtime.getRuntime().removeShutdownHook(hook);
      if (status != 0) {
        throw new IOException("The rounds at " + count + " threads ended with " + status);
      }
      return JSON.readValue(file.toFile(), new TypeReference<List<PredictorRates>>() {});
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private List<PredictorRates> measure() throws Exception {
    InferenceEngine.start(threads);
    ModelBundle shipped = ModelBundle.read(bundle);
    float[] windows = EcgWindows.of(shipped.manifest(), BATCH);
    List<PredictorRates> all = new ArrayList<>();
    for (String name : networks) {
      ServedNetwork network =
          name.equals(SHIPPED)
              ? ServedNetwork.of(shipped)
              : ServedNetwork.untrained(name, LABELS, windows);
      all.add(measure(network, windows));
    }
    return all;
  }

  private PredictorRates measure(ServedNetwork network, float[] windows) throws Exception {
    System.out.printf("%s, %d thread(s)%n", network.name(), threads);
    Path folder = Files.createTempDirectory("predictor");
    List<PredictorContender> contenders = new ArrayList<>();
    try {
      for (NetworkForm form : NetworkForm.values()) {
        contenders.add(new PredictorContender.Ours(form, network, windows, BATCH));
      }
      float[] reference = contenders.get(0).logits();
      double largest = Logits.difference(reference, new float[reference.length]);
      contenders.add(onnx(network, windows));
      if (PythonModules.version(python, "torch").isEmpty()) {
        System.out.println("  Python's PyTorch is skipped: " + python + " cannot import torch");
        return rounds(network, contenders, reference, largest);
      }
      try (LinePeer process = python(network, windows, folder)) {
        contenders.add(fasterTorch(process));
        return rounds(network, contenders, reference, largest);
      }
    } finally {
      for (PredictorContender contender : contenders) {
        contender.close();
      }
      for (String file : List.of("network.pt", "network.json", "windows")) {
        Files.deleteIfExists(folder.resolve(file));
      }
      Files.delete(folder);
    }
  }

  private PredictorContender onnx(ServedNetwork network, float[] windows) throws Exception {
    PredictorContender best = null;
    double bestRate = 0;
    for (OnnxNetwork.Layout layout : OnnxNetwork.Layout.values()) {
      PredictorContender next =
          new PredictorContender.Onnx(layout, network, windows, BATCH, threads);
      next.run(TRIAL_SECONDS / 3);
      double rate = next.run(TRIAL_SECONDS);
      System.out.printf(Locale.ROOT, "  trial: %-48s %8.1f windows/s%n", next.name(), rate);
      if (rate > bestRate) {
        if (best != null) {
          best.close();
        }
        best = next;
        bestRate = rate;
      } else {
        next.close();
      }
    }
    return best;
  }

  private LinePeer python(ServedNetwork network, float[] windows, Path folder) throws IOException {
    Files.write(folder.resolve("network.pt"), network.torchScript());
    Files.write(folder.resolve("network.json"), network.graph());
    ByteBuffer bytes =
        ByteBuffer.allocate(windows.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(windows);
    Files.write(folder.resolve("windows"), bytes.array());
    LinePeer process =
        new LinePeer(
            List.of(
                python,
                root.resolve("benchmarks/peers/predictor.py").toString(),
                folder.resolve("network.pt").toString(),
                folder.resolve("network.json").toString(),
                folder.resolve("windows").toString(),
                Integer.toString(BATCH),
                Integer.toString(windows.length / BATCH),
                Integer.toString(threads)));
    process.next();
    return process;
  }

  private static PredictorContender fasterTorch(LinePeer process) throws IOException {
    PredictorContender.Torch best = null;
    double bestRate = 0;
    for (String layout : List.of("conv1d", "conv2d", "channels_last")) {
      PredictorContender.Torch next = new PredictorContender.Torch(process, layout);
      next.run(TRIAL_SECONDS / 3);
      double rate = next.run(TRIAL_SECONDS);
      System.out.printf(Locale.ROOT, "  trial: %-48s %8.1f windows/s%n", next.name(), rate);
      if (rate > bestRate) {
        best = next;
        bestRate = rate;
      }
    }
    return best;
  }

  private PredictorRates rounds(
      ServedNetwork network,
      List<PredictorContender> contenders,
      float[] reference,
      double largestLogit)
      throws Exception {
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    Map<String, Double> differences = new LinkedHashMap<>();
    for (PredictorContender contender : contenders) {
      double difference = Logits.difference(reference, contender.logits());
      System.out.printf(
          Locale.ROOT,
          "  logits: %-47s differ by at most %.2e, the largest is %.2f%n",
          contender.name(),
          difference,
          largestLogit);
      double allowed =
          isReduced(contender.name())
              ? Math.nextDown(REDUCED_TOLERANCE * largestLogit)
              : EXACT_TOLERANCE;
      // Written so that NaN fails.
      if (!(difference <= allowed)) {
        throw new IllegalStateException(
            contender.name()
                + " computes another network than ours on "
                + network.name()
                + ": logits differ by "
                + difference
                + ", allowed are "
                + allowed);
      }
      rates.put(contender.name(), new ArrayList<>());
      differences.put(contender.name(), difference);
      contender.run(seconds / 4);
    }
    for (int round = 0; round < rounds; round++) {
      StringBuilder line = new StringBuilder("  round " + (round + 1) + ":");
      for (int i = 0; i < contenders.size(); i++) {
        // Each round begins with another, so that none always follows the same one.
        PredictorContender contender = contenders.get((i + round) % contenders.size());
        double rate = contender.run(seconds);
        rates.get(contender.name()).add(rate);
        line.append(String.format(Locale.ROOT, " [%s] %.1f", contender.name(), rate));
      }
      System.out.println(line);
    }
    return new PredictorRates(network.name(), largestLogit, rates, differences);
  }

  private static boolean isReduced(String contender) {
    for (NetworkForm form : NetworkForm.values()) {
      if (!PredictorRates.EXACT.contains(form)
          && PredictorContender.Ours.name(form).equals(contender)) {
        return true;
      }
    }
    return false;
  }
}
