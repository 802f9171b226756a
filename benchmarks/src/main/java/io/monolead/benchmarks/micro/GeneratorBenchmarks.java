// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.micro;

import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.HeartTruth;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.signal.Lead;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a second of a simulated heart costs at 250 Hz, with noise and truth. A thousand devices in
 * real time on one core need less than 1000 microseconds.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class GeneratorBenchmarks {
  private static final int RATE_HZ = 250;

  @Param({"SINUS", "ATRIAL_FIBRILLATION"})
  private Rhythm rhythm;

  private final HeartTruth truth = new HeartTruth();
  private final float[] samples = new float[RATE_HZ];
  private final double[][] twelve = new double[Lead.STANDARD.size()][RATE_HZ];
  private SimulatedHeart oneLead;
  private SimulatedHeart twelveLeads;

  /** Hearts that go on from call to call. */
  @Setup
  public void prepare() {
    HeartScenario scenario = HeartScenario.of(new Episode(rhythm, Double.POSITIVE_INFINITY));
    oneLead = new SimulatedHeart(scenario, List.of(Lead.I), RATE_HZ, 1);
    twelveLeads = new SimulatedHeart(scenario, Lead.STANDARD, RATE_HZ, 1);
  }

  /** Lead I. */
  @Benchmark
  public float[] simulateSecond() {
    oneLead.read(samples, 0, RATE_HZ, truth);
    return samples;
  }

  /** All twelve leads. */
  @Benchmark
  public double[][] simulateSecondOfTwelveLeads() {
    twelveLeads.read(twelve, 0, RATE_HZ, truth);
    return twelve;
  }
}
