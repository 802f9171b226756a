// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.micro;

import io.monolead.benchmarks.profile.ConditioningScorer;
import io.monolead.inference.Model;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.inference.Predictor;
import io.monolead.job.assemble.Window;
import io.monolead.job.infer.Batching;
import io.monolead.job.infer.EcgScores;
import io.monolead.job.infer.InferOperator;
import io.monolead.job.infer.ScoredWindow;
import io.monolead.schemas.AlertPriority;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.WireFormat;
import io.monolead.signal.SignalQuality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From a conditioned window to the bytes of a score. */
public class ResultBenchmarks {
  private static final int BATCH = 32;

  private static float[] noise(int values) {
    Random random = new Random(1);
    float[] noise = new float[values];
    for (int i = 0; i < values; i++) {
      noise[i] = (float) random.nextGaussian();
    }
    return noise;
  }

  /** The shipped network. */
  @State(Scope.Thread)
  public static class Network {
    private Model model;
    private Predictor predictor;
    private float[] windows;
    private float[] probabilities;

    /** Opens the bundle. */
    @Setup
    public void open() throws IOException {
      model = Model.open(Path.of(MicroRun.bundle()));
      predictor = model.newPredictor(BATCH);
      windows = noise(BATCH * model.manifest().windowValues());
      probabilities = new float[BATCH * model.manifest().labelSpace().labels().size()];
    }

    /** Closes it. */
    @TearDown
    public void close() {
      predictor.close();
      model.close();
    }
  }

  /** The operator with everything but the network. */
  @State(Scope.Thread)
  public static class Operator {
    private OneInputStreamOperatorTestHarness<Window, ScoredWindow> harness;
    private StreamRecord<Window> window;

    /** Opens it. */
    @Setup
    public void open() throws Exception {
      ModelManifest manifest = ModelBundle.read(Path.of(MicroRun.bundle())).manifest();
      harness =
          new OneInputStreamOperatorTestHarness<>(
              new InferOperator(
                  size -> new ConditioningScorer(manifest(), size), new Batching(BATCH, 60_000)));
      harness.open();
      window =
          new StreamRecord<>(
              new Window(
                  "device",
                  "I",
                  0,
                  10_000_000,
                  manifest.samplingRateHz(),
                  noise(manifest.windowSamples()),
                  new SignalQuality(1, Set.of())),
              10_000);
    }

    private static ModelManifest manifest() throws IOException {
      return ModelBundle.read(Path.of(MicroRun.bundle())).manifest();
    }

    /** Closes it. */
    @TearDown
    public void close() throws Exception {
      harness.close();
    }
  }

  /** Messages and their format. */
  @State(Scope.Thread)
  public static class Messages {
    private final WireFormat<EcgScore> scores = WireFormat.of(EcgScore.class);
    private final WireFormat<EcgAlert> alerts = WireFormat.of(EcgAlert.class);
    private final EcgScores toScore = new EcgScores();
    private final ScoredWindow scored = Values.scoredWindow();
    private final EcgAlert alert =
        EcgAlert.newBuilder()
            .setAlertId("851b26a7a4925afd5512f3d682294f6f")
            .setDeviceId("device-17")
            .setLead("I")
            .setLabel("AFIB")
            .setState(AlertState.RAISED)
            .setPriority(AlertPriority.HIGH)
            .setOnsetMicros(1_700_000_000_000_000L)
            .setTransitionMicros(1_700_000_010_000_000L)
            .setPeakProbability(0.9f)
            .setCurrentProbability(0.8f)
            .setWindowsInEvidence(2)
            .setThreshold(0.5f)
            .setModelId("monitoring-lead-i")
            .setModelVersion("0.2.0")
            .setPolicyVersion("default")
            .build();
  }

  /** One window through the network. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public float[] predictOne(Network network) {
    network.predictor.predict(network.windows, 1, network.probabilities);
    return network.probabilities;
  }

  /** A batch of 32 windows through the network. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public float[] predict32(Network network) {
    network.predictor.predict(network.windows, BATCH, network.probabilities);
    return network.probabilities;
  }

  /** A batch of 32 windows through the operator: conditioning at the model's rate, no network. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public int batch32(Operator operator) throws Exception {
    for (int i = 0; i < BATCH; i++) {
      operator.harness.processElement(operator.window);
    }
    int out = operator.harness.getOutput().size();
    operator.harness.getOutput().clear();
    return out;
  }

  /** A scored window to the bytes on the topic. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public byte[] encodeScore(Messages messages) {
    return messages.scores.encode(messages.toScore.map(messages.scored));
  }

  /** An alert to the bytes on the topic. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public byte[] encodeAlert(Messages messages) {
    return messages.alerts.encode(messages.alert);
  }
}
