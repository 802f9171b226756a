// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.micro;

import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.signal.Conditioner;
import io.monolead.signal.Lead;
import io.monolead.signal.QualityAssessor;
import io.monolead.signal.SignalQuality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a window of ten seconds costs before it reaches the network. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SignalBenchmarks {
  private static final int SECONDS = 10;

  @Param({"250", "360", "500"})
  private int rateHz;

  private final QualityAssessor assessor = new QualityAssessor();
  private float[] millivolts;
  private float[] conditioned;
  private Conditioner conditioner;
  private Conditioner.Scratch scratch;

  /** Reads how the shipped model wants its windows. */
  @Setup
  public void prepare() throws IOException {
    ModelManifest manifest = ModelBundle.read(Path.of(MicroRun.bundle())).manifest();
    millivolts =
        new SimulatedHeart(
                HeartScenario.of(new Episode(Rhythm.VENTRICULAR_ECTOPY, SECONDS)),
                Lead.parse("I"),
                rateHz,
                1)
            .next(SECONDS * rateHz);
    conditioner =
        manifest.conditioning().forSource(rateHz, millivolts.length, manifest.windowSamples());
    scratch = conditioner.newScratch();
    conditioned = new float[manifest.windowSamples()];
  }

  /** Conditioning as the shipped bundle says. */
  @Benchmark
  public float[] condition() {
    conditioner.apply(millivolts, 0, conditioned, 0, scratch);
    return conditioned;
  }

  /** Signal quality. */
  @Benchmark
  public SignalQuality quality() {
    return assessor.assess(millivolts, 0, millivolts.length, rateHz);
  }
}
