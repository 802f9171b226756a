// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks;

import io.monolead.inference.InferenceEngine;
import io.monolead.signal.LabelSpace;
import io.monolead.signal.Lead;
import io.monolead.training.data.Augmentation;
import io.monolead.training.data.WindowSet;
import io.monolead.training.export.Precision;
import io.monolead.training.loss.MultiLabelDistillation.Form;
import io.monolead.training.mvkt.LessonSpec;
import io.monolead.training.mvkt.Teacher;
import io.monolead.training.mvkt.TeacherView;
import io.monolead.training.mvkt.TeachingObjective;
import io.monolead.training.network.NetworkCatalogue;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.NetworkWeights;
import io.monolead.training.network.TrainedNetwork;
import io.monolead.training.trainer.EpochResult;
import io.monolead.training.trainer.EvaluationView;
import io.monolead.training.trainer.Schedule;
import io.monolead.training.trainer.Trainer;
import io.monolead.training.trainer.TrainingListener;
import io.monolead.training.trainer.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Resident memory of this process after each of 50 epochs of an MVKT student: teacher, MKD, CLT
 * with its banks, validation and checkpoints, all that a real training has. Linux only.
 */
public final class TrainingMemory {
  private static final int EPOCHS = 50;
  private static final int RECORDINGS = 640;
  private static final double VALIDATION_SHARE = 0.1;
  private static final int BATCH = 32;
  private static final int CROP = 250;
  private static final int SAMPLES = 1000;
  private static final int REFERENCE_EPOCH = 2;
  private static final double LIMIT = 0.05;
  private static final String NETWORK = "resnet1d_wang";
  private static final List<String> LABELS = List.of("A", "B", "C", "D", "E");

  private TrainingMemory() {}

  /**
   * Measures.
   *
   * @param args the file for the table
   */
  public static void main(String[] args) throws IOException {
    InferenceEngine.start(1);
    WindowSet all = windows(Lead.STANDARD);
    WindowSet one = windows(List.of(Lead.I));
    TrainingOptions options =
        new TrainingOptions(
            EPOCHS,
            BATCH,
            CROP,
            Schedule.ONE_CYCLE,
            1e-3,
            0.01,
            0,
            new Augmentation(0.1, 0.1, 0.1, 0.02, 0.1),
            0.99,
            EvaluationView.CROPS,
            Precision.FLOAT32,
            false,
            1);
    NetworkDescription twelve =
        NetworkCatalogue.describe(NETWORK, Lead.STANDARD.size(), LABELS.size());
    NetworkDescription student = NetworkCatalogue.describe(NETWORK, 1, LABELS.size());
    Teacher teacher =
        new Teacher(
            List.of(
                Teacher.Member.of(new TrainedNetwork(twelve, NetworkWeights.initial(twelve, 1)))),
            all,
            TeacherView.CROP,
            CROP,
            options.precision());
    List<Double> resident = new ArrayList<>();
    Path folder = Files.createTempDirectory("training-memory");
    Trainer.builder(student, options)
        .setTraining(one)
        .setRunFolder(folder)
        .optValidation(one.share(VALIDATION_SHARE))
        .optObjective(
            TeachingObjective.of(LessonSpec.mvkt(1, Form.LOGIT, 0.1), student, teacher, CROP, 1))
        .optListener(
            new TrainingListener() {
              @Override
              public void epochEnded(EpochResult result) {
                // Buffers outside the heap are given back when their owners are collected.
                System.gc();
                resident.add(residentMebibytes());
              }
            })
        .build()
        .train();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
    String table = table(resident);
    Files.writeString(Path.of(args[0]), table);
    double growth = growth(resident);
    if (growth > LIMIT) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "Resident memory grew by %.1f %%", 100 * growth));
    }
  }

  private static double growth(List<Double> resident) {
    return resident.get(EPOCHS - 1) / resident.get(REFERENCE_EPOCH - 1) - 1;
  }

  private static String table(List<Double> resident) {
    StringBuilder text = new StringBuilder("| after epoch | resident MiB |\n|---:|---:|\n");
    for (int epoch : new int[] {1, REFERENCE_EPOCH, 5, 10, 20, 30, 40, EPOCHS}) {
      text.append(String.format(Locale.ROOT, "| %d | %.1f |%n", epoch, resident.get(epoch - 1)));
    }
    return text.append(
            String.format(
                Locale.ROOT,
                "%nAfter epoch %d beside epoch %d: %+.2f %%.%n",
                EPOCHS,
                REFERENCE_EPOCH,
                100 * growth(resident)))
        .toString();
  }

  private static double residentMebibytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElseThrow()
          / 1024.0;
    } catch (IOException e) {
      throw new IllegalStateException("Resident memory is read from /proc, as on Linux", e);
    }
  }

  private static WindowSet windows(List<Lead> leads) {
    Random random = new Random(1);
    float[] signals = new float[RECORDINGS * leads.size() * SAMPLES];
    for (int i = 0; i < signals.length; i++) {
      signals[i] = (float) random.nextGaussian();
    }
    Random labels = new Random(2);
    float[] targets = new float[RECORDINGS * LABELS.size()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = labels.nextInt(3) == 0 ? 1 : 0;
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < RECORDINGS; i++) {
      names.add("r" + i);
    }
    return new WindowSet(
        new LabelSpace("noise", LABELS), leads, 100, SAMPLES, names, names, signals, targets);
  }
}
