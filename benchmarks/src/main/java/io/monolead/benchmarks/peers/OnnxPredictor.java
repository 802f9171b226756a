// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * ONNX Runtime as one would use it from Java for many windows: one session, all graph
 * optimisations, input through a direct buffer that is filled anew for every call.
 *
 * <p>The runtime works on a thread of its own, because it recurses deeper than the stack of Java's
 * usual threads allows, already when it starts, and then ends the process; handing over takes
 * microseconds where a batch takes tens of milliseconds. For one caller at a time; the maker closes
 * it.
 */
public final class OnnxPredictor implements AutoCloseable {
  private static final long STACK_BYTES = 64L << 20;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(null, task, "onnx", STACK_BYTES);
            made.setDaemon(true);
            return made;
          });
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final int leads;
  private final int samples;
  private final FloatBuffer input;

  /**
   * Opens a session.
   *
   * @param file of {@link OnnxNetwork}
   * @param threads of one call
   * @param maxBatch most windows of one call
   */
  public OnnxPredictor(byte[] file, int threads, int leads, int samples, int maxBatch)
      throws OrtException {
    this.leads = leads;
    this.samples = samples;
    input =
        ByteBuffer.allocateDirect(maxBatch * leads * samples * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    environment = onThread(OrtEnvironment::getEnvironment);
    session =
        onThread(
            () -> {
              try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
                options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
                options.setIntraOpNumThreads(threads);
                options.setInterOpNumThreads(1);
                return environment.createSession(file, options);
              }
            });
  }

  /**
   * Computes a batch.
   *
   * @param windows {@code [count][lead][sample]}; may be longer
   * @return {@code [count][label]}
   */
  public float[][] logits(float[] windows, int count) throws OrtException {
    return onThread(() -> compute(windows, count));
  }

  private float[][] compute(float[] windows, int count) throws OrtException {
    input.clear();
    input.put(windows, 0, count * leads * samples).flip();
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(environment, input, new long[] {count, leads, samples});
        OrtSession.Result result = session.run(Map.of(OnnxNetwork.INPUT, tensor))) {
      return (float[][]) result.get(0).getValue();
    }
  }

  private <T> T onThread(Callable<T> task) throws OrtException {
    try {
      return thread.submit(task).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof OrtException cause) {
        throw cause;
      }
      throw new IllegalStateException("ONNX Runtime failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while ONNX Runtime computed", e);
    }
  }

  @Override
  public void close() throws OrtException {
    thread.shutdown();
    session.close();
  }
}
