// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.replay;

import io.monolead.connectors.generator.HeartTruth;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.signal.Lead;
import java.util.stream.IntStream;

/** A simulated heart as a device sees it, for a time or for ever. */
public final class SimulatedSource implements SignalSource {
  /** Samples of a heart that never stops. */
  public static final long ENDLESS = Long.MAX_VALUE;

  private final SimulatedHeart heart;
  private final Lead lead;
  private final HeartTruth truth = new HeartTruth();
  private long samplesLeft;
  private boolean leadOff;

  /**
   * A heart to be read from where it stands.
   *
   * @param lead the lead the heart was made for
   * @param samples how many samples to read, or {@link #ENDLESS}
   */
  public SimulatedSource(SimulatedHeart heart, Lead lead, long samples) {
    this.heart = heart;
    this.lead = lead;
    this.samplesLeft = samples;
  }

  @Override
  public Lead lead() {
    return lead;
  }

  @Override
  public double samplingRateHz() {
    return heart.samplingRateHz();
  }

  @Override
  public int read(float[] millivolts) {
    int count = (int) Math.min(millivolts.length, samplesLeft);
    heart.read(millivolts, 0, count, truth);
    samplesLeft -= count;
    leadOff = IntStream.range(0, count).anyMatch(truth::leadOff);
    return count;
  }

  @Override
  public boolean leadOff() {
    return leadOff;
  }
}
