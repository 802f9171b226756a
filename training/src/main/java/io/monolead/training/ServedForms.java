// SPDX-License-Identifier: Apache-2.0
package io.monolead.training;

import io.monolead.inference.BundleException;
import io.monolead.inference.FormCheck;
import io.monolead.inference.GoldenSet;
import io.monolead.inference.Model;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.inference.NetworkForm;
import io.monolead.inference.Predictor;
import io.monolead.training.data.LabelledWindows;
import io.monolead.training.data.TrainingFolder;
import io.monolead.training.data.WindowSet;
import io.monolead.training.evaluation.Ranking;
import io.monolead.training.export.BundledAttention;
import io.monolead.training.export.FoldedNetwork;
import io.monolead.training.export.NetworkWriter;
import io.monolead.training.export.RangeFinder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A network in every form that may be served in its place.
 *
 * <p>A form is taken only if it keeps what was promised of the network, on labelled windows that
 * the network was not trained on: {@link NetworkForm#FLOAT32} moves no probability by more than
 * {@value #FLOAT32_CHANGE}, {@link NetworkForm#HALF} and {@link NetworkForm#BFLOAT16} none by more
 * than {@value #BFLOAT16_CHANGE}, {@link NetworkForm#INT8} does not move the macro AUC by {@value
 * #MACRO_AUC_CHANGE} or more. No form may move any label's AUC by {@value #LABEL_AUC_CHANGE}: a
 * rare label's moves by a thousandth when two windows change places.
 *
 * @param networks TorchScript of the plain form and of all that were taken
 * @param checks what was found of those that were taken, the most exact first
 * @param leftOut why others were not, one sentence each
 */
public record ServedForms(
    Map<NetworkForm, byte[]> networks, List<FormCheck> checks, List<String> leftOut) {
  /** Most that any probability may change in packed float32. */
  public static final double FLOAT32_CHANGE = 1e-5;

  /** Most that any probability may change in half precision. */
  public static final double HALF_CHANGE = 1e-3;

  /** Most that any probability may change in bfloat16. */
  public static final double BFLOAT16_CHANGE = 1e-3;

  /** What the macro AUC must not change by. */
  public static final double MACRO_AUC_CHANGE = 2e-3;

  /** What no label's AUC must change by. */
  public static final double LABEL_AUC_CHANGE = 5e-3;

  /** Windows that ranges are measured on. */
  private static final int MOST_CALIBRATION = 512;

  /** Shares of a signal's numbers that may lie outside of its range. */
  private static final double[] OUTSIDE = {0, 1e-6, 1e-5, 1e-4};

  private static final int BATCH = 32;

  public ServedForms {
    networks = new EnumMap<>(networks);
    checks = List.copyOf(checks);
    leftOut = List.copyOf(leftOut);
  }

  @Override
  public Map<NetworkForm, byte[]> networks() {
    return new EnumMap<>(networks);
  }

  /**
   * Makes and checks the forms.
   *
   * @param folded the network
   * @param manifest what it is served as
   * @param golden its self-test
   * @param calibration windows on which the ranges of signals are measured, such as the training
   *     set's
   * @param validation labelled windows on which the forms are compared
   */
  public static ServedForms of(
      FoldedNetwork folded,
      ModelManifest manifest,
      GoldenSet golden,
      WindowSet calibration,
      WindowSet validation)
      throws IOException {
    return new Making(folded, manifest, golden, calibration, validation).make();
  }

  /**
   * Makes the forms for a bundle that holds the plain one, from the folds of the data that it
   * names: ranges are measured on its training folds, forms compared on its validation folds.
   *
   * @param dataFolder PTB-XL in its official layout, or a folder of labelled recordings
   * @throws IllegalArgumentException if the bundle does not say what network and folds it is of, or
   *     the data set's labels are others
   */
  public static ServedForms of(ModelBundle bundle, Path dataFolder) throws IOException {
    ModelManifest manifest = bundle.manifest();
    Set<Integer> trainingFolds = folds(manifest, "folds.training");
    Set<Integer> validationFolds = folds(manifest, "folds.validation");
    Set<Integer> all = new TreeSet<>(trainingFolds);
    all.addAll(validationFolds);
    FoldedNetwork folded = BundledAttention.networkOf(bundle);
    LabelledWindows data =
        TrainingFolder.open(dataFolder, manifest.labelSpace().task(), manifest.leads(), all);
    if (!data.labelSpace().equals(manifest.labelSpace())) {
      throw new IllegalArgumentException(
          "The bundle's labels are " + manifest.labelSpace() + ", the data's " + data.labelSpace());
    }
    return of(
        folded,
        manifest,
        bundle.golden(),
        data.windows(manifest.conditioning(), manifest.windowSamples(), trainingFolds),
        data.windows(manifest.conditioning(), manifest.windowSamples(), validationFolds));
  }

  private static String fact(ModelManifest manifest, String name) {
    String fact = manifest.provenance().get(name);
    if (fact == null) {
      throw new IllegalArgumentException("The bundle does not say its " + name);
    }
    return fact;
  }

  private static Set<Integer> folds(ModelManifest manifest, String name) {
    return Arrays.stream(fact(manifest, name).split("[^0-9]+"))
        .filter(number -> !number.isEmpty())
        .map(Integer::valueOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * A bundle of these forms, without attention.
   *
   * @param modelCard of the plain form; a section on the others is added
   */
  public ModelBundle bundle(ModelManifest manifest, String modelCard, GoldenSet golden) {
    return ModelBundle.of(
        manifest.withAttention(0).withForms(checks), modelCard + toMarkdown(), networks, golden);
  }

  private String toMarkdown() {
    if (checks.isEmpty()) {
      return "\n## Forms\n\nThe plain one alone: " + String.join("; ", leftOut) + ".\n";
    }
    StringBuilder text = new StringBuilder();
    text.append(
        "\n## Forms\n\nThe figures above are of the network as it was trained. A job computes it in"
            + " the fastest form that its processor allows, unless `monolead.model.precision` says"
            + " otherwise. Compared on the validation folds, a form changes:\n\n"
            + "| form | windows | a probability by at most | on average | macro AUC | any AUC by at"
            + " most |\n|---|---:|---:|---:|---:|---:|\n");
    for (FormCheck check : checks) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %d | %.6f | %.6f | %+.5f | %.5f |\n",
              check.form(),
              check.windows(),
              check.largestChange(),
              check.meanChange(),
              check.macroAucChange(),
              check.largestAucChange()));
    }
    if (!leftOut.isEmpty()) {
      text.append("\nNot in this bundle: ").append(String.join("; ", leftOut)).append(".\n");
    }
    return text.toString();
  }

  private static final class Making {
    private final FoldedNetwork folded;
    private final ModelManifest manifest;
    private final GoldenSet golden;
    private final WindowSet calibration;
    private final WindowSet validation;
    private final Map<NetworkForm, byte[]> networks = new EnumMap<>(NetworkForm.class);
    private final List<FormCheck> checks = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private float[] expected;

    Making(
        FoldedNetwork folded,
        ModelManifest manifest,
        GoldenSet golden,
        WindowSet calibration,
        WindowSet validation) {
      this.folded = folded;
      this.manifest = manifest;
      this.golden = golden;
      this.calibration = calibration;
      this.validation = validation;
    }

    ServedForms make() throws IOException {
      byte[] plain = NetworkWriter.write(NetworkForm.PLAIN, folded);
      networks.put(NetworkForm.PLAIN, plain);
      expected = probabilities(NetworkForm.PLAIN, plain, validation.signals(), validation.size());
      for (NetworkForm form :
          List.of(NetworkForm.FLOAT32, NetworkForm.HALF, NetworkForm.BFLOAT16)) {
        if (runsHere(form)) {
          consider(form, () -> NetworkWriter.write(form, folded));
        }
      }
      if (!NetworkWriter.hasInt8(folded)) {
        leftOut.add("INT8: " + folded.network().name() + " has layers that do not work on bytes");
      } else if (runsHere(NetworkForm.INT8)) {
        consider(NetworkForm.INT8, this::int8);
      }
      return new ServedForms(networks, checks, leftOut);
    }

    private boolean runsHere(NetworkForm form) {
      boolean runs = form.runsHere();
      if (!runs) {
        leftOut.add(form + ": this processor lacks the instructions, so it cannot be checked here");
      }
      return runs;
    }

    private interface Writer {
      byte[] write() throws IOException;
    }

    /** What becomes of a form; one that cannot be made here must not cost the others. */
    private void consider(NetworkForm form, Writer writer) throws IOException {
      FormCheck check;
      byte[] script;
      try {
        script = writer.write();
        check = check(form, script);
      } catch (BundleException | RuntimeException e) {
        leftOut.add(form + ": " + e.getMessage());
        return;
      }
      Optional<String> problem = problem(check);
      if (problem.isPresent()) {
        leftOut.add(form + ": " + problem.get());
      } else {
        networks.put(form, script);
        checks.add(check);
      }
    }

    private static Optional<String> problem(FormCheck check) {
      double most =
          switch (check.form()) {
            case PLAIN -> 0;
            case FLOAT32 -> FLOAT32_CHANGE;
            case HALF -> HALF_CHANGE;
            case BFLOAT16 -> BFLOAT16_CHANGE;
            // Eight bits are judged by the order of the probabilities alone.
            case INT8 -> 1;
          };
      if (check.largestChange() > most) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "moves a probability by %.6f, more than %s",
                check.largestChange(),
                most));
      }
      if (Math.abs(check.macroAucChange()) >= MACRO_AUC_CHANGE
          || check.largestAucChange() >= LABEL_AUC_CHANGE) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "moves the macro AUC by %+.5f and a label's by %.5f; it must be less than %s and"
                    + " %s",
                check.macroAucChange(),
                check.largestAucChange(),
                MACRO_AUC_CHANGE,
                LABEL_AUC_CHANGE));
      }
      return Optional.empty();
    }

    /** The ranges that move the calibration windows' probabilities least. */
    private byte[] int8() throws IOException {
      int count = Math.min(MOST_CALIBRATION, calibration.size());
      float[] windows = spread(count);
      RangeFinder finder = new RangeFinder(folded, windows, count);
      float[] exact =
          probabilities(NetworkForm.PLAIN, networks.get(NetworkForm.PLAIN), windows, count);
      byte[] best = {};
      double least = Double.POSITIVE_INFINITY;
      for (double outside : OUTSIDE) {
        byte[] script =
            NetworkWriter.writeInt8(folded, finder.ranges(outside), manifest.windowSamples());
        float[] rounded = probabilities(NetworkForm.INT8, script, windows, count);
        double change = 0;
        for (int i = 0; i < exact.length; i++) {
          change += Math.abs(rounded[i] - exact[i]);
        }
        if (change < least) {
          least = change;
          best = script;
        }
      }
      return best;
    }

    /** Windows from all over the calibration set. */
    private float[] spread(int count) {
      int stride = calibration.stride();
      float[] windows = new float[count * stride];
      for (int i = 0; i < count; i++) {
        int from = Math.toIntExact((long) i * calibration.size() / count);
        System.arraycopy(calibration.signals(), from * stride, windows, i * stride, stride);
      }
      return windows;
    }

    private FormCheck check(NetworkForm form, byte[] script) throws IOException {
      float[] got = probabilities(form, script, validation.signals(), validation.size());
      double largest = 0;
      double sum = 0;
      for (int i = 0; i < got.length; i++) {
        double change = Math.abs(got[i] - expected[i]);
        largest = Math.max(largest, change);
        sum += change;
      }
      double[] before = aucs(expected);
      double[] after = aucs(got);
      double macro = 0;
      double worst = 0;
      int counted = 0;
      for (int i = 0; i < before.length; i++) {
        // A label that all or none of the windows carry has no AUC.
        if (!Double.isNaN(before[i])) {
          counted++;
          macro += after[i] - before[i];
          worst = Math.max(worst, Math.abs(after[i] - before[i]));
        }
      }
      float[] goldenGot = probabilities(form, script, golden.windows(), golden.count());
      double goldenChange = 0;
      for (int i = 0; i < goldenGot.length; i++) {
        goldenChange = Math.max(goldenChange, Math.abs(goldenGot[i] - golden.probabilities()[i]));
      }
      return new FormCheck(
          form,
          validation.size(),
          largest,
          sum / got.length,
          macro / Math.max(1, counted),
          worst,
          goldenChange);
    }

    private double[] aucs(float[] probabilities) {
      int labels = manifest.labelSpace().size();
      double[] aucs = new double[labels];
      for (int label = 0; label < labels; label++) {
        float[] scores = new float[validation.size()];
        boolean[] truth = new boolean[scores.length];
        for (int i = 0; i < scores.length; i++) {
          scores[i] = probabilities[i * labels + label];
          truth[i] = validation.targets()[i * labels + label] > 0;
        }
        aucs[label] = new Ranking(scores, truth).auc();
      }
      return aucs;
    }

    private float[] probabilities(NetworkForm form, byte[] script, float[] windows, int count)
        throws IOException {
      int labels = manifest.labelSpace().size();
      int stride = manifest.windowValues();
      float[] all = new float[count * labels];
      float[] input = new float[BATCH * stride];
      float[] output = new float[BATCH * labels];
      try (Model model = Model.load(manifest, form, script);
          Predictor predictor = model.newPredictor(BATCH)) {
        for (int first = 0; first < count; first += BATCH) {
          int rows = Math.min(BATCH, count - first);
          System.arraycopy(windows, first * stride, input, 0, rows * stride);
          predictor.predict(input, rows, output);
          System.arraycopy(output, 0, all, first * labels, rows * labels);
        }
      }
      return all;
    }
  }
}
