// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Utils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where the PyTorch engine is configured; it exists once per process.
 *
 * <p>The engine's files come with the program and nothing is ever downloaded. One thread per
 * predictor is the default: a stream job gains more from another subtask than from a second thread,
 * and the order of additions, hence every bit of a score, does not depend on the number of threads.
 * With more threads than one, start the process with {@code OMP_WAIT_POLICY=passive}: waiting
 * OpenMP threads otherwise take the cores from everybody else.
 */
public final class InferenceEngine {
  private static final Logger LOG = LoggerFactory.getLogger(InferenceEngine.class);
  private static final String NAME = "PyTorch";
  private static final String THREADS = "ai.djl.pytorch.num_threads";
  private static final String INTEROP_THREADS = "ai.djl.pytorch.num_interop_threads";
  private static final String OFFLINE = "ai.djl.offline";

  /** Where a driver for CUDA shows, on Linux and on Linux inside Windows. */
  private static final List<Path> DRIVERS = List.of(Path.of("/dev/nvidiactl"), Path.of("/dev/dxg"));

  private InferenceEngine() {}

  /**
   * Starts the engine with one thread per predictor unless it runs already; returns its version.
   */
  public static synchronized String start() {
    return start(1);
  }

  /**
   * Starts the engine. Only the first call in a process decides about threads: those set before
   * (also by the system properties {@code ai.djl.pytorch.num_threads} and {@code
   * ai.djl.pytorch.num_interop_threads}) stay.
   *
   * @param threads threads that one operation may use, at least 1
   * @return version of the engine, such as {@code PyTorch 2.7.1}
   * @throws IllegalStateException if the engine's natives are missing or cannot be unpacked
   */
  public static synchronized String start(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("An engine needs at least one thread, not " + threads);
    }
    setUnlessSet(OFFLINE, "true");
    setUnlessSet(THREADS, Integer.toString(threads));
    setUnlessSet(INTEROP_THREADS, "1");
    Engine engine = engine();
    String version = NAME + " " + engine.getVersion();
    LOG.debug(
        "{} with {} threads per operation, DJL {}",
        version,
        System.getProperty(THREADS),
        Engine.getDjlVersion());
    return version;
  }

  private static Engine engine() {
    try {
      return Engine.getEngine(NAME);
    } catch (EngineException e) {
      throw new IllegalStateException(
          "The "
              + NAME
              + " engine cannot start: "
              + e.getMessage()
              + ". It needs its natives for this platform on the class path (pytorch-native-cpu and"
              + " pytorch-jni), and room to unpack them in "
              + Utils.getEngineCacheDir(),
          e);
    }
  }

  /** Threads that one operation may use; 1 unless the process was told otherwise. */
  static int threads() {
    return Integer.getInteger(THREADS, 1);
  }

  /**
   * GPUs that the engine can compute on; starts it if it does not run yet. Where the system has no
   * driver the engine is not asked: it would warn of that each time.
   */
  static int gpus() {
    start();
    return DRIVERS.stream().anyMatch(Files::exists) ? Engine.getEngine(NAME).getGpuCount() : 0;
  }

  /**
   * Switches off the graph executor's run-time optimisation for the calling thread. It rewrites the
   * graph after watching the first runs: a window's score would depend on how many came before.
   */
  static void fixGraphOfThisThread() {
    JniUtils.setGraphExecutorOptimize(false);
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
