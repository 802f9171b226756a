// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.replay;

import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.util.List;

/** One lead of a recording, from its first sample to its last. */
public final class RecordingSource implements SignalSource {
  private final Lead lead;
  private final double samplingRateHz;
  private final float[] signal;
  private final List<SampleRange> leadOffRanges;
  private int position;
  private boolean leadOff;

  /**
   * A stretch of samples.
   *
   * @param from first sample
   * @param to the sample after the last
   */
  public record SampleRange(long from, long to) {}

  /**
   * A lead of a recording, in contact throughout.
   *
   * @throws IllegalArgumentException if the recording has no such lead
   */
  public RecordingSource(Recording recording, Lead lead) {
    this(recording, lead, List.of());
  }

  /**
   * A lead of a recording.
   *
   * @param leadOffRanges where the electrode has lost contact
   * @throws IllegalArgumentException if the recording has no such lead
   */
  public RecordingSource(Recording recording, Lead lead, List<SampleRange> leadOffRanges) {
    this.lead = lead;
    this.samplingRateHz = recording.samplingRateHz();
    this.signal =
        recording
            .signal(lead)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Recording "
                            + recording.id()
                            + " has no lead "
                            + lead
                            + ", it has "
                            + recording.leads()));
    this.leadOffRanges = List.copyOf(leadOffRanges);
  }

  @Override
  public Lead lead() {
    return lead;
  }

  @Override
  public double samplingRateHz() {
    return samplingRateHz;
  }

  @Override
  public int read(float[] millivolts) {
    int from = position;
    int count = Math.min(millivolts.length, signal.length - from);
    System.arraycopy(signal, from, millivolts, 0, count);
    position += count;
    leadOff =
        leadOffRanges.stream().anyMatch(range -> range.from() < position && range.to() > from);
    return count;
  }

  @Override
  public boolean leadOff() {
    return leadOff;
  }

  @Override
  public double expectedPeakMillivolts() {
    return Quantisation.peak(signal, signal.length);
  }
}
