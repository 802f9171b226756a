// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which form of a network this machine computes fastest.
 *
 * <p>The choice must be the same whenever it is made on one kind of machine, or a job would give
 * other scores after a restart, perhaps on a machine that is busy with other work by then. So on a
 * CPU the time that the computing thread was given counts, not the time that passed; of several
 * turns the least, as what disturbs a turn makes it longer and never shorter; and a form gives way
 * only where the difference is far beyond what is left of noise: packed bfloat16 and 8-bit networks
 * are two and three times as fast as float32 where the processor has the instructions, and slower
 * where it has not.
 */
final class FormRace {
  private static final Logger LOG = LoggerFactory.getLogger(FormRace.class);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int TURNS = 7;

  /** How much faster a form must be than all that are more exact. */
  private static final double CLEARLY_FASTER = 1.25;

  /** How much slower the packed float32 form may be than the plain one, of the same precision. */
  private static final double NOT_SLOWER = 0.8;

  private FormRace() {}

  /**
   * The model to serve with; closes none.
   *
   * @param models the same bundle in different forms, the most exact first, at least one
   */
  static Model fastest(List<Model> models, GoldenSet golden) {
    if (models.size() == 1) {
      return models.get(0);
    }
    double[] least = new double[models.size()];
    Arrays.fill(least, Double.MAX_VALUE);
    for (int turn = 0; turn < TURNS; turn++) {
      for (int i = 0; i < least.length; i++) {
        least[i] = Math.min(least[i], nanos(models.get(i), golden));
      }
    }
    int chosen = choose(models.stream().map(Model::form).toList(), least);
    if (LOG.isInfoEnabled()) {
      LOG.info(
          "{} {} is computed as {}; milliseconds a window: {}",
          models.get(0).manifest().modelId(),
          models.get(0).manifest().modelVersion(),
          models.get(chosen).form(),
          table(models, least));
    }
    return models.get(chosen);
  }

  private static String table(List<Model> models, double[] nanos) {
    return java.util.stream.IntStream.range(0, nanos.length)
        .mapToObj(i -> String.format(Locale.ROOT, "%s %.2f", models.get(i).form(), nanos[i] / 1e6))
        .collect(Collectors.joining(", "));
  }

  /** Index of the form to take. */
  static int choose(List<NetworkForm> forms, double[] nanos) {
    int chosen = 0;
    double fastestSoFar = nanos[0];
    for (int i = 1; i < forms.size(); i++) {
      double needed = forms.get(i) == NetworkForm.FLOAT32 ? NOT_SLOWER : CLEARLY_FASTER;
      if (nanos[i] * needed <= fastestSoFar) {
        chosen = i;
      }
      fastestSoFar = Math.min(fastestSoFar, nanos[i]);
    }
    return chosen;
  }

  /** Time of one window, computed with as many others as fit the reference tile. */
  private static double nanos(Model model, GoldenSet golden) {
    int tile = Tiles.OF_REFERENCE.largest();
    ModelManifest manifest = model.manifest();
    int values = manifest.windowValues();
    float[] windows = new float[tile * values];
    for (int i = 0; i < tile; i++) {
      System.arraycopy(golden.windows(), i % golden.count() * values, windows, i * values, values);
    }
    float[] probabilities = new float[tile * manifest.labelSpace().size()];
    // A new predictor runs once before it is used.
    try (Predictor predictor = model.newPredictor(tile)) {
      long start = clock(model);
      predictor.predict(windows, tile, probabilities);
      return (clock(model) - start) / (double) tile;
    }
  }

  /**
   * Nanoseconds of processor that this thread has been given, or of time where a GPU computes. Of
   * several engine threads this one computes its share, which is the same of every form.
   */
  private static long clock(Model model) {
    return model.device().kind() == ComputeDevice.Kind.CPU
            && THREADS.isCurrentThreadCpuTimeSupported()
        ? THREADS.getCurrentThreadCpuTime()
        : System.nanoTime();
  }
}
