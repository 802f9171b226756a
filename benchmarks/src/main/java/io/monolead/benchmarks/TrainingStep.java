// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks;

import io.monolead.inference.InferenceEngine;
import io.monolead.signal.LabelSpace;
import io.monolead.signal.Lead;
import io.monolead.training.data.Augmentation;
import io.monolead.training.data.WindowSet;
import io.monolead.training.export.Precision;
import io.monolead.training.network.NetworkCatalogue;
import io.monolead.training.trainer.EvaluationView;
import io.monolead.training.trainer.Schedule;
import io.monolead.training.trainer.Trainer;
import io.monolead.training.trainer.TrainingListener;
import io.monolead.training.trainer.TrainingOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A step of the trainer as it runs (draw of the batch, forward, loss, backward, optimiser) beside a
 * step of PyTorch's own in a Python process, in rounds that take turns.
 */
public final class TrainingStep {
  private static final int ROUNDS = 4;
  private static final int STEPS = 6;
  private static final int WARM_UP = 2;
  private static final int BATCH = 32;
  private static final int SAMPLES = 1000;
  private static final List<String> NETWORKS = List.of("resnet1d_wang", "xresnet1d101");
  private static final List<String> LABELS = List.of("A", "B", "C", "D", "E");

  private TrainingStep() {}

  /**
   * Measures.
   *
   * @param args engine threads, the Python program, the Python, and the file for the table
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    int threads = Integer.parseInt(args[0]);
    Path program = Path.of(args[1]);
    String python = args[2];
    String engine = InferenceEngine.start(threads);
    String torch = version(python);
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%d thread%s; ours on %s, Python with %s.%n%n",
            threads,
            threads == 1 ? "" : "s",
            engine,
            torch.isEmpty() ? "no torch: not measured" : "PyTorch " + torch));
    table.append(
        "| network | ours, float32 | ours, bfloat16 | PyTorch, conv1d | PyTorch, channels last |"
            + " float32 over PyTorch's better | bfloat16 over it |\n"
            + "|---|---:|---:|---:|---:|---:|---:|\n");
    for (String network : NETWORKS) {
      Map<String, List<Double>> times = new LinkedHashMap<>();
      for (int round = 0; round < ROUNDS; round++) {
        for (Precision precision : Precision.values()) {
          times
              .computeIfAbsent(precision.name(), key -> new ArrayList<>())
              .addAll(ours(network, precision));
        }
        if (!torch.isEmpty()) {
          for (String layout : List.of("conv1d", "channels_last")) {
            times
                .computeIfAbsent(layout, key -> new ArrayList<>())
                .addAll(theirs(python, program, network, threads, layout));
          }
        }
      }
      table.append(row(network, times));
    }
    Files.writeString(Path.of(args[3]), table.append('\n'));
  }

  private static String row(String network, Map<String, List<Double>> times) {
    StringBuilder row = new StringBuilder("| " + network);
    for (String contender : List.of("FLOAT32", "BFLOAT16", "conv1d", "channels_last")) {
      List<Double> sorted = new ArrayList<>(times.getOrDefault(contender, List.of()));
      Collections.sort(sorted);
      row.append(
          sorted.isEmpty()
              ? " | -"
              : String.format(
                  Locale.ROOT,
                  " | %.0f (%.0f to %.0f)",
                  median(sorted),
                  sorted.get(0),
                  sorted.get(sorted.size() - 1)));
    }
    if (times.containsKey("conv1d")) {
      double best = Math.min(median(times.get("conv1d")), median(times.get("channels_last")));
      for (Precision precision : Precision.values()) {
        row.append(
            String.format(Locale.ROOT, " | %.2f", median(times.get(precision.name())) / best));
      }
    } else {
      row.append(" | - | -");
    }
    return row.append(" |\n").toString();
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  /** Times of single steps, in milliseconds. */
  private static List<Double> ours(String network, Precision precision) throws IOException {
    WindowSet windows = windows();
    List<Double> times = new ArrayList<>();
    TrainingListener clock =
        new TrainingListener() {
          private long last;

          @Override
          public void stepTaken(int step, double loss) {
            long now = System.nanoTime();
            if (step > WARM_UP) {
              times.add((now - last) / 1e6);
            }
            last = now;
          }
        };
    Path folder = Files.createTempDirectory("training-step");
    TrainingOptions options =
        new TrainingOptions(
            1,
            BATCH,
            SAMPLES,
            Schedule.ONE_CYCLE,
            1e-3,
            0.01,
            0,
            Augmentation.NONE,
            0,
            EvaluationView.WHOLE,
            precision,
            false,
            1);
    Trainer.builder(
            NetworkCatalogue.describe(network, windows.leads().size(), LABELS.size()), options)
        .setTraining(windows)
        .setRunFolder(folder)
        .optListener(clock)
        .build()
        .train();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
    return times;
  }

  private static WindowSet windows() {
    int count = BATCH * (STEPS + WARM_UP);
    Random random = new Random(1);
    float[] signals = new float[count * Lead.STANDARD.size() * SAMPLES];
    for (int i = 0; i < signals.length; i++) {
      signals[i] = (float) random.nextGaussian();
    }
    float[] targets = new float[count * LABELS.size()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = random.nextInt(3) == 0 ? 1 : 0;
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add("r" + i);
    }
    return new WindowSet(
        new LabelSpace("noise", LABELS),
        Lead.STANDARD,
        100,
        SAMPLES,
        names,
        names,
        signals,
        targets);
  }

  private static List<Double> theirs(
      String python, Path program, String network, int threads, String layout)
      throws IOException, InterruptedException {
    List<Double> times = new ArrayList<>();
    for (String line :
        output(
            python,
            program.toString(),
            network,
            Integer.toString(threads),
            Integer.toString(STEPS),
            layout)) {
      times.add(Double.parseDouble(line));
    }
    return times;
  }

  /** Version of PyTorch in a Python; empty if it has none. */
  private static String version(String python) throws InterruptedException {
    try {
      List<String> lines = output(python, "-c", "import torch; print(torch.__version__)");
      return lines.isEmpty() ? "" : lines.get(0);
    } catch (IOException e) {
      return "";
    }
  }

  private static List<String> output(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      reader.lines().forEach(lines::add);
    }
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + status);
    }
    return lines;
  }
}
