// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.micro;

import io.monolead.job.assemble.LeadState;
import io.monolead.job.assemble.Window;
import io.monolead.job.decode.IncomingSegment;
import io.monolead.job.infer.ScoredWindow;
import io.monolead.signal.SignalQuality;
import java.util.List;
import java.util.Set;

/** Values as large as those of a usual device at 250 Hz. */
final class Values {
  private static final SignalQuality GOOD = new SignalQuality(1, Set.of());

  private static final List<String> LABELS =
      List.of("NORM", "AFIB", "AFLT", "STACH", "SBRAD", "PVC", "PAC", "1AVB", "CLBBB", "CRBBB");

  private Values() {}

  static IncomingSegment incomingSegment() {
    return new IncomingSegment(
        "ecg.segments",
        3,
        123_456,
        1_700_000_000_000L,
        new byte[9],
        new byte[560],
        "device-17",
        "I");
  }

  static Window window() {
    return new Window(
        "device-17",
        "I",
        1_700_000_000_000_000L,
        1_700_000_010_000_000L,
        250,
        new float[2500],
        GOOD);
  }

  static ScoredWindow scoredWindow() {
    return new ScoredWindow(
        "device-17",
        "I",
        1_700_000_000_000_000L,
        1_700_000_010_000_000L,
        GOOD,
        "monitoring-lead-i",
        "0.2.0",
        LABELS,
        new float[LABELS.size()],
        new float[LABELS.size()]);
  }

  static LeadState leadState() {
    LeadState state = new LeadState();
    state.nextSequence = 100;
    state.samplingRateHz = 250;
    state.resolutionNanovolts = 1000;
    state.samples = new short[2000];
    state.recentSequences = new long[64];
    state.recentHashes = new long[64];
    return state;
  }
}
