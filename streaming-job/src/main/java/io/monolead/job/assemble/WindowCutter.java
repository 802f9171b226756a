// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.assemble;

import io.monolead.job.decode.Segment;
import io.monolead.job.decode.SegmentDecoder;
import io.monolead.signal.QualityAssessor;
import java.nio.ShortBuffer;
import java.util.function.Consumer;

/**
 * Cuts the samples of a run into windows.
 *
 * <p>Windows begin at whole hops of the run, counted in samples, so how a device cuts its signal
 * into segments makes no difference. Their time follows from the stated start of the segment that
 * completes them, so the drift of a device's sampling clock never adds up. Stateless but for its
 * rules.
 */
final class WindowCutter {
  private static final double MILLIVOLTS_PER_NANOVOLT = 1e-6;

  private final AssemblyRules rules;
  private final QualityAssessor quality = new QualityAssessor();

  WindowCutter(AssemblyRules rules) {
    this.rules = rules;
  }

  /** The next segment begins a new run. */
  void endRun(LeadState state) {
    state.forgetSignal();
    state.samplingRateHz = 0;
    state.resolutionNanovolts = 0;
  }

  /** Adds a segment, to the run where it continues it, and gives out the windows now complete. */
  void append(LeadState state, Segment segment, Consumer<Window> out) {
    double rateHz = segment.samplingRateHz();
    boolean continues =
        state.samplingRateHz == rateHz
            && state.resolutionNanovolts == segment.resolutionNanovolts()
            && Math.abs(segment.startMicros() - state.lastEndMicros) <= rules.clockJitterMicros();
    if (!continues) {
      state.forgetSignal();
    }
    int before = state.signalSamples();
    int length = rules.windowSamples(rateHz);
    state.addSignal(segment.samples(), length);
    int count = state.signalSamples();
    ShortBuffer samples = LeadState.shorts(state.signal);
    long firstMicros = segment.startMicros() - Segment.durationMicros(before, rateHz);
    int hop = rules.hopSamples(rateHz);
    int from = 0;
    for (; count - from >= length; from += hop) {
      long startMicros = firstMicros + Segment.durationMicros(from, rateHz);
      float[] millivolts =
          millivolts(
              samples, from, length, segment.resolutionNanovolts() * MILLIVOLTS_PER_NANOVOLT);
      out.accept(
          new Window(
              segment.deviceId(),
              segment.lead(),
              startMicros,
              startMicros + Segment.durationMicros(length, rateHz),
              rateHz,
              millivolts,
              quality.assess(millivolts, 0, length, rateHz)));
    }
    state.dropSignal(from, length);
    state.samplingRateHz = rateHz;
    state.resolutionNanovolts = segment.resolutionNanovolts();
  }

  private static float[] millivolts(ShortBuffer samples, int from, int length, double scale) {
    float[] millivolts = new float[length];
    for (int i = 0; i < length; i++) {
      short sample = samples.get(from + i);
      millivolts[i] = sample == SegmentDecoder.MISSING ? Float.NaN : (float) (sample * scale);
    }
    return millivolts;
  }
}
